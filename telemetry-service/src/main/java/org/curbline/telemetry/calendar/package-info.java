/** Whose days and weeks are meant. */
@NullMarked
package org.curbline.telemetry.calendar;

import org.jspecify.annotations.NullMarked;
