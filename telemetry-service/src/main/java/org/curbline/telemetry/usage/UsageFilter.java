package org.curbline.telemetry.usage;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.Problem;
import org.curbline.telemetry.place.Places;

/** Whose and which use is meant; an empty set means all. Places are meant whatever the case they are written in. */
public record UsageFilter(Set<String> kiosks, Set<String> boroughs, Set<String> districts, Set<String> kinds) {
    public static final UsageFilter NONE = new UsageFilter(Set.of(), Set.of(), Set.of(), Set.of());

    private static final int MOST_KIOSKS = 500;

    public UsageFilter {
        boroughs = inLowerCase(boroughs);
        districts = inLowerCase(districts);
    }

    public static UsageFilter of(Parameters given) {
        Set<String> kiosks = inLowerCase(given.texts("kiosk"));
        if (kiosks.size() > MOST_KIOSKS) {
            throw Problem.badParameter("kiosk", "At most " + MOST_KIOSKS + " kiosks can be named.")
                    .asException();
        }
        return new UsageFilter(
                kiosks,
                Set.copyOf(given.texts("borough")),
                Set.copyOf(given.texts("district")),
                Set.copyOf(given.texts("kind")));
    }

    boolean isByPlace() {
        return !boroughs.isEmpty() || !districts.isEmpty();
    }

    /** Whether a kiosk, or an area of them, stands where it is meant. */
    public boolean takes(String id, Places places) {
        return isOneOf(boroughs, places.borough(id)) && isOneOf(districts, places.district(id));
    }

    private static boolean isOneOf(Set<String> meant, String place) {
        return meant.isEmpty() || meant.contains(place.toLowerCase(Locale.ROOT));
    }

    private static Set<String> inLowerCase(Collection<String> words) {
        return words.stream().map(word -> word.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }
}
