@NullMarked
package org.curbline.telemetry.rollup;

import org.jspecify.annotations.NullMarked;
