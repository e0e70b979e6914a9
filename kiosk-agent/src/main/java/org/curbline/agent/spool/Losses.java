package org.curbline.agent.spool;

/**
 * Events of a run that were taken and will never be acknowledged, counted up to a number.
 *
 * @param lost as the spool was full, or the card is damaged
 * @param undatable as the computer was started anew before it knew the time
 */
record Losses(long lost, long undatable) {
    static final Losses NONE = new Losses(0, 0);

    Losses and(long moreLost, long moreUndatable) {
        return new Losses(lost + moreLost, undatable + moreUndatable);
    }

    long all() {
        return lost + undatable;
    }
}
