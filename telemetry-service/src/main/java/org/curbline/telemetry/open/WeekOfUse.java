package org.curbline.telemetry.open;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The WiFi use of a week, as far as it is known.
 *
 * @param end the Sunday at whose beginning the week ends
 * @param seconds of all sessions together
 * @param clients about how many different devices there were; null if nobody knows
 */
public record WeekOfUse(
        LocalDate end, long sessions, long seconds, long downBytes, long upBytes, @Nullable Long clients) {
    /** A week of which nobody knows the devices. */
    public WeekOfUse(LocalDate end, long sessions, long seconds, long downBytes, long upBytes) {
        this(end, sessions, seconds, downBytes, upBytes, null);
    }

    /** With the devices that are known by now. */
    public WeekOfUse withClients(long different) {
        return new WeekOfUse(end, sessions, seconds, downBytes, upBytes, different);
    }
}
