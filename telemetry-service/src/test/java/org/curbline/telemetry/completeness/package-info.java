@NullMarked
package org.curbline.telemetry.completeness;

import org.jspecify.annotations.NullMarked;
