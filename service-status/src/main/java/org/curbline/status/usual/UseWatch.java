package org.curbline.status.usual;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Watches the use of one service of one kiosk, and says when it is too unlike what is usual. Only the time in which the
 * service is said to work counts, for the rest nobody expects use. Nothing is said before anything was learnt. Not
 * thread-safe.
 */
public final class UseWatch {
    private static final long NEVER = Long.MIN_VALUE;
    private static final long NOT = Long.MAX_VALUE;
    /** The use of more than a week is looked through once a week. */
    private static final long LOOK_AHEAD = Duration.ofDays(7).toMillis();

    private final Doubt doubt;
    private @Nullable UsualUse usual;
    private long lastUse = NEVER;
    private long worksSince = NOT;
    private double surprise;
    private long notBefore = NEVER;
    private long lookAt = NOT;
    private int emptyRun;
    private long firstEmpty = NEVER;

    public UseWatch(Doubt doubt) {
        this.doubt = doubt;
    }

    /** Takes what is usual, or that it has changed; nothing is improbable by that before now. */
    public void usual(UsualUse learnt, Instant now) {
        usual = learnt;
        notBefore = now.toEpochMilli();
        lookSoon();
    }

    /** The service is said to work from a moment on, or no longer. */
    public void works(boolean now, Instant at) {
        if (now == (worksSince != NOT)) {
            return;
        }
        if (now) {
            worksSince = at.toEpochMilli();
        } else {
            if (usual != null) {
                Gap gap = new Gap(usual.expectation(), doubt.hours(), surprise);
                gap.goOn(countsSince(), at.toEpochMilli(), Double.POSITIVE_INFINITY);
                surprise = gap.surprise();
            }
            worksSince = NOT;
        }
        lookSoon();
    }

    /**
     * Somebody used it; of two uses the later ends the gap.
     *
     * @param at when the use ended
     * @param carried whether it did for people what it is for
     */
    public void used(Instant at, boolean carried) {
        usedUnwatched(at);
        if (carried) {
            emptyRun = 0;
        } else if (emptyRun++ == 0) {
            firstEmpty = at.toEpochMilli();
        }
    }

    /** It was used, or may have been, while nobody watched; what that carried is not known. */
    public void usedUnwatched(Instant at) {
        if (at.toEpochMilli() > lastUse) {
            lastUse = at.toEpochMilli();
            surprise = 0;
        }
    }

    /** When the last use ended, or when it began to work if there was none; from then on there was none. */
    public Instant unusedSince() {
        return Instant.ofEpochMilli(lastUse == NEVER ? worksSince : lastUse);
    }

    /** When the first of the uses ended that carried nothing one after the other. */
    public Instant emptySince() {
        return Instant.ofEpochMilli(firstEmpty);
    }

    /** Whether so many uses that carry nothing one after the other are improbable. */
    public boolean isEmptyRunImprobable() {
        return emptyRun >= Doubt.LEAST_EMPTY_RUN
                && usual != null
                && usual.expectation().isSurprisingRun(emptyRun, doubt);
    }

    /** Not before this moment is the gap improbable; {@link Instant#MAX} if it never is as things are. */
    public Instant lookAt() {
        return lookAt == NOT ? Instant.MAX : Instant.ofEpochMilli(lookAt);
    }

    /** Since when the gap is so long that it is improbable; null if it is not by now. */
    public @Nullable Instant improbableSince(Instant now) {
        long millis = now.toEpochMilli();
        if (lookAt > millis || usual == null) {
            return null;
        }
        Expectation expected = usual.expectation();
        double limit = expected.surprisingGap(doubt);
        Gap gap = new Gap(expected, doubt.hours(), surprise);
        long until = Math.max(millis, countsSince()) + LOOK_AHEAD;
        long end = gap.goOn(countsSince(), until, limit);
        if (gap.surprise() >= limit && end <= millis) {
            return Instant.ofEpochMilli(Math.max(end, Math.max(notBefore, countsSince())));
        }
        lookAt = end;
        return null;
    }

    private long countsSince() {
        return Math.max(lastUse, worksSince);
    }

    private void lookSoon() {
        lookAt = worksSince == NOT || usual == null ? NOT : countsSince();
    }
}
