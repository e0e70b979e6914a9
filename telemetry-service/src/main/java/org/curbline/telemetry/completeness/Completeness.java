package org.curbline.telemetry.completeness;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is missing of the kiosks' events of a time.
 *
 * @param rows the kiosks that said anything, the least complete first
 * @param asOf what was stored before is counted
 */
public record Completeness(Instant from, Instant to, List<Row> rows, Instant asOf) {
    public long stored() {
        return rows.stream().mapToLong(Row::stored).sum();
    }

    public long missing() {
        return rows.stream().mapToLong(Row::missing).sum();
    }

    /** How many kiosks miss nothing. */
    public long complete() {
        return rows.stream().filter(row -> row.missing() == 0).count();
    }

    /** The share of what was numbered that is stored, from 0 to 1; NaN if there was nothing. */
    public static double share(long stored, long missing) {
        return stored / (double) (stored + missing);
    }

    /**
     * @param stored how many events
     * @param missing how many numbers between its first and its last one are not there
     * @param spooled how many events it had still to send when it last said so; null if it did not in that time
     * @param saidAt when that was
     * @param late what it told late last; null if nothing in that time
     */
    public record Row(
            String kiosk,
            long stored,
            long missing,
            @Nullable Long spooled,
            @Nullable Instant saidAt,
            @Nullable Late late) {}

    /**
     * Something that came more than a minute late.
     *
     * @param came when
     * @param of the oldest moment it told of
     */
    public record Late(Instant came, Instant of) {}
}
