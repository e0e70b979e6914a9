package org.curbline.telemetry.open;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A row of the weekly usage report. What is withheld or was not measured is null.
 *
 * @param reportEnding the day on which the week is over
 */
public record WeeklyUsage(LocalDate reportEnding, Week week, ToDate toDate) {
    /** A megabyte. */
    private static final int TERABYTE_DIGITS = 6;

    /** What was used in the week. Terabytes are of 10^12 bytes. */
    public record Week(
            @Nullable Long sessions,
            @Nullable Duration averageSession,
            @Nullable Long uniqueClients,
            @Nullable BigDecimal terabytesDown,
            @Nullable BigDecimal terabytesUp) {
        static final Week WITHHELD = new Week(null, null, null, null, null);

        /** @param smallest fewer devices than that are withheld, however many sessions they had */
        static Week of(WeekOfUse use, int smallest) {
            Long clients = use.clients();
            return new Week(
                    use.sessions(),
                    Duration.ofSeconds(Math.round(use.seconds() / (double) use.sessions())),
                    clients == null || clients < smallest ? null : clients,
                    ofBytes(use.downBytes()),
                    ofBytes(use.upBytes()));
        }
    }

    /** What was used from the first week to the end of this one. */
    public record ToDate(@Nullable BigDecimal terabytes, @Nullable Long sessions, @Nullable Long subscribers) {
        static final ToDate WITHHELD = new ToDate(null, null, null);

        static ToDate of(long sessions, long bytes) {
            return new ToDate(ofBytes(bytes), sessions, null);
        }
    }

    private static BigDecimal ofBytes(long bytes) {
        BigDecimal rounded = BigDecimal.valueOf(bytes, 12).setScale(TERABYTE_DIGITS, RoundingMode.HALF_UP);
        return rounded.signum() == 0 ? BigDecimal.ZERO : rounded.stripTrailingZeros();
    }
}
