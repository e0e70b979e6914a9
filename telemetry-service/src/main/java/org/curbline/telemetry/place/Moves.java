package org.curbline.telemetry.place;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Stay;

/**
 * Which kiosks were moved to another borough or district within a time, and when that was.
 *
 * @param kiosks their ids
 * @param times in their order
 */
public record Moves(Set<String> kiosks, SortedSet<Instant> times) {
    public static final Moves NONE = new Moves(Set.of(), new TreeSet<>());

    public static Moves within(Instant from, Instant to, KioskRegistry registry) {
        return within(from, to, registry, time -> time);
    }

    /** @param counted from when on what is used at the new place counts there */
    public static Moves within(Instant from, Instant to, KioskRegistry registry, UnaryOperator<Instant> counted) {
        Set<String> kiosks = new HashSet<>();
        SortedSet<Instant> times = new TreeSet<>();
        registry.moved().forEach((kiosk, stays) -> stays.stream()
                .map(Stay::from)
                .filter(moved -> moved.isAfter(from) && moved.isBefore(to) && isElsewhere(kiosk, moved, registry))
                .forEach(moved -> {
                    kiosks.add(kiosk);
                    times.add(counted.apply(moved));
                }));
        return kiosks.isEmpty() ? NONE : new Moves(kiosks, times);
    }

    /** A time cut where kiosks were moved: no part has one moved within it. */
    public List<Span> spans(Instant from, Instant to) {
        List<Span> spans = new ArrayList<>();
        Instant begin = from;
        for (Instant time : times) {
            if (time.isAfter(begin) && time.isBefore(to)) {
                spans.add(new Span(begin, time));
                begin = time;
            }
        }
        if (begin.isBefore(to)) {
            spans.add(new Span(begin, to));
        }
        return spans;
    }

    private static boolean isElsewhere(String kiosk, Instant moved, KioskRegistry registry) {
        Places before = KioskPlaces.before(moved, registry);
        Places since = KioskPlaces.at(moved, registry);
        return !before.borough(kiosk).equals(since.borough(kiosk))
                || !before.district(kiosk).equals(since.district(kiosk));
    }

    /** A time without a gap. */
    public record Span(Instant from, Instant to) {}
}
