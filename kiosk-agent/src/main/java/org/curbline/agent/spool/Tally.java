package org.curbline.agent.spool;

/**
 * Up to which number all is done, and what has become of the events: above that number by what the card has of them,
 * below it by counting. So nothing is counted twice, whenever the agent is killed. One thread at a time.
 */
final class Tally {
    private final Dates dates;
    private final Ahead ahead;
    private final Holes holes = new Holes();
    private long doneUpTo = -1;
    /** Of those up to where all is done. */
    private Losses losses = Losses.NONE;

    private long known;

    Tally(Dates dates, Ahead ahead) {
        this.dates = dates;
        this.ahead = ahead;
    }

    Holes holes() {
        return holes;
    }

    long doneUpTo() {
        return doneUpTo;
    }

    Losses losses() {
        return losses;
    }

    /** The card says so. */
    void foundDone(long upTo) {
        doneUpTo = Math.max(doneUpTo, upTo);
    }

    /** The card says so. */
    void foundLost(long upTo, Losses counted) {
        foundDone(upTo);
        losses = counted;
    }

    /** All that is on the card was shown. */
    void allFound(long nextSeq) {
        known = losses.all();
        doneUpTo = holes.allFound(doneUpTo, nextSeq);
    }

    /** Every event up to a number was acknowledged, or is lost. */
    void done(long upTo) {
        settle(upTo);
        settle(ahead.settled(doneUpTo));
    }

    /** Every event up to a number that still waits is given up; returns how many that are. */
    long giveUp(long upTo) {
        long leaving = waiting(upTo);
        losses = losses.and(leaving, 0);
        done(upTo);
        return leaving;
    }

    /** Events up to a number that are to be acknowledged. */
    long waiting(long upTo) {
        long first = doneUpTo + 1;
        return first > upTo ? 0 : upTo - doneUpTo - missing(upTo) - hopeless(upTo) - ahead.doneWithin(first, upTo);
    }

    /** Events up to a number that were lost, ever. */
    long lost(long upTo) {
        return losses.lost() + missing(upTo);
    }

    /** Events up to a number that have no time, ever. */
    long undatable(long upTo) {
        return losses.undatable() + hopeless(upTo);
    }

    /** How many of those were not counted on the card when the spool was opened. */
    long news(long upTo) {
        return lost(upTo) + undatable(upTo) - known;
    }

    /** Those that are not done and have no time. */
    long hopeless(long upTo) {
        return dates.hopelessWithin(doneUpTo + 1, upTo);
    }

    /** Those that nobody has acknowledged and that the card does not have. */
    long missing(long upTo) {
        return holes.within(doneUpTo + 1, upTo).stream()
                .mapToLong(hole -> hole.size()
                        - dates.hopelessWithin(hole.first(), hole.last())
                        - ahead.doneWithin(hole.first(), hole.last()))
                .sum();
    }

    private void settle(long upTo) {
        if (upTo > doneUpTo) {
            losses = losses.and(missing(upTo), hopeless(upTo));
            doneUpTo = upTo;
            holes.settled(upTo);
        }
    }
}
