package org.curbline.gateway.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
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
    private final KeptEvents events = new KeptEvents();
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
            while (events.size() > atMost
                    || (events.size() > 0 && events.get(0).at().isBefore(tooOld))) {
                events.removeFirst();
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
        int first = events.firstWhere(event -> !event.at().isBefore(moment));
        return first == events.size() ? next : events.get(first).number();
    }

    /** Events from a number on; null if that one is no longer kept. */
    public synchronized @Nullable List<FeedEvent> read(long asked, int limit) {
        long from = asked == gap - 1 ? gap : asked; // that number is nobody's
        if (from < oldest()) {
            return null;
        }
        int first = events.firstWhere(event -> event.number() >= from);
        int last = Math.min(events.size(), first + limit);
        List<FeedEvent> read = new ArrayList<>(last - first);
        for (int i = first; i < last; i++) {
            read.add(events.get(i));
        }
        return read;
    }

    private long oldest() {
        return events.size() == 0 ? next : events.get(0).number();
    }
}
