/**
 * What people do at the kiosks, and what the kiosks report about themselves: events made from a seed, at rates from
 * published figures, on simulated time.
 */
@NullMarked
package org.curbline.simulator.demand;

import org.jspecify.annotations.NullMarked;
