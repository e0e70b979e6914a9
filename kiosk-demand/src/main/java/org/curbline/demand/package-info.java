/**
 * What people do at a kiosk, and what the kiosk reports about itself: events made from a seed, at rates from published
 * figures, on whatever time the caller has. The simulator's fleets are made of it, and so is what a real kiosk pretends
 * as long as it has no sources.
 */
@NullMarked
package org.curbline.demand;

import org.jspecify.annotations.NullMarked;
