@NullMarked
package org.curbline.telemetry.usage;

import org.jspecify.annotations.NullMarked;
