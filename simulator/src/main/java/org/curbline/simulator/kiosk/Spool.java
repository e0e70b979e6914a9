package org.curbline.simulator.kiosk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.curbline.protocol.EventKind;
import org.jspecify.annotations.Nullable;

/**
 * The events a kiosk has not yet seen acknowledged, oldest first, bounded in number. What is taken out to be sent still
 * counts until it is {@link #release released}. Not safe for several threads.
 */
final class Spool {
    private final int capacity;
    private final Map<EventKind, Deque<SpooledEvent>> unsent = new EnumMap<>(EventKind.class);
    private int unsentEvents;
    private int takenEvents;
    private long bytes;

    /** @param capacity events it holds at most, those taken included */
    Spool(int capacity) {
        this.capacity = capacity;
        for (EventKind kind : EventKind.values()) {
            unsent.put(kind, new ArrayDeque<>());
        }
    }

    boolean isFull() {
        return size() >= capacity;
    }

    /** All events, whether on their way or not. */
    int size() {
        return unsentEvents + takenEvents;
    }

    /** Events that are not on their way. */
    int unsent() {
        return unsentEvents;
    }

    /** @throws IllegalStateException if it is full: look first */
    void add(SpooledEvent event) {
        if (isFull()) {
            throw new IllegalStateException("The spool holds " + capacity + " events and takes no more");
        }
        queue(event.kind()).addLast(event);
        unsentEvents++;
        bytes += event.bytes().length;
    }

    /**
     * Takes the oldest event and those of its kind that follow it, to be sent in one message.
     *
     * @param maxBytes of payload; the first event is taken even if it alone is longer
     * @return null if nothing waits
     */
    @Nullable
    Batch take(int maxEvents, int maxBytes) {
        SpooledEvent oldest = oldest();
        if (oldest == null) {
            return null;
        }
        Deque<SpooledEvent> queue = queue(oldest.kind());
        List<SpooledEvent> taken = new ArrayList<>(Math.min(maxEvents, queue.size()));
        int bytes = 1;
        SpooledEvent next = oldest;
        while (next != null && taken.size() < maxEvents && next.run().equals(oldest.run())) {
            bytes += next.bytes().length + 1;
            boolean fits = bytes <= maxBytes && !next.isAlone() && !oldest.isAlone();
            if (!fits && !taken.isEmpty()) {
                break;
            }
            taken.add(queue.removeFirst());
            next = queue.peekFirst();
        }
        unsentEvents -= taken.size();
        takenEvents += taken.size();
        return new Batch(taken);
    }

    /** Puts back what was taken and not acknowledged. The latest taken must come back first. */
    void putBack(Batch batch) {
        Deque<SpooledEvent> queue = queue(batch.kind());
        for (int i = batch.events().size() - 1; i >= 0; i--) {
            queue.addFirst(batch.events().get(i));
        }
        unsentEvents += batch.events().size();
        takenEvents -= batch.events().size();
    }

    /** Forgets what was taken. */
    void release(Batch batch) {
        takenEvents -= batch.events().size();
        batch.events().forEach(event -> bytes -= event.bytes().length);
    }

    /**
     * Lets the oldest go that are not on their way.
     *
     * @param mostUnsent how many may stay
     * @return those that went
     */
    List<SpooledEvent> overflow(int mostUnsent) {
        return overflow(mostUnsent, Long.MAX_VALUE);
    }

    /** Likewise, until no more bytes than these are left, what is on its way included. */
    List<SpooledEvent> overflowBytes(long most) {
        return overflow(Integer.MAX_VALUE, most);
    }

    private List<SpooledEvent> overflow(int mostUnsent, long mostBytes) {
        List<SpooledEvent> gone = new ArrayList<>(0);
        while (unsentEvents > mostUnsent || bytes > mostBytes) {
            SpooledEvent oldest = oldest();
            if (oldest == null) {
                break;
            }
            queue(oldest.kind()).removeFirst();
            gone.add(left(oldest));
        }
        return gone;
    }

    /** Takes out for good what is not on its way and speaks of a moment or later. */
    List<SpooledEvent> forgetSince(long millis) {
        List<SpooledEvent> gone = new ArrayList<>();
        for (Deque<SpooledEvent> queue : unsent.values()) {
            queue.removeIf(event -> event.event().id().atMillis() >= millis && gone.add(left(event)));
        }
        return gone;
    }

    private SpooledEvent left(SpooledEvent event) {
        unsentEvents--;
        bytes -= event.bytes().length;
        return event;
    }

    private @Nullable SpooledEvent oldest() {
        SpooledEvent oldest = null;
        for (Deque<SpooledEvent> queue : unsent.values()) {
            SpooledEvent first = queue.peekFirst();
            if (first != null && (oldest == null || first.seq() < oldest.seq())) {
                oldest = first;
            }
        }
        return oldest;
    }

    private Deque<SpooledEvent> queue(EventKind kind) {
        return unsent.computeIfAbsent(kind, key -> new ArrayDeque<>());
    }
}
