package org.curbline.telemetry.usage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.curbline.registry.KioskRegistry;
import org.curbline.telemetry.place.AreaPlaces;
import org.curbline.telemetry.place.KioskPlaces;
import org.curbline.telemetry.place.Moves;
import org.curbline.telemetry.place.Places;
import org.curbline.telemetry.rollup.Coverage;
import org.curbline.telemetry.rollup.Days;
import org.curbline.telemetry.usage.RememberedDevices.Members;
import org.curbline.telemetry.usage.SketchStretch.Grain;

/**
 * What is read of merged sketches of a week, or less.
 *
 * @param places where areas stood; none if it is not asked
 * @param gone whether kiosks' own sketches are: then nobody can tell where an area's devices were, if it has several
 *     places
 * @param alone whether nothing else is read of that week but what was read before
 */
record SketchPart(Grain grain, Instant from, Instant to, AreaPlaces places, boolean gone, boolean alone) {
    /** A stretch week by week. */
    static List<SketchPart> of(
            SketchStretch stretch, UsageRequest request, Coverage coverage, Days days, KioskRegistry registry) {
        List<SketchPart> parts = new ArrayList<>();
        Instant begin = stretch.from();
        while (begin.isBefore(stretch.to())) {
            Instant next = earlier(days.begin(days.sunday(begin), 7), stretch.to());
            boolean gone = begin.isBefore(coverage.reach());
            Instant end = gone && stretch.grain() == Grain.DAYS ? earlier(next, coverage.reach()) : next;
            boolean whole = end.equals(next) && (begin.equals(stretch.from()) || begin.equals(days.sunday(begin)));
            SketchPart last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
            AreaPlaces places = AreaPlaces.NONE;
            if (request.isByPlace()) {
                places = last == null || moves(last.from, end, registry)
                        ? AreaPlaces.within(begin, end, registry)
                        : last.places;
            }
            parts.add(new SketchPart(stretch.grain(), begin, end, places, gone, stretch.alone() && whole));
            begin = end;
        }
        return parts;
    }

    /** Whether it can be read with the next one, as nothing else is to be read between them. */
    boolean isContinuedBy(SketchPart next) {
        return to.equals(next.from)
                && isLike(next)
                && (gone || places.kiosksApart().isEmpty());
    }

    /** Whether the same kiosks stood in the same places. */
    boolean isLike(SketchPart other) {
        return places == other.places && gone == other.gone;
    }

    /** Whether whose sketches are merged does not change within it. */
    boolean isSteady(KioskRegistry registry) {
        return gone || places == AreaPlaces.NONE || !moves(from, to, registry);
    }

    private static boolean moves(Instant from, Instant to, KioskRegistry registry) {
        return !Moves.within(from, to, registry).kiosks().isEmpty();
    }

    /** Whose sketches are merged, by the name of the place where they stood; by no name where none is asked for. */
    Map<String, Members> members(UsageRequest request, KioskRegistry registry) {
        if (places == AreaPlaces.NONE) {
            return Map.of("", Members.EVERYBODY);
        }
        Sorting areas = new Sorting(request);
        Sorting strangers = new Sorting(request);
        Sorting kiosks = new Sorting(request);
        for (String area : places.areas()) {
            boolean one = places.isOnePlace(area);
            if (one || gone) {
                areas.add(area, one ? area : "", places);
            }
        }
        strangers.add("", "", places);
        if (!gone) {
            Places stood = KioskPlaces.before(to, registry);
            places.kiosksApart().forEach(kiosk -> kiosks.add(kiosk, kiosk, stood));
        }
        Set<String> names = new HashSet<>(areas.byPlace.keySet());
        names.addAll(strangers.byPlace.keySet());
        names.addAll(kiosks.byPlace.keySet());
        Map<String, Members> members = new HashMap<>();
        for (String name : names) {
            boolean isAllBut = strangers.byPlace.containsKey(name);
            Set<String> named = areas.of(name);
            if (isAllBut) {
                named = new HashSet<>(places.areas());
                named.removeAll(areas.of(name));
            }
            members.put(name, new Members(Set.copyOf(named), isAllBut, Set.copyOf(kiosks.of(name))));
        }
        return members;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** Areas or kiosks by the place where they count, those that are asked for. */
    private static final class Sorting {
        private final UsageRequest request;
        private final Map<String, Set<String>> byPlace = new HashMap<>();

        Sorting(UsageRequest request) {
            this.request = request;
        }

        void add(String member, String placed, Places places) {
            if (request.filter().takes(placed, places)) {
                byPlace.computeIfAbsent(request.grouping().by().place(placed, places), none -> new HashSet<>())
                        .add(member);
            }
        }

        Set<String> of(String place) {
            return byPlace.getOrDefault(place, Set.of());
        }
    }
}
