package org.curbline.agent.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongPredicate;
import org.curbline.agent.spool.Records.Found;
import org.curbline.protocol.EventKind;
import org.jspecify.annotations.Nullable;

/** How far a spool has been given out. Holds a window of a file, however long the spool is. One thread at a time. */
final class SpoolCursor {
    private static final int WINDOW = 2 * (Records.HEAD + Records.MOST_BODY);

    private final SpoolFiles files;
    private final Deque<Segment> segments;
    private final Dates dates;
    private final Holes holes;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
    private @Nullable Segment segment;
    /** Where the window begins in the file, and how much of it has been read. */
    private long windowAt;

    private int place;
    /** The number of the last event that was passed. */
    private long given = -1;

    /** @param holes gets what turns out to be missing */
    SpoolCursor(SpoolFiles files, Deque<Segment> segments, Dates dates, Holes holes) {
        this.dates = dates;
        this.holes = holes;
        this.files = files;
        this.segments = segments;
    }

    long given() {
        return given;
    }

    void rewind() {
        segment = null;
        given = -1;
    }

    void removed(Segment gone) {
        if (gone.equals(segment)) {
            segment = null;
        }
    }

    /** Above one number and up to another, but for those to leave out. */
    List<SpooledEvent> next(long above, long upTo, int most, int maxBytes, LongPredicate leftOut) throws IOException {
        List<SpooledEvent> events = new ArrayList<>();
        int bytes = 0;
        while (events.size() < most) {
            Found found = peek();
            EventKind is = found == null ? null : found.kind();
            if (found == null || is != null) {
                holes.add(Math.max(given, above) + 1, found == null ? upTo : Math.min(found.seq() - 1, upTo));
            }
            if (found == null) {
                break;
            }
            boolean isWanted = is != null && found.seq() > above && !leftOut.test(found.seq());
            if (is != null && isWanted && !dates.isHopeless(found)) {
                bytes += found.body().length + 1;
                boolean fits = events.isEmpty() || bytes < maxBytes;
                if (!fits || found.seq() > upTo || dates.isToWait(found)) {
                    break;
                }
                events.add(dates.event(found, is));
            }
            given = is == null ? given : found.seq();
            place += found.bytes();
        }
        return events;
    }

    /** The record that comes next, wherever it is; null at the end. */
    private @Nullable Found peek() throws IOException {
        if (segment == null) {
            if (segments.isEmpty()) {
                return null;
            }
            enter(segments.getFirst());
        }
        while (true) {
            Found found = Records.at(window, place);
            if (found != null) {
                return found;
            }
            long at = windowAt + place;
            Segment current = segment;
            if (current == null) {
                return null;
            }
            if (at >= current.bytes()) {
                Segment next = after(current);
                if (next == null) {
                    return null;
                }
                enter(next);
            } else {
                fill(at);
                place = firstGood();
            }
        }
    }

    /** Where the next record that is whole begins in the window; beyond what is damaged, if none does. */
    private int firstGood() {
        Segment current = segment;
        for (int at = 0; at < window.limit(); at++) {
            if (Records.at(window, at) != null) {
                return at;
            }
        }
        boolean isAll = current == null || windowAt + window.limit() >= current.bytes();
        return isAll ? window.limit() : Math.max(1, window.limit() - Records.HEAD - Records.MOST_BODY);
    }

    private void enter(Segment next) {
        segment = next;
        windowAt = 0;
        place = 0;
        window.limit(0);
    }

    private void fill(long at) throws IOException {
        windowAt = at;
        place = 0;
        window.clear();
        Segment current = segment;
        if (current != null) {
            files.read(current.name(), at, window);
            window.flip();
            window.limit((int) Math.min(window.limit(), current.bytes() - at));
        } else {
            window.flip();
        }
    }

    private @Nullable Segment after(Segment current) {
        boolean isNext = false;
        for (Segment each : segments) {
            if (isNext) {
                return each;
            }
            isNext = each.equals(current);
        }
        return null;
    }
}
