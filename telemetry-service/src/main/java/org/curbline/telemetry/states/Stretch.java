package org.curbline.telemetry.states;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.LongStream;

/**
 * The states of all services within a stretch of time: what held at its beginning, and every change since. Immutable;
 * eight bytes for a change, one for a service.
 */
final class Stretch {
    /** Of a change: what holds then, whose, and behind the beginning by how many milliseconds. */
    private static final int CODE_BITS = 4;

    private static final int SERVICE_BITS = 24;

    private final long from;
    private final byte[] start;
    private final long[] changes;

    private Stretch(long from, byte[] start, long[] changes) {
        this.from = from;
        this.start = start;
        this.changes = changes;
    }

    /**
     * Made of what was gathered.
     *
     * @param fromMillis where it begins
     * @param start of each service what held then, by its {@linkplain ServiceNumbers number}
     * @param changes packed, in any order
     */
    static Stretch of(long fromMillis, byte[] start, LongStream changes) {
        return new Stretch(fromMillis, start.clone(), changes.sorted().toArray());
    }

    /** A change, of the beginning at the earliest. */
    static long pack(long fromMillis, long atMillis, int service, byte code) {
        return ((((atMillis - fromMillis) << SERVICE_BITS) | service) << CODE_BITS) | code;
    }

    /** Whether two changes are of one service at one moment. */
    static boolean isOfOneMoment(long change, long other) {
        return change >>> CODE_BITS == other >>> CODE_BITS;
    }

    static int service(long change) {
        return (int) (change >>> CODE_BITS) & ((1 << SERVICE_BITS) - 1);
    }

    /** The same, of some services as another one tells it. */
    Stretch corrected(IntPredicate services, Stretch anew) {
        byte[] corrected = Arrays.copyOf(start, Math.max(start.length, anew.start.length));
        for (int i = 0; i < corrected.length; i++) {
            if (services.test(i)) {
                corrected[i] = i < anew.start.length ? anew.start[i] : StateCode.NEVER_TOLD;
            }
        }
        return of(
                from,
                corrected,
                LongStream.concat(
                        Arrays.stream(changes).filter(change -> !services.test(service(change))),
                        Arrays.stream(anew.changes)));
    }

    int size() {
        return changes.length;
    }

    /**
     * Tells what held at a moment, and what changed from then on.
     *
     * @param beginMillis where it begins, if that is before the moment
     * @param endMillis exclusive
     */
    void tell(long beginMillis, long endMillis, boolean isFirst, StatesListener listener) {
        int next = 0;
        if (isFirst) {
            byte[] held = start.clone();
            while (next < changes.length && at(changes[next]) < beginMillis) {
                held[service(changes[next])] = code(changes[next]);
                next++;
            }
            for (int i = 0; i < held.length; i++) {
                listener.holds(i, held[i]);
            }
        }
        while (next < changes.length && at(changes[next]) < endMillis) {
            listener.changes(service(changes[next]), at(changes[next]), code(changes[next]));
            next++;
        }
    }

    private long at(long change) {
        return from + (change >>> (CODE_BITS + SERVICE_BITS));
    }

    private static byte code(long change) {
        return (byte) (change & ((1 << CODE_BITS) - 1));
    }
}
