@NullMarked
package org.curbline.telemetry.availability;

import org.jspecify.annotations.NullMarked;
