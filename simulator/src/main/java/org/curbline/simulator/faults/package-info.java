/**
 * What goes wrong at kiosks, by seed or as given, and what is true meanwhile: what a perfect observer would see and
 * what the kiosk itself says. Pure; others make it happen.
 */
@NullMarked
package org.curbline.simulator.faults;

import org.jspecify.annotations.NullMarked;
