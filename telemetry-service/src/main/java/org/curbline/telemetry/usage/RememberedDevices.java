package org.curbline.telemetry.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.curbline.telemetry.clients.DeviceCount;
import org.jspecify.annotations.Nullable;

/**
 * How many devices there were in weeks, remembered: the sketches of them have megabytes, and the numbers do not change
 * as long as the city's sketches were merged of as many, which are written after those of areas. Not thread-safe, but
 * for its size.
 */
final class RememberedDevices {
    /** A little longer than until it is read ahead again, should a count ever come to the same of something else. */
    private static final Duration KEPT = Duration.ofHours(25);
    /** Of names, each of some eight bytes: of New York's year a fifth of it is read ahead. */
    private static final long MOST = 1_000_000;
    /** As much as so many names. */
    private static final int WITHOUT_NAMES = 32;

    private final Map<Merged, Told> all = new LinkedHashMap<>(16, 0.75f, true);
    private final long most;
    private long names;
    private volatile int size;

    /** Nothing is remembered yet. */
    RememberedDevices() {
        this(MOST);
    }

    /** @param most so many names of areas, kiosks and days */
    RememberedDevices(long most) {
        this.most = most;
    }

    /**
     * What was told of what was merged.
     *
     * @param sketches of how many the city's are merged now, unit by unit
     * @return null if something else was, or nothing, or long ago
     */
    @Nullable
    Told told(Merged merged, List<Long> sketches, Instant now) {
        Told told = all.get(merged);
        boolean holds = told != null && told.sketches.equals(sketches) && told.read.isAfter(now.minus(KEPT));
        return holds ? told : null;
    }

    /** What was not asked for for the longest time has no room then. */
    void put(Merged merged, Told told) {
        if (all.put(merged, told) == null) {
            names += merged.names();
        }
        for (Iterator<Merged> oldest = all.keySet().iterator(); names > most; oldest.remove()) {
            names -= oldest.next().names();
        }
        size = all.size();
    }

    /** How many numbers there are; any thread. */
    int size() {
        return size;
    }

    /**
     * Whose sketches are merged.
     *
     * @param units the weeks or days, by their beginnings, all within one week
     */
    record Merged(SketchStretch.Grain grain, List<Instant> units, Members members) {
        private int names() {
            return WITHOUT_NAMES + units.size() + members.areas.size() + members.kiosks.size();
        }
    }

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
     * @param read when the sketches were
     * @param sketches of how many the city's were merged then, unit by unit
     * @param isThere whether there was a sketch
     * @param devices empty if it could not be told
     */
    record Told(Instant read, List<Long> sketches, boolean isThere, Optional<DeviceCount> devices) {}
}
