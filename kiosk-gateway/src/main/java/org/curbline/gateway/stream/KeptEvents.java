package org.curbline.gateway.stream;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A queue whose middle can be read: whoever comes back late asks for a few events of many, and must not hold up who
 * adds. Takes as much room as it ever had events. Not thread-safe.
 */
final class KeptEvents {
    private @Nullable FeedEvent[] ring = new FeedEvent[64];
    private int first;
    private int size;

    int size() {
        return size;
    }

    /** The n-th of those that are kept, from 0 for the oldest. */
    FeedEvent get(int n) {
        return Objects.requireNonNull(ring[(first + n) % ring.length]);
    }

    void add(FeedEvent event) {
        if (size == ring.length) {
            @Nullable FeedEvent[] larger = Arrays.copyOfRange(ring, first, first + 2 * size);
            System.arraycopy(ring, 0, larger, size - first, first);
            ring = larger;
            first = 0;
        }
        ring[(first + size) % ring.length] = event;
        size++;
    }

    void removeFirst() {
        ring[first] = null;
        first = (first + 1) % ring.length;
        size--;
    }

    /**
     * The place of the first event of which a condition holds, by halving; the size if it holds of none.
     *
     * @param condition holds of every event after one of which it holds
     */
    int firstWhere(Predicate<FeedEvent> condition) {
        int from = 0;
        int to = size;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (condition.test(get(middle))) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from;
    }
}
