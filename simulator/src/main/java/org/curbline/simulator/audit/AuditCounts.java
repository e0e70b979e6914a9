package org.curbline.simulator.audit;

/**
 * What a comparison of ledger and store has found; every count is of events.
 *
 * @param sent generated
 * @param stored of these, stored at least once
 * @param waiting neither stored nor acknowledged nor refused nor dropped: still in a spool
 * @param lost acknowledged, but not stored
 * @param twice stored more often than once, counted for each time too many
 * @param differing stored with other values than were generated
 * @param unknown stored in the ledger's runs, but never generated, or spoiled before it was sent
 */
public record AuditCounts(long sent, long stored, long waiting, long lost, long twice, long differing, long unknown) {
    static final AuditCounts NONE = new AuditCounts(0, 0, 0, 0, 0, 0, 0);

    AuditCounts plus(AuditCounts other) {
        return new AuditCounts(
                sent + other.sent,
                stored + other.stored,
                waiting + other.waiting,
                lost + other.lost,
                twice + other.twice,
                differing + other.differing,
                unknown + other.unknown);
    }

    boolean balance() {
        return waiting == 0 && lost == 0 && twice == 0 && differing == 0 && unknown == 0;
    }
}
