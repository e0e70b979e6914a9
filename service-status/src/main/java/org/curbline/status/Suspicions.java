package org.curbline.status;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When one service's use spoke against its kiosk's word, as it is known by now. A suspicion that was raised today holds
 * from the last use on, and ends with the next one; one that comes to be known of only later may show that it was never
 * due. While it stands it is told again every day, so that nobody need look back further. Not thread-safe.
 */
final class Suspicions {
    private static final Duration DAY = Duration.ofDays(1);

    private @Nullable StateReason reason;
    private Instant since = Instant.MAX;
    private Instant raised = Instant.MAX;
    private Instant ended = Instant.MAX;
    private Instant told = Instant.MAX;

    /** Takes up one that an earlier gateway told of last. */
    void resume(StateReason why, Instant toldAt) {
        reason = why;
        since = toldAt;
        raised = toldAt;
        told = toldAt;
    }

    /** @param from the moment from which use speaks against the kiosk's word */
    void raise(StateReason why, Instant from, Instant at, StateChanges changes) {
        reason = why;
        since = from;
        raised = at;
        ended = Instant.MAX;
        told = from;
        changes.suspicion(from, believed(), suspected(why));
        tellAgain(at, changes);
    }

    /** A use that carried something ends it, or shows when it ended. */
    void used(Instant use, StateChanges changes) {
        StateReason why = reason;
        if (why == null || !use.isAfter(since) || !use.isBefore(ended)) {
            return;
        }
        ended = use.isBefore(raised) ? since : use;
        changes.suspicion(ended, suspected(why), believed());
        for (Instant mark = told; mark.isAfter(ended); mark = mark.minus(DAY)) {
            changes.suspicion(mark, believed(), believed());
        }
    }

    /** Why it stands; null if none does. */
    @Nullable
    StateReason standing() {
        return ended.equals(Instant.MAX) ? reason : null;
    }

    /** When it is told again; {@link Instant#MAX} if none stands. */
    Instant toldAgainAt() {
        return standing() == null ? Instant.MAX : told.plus(DAY);
    }

    void tellAgain(Instant now, StateChanges changes) {
        StateReason why = standing();
        while (why != null && !toldAgainAt().isAfter(now)) {
            told = toldAgainAt();
            changes.suspicion(told, suspected(why), suspected(why));
        }
    }

    private static Judgement suspected(StateReason why) {
        return new Judgement(ServiceState.SUSPECT, why, "", Instant.MAX);
    }

    private static Judgement believed() {
        return new Judgement(ServiceState.UP, StateReason.REPORTED_UP, "", Instant.MAX);
    }
}
