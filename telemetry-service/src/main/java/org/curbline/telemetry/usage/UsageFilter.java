package org.curbline.telemetry.usage;

import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.Problem;
import org.curbline.telemetry.place.Places;

/** Whose and which use is meant; an empty set means all. */
public record UsageFilter(Set<String> kiosks, Set<String> boroughs, Set<String> districts, Set<String> kinds) {
    public static final UsageFilter NONE = new UsageFilter(Set.of(), Set.of(), Set.of(), Set.of());

    private static final int MOST_KIOSKS = 500;

    public static UsageFilter of(Parameters given) {
        Set<String> kiosks = new TreeSet<>();
        given.texts("kiosk").forEach(id -> kiosks.add(id.toLowerCase(Locale.ROOT)));
        if (kiosks.size() > MOST_KIOSKS) {
            throw Problem.badParameter("kiosk", "At most " + MOST_KIOSKS + " kiosks can be named.")
                    .asException();
        }
        return new UsageFilter(
                Collections.unmodifiableSet(kiosks),
                Set.copyOf(given.texts("borough")),
                Set.copyOf(given.texts("district")),
                Set.copyOf(given.texts("kind")));
    }

    boolean isByPlace() {
        return !boroughs.isEmpty() || !districts.isEmpty();
    }

    /** Whether a kiosk, or an area of them, stands where it is meant. */
    public boolean takes(String id, Places places) {
        return (boroughs.isEmpty() || boroughs.contains(places.borough(id)))
                && (districts.isEmpty() || districts.contains(places.district(id)));
    }
}
