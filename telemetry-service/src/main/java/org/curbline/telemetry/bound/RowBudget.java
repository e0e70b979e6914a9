package org.curbline.telemetry.bound;

import java.util.concurrent.atomic.AtomicLong;
import org.curbline.program.http.Problem;

/**
 * How many rows all answers that are being made may have together. Who needs more while others have theirs is refused,
 * and does not wait: those who wait would hold what they have. Any thread.
 */
public final class RowBudget {
    /** For answers whose rows are bounded by themselves. */
    public static final RowBudget NONE = new RowBudget(Long.MAX_VALUE);

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
            if (taken.addAndGet(more) > most) {
                taken.addAndGet(-more);
                throw Problem.unavailable(
                                "Answers of " + most + " rows are being made already; try again soon, or ask for less.")
                        .asException();
            }
            rows += more;
        }

        /** The answer is made, or will not be. Idempotent. */
        @Override
        public void close() {
            taken.addAndGet(-rows);
            rows = 0;
        }
    }
}
