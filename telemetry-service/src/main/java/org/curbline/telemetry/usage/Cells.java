package org.curbline.telemetry.usage;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.store.Column.Tag;
import org.curbline.store.Measurement.Columns;
import org.curbline.telemetry.place.AreaPlaces;
import org.curbline.telemetry.place.Places;
import org.jspecify.annotations.Nullable;

/**
 * What a store is asked for use of: kiosks one by one, areas of them, or all together.
 *
 * @param tag by which it tells them apart; null if it need not
 * @param places where they stand
 * @param named only these are asked for; null asks for all
 * @param taken which of those that are answered are meant; null means all
 * @param wrongly where they are counted already, and are not to be; null if they are not
 */
record Cells(
        @Nullable Tag tag,
        Places places,
        @Nullable Set<String> named,
        @Nullable Predicate<String> taken,
        @Nullable Places wrongly) {
    /** So many can be named in a question to the store; of more it is asked for all. */
    private static final int MOST_NAMED = 500;

    /** The kiosks that are meant. */
    static Cells ofKiosks(UsageFilter filter, Places places, KioskRegistry registry) {
        if (!filter.isByPlace()) {
            return new Cells(Columns.KIOSK, places, filter.kiosks().isEmpty() ? null : filter.kiosks(), null, null);
        }
        Set<String> known = registry.all().stream().map(Kiosk::id).collect(Collectors.toSet());
        return meant(Columns.KIOSK, places, filter.kiosks().isEmpty() ? known : filter.kiosks(), filter);
    }

    /** All kiosks together, wherever they stand. */
    static Cells ofCity(Places places) {
        return new Cells(null, places, null, null, null);
    }

    /** The areas that are meant, with all their kiosks. */
    static Cells ofAreas(UsageFilter filter, AreaPlaces places) {
        return filter.isByPlace()
                ? meant(Columns.AREA, places, places.areas(), filter)
                : new Cells(Columns.AREA, places, null, null, null);
    }

    /**
     * The kiosks that do not stand where they are counted with all others.
     *
     * @param among them
     * @param places where they stand
     * @param wrongly where they are counted
     */
    static Cells elsewhere(UsageRequest request, Set<String> among, Places places, Places wrongly) {
        Set<String> only = request.filter().kiosks();
        Set<String> named = new HashSet<>();
        for (String id : among) {
            boolean same = places.borough(id).equals(wrongly.borough(id))
                    && (!request.isByDistrict() || places.district(id).equals(wrongly.district(id)));
            boolean asked =
                    request.filter().takes(id, places) || request.filter().takes(id, wrongly);
            if (!same && asked && (only.isEmpty() || only.contains(id))) {
                named.add(id);
            }
        }
        return named.size() <= MOST_NAMED
                ? new Cells(Columns.KIOSK, places, named, null, wrongly)
                : new Cells(Columns.KIOSK, places, null, named::contains, wrongly);
    }

    /** Names those that are meant, unless they are too many, or what is not known is meant, too. */
    private static Cells meant(Tag tag, Places places, Set<String> known, UsageFilter filter) {
        Predicate<String> taken = id -> filter.takes(id, places);
        if (!filter.boroughs().contains(Places.UNKNOWN) && !filter.districts().contains(Places.UNKNOWN)) {
            Set<String> named = new HashSet<>(known);
            named.removeIf(taken.negate());
            if (named.size() <= MOST_NAMED) {
                return new Cells(tag, places, named, null, null);
            }
        }
        return new Cells(tag, places, null, taken, null);
    }

    /** Whether there is nothing to ask for. */
    boolean isNone() {
        return named != null && named.isEmpty();
    }
}
