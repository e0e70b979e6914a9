/**
 * What was used, hour by hour: counts and sums that are made from the points, kept beside them, and made again when
 * points come late. See docs/decisions/0013.
 */
@NullMarked
package org.curbline.telemetry.rollup;

import org.jspecify.annotations.NullMarked;
