package org.curbline.telemetry;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.curbline.registry.Kiosk;
import org.curbline.registry.KioskRegistry;
import org.curbline.store.Column.Tag;
import org.curbline.store.Measurement.Columns;
import org.curbline.telemetry.rollup.Areas;
import org.jspecify.annotations.Nullable;

/**
 * What a store is asked for use of: kiosks one by one, or areas of them.
 *
 * @param tag by which it tells them apart
 * @param places where they stand
 * @param named only these are asked for; null asks for all
 * @param taken which of those that are answered are meant; null means all
 */
record Cells(Tag tag, Places places, @Nullable Set<String> named, @Nullable Predicate<String> taken) {
    /** So many can be named in a question to the store; of more it is asked for all. */
    private static final int MOST_NAMED = 500;

    /** The kiosks that are meant. */
    static Cells ofKiosks(UsageFilter filter, KioskRegistry registry) {
        KioskPlaces places = new KioskPlaces(registry);
        if (!filter.isByPlace()) {
            return new Cells(Columns.KIOSK, places, filter.kiosks().isEmpty() ? null : filter.kiosks(), null);
        }
        Set<String> known = registry.all().stream().map(Kiosk::id).collect(Collectors.toSet());
        Set<String> among = filter.kiosks().isEmpty() ? known : filter.kiosks();
        return meant(Columns.KIOSK, places, among, filter, id -> true);
    }

    /**
     * The same, by areas as far as these will do.
     *
     * @param kiosks for what they do not do for
     */
    static List<Cells> ofAreas(UsageRequest request, Cells kiosks, KioskRegistry registry) {
        UsageFilter filter = request.filter();
        UsageRequest.By by = request.grouping().by();
        if (by == UsageRequest.By.KIOSK || !filter.kiosks().isEmpty()) {
            return List.of(kiosks);
        }
        AreaPlaces places = AreaPlaces.of(registry);
        if (!filter.isByPlace() && !by.isOfKiosks()) {
            return List.of(new Cells(Columns.AREA, places, null, null));
        }
        Cells areas = meant(Columns.AREA, places, places.areas(), filter, places::isOnePlace);
        Set<String> apart = places.kiosksApart();
        if (apart.isEmpty()) {
            return List.of(areas);
        }
        return List.of(
                areas, meant(Columns.KIOSK, kiosks.places, apart, filter, id -> !places.isOnePlace(Areas.of(id))));
    }

    /** Names those that are meant, unless they are too many, or what is not known is meant, too. */
    private static Cells meant(
            Tag tag, Places places, Set<String> known, UsageFilter filter, Predicate<String> possible) {
        Predicate<String> taken = id -> possible.test(id) && filter.takes(id, places);
        if (filter.isByPlace()
                && !filter.boroughs().contains(Places.UNKNOWN)
                && !filter.districts().contains(Places.UNKNOWN)) {
            Set<String> named = new HashSet<>(known);
            named.removeIf(taken.negate());
            if (named.size() <= MOST_NAMED) {
                return new Cells(tag, places, named, null);
            }
        }
        return new Cells(tag, places, null, taken);
    }

    /** Whether there is nothing to ask for. */
    boolean isNone() {
        return named != null && named.isEmpty();
    }
}
