package org.curbline.gateway;

import java.time.Duration;
import org.curbline.gateway.status.StatusBoard;
import org.curbline.registry.KioskRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The fleet's summary, made anew when a state has changed since it was asked for last. Looking at every kiosk costs
 * some twenty milliseconds of a large fleet, whose states change a few times a second at most. Any thread.
 */
final class LatestSummary {
    /** What changes without the board's doing shows as soon: a kiosk is moved, another gateway falls silent. */
    private static final long OLDEST_NANOS = Duration.ofSeconds(1).toNanos();

    private final StatusBoard board;
    private final KioskRegistry registry;
    private volatile @Nullable Made latest;

    LatestSummary(StatusBoard board, KioskRegistry registry) {
        this.board = board;
        this.registry = registry;
    }

    FleetSummary get() {
        long changed = board.changed();
        long now = System.nanoTime();
        Made made = latest;
        if (made == null || made.changed != changed || now - made.nanos > OLDEST_NANOS) {
            made = new Made(FleetSummary.of(board, registry), changed, now);
            latest = made;
        }
        return made.summary;
    }

    /** @param changed how much had changed before it was made */
    private record Made(FleetSummary summary, long changed, long nanos) {}
}
