package org.curbline.agent.spool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;

/**
 * Events that go ahead of older ones, while many of those wait. Kept in memory beside the card, and bounded: what does
 * not fit goes in its turn, and so does all after a restart. One thread at a time.
 */
final class Ahead {
    private static final int MOST_FRESH = 500;
    private static final int MOST_AHEAD = 5_000;

    private final Deque<SpooledEvent> fresh = new ArrayDeque<>();
    private final TreeSet<Long> given = new TreeSet<>();
    private final TreeSet<Long> done = new TreeSet<>();

    void came(SpooledEvent event) {
        if (fresh.size() < MOST_FRESH) {
            fresh.add(event);
        }
    }

    /** Those of one kind that are safe and that nobody has given out yet. */
    List<SpooledEvent> next(long above, long upTo, int most, int maxBytes) {
        while (!fresh.isEmpty() && fresh.element().seq() <= above) {
            fresh.remove();
        }
        List<SpooledEvent> events = new ArrayList<>();
        int bytes = 0;
        while (!fresh.isEmpty() && events.size() < most && given.size() + done.size() < MOST_AHEAD) {
            SpooledEvent event = fresh.element();
            bytes += event.json().length + 1;
            boolean fits = events.isEmpty() || (event.kind() == events.get(0).kind() && bytes < maxBytes);
            if (!fits || event.seq() > upTo) {
                break;
            }
            events.add(fresh.remove());
            given.add(event.seq());
        }
        return events;
    }

    boolean isAhead(long seq) {
        return given.contains(seq) || done.contains(seq);
    }

    void done(long[] numbers) {
        for (long number : numbers) {
            if (given.remove(number)) {
                done.add(number);
            }
        }
    }

    /** What was given out is not on its way any more. */
    void again() {
        given.clear();
        fresh.clear();
    }

    /** All up to a number is done; returns up to which number it is then, as what comes next was done before. */
    long settled(long upTo) {
        done.headSet(upTo, true).clear();
        long all = upTo;
        while (done.remove(all + 1)) {
            all++;
        }
        return all;
    }

    /** How many from one number to another were done ahead. */
    int doneWithin(long first, long last) {
        return first > last ? 0 : done.subSet(first, true, last, true).size();
    }
}
