/**
 * Whether all that kiosks said is stored: a kiosk numbers what it says without a gap, so a hole in what is stored of it
 * is something that is missing.
 */
@NullMarked
package org.curbline.telemetry.completeness;

import org.jspecify.annotations.NullMarked;
