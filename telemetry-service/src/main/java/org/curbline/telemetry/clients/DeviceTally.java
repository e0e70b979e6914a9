package org.curbline.telemetry.clients;

import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.datasketches.cpc.CpcSketch;
import org.apache.datasketches.cpc.CpcUnion;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.SketchLibrary;
import org.jspecify.annotations.Nullable;

/**
 * Merges sketches of devices, group by group and salt by salt. Of the groups that were not added to lately only the
 * sketch is in memory, compressed. Not thread-safe.
 *
 * @param <G> what tells groups apart
 */
public final class DeviceTally<G> {
    static {
        SketchLibrary.load();
    }

    /** So many are ready to be merged with another: as many as a large city has districts. */
    private static final int READY = 96;

    private final Map<G, Map<String, Merged>> groups = new HashMap<>();
    private final Map<G, Long> damaged = new HashMap<>();
    private final Set<Merged> ready = Collections.newSetFromMap(new Ready());

    /** Adds a sketch to a group. */
    public void add(G group, String salt, String base64) {
        CpcSketch sketch = Sketches.read(base64);
        if (sketch == null) {
            damaged.merge(group, 1L, Long::sum);
            return;
        }
        Merged merged =
                groups.computeIfAbsent(group, none -> new TreeMap<>()).computeIfAbsent(salt, none -> new Merged());
        merged.add(sketch);
        ready.add(merged);
    }

    public Set<G> groups() {
        return groups.keySet();
    }

    /**
     * The devices of a group; null if there is no sketch of it, or the salt changed within it: a device cannot be known
     * again then. A few sketches of another salt, of kiosks that were set up wrongly, are left out.
     */
    public @Nullable DeviceCount count(G group) {
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
                all - most.sketches);
    }

    /** Hands over what was merged of each group and salt. */
    public void forEach(Consumer<G> consumer) {
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

        void add(CpcSketch sketch) {
            sketches++;
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
