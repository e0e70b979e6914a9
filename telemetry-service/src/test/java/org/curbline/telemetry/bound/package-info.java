@NullMarked
package org.curbline.telemetry.bound;

import org.jspecify.annotations.NullMarked;
