package org.curbline.gateway.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;

/**
 * The events of the last hour, numbered. A position is the feed's own name and the number, so that one of an earlier
 * run of the gateway is not taken for one of this. Bounded in age and in number, whichever comes first. Any thread.
 */
public final class EventFeed {
    /** Begins with a letter, as the eight others may look like a number to whoever checks a header: {@code 1e-7}. */
    private final String name = "f" + UUID.randomUUID().toString().substring(0, 8);

    private final InstantSource clock;
    private final Duration kept;
    private final int atMost;
    private final Deque<FeedEvent> events = new ArrayDeque<>();
    private final Set<Runnable> listeners = new CopyOnWriteArraySet<>();
    private long next = 1;
    private long gap = 1;

    /** @param atMost events that are kept, however young */
    public EventFeed(InstantSource clock, Duration kept, int atMost) {
        this.clock = clock;
        this.kept = kept;
        this.atMost = atMost;
    }

    /** Adds what happened. */
    public void append(CloudEvent event) {
        synchronized (this) {
            Instant now = clock.instant();
            events.add(FeedEvent.of(position(next), next, now, event));
            next++;
            Instant tooOld = now.minus(kept);
            for (FeedEvent first = events.peek();
                    first != null && (events.size() > atMost || first.at().isBefore(tooOld));
                    first = events.peek()) {
                events.remove();
            }
        }
        listeners.forEach(Runnable::run);
    }

    /** Events are missing here: whoever reads is told to begin anew. */
    public void skip() {
        synchronized (this) {
            next++; // so that nobody's position is behind it
            gap = next;
        }
        listeners.forEach(Runnable::run);
    }

    /** The number of the first event behind which none is missing. */
    synchronized long gap() {
        return gap;
    }

    /** Called after every event, on whatever thread brings it. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    public void leave(Runnable listener) {
        listeners.remove(listener);
    }

    /** How many read it now. */
    public int readers() {
        return listeners.size();
    }

    /** The number the next event will have. */
    public synchronized long next() {
        return next;
    }

    /** The position of the newest event: whoever comes with it is told what happens from now on. */
    public synchronized String last() {
        return position(next - 1);
    }

    Instant now() {
        return clock.instant();
    }

    String position(long number) {
        return name + '-' + number;
    }

    /**
     * Where a reader goes on that has the event at this position already.
     *
     * @return the number after it; null if the position is of another run, or what follows it is no longer kept
     */
    synchronized @Nullable Long after(String position) {
        if (!position.startsWith(name + '-')) {
            return null;
        }
        try {
            long from = Long.parseLong(position.substring(name.length() + 1)) + 1;
            return from >= Math.max(oldest(), gap) && from <= next ? (Long) from : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The number of the first event that is kept and came in since then; the next one's if there is none. */
    public synchronized long since(Instant moment) {
        return events.stream()
                .filter(event -> !event.at().isBefore(moment))
                .findFirst()
                .map(FeedEvent::number)
                .orElse(next);
    }

    /** Events from a number on; null if that one is no longer kept. */
    public synchronized @Nullable List<FeedEvent> read(long asked, int limit) {
        long from = asked == gap - 1 ? gap : asked; // that number is nobody's
        long oldest = oldest();
        if (from < oldest) {
            return null;
        }
        int skip = (int) (from - oldest);
        List<FeedEvent> read = new ArrayList<>(Math.min(limit, Math.max(0, events.size() - skip)));
        // The newest are what is usually asked for.
        Iterator<FeedEvent> backwards = events.descendingIterator();
        while (backwards.hasNext()) {
            FeedEvent event = backwards.next();
            if (event.number() < from) {
                break;
            }
            read.add(event);
        }
        Collections.reverse(read);
        return read.size() > limit ? read.subList(0, limit) : read;
    }

    private long oldest() {
        FeedEvent first = events.peek();
        return first == null ? next : first.number();
    }
}
