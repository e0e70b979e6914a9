package org.curbline.telemetry.place;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.telemetry.rollup.Areas;

/**
 * Where the kiosks of areas stand within a time: an area stands where most of its kiosks do at the end of it. Those
 * that stand elsewhere, or did before, are to be asked for one by one.
 */
public final class AreaPlaces implements Places {
    /** No areas. */
    public static final AreaPlaces NONE = new AreaPlaces();

    private final Map<String, Where> areas = new HashMap<>();
    private final Set<String> several = new HashSet<>();
    private final Set<String> kiosksApart = new HashSet<>();

    private AreaPlaces() {}

    public static AreaPlaces within(Instant from, Instant to, KioskRegistry registry) {
        AreaPlaces places = new AreaPlaces();
        Places kiosks = KioskPlaces.before(to, registry);
        Map<String, Map<Where, Integer>> found = new HashMap<>();
        for (Kiosk kiosk : registry.all()) {
            Where where = new Where(kiosks.borough(kiosk.id()), kiosks.district(kiosk.id()));
            found.computeIfAbsent(Areas.of(kiosk.id()), none -> new TreeMap<>(Where.ORDER))
                    .merge(where, 1, Integer::sum);
        }
        found.forEach((area, counts) -> {
            Map.Entry<Where, Integer> most =
                    counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
            places.areas.put(area, most.getKey());
            if (counts.size() > 1) {
                places.several.add(area);
            }
        });
        Moves.within(from, to, registry).kiosks().forEach(kiosk -> places.several.add(Areas.of(kiosk)));
        for (Kiosk kiosk : registry.all()) {
            if (!places.isOnePlace(Areas.of(kiosk.id()))) {
                places.kiosksApart.add(kiosk.id());
            }
        }
        return places;
    }

    /** All areas that are known. */
    public Set<String> areas() {
        return areas.keySet();
    }

    /** Whether all its kiosks stood there all the time. */
    public boolean isOnePlace(String area) {
        return !several.contains(area);
    }

    /** The kiosks of areas with several places. */
    public Set<String> kiosksApart() {
        return kiosksApart;
    }

    /** Where kiosks are counted that are counted with their area. */
    public Places ofKiosks() {
        return new Places() {
            @Override
            public String borough(String kiosk) {
                return AreaPlaces.this.borough(Areas.of(kiosk));
            }

            @Override
            public String district(String kiosk) {
                return AreaPlaces.this.district(Areas.of(kiosk));
            }
        };
    }

    @Override
    public String borough(String area) {
        return areas.getOrDefault(area, Where.NOWHERE).borough;
    }

    @Override
    public String district(String area) {
        return areas.getOrDefault(area, Where.NOWHERE).district;
    }

    private record Where(String borough, String district) {
        static final Where NOWHERE = new Where(UNKNOWN, UNKNOWN);
        static final Comparator<Where> ORDER =
                Comparator.comparing(Where::borough).thenComparing(Where::district);
    }
}
