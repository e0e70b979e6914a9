/** Where kiosks stood, and when they were moved. */
@NullMarked
package org.curbline.telemetry.place;

import org.jspecify.annotations.NullMarked;
