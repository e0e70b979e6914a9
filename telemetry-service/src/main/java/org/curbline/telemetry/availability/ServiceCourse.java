package org.curbline.telemetry.availability;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.curbline.status.Duty;
import org.curbline.status.ServiceState;
import org.curbline.telemetry.place.Moves.Span;
import org.curbline.telemetry.states.StateCode;
import org.jspecify.annotations.Nullable;

/**
 * One service's course through a range of time: counts how long it was in which state, and its outages, where each time
 * is counted. Not thread-safe.
 */
final class ServiceCourse {
    private static final long NEVER = Long.MAX_VALUE;

    private final Slots slots;
    /** Where each slot is counted. */
    private final Availability[] cells;
    /** Those of one group, where it counts all the time; null where it was moved. */
    private final @Nullable Buckets buckets;
    /** Of one that was moved, which may be counted twice in a bucket. */
    private final boolean[] isCounted;

    private int counted = -1;
    private final Duty duty;
    /** Before it nobody watched: what reports do not tell of is not held against it. */
    private final long watched;
    /** Since when it is: its first report may take as long as any other. */
    private long heldAgainst;
    /** When what its newest report says ends, until that is counted. */
    private long end;

    private boolean hasEnded;
    /** What was told last, which holds until that end. */
    private byte told = StateCode.NEVER_TOLD;

    private int slot;
    private long since;
    private byte code = StateCode.NEVER_TOLD;
    private ServiceState state = ServiceState.UNKNOWN;
    /** How long it has not worked, without a gap. */
    private long outage;

    /**
     * Counts in one group, and begins with its first bucket.
     *
     * @param watched {@link Instant#MAX} if nobody ever did
     * @param endMillis when its newest report has ended; {@link Long#MAX_VALUE} if it has not
     */
    ServiceCourse(Buckets buckets, Duty duty, Instant watched, Duration allowedAge, long endMillis) {
        this(buckets.slots(), buckets.cells(), buckets, duty, watched, allowedAge, endMillis);
    }

    /** Counts each slot where it was then, and begins at the first slot's beginning. */
    ServiceCourse(Slots slots, Availability[] cells, Duty duty, Instant watched, Duration allowedAge, long endMillis) {
        this(slots, cells, null, duty, watched, allowedAge, endMillis);
    }

    private ServiceCourse(
            Slots slots,
            Availability[] cells,
            @Nullable Buckets buckets,
            Duty duty,
            Instant watched,
            Duration allowedAge,
            long endMillis) {
        this.slots = slots;
        this.cells = cells;
        this.buckets = buckets;
        this.isCounted = new boolean[buckets == null ? cells.length : 0];
        this.duty = duty;
        boolean isWatched = !watched.equals(Instant.MAX);
        this.watched = watched.equals(Instant.MIN) ? Long.MIN_VALUE : isWatched ? watched.toEpochMilli() : NEVER;
        this.heldAgainst =
                isWatched && !watched.equals(Instant.MIN) ? this.watched + allowedAge.toMillis() : this.watched;
        this.end = endMillis;
        this.since = slots.from(0);
    }

    /** What held at the beginning. */
    void holds(byte first) {
        told = first;
        become(first);
        if (StateCode.isTold(first)) {
            heldAgainst = watched;
        }
    }

    void changes(long atMillis, byte next) {
        endBefore(atMillis);
        until(atMillis);
        hasEnded &= StateCode.saySame(next, told); // else it has reported again; use alone revives nothing
        told = next;
        become(hasEnded ? StateCode.known(next, ServiceState.UNKNOWN) : next);
    }

    void finish(long lastMillis) {
        endBefore(lastMillis);
        until(lastMillis);
    }

    private void endBefore(long moment) {
        if (end < moment) {
            until(end);
            end = NEVER;
            hasEnded = true;
            become(StateCode.known(code, ServiceState.UNKNOWN));
        }
    }

    private void become(byte next) {
        code = next;
        state = StateCode.state(next);
        if (state != ServiceState.UNKNOWN) {
            heldAgainst = watched; // what comes after its first report
        }
    }

