@NullMarked
package org.curbline.telemetry.calendar;

import org.jspecify.annotations.NullMarked;
