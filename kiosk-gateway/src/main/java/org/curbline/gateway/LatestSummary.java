package org.curbline.gateway;

import java.time.Duration;
import org.curbline.gateway.status.StatusBoard;
import org.jspecify.annotations.Nullable;

/**
 * The fleet's summary, made anew when a state has changed since it was asked for last: those of a large fleet change a
 * few times a second at most. Any thread.
 */
final class LatestSummary {
    /** What changes without the board's doing shows as soon: a kiosk is moved, another gateway falls silent. */
    private static final long OLDEST_NANOS = Duration.ofSeconds(1).toNanos();

    private final StatusBoard board;
    private final KioskColumns.Latest columns;
    private volatile @Nullable Made latest;

    LatestSummary(StatusBoard board, KioskColumns.Latest columns) {
        this.board = board;
        this.columns = columns;
    }

    FleetSummary get() {
        long changed = board.changed();
        long now = System.nanoTime();
        Made made = latest;
        if (made == null || made.changed != changed || now - made.nanos > OLDEST_NANOS) {
            made = new Made(FleetSummary.of(board, columns.get()), changed, now);
            latest = made;
        }
        return made.summary;
    }

    /** @param changed how much had changed before it was made */
    private record Made(FleetSummary summary, long changed, long nanos) {}
}
