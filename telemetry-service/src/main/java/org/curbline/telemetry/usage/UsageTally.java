package org.curbline.telemetry.usage;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.curbline.program.http.Problem;
import org.curbline.telemetry.bound.RowBudget;
import org.curbline.telemetry.clients.DeviceCount;
import org.curbline.telemetry.clients.DeviceTally;
import org.curbline.telemetry.rollup.RolledUse;
import org.curbline.telemetry.usage.UsageAnswer.Used;
import org.jspecify.annotations.Nullable;

/** Adds up what a store counted, group by group; so many groups at most. Not thread-safe. */
final class UsageTally {
    private static final int MOST_GROUPS = 100_000;

    private final Map<Group, long[]> groups = new HashMap<>();
    private final Set<Group> lessened = new HashSet<>();
    private final DeviceTally<Group> clients = new DeviceTally<>();
    private final RowBudget.Share share;

    /** @param share from which each group takes a row */
    UsageTally(RowBudget.Share share) {
        this.share = share;
    }

    /**
     * @param count negative for what is taken away again, and so its sums
     * @param sums of {@link RolledUse#SUMMED}
     * @throws ArithmeticException if a sum does not fit a long: better no answer than a wrong one
     * @throws org.curbline.program.http.ProblemException if these are too many groups
     */
    void add(Group group, long count, List<Long> sums) {
        long[] known = sums(group);
        known[0] = Math.addExact(known[0], count);
        if (count < 0) {
            lessened.add(group);
        }
        for (int i = 0; i < sums.size(); i++) {
            known[i + 1] = Math.addExact(known[i + 1], sums.get(i));
        }
    }

    /**
     * Adds a sketch of devices.
     *
     * @param sketches of how many it was merged
     * @throws org.curbline.program.http.ProblemException if these are too many groups
     */
    void addClients(Group group, String salt, long sketches, String sketch) {
        sums(group);
        clients.add(group, salt, sketches, sketch);
    }

    /** What sketches are added from now on are of a later week; see {@link DeviceTally#endWeek}. */
    Map<Group, Optional<DeviceCount>> endWeekOfClients() {
        return clients.endWeek();
    }

    /**
     * Adds what was told before of a week of which no sketch is added.
     *
     * @throws org.curbline.program.http.ProblemException if these are too many groups
     */
    void addWeekOfClients(Group group, Optional<DeviceCount> week) {
        sums(group);
        clients.addWeek(group, week);
    }

    private long[] sums(Group group) {
        return groups.computeIfAbsent(group, none -> {
            requireFew(groups.size() + 1, group.start != null);
            share.take(1);
            return new long[RolledUse.SUMMED.size() + 1];
        });
    }

    /** @throws org.curbline.program.http.ProblemException naming what made them so many */
    static void requireFew(int rows, boolean byBucket) {
        if (rows > MOST_GROUPS) {
            throw Problem.badParameter(
                            byBucket ? "bucket" : "by",
                            "The answer would have more than " + MOST_GROUPS
                                    + " rows: ask for larger buckets, fewer kiosks, one service or a shorter time;"
                                    + " /api/v1/usage/export streams what is longer.")
                    .asException();
        }
    }

    /** In no order; without those of which all was taken away again. */
    void forEach(BiConsumer<Group, Used> consumer) {
        groups.forEach((group, sums) -> {
            DeviceCount devices = clients.count(group);
            if (sums[0] > 0 || devices != null || !lessened.contains(group)) {
                List<Long> all = Arrays.stream(sums, 1, sums.length).boxed().toList();
                consumer.accept(group, new Used(sums[0], all, devices));
            }
        });
    }

    /** @param start when the bucket begins; null without buckets */
    record Group(UsedService service, String key, @Nullable Instant start) {}
}
