package org.curbline.store.writing;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.curbline.store.PointBatch;
import org.curbline.store.PointWriter;
import org.curbline.store.StoreCondition;
import org.curbline.store.writing.WriteAnswer.Verdict;

/**
 * Writes until everything is stored or refused for good. A refused batch is halved and halved again until only the
 * culprits are left; as a point written twice is stored once, what a refused attempt had stored already does no harm.
 */
public final class PersistentWriter implements PointWriter {
    private static final Duration MOST_A_STORE_MAY_ASK = Duration.ofMinutes(1);

    private final LineTarget target;
    private final Backoff backoff;
    private final ConditionBoard condition;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** @param target closed with this */
    public PersistentWriter(String storeName, LineTarget target, Backoff backoff, InstantSource clock) {
        this.target = target;
        this.backoff = backoff;
        this.condition = new ConditionBoard(storeName, clock);
    }

    @Override
    public List<RefusedPoint> write(PointBatch batch) throws InterruptedException {
        if (batch.isEmpty()) {
            return List.of();
        }
        List<RefusedPoint> refused = new ArrayList<>();
        write(batch, 0, batch.size(), refused);
        return refused;
    }

    @Override
    public StoreCondition condition() {
        return condition.now();
    }

    @Override
    public void close() {
        closed.countDown();
        target.close();
    }

    private void write(PointBatch batch, int from, int to, List<RefusedPoint> refused) throws InterruptedException {
        WriteAnswer answer = untilAnswered(batch.lines(from, to));
        if (answer.verdict() == Verdict.STORED) {
            return;
        }
        if (to - from == 1) {
            refused.add(new RefusedPoint(from, answer.words()));
            return;
        }
        int middle = (from + to) >>> 1;
        write(batch, from, middle, refused);
        write(batch, middle, to, refused);
    }

    /** The first answer that is about the lines and not about the store. */
    private WriteAnswer untilAnswered(String lines) throws InterruptedException {
        WriteAnswer answer = attempt(lines);
        if (!answer.isAboutLines()) {
            condition.begun();
            try {
                answer = tryAgain(lines, answer);
            } finally {
                condition.ended();
            }
        }
        condition.answered();
        return answer;
    }

    private WriteAnswer tryAgain(String lines, WriteAnswer first) throws InterruptedException {
        WriteAnswer answer = first;
        for (int failures = 1; !answer.isAboutLines(); failures++) {
            pause(answer, longer(wait(answer, failures), answer.notBefore()));
            answer = attempt(lines);
        }
        return answer;
    }

    private Duration wait(WriteAnswer answer, int failures) {
        return answer.verdict() == Verdict.MISCONFIGURED ? backoff.longest() : backoff.wait(failures);
    }

    private WriteAnswer attempt(String lines) throws InterruptedException {
        if (closed.getCount() == 0) {
            throw new WriterClosedException();
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return target.write(lines);
    }

    private static Duration longer(Duration own, Duration asked) {
        Duration bounded = asked.compareTo(MOST_A_STORE_MAY_ASK) > 0 ? MOST_A_STORE_MAY_ASK : asked;
        return own.compareTo(bounded) > 0 ? own : bounded;
    }

    private void pause(WriteAnswer answer, Duration wait) throws InterruptedException {
        if (closed.getCount() == 0) {
            throw new WriterClosedException();
        }
        condition.unavailable(answer);
        if (closed.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new WriterClosedException();
        }
    }
}
