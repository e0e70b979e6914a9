package org.curbline.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.curbline.agent.source.PageTaker;
import org.curbline.agent.source.Refusals;
import org.curbline.agent.source.Taker;
import org.curbline.agent.spool.Bookmark;
import org.curbline.agent.spool.Draft;
import org.curbline.agent.spool.Spool;
import org.curbline.agent.time.KioskTime;
import org.curbline.program.Why;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.wire.EventEncoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What sources hand over to, on any thread: events are dated and go into the spool on the agent's thread, and whoever
 * handed them over is answered once they are safe. What is not safe yet waits in memory, which is bounded: a source may
 * have as many events there as there is room left for others, so that one that floods leaves half of it.
 */
final class Intake {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    private final Refusals failures = new Refusals();
    private final ExecutorService thread;
    private final Spool spool;
    private final KioskTime time;
    private final int most;
    /** On the agent's thread. */
    private final List<Runnable> whenSafe = new ArrayList<>();
    /** All that is in memory. Guarded by this, as each source's part is. */
    private int inHand;

    /**
     * @param thread the agent's, on which the spool is used
     * @param most events that are not safe yet; more are refused
     */
    Intake(ExecutorService thread, Spool spool, KioskTime time, int most) {
        this.thread = thread;
        this.spool = spool;
        this.time = time;
        this.most = most;
    }

    /**
     * For a source.
     *
     * @param shift what is added to its times, to have the agent's
     */
    Part part(LongSupplier shift) {
        return new Part(shift);
    }

    /** What was added so far is safe. On the agent's thread. */
    void safe() {
        List<Runnable> safe = List.copyOf(whenSafe);
        whenSafe.clear();
        safe.forEach(Runnable::run);
    }

    /** With its true time, if that is known. */
    private Draft draft(EventKind kind, LongFunction<byte[]> json, long shifted) {
        OptionalLong correction = time.correction();
        long by = shifted + correction.orElse(0);
        LongFunction<byte[]> moved = seq -> by == 0 ? json.apply(seq) : EventEncoder.moved(json.apply(seq), by);
        return new Draft(kind, moved, correction.isPresent() ? null : time.assumedOffset());
    }

    /** A source's part of it. */
    final class Part implements Taker, PageTaker {
        private final LongSupplier shift;
        private int mine;

        private Part(LongSupplier shift) {
            this.shift = shift;
        }

        @Override
        public String run() {
            return spool.run();
        }

        /** Behind the pages that are on their way. */
        @Override
        public Optional<String> bookmark(String source) throws IOException {
            try {
                return thread.submit(() -> spool.bookmark(source)).get();
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
                throw new IOException("The agent ends", ending);
            } catch (ExecutionException | RejectedExecutionException e) {
                throw new IOException("The spool does not say how far " + source + " was read", e);
            }
        }

        @Override
        public void take(EventKind kind, LongFunction<byte[]> json, Answer answer) {
            long shifted = shift.getAsLong();
            take(1, () -> spool.add(draft(kind, json, shifted)), answer);
        }

        @Override
        public void take(Page page, Answer answer) {
            long shifted = shift.getAsLong();
            take(
                    page.events().size(),
                    () -> spool.add(
                            page.events().stream()
                                    .map(event -> draft(event.kind(), event.json(), shifted))
                                    .toList(),
                            new Bookmark(page.source(), page.bookmark())),
                    answer);
        }

        private void take(int events, Adding adding, Answer answer) {
            int waiting = hold(events);
            if (waiting >= 0) {
                answer.refused(waiting + " events of this source wait to be safe on the card; try again.");
                return;
            }
            thread.execute(() -> {
                try {
                    long seq = adding.add();
                    whenSafe.add(() -> {
                        release(events);
                        answer.taken(seq);
                    });
                } catch (IOException e) {
                    release(events);
                    answer.refused("The card does not take it: " + Why.of(e));
                } catch (RuntimeException e) {
                    if (failures.add()) {
                        log.error("What a source tells cannot be made into an event, {} by now.", failures.count(), e);
                    }
                    release(events);
                    answer.refused("It cannot be made into an event: " + Why.of(e));
                }
            });
        }

        /** How many of this source wait if these are too many; else negative. */
        private int hold(int events) {
            synchronized (Intake.this) {
                if (events > 0 && mine + events > most - inHand) {
                    return mine;
                }
                mine += events;
                inHand += events;
                return -1;
            }
        }

        private void release(int events) {
            synchronized (Intake.this) {
                mine -= events;
                inHand -= events;
            }
        }
    }

    /** On the agent's thread. */
    private interface Adding {
        /** Returns the first number. */
        long add() throws IOException;
    }
}
