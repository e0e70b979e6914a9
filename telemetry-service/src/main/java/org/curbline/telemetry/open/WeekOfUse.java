package org.curbline.telemetry.open;

import java.time.LocalDate;

/**
 * The WiFi use of a week, as far as it is known.
 *
 * @param end the Sunday at whose beginning the week ends
 * @param seconds of all sessions together
 */
public record WeekOfUse(LocalDate end, long sessions, long seconds, long downBytes, long upBytes) {}
