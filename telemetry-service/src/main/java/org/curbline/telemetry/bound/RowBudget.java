package org.curbline.telemetry.bound;

import java.util.concurrent.atomic.AtomicLong;
import org.curbline.program.http.Problem;

/**
 * How many rows all answers that are being made may have together. Who needs more while others have theirs is refused,
 * and does not wait: those who wait would hold what they have. Small answers are always made. Any thread.
 */
public final class RowBudget {
    /** For answers whose rows are bounded by themselves. */
    public static final RowBudget NONE = new RowBudget(Long.MAX_VALUE);

    /** Of each answer: however many are made at once, these are as nothing. */
    private static final int FREE = 1_000;

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    public RowBudget(long most) {
        this.most = most;
    }

    /** Begins an answer. */
    public Share open() {
        return new Share();
    }

    /** What one answer has taken. Not thread-safe. */
    public final class Share implements AutoCloseable {
        private long rows;

        private Share() {}

        /** @throws org.curbline.program.http.ProblemException (503) if all of them are too many together */
        public void take(int more) {
            long counted = Math.max(0, rows + more - FREE) - Math.max(0, rows - FREE);
            if (counted > 0) {
                take(counted);
            }
            rows += more;
        }

        private void take(long counted) {
            long before;
            do {
                before = taken.get();
                if (before + counted > most) {
                    throw Problem.unavailable("Answers of " + most
                                    + " rows are being made already; try again soon, or ask for less.")
                            .asException();
                }
            } while (!taken.compareAndSet(before, before + counted));
        }

        /** The answer is made, or will not be. Idempotent. */
        @Override
        public void close() {
            taken.addAndGet(-Math.max(0, rows - FREE));
            rows = 0;
        }
    }
}
