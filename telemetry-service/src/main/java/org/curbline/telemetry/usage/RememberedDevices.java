package org.curbline.telemetry.usage;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.curbline.telemetry.clients.DeviceCount;
import org.jspecify.annotations.Nullable;

/**
 * How many devices there were in weeks, remembered: the sketches of them have megabytes, and the numbers do not change
 * as long as the city's sketches were merged of as many, which are written after those of areas. Not thread-safe.
 */
final class RememberedDevices {
    /** Of a year four thousand are read ahead. */
    private static final int MOST = 20_000;

    private final Map<Merged, Told> all = new LeastRecent();

    /**
     * What was told of what was merged.
     *
     * @param sketches of how many the city's are merged now, unit by unit
     * @return null if something else was, or nothing
     */
    @Nullable
    Told told(Merged merged, List<Long> sketches) {
        Told told = all.get(merged);
        return told != null && told.sketches.equals(sketches) ? told : null;
    }

    void put(Merged merged, Told told) {
        all.put(merged, told);
    }

    int size() {
        return all.size();
    }

    /**
     * Whose sketches are merged.
     *
     * @param units the weeks or days, by their beginnings, all within one week
     */
    record Merged(SketchStretch.Grain grain, List<Instant> units, Members members) {}

    /**
     * Whose.
     *
     * @param areas whose kiosks were taken together; or all but these, also such as nobody knows
     * @param kiosks whose own sketches were taken beside them
     */
    record Members(Set<String> areas, boolean isAllBut, Set<String> kiosks) {
        static final Members EVERYBODY = new Members(Set.of(), true, Set.of());
    }

    /**
     * What was told.
     *
     * @param sketches of how many the city's were merged then, unit by unit
     * @param isThere whether there was a sketch
     * @param devices empty if it could not be told
     */
    record Told(List<Long> sketches, boolean isThere, Optional<DeviceCount> devices) {}

    /** Without the one that was not asked for for the longest time. */
    private static final class LeastRecent extends LinkedHashMap<Merged, Told> {
        private static final long serialVersionUID = 1;

        LeastRecent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Merged, Told> eldest) {
            return size() > MOST;
        }
    }
}
