package org.curbline.telemetry.availability;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.curbline.status.ServiceState;
import org.curbline.telemetry.availability.ServiceCourse.Slots;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of one group, bucket by bucket. A state that fills buckets wholly, as nearly all do most of the time,
 * is kept as where that begins and ends: a year of days costs no more than a day. Not thread-safe.
 */
final class Buckets {
    private final Slots slots;
    private final Availability[] cells;
    /** Of each bucket, and of the one behind the last, how many more it fills than it filled the one before. */
    private final Map<ServiceState, int[]> filled = new EnumMap<>(ServiceState.class);

    private int @Nullable [] unwatched;

    /** @param slots one behind the other, each a bucket of its own */
    Buckets(Slots slots) {
        this.slots = slots;
        this.cells = new Availability[slots.count()];
        Arrays.setAll(cells, bucket -> new Availability());
    }

    Slots slots() {
        return slots;
    }

    /** Where the parts of buckets are counted. */
    Availability[] cells() {
        return cells;
    }

    /**
     * Counts one service that was in one state throughout some buckets.
     *
     * @param end the first bucket that it is no longer true of
     * @param state null while nobody could know it
     */
    void fill(int first, int end, @Nullable ServiceState state) {
        int[] more = state == null ? unwatched() : filled.computeIfAbsent(state, none -> new int[cells.length + 1]);
        more[first]++;
        more[end]--;
    }

    private int[] unwatched() {
        int[] more = unwatched;
        if (more == null) {
            more = new int[cells.length + 1];
            unwatched = more;
        }
        return more;
    }

    /** All that was counted; nothing can be counted afterwards. */
    Availability[] counted() {
        filled.forEach(this::count);
        if (unwatched != null) {
            count(null, unwatched);
        }
        return cells;
    }

    private void count(@Nullable ServiceState state, int[] more) {
        int services = 0;
        for (int i = 0; i < cells.length; i++) {
            services += more[i];
            if (services > 0) {
                cells[i].throughout(state, services, slots.to(i) - slots.from(i));
            }
        }
    }
}
