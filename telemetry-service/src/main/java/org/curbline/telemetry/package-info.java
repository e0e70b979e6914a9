/** Questions and pages: what was used, when and where. Reads the store and the registry; only rollups are written. */
@NullMarked
package org.curbline.telemetry;

import org.jspecify.annotations.NullMarked;
