package org.curbline.telemetry.states;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.curbline.protocol.KioskId;
import org.curbline.status.Transitions;
import org.curbline.status.Transitions.Mark;

/** Of whose past something was told, and of which moment first, as those who told it have marked. Not thread-safe. */
final class Marks {
    /** A mark is made before it is stored, which takes long when the store is away. */
    private static final Duration COME_LATE = Duration.ofHours(3);
    /** When a mark is seen, what it marks may be a moment from being stored. */
    private static final Duration SEEN_TWICE = Duration.ofSeconds(10);

    private final Transitions transitions;
    private Instant read;
    /** Those that were there, and when each is looked at once more. */
    private Map<Mark, Instant> known = Map.of();

    /** @param from what was marked before is no news */
    Marks(Transitions transitions, Instant from) {
        this.transitions = transitions;
        this.read = from;
    }

    /**
     * What was marked since it was looked at last, and what is looked at once more; the same again until it is
     * {@linkplain #settle settled}.
     */
    News read(Instant now) {
        Map<Mark, Instant> seen = new HashMap<>();
        Map<KioskId, Instant> corrected = new HashMap<>();
        Map<KioskId, Instant> told = new HashMap<>();
        Instant since = read.minus(COME_LATE);
        transitions.forEachCorrection(since, mark -> look(mark, now, seen, corrected));
        transitions.forEachLate(since, mark -> look(mark, now, seen, told));
        corrected.forEach((kiosk, oldest) -> told.merge(kiosk, oldest, Marks::earlier));
        return new News(corrected, told, seen, now);
    }

    /** All that was to be done for some news has been done. */
    void settle(News news) {
        known = news.seen;
        read = news.read;
    }

    private void look(Mark mark, Instant now, Map<Mark, Instant> seen, Map<KioskId, Instant> news) {
        Instant due = known.get(mark);
        boolean isNews = due == null || !due.isAfter(now);
        seen.put(mark, due == null ? now.plus(SEEN_TWICE) : isNews ? Instant.MAX : due);
        if (isNews) {
            news.merge(mark.kiosk(), mark.oldest(), Marks::earlier);
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /**
     * Kiosks, and from which moment on.
     *
     * @param corrected whose states of the past are others now
     * @param told who told anything of the past, these too
     * @param seen all marks that there are
     * @param read when they were read
     */
    record News(Map<KioskId, Instant> corrected, Map<KioskId, Instant> told, Map<Mark, Instant> seen, Instant read) {}
}
