package org.curbline.telemetry.states;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.curbline.status.Transitions;
import org.jspecify.annotations.Nullable;

/**
 * Since when the store tells of any service. Of the time before nobody knows anything: there was no fleet yet, or what
 * there was to tell is kept no longer. Any thread; blocking.
 */
final class FirstEvidence {
    /** What is too old is forgotten day by day. */
    private static final Duration KEPT = Duration.ofHours(1);

    private final Transitions transitions;
    private final InstantSource clock;
    private volatile @Nullable Found found;

    FirstEvidence(Transitions transitions, InstantSource clock) {
        this.transitions = transitions;
        this.clock = clock;
    }

    /** The moment; {@link Instant#MAX} if there is none. */
    Instant first() {
        Found known = found;
        Instant now = clock.instant();
        if (known != null && now.isBefore(known.asked.plus(KEPT))) {
            return known.first;
        }
        Instant first = transitions.first();
        if (first == null) {
            return Instant.MAX;
        }
        found = new Found(first, now);
        return first;
    }

    /** Something was told late, of a moment and what came after it. */
    void told(Instant oldest) {
        Found known = found;
        if (known != null && oldest.isBefore(known.first)) {
            found = null;
        }
    }

    private record Found(Instant first, Instant asked) {}
}
