package org.curbline.gateway.status;

import java.time.Instant;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Wakes things when their time has run out, without looking at the others. A thing whose deadline moves later is left
 * where it is and looked at once too early, so that a report costs nothing here. Not thread-safe.
 */
final class Deadlines<T extends Deadlines.Waiting> {
    private final PriorityQueue<Entry<T>> queue = new PriorityQueue<>();

    /** To be called whenever the thing's deadline may have changed. */
    void watch(T thing) {
        Instant deadline = thing.deadline();
        if (deadline.isBefore(thing.wakesAt())) {
            thing.wakesAt(deadline);
            queue.add(new Entry<>(deadline, thing));
        }
    }

    /** Wakes everything whose deadline is not after now. */
    void wake(Instant now, Consumer<T> woken) {
        for (Entry<T> next = queue.peek(); next != null && !next.at.isAfter(now); next = queue.peek()) {
            queue.remove();
            T thing = next.thing;
            if (!next.at.equals(thing.wakesAt())) {
                continue; // it is in here again, for an earlier moment
            }
            thing.wakesAt(Instant.MAX);
            if (!thing.deadline().isAfter(now)) {
                woken.accept(thing);
            }
            watch(thing);
        }
    }

    /** Something with a deadline. */
    interface Waiting {
        /** {@link Instant#MAX} if it has none. */
        Instant deadline();

        /** When it will be looked at; at first {@link Instant#MAX}. */
        Instant wakesAt();

        void wakesAt(Instant moment);
    }

    private record Entry<T>(Instant at, T thing) implements Comparable<Entry<T>> {
        @Override
        public int compareTo(Entry<T> other) {
            return at.compareTo(other.at);
        }
    }
}
