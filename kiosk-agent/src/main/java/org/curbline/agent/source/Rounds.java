package org.curbline.agent.source;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.curbline.program.Why;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a source does again and again, on a thread of its own: one that hangs holds up no other. A round that fails is
 * said once, and so is the first that does not.
 */
public final class Rounds implements Source {
    private static final Logger log = LoggerFactory.getLogger(Rounds.class);

    private static final long AT_MOST_TO_END_MILLIS = 2_000;

    private final String name;
    private final Round round;
    private final ScheduledExecutorService thread;
    /** Only on the thread. */
    private boolean hasFailed;

    private volatile String trouble = "";
    private volatile String described;

    private Rounds(String name, Round round) {
        this.name = name;
        this.round = round;
        this.described = round.toString();
        this.thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread made = new Thread(work, name);
            made.setDaemon(true);
            return made;
        });
    }

    /**
     * Begins.
     *
     * @param name of the source, for people
     * @param every from the end of a round to the beginning of the next
     */
    public static Rounds begin(String name, Duration every, Round round) {
        Rounds rounds = new Rounds(name, round);
        Future<?> unused = rounds.thread.scheduleWithFixedDelay(rounds::go, 0, every.toMillis(), TimeUnit.MILLISECONDS);
        return rounds;
    }

    /** Has a round as soon as the thread is free. */
    public void soon() {
        try {
            thread.execute(this::go);
        } catch (RejectedExecutionException ended) {
            log.debug("The source {} has ended.", name);
        }
    }

    /** Ends in order; a round that hangs is interrupted. Blocking, for a moment at most. */
    @Override
    public void close() {
        if (thread.isShutdown()) {
            return;
        }
        thread.execute(this::end);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(AT_MOST_TO_END_MILLIS, TimeUnit.MILLISECONDS)) {
                log.warn("The source {} does not end in time.", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.shutdownNow();
    }

    /** Why the last round failed, or what it found amiss; empty if nothing is. */
    @Override
    public String trouble() {
        return trouble;
    }

    /** What the source said of itself after the last round. */
    @Override
    public String toString() {
        return described;
    }

    private void go() {
        try {
            round.go();
            trouble = round.amiss();
            if (hasFailed) {
                hasFailed = false;
                log.info("The source {} is well again.", name);
            }
        } catch (IOException e) {
            trouble = Why.of(e);
            if (!hasFailed) {
                hasFailed = true;
                log.warn("The source {} fails, and is tried again: {}", name, trouble);
            }
        } catch (RuntimeException e) {
            trouble = e.toString();
            if (!hasFailed) {
                hasFailed = true;
                log.error("The source {} fails in a way it should not, and is tried again.", name, e);
            }
        }
        described = round.toString();
    }

    private void end() {
        try {
            round.end();
        } catch (RuntimeException e) {
            log.error("The source {} fails at its end in a way it should not.", name, e);
        }
    }

    /** What is done each time; its {@code toString} says how it goes, and is asked on the same thread. */
    public interface Round {
        /** @throws IOException if it cannot be done now, in a sentence for people */
        void go() throws IOException;

        /** What a round that went well found to be amiss; empty if nothing is. Asked on the same thread. */
        default String amiss() {
            return "";
        }

        /** Hands over what goes on, as there is no round any more. */
        default void end() {}
    }
}