    /** Counts what held until a moment; one before the range counts nothing. */
    private void until(long moment) {
        if (moment <= since) {
            return;
        }
        while (slot < cells.length && slots.from(slot) < moment) {
            if (fills(moment)) {
                continue;
            }
            count(Math.max(slots.from(slot), since), Math.min(slots.to(slot), moment));
            if (slots.to(slot) > moment) {
                break;
            }
            outage = 0;
            slot++;
        }
        since = moment;
    }

    /** Counts the buckets, from this one on, that it fills as it is, whatever their number. */
    private boolean fills(long moment) {
        long begin = slots.from(slot);
        if (buckets == null || since > begin || slots.to(slot) > moment) {
            return false;
        }
        Instant off = duty.worksUntil(Instant.ofEpochMilli(begin));
        long until = off.isBefore(Instant.ofEpochMilli(moment)) ? off.toEpochMilli() : moment;
        boolean isUnwatched = state == ServiceState.UNKNOWN && heldAgainst > begin;
        int next = slots.endedBy(isUnwatched ? Math.min(heldAgainst, until) : until);
        if (next <= slot) {
            return false;
        }
        buckets.fill(slot, next, isUnwatched ? null : state);
        outage = 0;
        slot = next;
        return true;
    }

    private void count(long begin, long end) {
        if (duty.isWhole()) {
            working(begin, end);
            return;
        }
        duty.cut(Instant.ofEpochMilli(begin), Instant.ofEpochMilli(end), (planned, from, to) -> {
            if (planned == null) {
                working(from.toEpochMilli(), to.toEpochMilli());
            } else if (planned.state() == ServiceState.MAINTENANCE) {
                in(ServiceState.MAINTENANCE, to.toEpochMilli() - from.toEpochMilli());
            } else {
                outage = 0;
            }
        });
    }

    private void working(long from, long to) {
        long seen = state != ServiceState.UNKNOWN ? from : Math.max(from, Math.min(heldAgainst, to));
        if (seen > from) {
            cell().unwatched(seen - from); // that is no outage
            outage = 0;
        }
        in(state, to - seen);
    }

    private void in(ServiceState held, long time) {
        if (time <= 0) {
            return;
        }
        switch (held) {
            case UP, DEGRADED, MAINTENANCE -> {
                outage = 0;
                cell().worked(held, time);
            }
            case DOWN, SUSPECT, UNKNOWN -> {
                outage += time;
                cell().failed(held, time, outage);
            }
        }
    }

    /** What comes back to a place within a bucket is counted there already. */
    private Availability cell() {
        Availability cell = cells[slot];
        if (counted != slot) {
            counted = slot;
            if (buckets != null || isNew(cell)) {
                cell.addService();
            }
        }
        return cell;
    }

    private boolean isNew(Availability cell) {
        isCounted[slot] = true;
        for (int i = slot - 1; i >= 0 && slots.bucket(i) == slots.bucket(slot); i--) {
            if (cells[i] == cell && isCounted[i]) {
                return false;
            }
        }
        return true;
    }

    /** Times that are counted each in one cell, one after the other. */
    static final class Slots {
        private final long[] begins;
        private final long[] ends;
        private final int[] buckets;

        /** @param buckets the number of the bucket that each is in */
        Slots(List<Span> spans, int[] buckets) {
            this.begins =
                    spans.stream().mapToLong(span -> span.from().toEpochMilli()).toArray();
            this.ends =
                    spans.stream().mapToLong(span -> span.to().toEpochMilli()).toArray();
            this.buckets = buckets.clone();
        }

        /** Whole buckets. */
        static Slots between(List<Instant> edges) {
            int[] buckets = IntStream.range(0, edges.size() - 1).toArray();
            return new Slots(
                    IntStream.of(buckets)
                            .mapToObj(i -> new Span(edges.get(i), edges.get(i + 1)))
                            .toList(),
                    buckets);
        }

        int count() {
            return begins.length;
        }

        /** How many have ended by a moment. */
        int endedBy(long moment) {
            int found = Arrays.binarySearch(ends, moment);
            return found >= 0 ? found + 1 : -found - 1;
        }

        long from(int slot) {
            return begins[slot];
        }

        long to(int slot) {
            return ends[slot];
        }

        int bucket(int slot) {
            return buckets[slot];
        }
    }
}
