package org.curbline.telemetry.availability;

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
    /** For a question about the time before it: late events may have told of that since. */
    private static final Duration ASKED_AGAIN = Duration.ofSeconds(10);
    /** What is too old is forgotten day by day. */
    private static final Duration KEPT = Duration.ofHours(1);

    private final Transitions transitions;
    private final InstantSource clock;
    private volatile @Nullable Found found;

    FirstEvidence(Transitions transitions, InstantSource clock) {
        this.transitions = transitions;
        this.clock = clock;
    }

    /** The moment, as far as it matters for a time from then on; {@link Instant#MAX} if there is none. */
    Instant of(Instant from) {
        Found known = found;
        Instant now = clock.instant();
        if (known != null && now.isBefore(known.asked.plus(from.isBefore(known.first) ? ASKED_AGAIN : KEPT))) {
            return known.first;
        }
        Instant first = transitions.first();
        if (first == null) {
            return Instant.MAX;
        }
        found = new Found(first, now);
        return first;
    }

    private record Found(Instant first, Instant asked) {}
}
