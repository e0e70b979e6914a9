package org.curbline.agent.source;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.curbline.protocol.EventId;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.wire.EventEncoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a source that nobody asks again hands over: an event that the card does not take is offered again until it does.
 * Bounded: when it is full the oldest event leaves, and is counted. Thread-safe.
 */
public final class Outbox {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);
    private static final EventEncoder ENCODER = new EventEncoder();
    private static final int MOST = 1_000;

    private final Taker taker;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long taken;
    private long lost;

    public Outbox(Taker taker) {
        this.taker = taker;
    }

    /**
     * Hands an event over.
     *
     * @param atMillis when it ended
     * @param event with the number it gets; called on another thread
     */
    public void add(EventKind kind, long atMillis, Function<EventId, ? extends KioskEvent> event) {
        add(kind, atMillis, event, () -> {});
    }

    /**
     * Hands an event over.
     *
     * @param whenSafe is told once, on another thread
     */
    public void add(EventKind kind, long atMillis, Function<EventId, ? extends KioskEvent> event, Runnable whenSafe) {
        String run = taker.run();
        add(kind, seq -> ENCODER.encode(event.apply(new EventId(seq, atMillis, run))), whenSafe);
    }

    /**
     * Hands an event over.
     *
     * @param json what is to be published, by the event's number; called on another thread
     * @param whenSafe is told once, on another thread
     */
    public void add(EventKind kind, LongFunction<byte[]> json, Runnable whenSafe) {
        offer(new Waiting(kind, json, whenSafe));
    }

    /** Offers again what was not taken. */
    public void again() {
        for (int i = size(); i > 0; i--) {
            Waiting oldest;
            synchronized (this) {
                oldest = waiting.poll();
            }
            if (oldest != null) {
                offer(oldest);
            }
        }
    }

    /** How many events wait to be offered again. */
    public synchronized int size() {
        return waiting.size();
    }

    /** A part of a sentence: what became of the events. */
    public synchronized String describe() {
        return taken + " events taken" + (waiting.isEmpty() ? "" : ", " + waiting.size() + " wait for the card")
                + (lost == 0 ? "" : ", " + lost + " LOST");
    }

    private void offer(Waiting event) {
        taker.take(event.kind, event.json, new Taker.Answer() {
            @Override
            public void taken(long seq) {
                count();
                event.whenSafe.run();
            }

            @Override
            public void refused(String why) {
                keep(event, why);
            }
        });
    }

    private synchronized void count() {
        taken++;
    }

    private synchronized void keep(Waiting event, String why) {
        if (waiting.isEmpty()) {
            log.warn("Events wait to be offered again: {}", why);
        }
        waiting.add(event);
        if (waiting.size() > MOST) {
            waiting.remove();
            lost++;
            if (lost == 1) {
                log.error("More than {} events wait for the card; the oldest are given up.", MOST);
            }
        }
    }

    private record Waiting(EventKind kind, LongFunction<byte[]> json, Runnable whenSafe) {}
}
