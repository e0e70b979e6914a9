package org.curbline.store.writing;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.curbline.store.PointBatch;
import org.curbline.store.PointWriter;
import org.curbline.store.StoreCondition;
import org.curbline.store.writing.WriteAnswer.Verdict;

/**
 * Writes until everything is stored or refused for good. A refused batch is halved and halved again until only the
 * culprits are left; as a point written twice is stored once, what a refused attempt had stored already does no harm. A
 * batch that the store breaks down over again and again is searched in the same way, but what is left then is refused
 * only if the store takes other points meanwhile, time after time: else it is the store that is ill.
 */
public final class PersistentWriter implements PointWriter {
    private static final Duration MOST_A_STORE_MAY_ASK = Duration.ofMinutes(1);
    /** So often a batch is tried before one of its points is suspected, and each suspect after that. */
    private static final int BREAKDOWNS = 8;

    private final LineTarget target;
    private final Backoff backoff;
    private final ConditionBoard condition;
    /** Attempts that ended well, of all threads. */
    private final AtomicLong taken = new AtomicLong();

    /** Whether there was an attempt since the last probe. */
    private volatile boolean attempted;

    private final CountDownLatch closed = new CountDownLatch(1);

    /** @param target closed with this */
    public PersistentWriter(String storeName, LineTarget target, Backoff backoff, InstantSource clock) {
        this.target = target;
        this.backoff = backoff;
        this.condition = new ConditionBoard(storeName, clock);
    }

    @Override
    public List<RefusedPoint> write(PointBatch batch) throws InterruptedException {
        return batch.isEmpty() ? List.of() : new Writing(batch).untilSettled();
    }

    @Override
    public StoreCondition condition() {
        return condition.now();
    }

    @Override
    public void probe() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (attempted || closed.getCount() == 0) {
            attempted = false;
            return;
        }
        WriteAnswer answer = target.probe();
        if (closed.getCount() == 0 || Thread.interrupted()) {
            return; // that may be all it says
        }
        if (answer.isAboutLines()) {
            condition.answered();
        } else {
            condition.unavailable(answer);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        target.close();
    }

    private WriteAnswer attempt(String lines) throws InterruptedException {
        if (closed.getCount() == 0) {
            throw new WriterClosedException();
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        attempted = true;
        WriteAnswer answer = target.write(lines);
        if (answer.verdict() == Verdict.STORED) {
            taken.incrementAndGet();
        }
        return answer;
    }

    private void pause(WriteAnswer answer, int failures) throws InterruptedException {
        if (closed.getCount() == 0) {
            throw new WriterClosedException();
        }
        condition.unavailable(answer);
        Duration own = answer.verdict() == Verdict.MISCONFIGURED ? backoff.longest() : backoff.wait(failures);
        if (closed.await(longer(own, answer.notBefore()).toNanos(), TimeUnit.NANOSECONDS)) {
            throw new WriterClosedException();
        }
    }

    private static Duration longer(Duration own, Duration asked) {
        Duration bounded = asked.compareTo(MOST_A_STORE_MAY_ASK) > 0 ? MOST_A_STORE_MAY_ASK : asked;
        return own.compareTo(bounded) > 0 ? own : bounded;
    }

    /** Points of a batch, from one to before another. */
    private record Range(int from, int to) {}

    /** A point that the store broke down over, and what it said. */
    private record Suspect(int index, WriteAnswer answer) {}

    /** One batch on its way, by one thread. */
    private final class Writing {
        private final PointBatch batch;
        private final Deque<Range> open = new ArrayDeque<>();
        private final List<RefusedPoint> refused = new ArrayList<>();
        private List<Suspect> suspects = new ArrayList<>();
        /** A point that the store has taken; -1 if it took none yet. */
        private int known = -1;

        private long takenBefore = taken.get();
        private boolean triedAgain;

        Writing(PointBatch batch) {
            this.batch = batch;
        }

        List<RefusedPoint> untilSettled() throws InterruptedException {
            try {
                open.add(new Range(0, batch.size()));
                for (int tries = BREAKDOWNS; !open.isEmpty(); tries = 1) {
                    settle(open.remove(), tries);
                }
                tryTheSuspects();
            } finally {
                if (triedAgain) {
                    condition.ended();
                }
            }
            condition.answered();
            refused.sort(Comparator.comparingInt(RefusedPoint::index));
            return refused;
        }

        private void settle(Range range, int tries) throws InterruptedException {
            WriteAnswer answer = untilAnswered(range, tries);
            if (answer.verdict() == Verdict.STORED) {
                known = range.from;
            } else if (range.to - range.from > 1) {
                int middle = (range.from + range.to) >>> 1;
                open.add(new Range(range.from, middle));
                open.add(new Range(middle, range.to));
            } else if (answer.verdict() == Verdict.FAILED) {
                suspects.add(new Suspect(range.from, answer));
            } else {
                refused.add(new RefusedPoint(range.from, answer.words()));
            }
        }

        /** The first answer that is about the lines and not about the store, or the last of so many breakdowns. */
        private WriteAnswer untilAnswered(Range range, int breakdowns) throws InterruptedException {
            String lines = batch.lines(range.from, range.to);
            WriteAnswer answer = attempt(lines);
            int brokenDown = 0;
            for (int failures = 1; !answer.isAboutLines(); failures++) {
                tryAgainAfter(answer, failures);
                if (answer.verdict() == Verdict.FAILED && ++brokenDown == breakdowns) {
                    return answer;
                }
                answer = attempt(lines);
            }
            condition.answered();
            return answer;
        }

        private void tryAgainAfter(WriteAnswer answer, int failures) throws InterruptedException {
            if (!triedAgain) {
                triedAgain = true;
                condition.begun();
            }
            pause(answer, failures);
        }

        /** They are guilty if the store breaks down over them so often, and takes something else each time. */
        private void tryTheSuspects() throws InterruptedException {
            int breakdowns = 1;
            for (int round = 1; !suspects.isEmpty(); round++) {
                if (breakdowns == BREAKDOWNS) {
                    suspects.forEach(each -> refused.add(new RefusedPoint(each.index, each.answer.words())));
                    return;
                }
                tryAgainAfter(suspects.get(0).answer, round);
                List<Suspect> before = suspects;
                suspects = new ArrayList<>();
                for (Suspect each : before) {
                    settle(each);
                }
                boolean broken = suspects.stream().allMatch(each -> each.answer.verdict() == Verdict.FAILED);
                if (broken && takesSomethingElse()) {
                    breakdowns++;
                }
            }
        }

        private void settle(Suspect suspect) throws InterruptedException {
            WriteAnswer answer = attempt(batch.lines(suspect.index, suspect.index + 1));
            switch (answer.verdict()) {
                case STORED -> known = suspect.index;
                case REFUSED -> refused.add(new RefusedPoint(suspect.index, answer.words()));
                case TRY_LATER, FAILED, MISCONFIGURED -> suspects.add(new Suspect(suspect.index, answer));
            }
        }

        /** A point that it took before, written again, or whatever another thread has written meanwhile. */
        private boolean takesSomethingElse() throws InterruptedException {
            if (known >= 0) {
                return attempt(batch.lines(known, known + 1)).verdict() == Verdict.STORED;
            }
            long before = takenBefore;
            takenBefore = taken.get();
            return takenBefore > before;
        }
    }
}
