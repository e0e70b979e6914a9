/**
 * Where the kiosks stand: a synthetic city, made from a seed within the outlines of New York's boroughs, or the city's
 * own list of kiosks.
 */
@NullMarked
package org.curbline.simulator.city;

import org.jspecify.annotations.NullMarked;
