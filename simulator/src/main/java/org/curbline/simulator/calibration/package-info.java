/**
 * Whether the simulated city is used as the real one is: what is published beside what comes of simulated weeks, and
 * calibrations for other cities.
 */
@NullMarked
package org.curbline.simulator.calibration;

import org.jspecify.annotations.NullMarked;
