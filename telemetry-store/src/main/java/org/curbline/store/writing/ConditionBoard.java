package org.curbline.store.writing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.curbline.store.StoreCondition;
import org.curbline.store.writing.WriteAnswer.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the store's condition and speaks when it changes, and only then. As long as one write is tried again the store
 * is unavailable, whatever else it takes meanwhile: a full disk often has room for something small. Any thread.
 */
final class ConditionBoard {
    private static final Logger LOG = LoggerFactory.getLogger(ConditionBoard.class);

    private final String storeName;
    private final InstantSource clock;
    private volatile StoreCondition now;
    /** How many writes are tried again; guarded by this. */
    private int triedAgain;
    /** What was last spoken of, {@code TRY_LATER} for all that passes by itself; guarded by this. */
    private Verdict spoken = Verdict.STORED;

    ConditionBoard(String storeName, InstantSource clock) {
        this.storeName = storeName;
        this.clock = clock;
        this.now = new StoreCondition(true, clock.instant(), "");
    }

    StoreCondition now() {
        return now;
    }

    /** A write was answered. */
    void answered() {
        if (!now.available()) {
            becomeAvailable();
        }
    }

    private synchronized void becomeAvailable() {
        if (now.available() || triedAgain > 0) {
            return;
        }
        Instant moment = clock.instant();
        LOG.info("{} takes points again, after {}", storeName, Duration.between(now.since(), moment));
        now = new StoreCondition(true, moment, "");
        spoken = Verdict.STORED;
    }

    /** A write will be tried again until {@link #ended}. */
    synchronized void begun() {
        triedAgain++;
    }

    /** A write is not tried again any more, be it answered or given up. */
    synchronized void ended() {
        triedAgain--;
    }

    synchronized void unavailable(WriteAnswer answer) {
        Instant since = now.available() ? clock.instant() : now.since();
        now = new StoreCondition(false, since, answer.words());
        Verdict kind = answer.verdict() == Verdict.MISCONFIGURED ? Verdict.MISCONFIGURED : Verdict.TRY_LATER;
        if (spoken == kind) {
            return;
        }
        spoken = kind;
        if (spoken == Verdict.MISCONFIGURED) {
            LOG.error(
                    "{} refuses to be written to, and will until its configuration is corrected; points wait: {}",
                    storeName,
                    answer.words());
        } else {
            LOG.warn("{} takes no points at the moment; they wait: {}", storeName, answer.words());
        }
    }
}
