@NullMarked
package org.curbline.telemetry.open;

import org.jspecify.annotations.NullMarked;
