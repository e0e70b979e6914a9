package org.curbline.telemetry.clients;

import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.datasketches.cpc.CpcSketch;
import org.apache.datasketches.cpc.CpcUnion;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.SketchLibrary;
import org.jspecify.annotations.Nullable;

/**
 * Merges sketches of devices, group by group and salt by salt, week after week: of weeks that are over only the number
 * is kept. Of the groups that were not added to lately only the sketch is in memory, compressed. Not thread-safe.
 *
 * @param <G> what tells groups apart
 */
public final class DeviceTally<G> {
    static {
        SketchLibrary.load();
    }

    /** So many are ready to be merged with another: as many as a large city has districts. */
    private static final int READY = 96;

    /** Of the week under way. */
    private final Map<G, Map<String, Merged>> groups = new HashMap<>();

    private final Map<G, Long> damaged = new HashMap<>();
    private final Set<Merged> ready = Collections.newSetFromMap(new Ready());
    /** Of weeks that are over; empty where one of them cannot be told. */
    private final Map<G, Optional<DeviceCount>> told = new HashMap<>();

    /**
     * Adds a sketch to a group.
     *
     * @param sketches of how many it was merged
     * @param base64 what is no sketch is counted as damaged
     */
    public void add(G group, String salt, long sketches, String base64) {
        CpcSketch sketch = Sketches.read(base64);
        if (sketch == null) {
            damaged.merge(group, sketches, Long::sum);
            return;
        }
        Merged merged =
                groups.computeIfAbsent(group, none -> new TreeMap<>()).computeIfAbsent(salt, none -> new Merged());
        merged.add(sketch, sketches);
        ready.add(merged);
    }

    /**
     * What is added from now on is of a later week, and its devices are others.
     *
     * @return what is told of the week that ended, of every group that has sketches of it; empty where it cannot be
     */
    public Map<G, Optional<DeviceCount>> endWeek() {
        Set<G> all = new HashSet<>(groups.keySet());
        all.addAll(damaged.keySet());
        Map<G, Optional<DeviceCount>> ended = new HashMap<>();
        all.forEach(group -> ended.put(group, Optional.ofNullable(week(group))));
        groups.clear();
        damaged.clear();
        ready.clear();
        ended.forEach(this::addWeek);
        return ended;
    }

    /** Adds what was told of a week of which no sketch is added. */
    public void addWeek(G group, Optional<DeviceCount> week) {
        told.merge(group, week, (before, after) -> before.flatMap(sum -> after.map(sum::plus)));
    }

    /**
     * The devices of a group; null if there is no sketch of it, or it cannot be told with which salt a week's devices
     * were hashed. A few sketches of another salt, of kiosks that were set up wrongly, are left out.
     */
    public @Nullable DeviceCount count(G group) {
        Optional<DeviceCount> before = told.get(group);
        if (!groups.containsKey(group) && !damaged.containsKey(group)) {
            return before == null ? null : before.orElse(null);
        }
        DeviceCount week = week(group);
        if (before == null || week == null) {
            return week;
        }
        return before.map(sum -> sum.plus(week)).orElse(null);
    }

    private @Nullable DeviceCount week(G group) {
        long all = damaged.getOrDefault(group, 0L);
        Merged most = null;
        for (Merged merged : groups.getOrDefault(group, Map.of()).values()) {
            all += merged.sketches;
            most = most == null || merged.sketches > most.sketches ? merged : most;
        }
        if (most == null || most.sketches * 10 < all * 9) {
            return null;
        }
        CpcSketch sketch = most.result();
        return new DeviceCount(
                Math.round(sketch.getEstimate()),
                Math.round(sketch.getLowerBound(2)),
                Math.round(sketch.getUpperBound(2)),
                all - most.sketches,
                1);
    }

    /** Hands over what was merged of each group and salt, and how many were damaged, as a sketch that is none. */
    public void forEach(Consumer<G> consumer) {
        damaged.forEach((group, sketches) -> consumer.accept(group, "", sketches, ""));
        groups.forEach((group, bySalt) -> bySalt.forEach((salt, merged) -> consumer.accept(
                group,
                salt,
                merged.sketches,
                Base64.getEncoder().encodeToString(merged.result().toByteArray()))));
    }

    /**
     * Takes what was merged.
     *
     * @param <G> what tells groups apart
     */
    @FunctionalInterface
    public interface Consumer<G> {
        /** @param sketches how many it was merged of */
        void accept(G group, String salt, long sketches, String base64);
    }

    /** The sketches of one group and salt; ready to be merged with another, or compressed. */
    private static final class Merged {
        private long sketches;
        private byte[] kept = {};
        private @Nullable CpcUnion union;

        void add(CpcSketch sketch, long mergedOf) {
            sketches += mergedOf;
            union().update(sketch);
        }

        CpcSketch result() {
            return union().getResult();
        }

        private CpcUnion union() {
            CpcUnion known = union;
            if (known == null) {
                known = new CpcUnion(ClientSketch.LG_K);
                if (kept.length > 0) {
                    known.update(CpcSketch.heapify(kept));
                }
                union = known;
            }
            return known;
        }

        void compress() {
            kept = result().toByteArray();
            union = null;
        }
    }

    /** Compresses the one that was not added to for the longest time. */
    private static final class Ready extends LinkedHashMap<Merged, Boolean> {
        private static final long serialVersionUID = 1;

        Ready() {
            super(2 * READY, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Merged, Boolean> eldest) {
            if (size() <= READY) {
                return false;
            }
            eldest.getKey().compress();
            return true;
        }
    }
}
