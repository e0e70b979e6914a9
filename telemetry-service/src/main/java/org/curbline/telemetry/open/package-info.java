/**
 * What the city publishes: its two data sets with its very columns, the kiosks as GeoJSON, and a feed. Nothing in here
 * gives a small count away.
 */
@NullMarked
package org.curbline.telemetry.open;

import org.jspecify.annotations.NullMarked;
