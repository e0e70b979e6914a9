package org.curbline.gateway;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.curbline.gateway.KioskColumns.Point;
import org.curbline.gateway.status.StatusBoard;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.Problem;
import org.curbline.protocol.Service;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.status.ServiceState;
import org.jspecify.annotations.Nullable;

/** Which registered kiosks a request wants, and one page of them: by id, or the nearest first. */
final class KioskSelection {
    private final List<Kiosk> page;
    private final int found;
    private final @Nullable String next;

    private KioskSelection(List<Kiosk> page, int found, boolean isLast) {
        this.page = page;
        this.found = found;
        this.next = isLast ? null : page.get(page.size() - 1).id();
    }

    /** @throws org.curbline.program.http.ProblemException naming the parameter that cannot be accepted */
    static KioskSelection of(Parameters given, KioskColumns kiosks, StatusBoard board) {
        int[] chosen = chosen(given, kiosks, board);
        Optional<Point> near = given.text("near").map(KioskSelection::point);
        String after =
                given.text("after").map(id -> id.toLowerCase(Locale.ROOT)).orElse(null);
        long limit = given.whole("limit").orElse((long) Integer.MAX_VALUE);
        int most = (int) Math.min(limit, Integer.MAX_VALUE);
        return near.isPresent() ? nearest(kiosks, chosen, near.get(), after, most) : byId(kiosks, chosen, after, most);
    }

    private static int[] chosen(Parameters given, KioskColumns kiosks, StatusBoard board) {
        Set<String> boroughs = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        boroughs.addAll(given.texts("borough"));
        Set<Lifecycle> lifecycles = named(Lifecycle.class, Lifecycle::name, given.texts("lifecycle"));
        Set<ServiceState> states = named(ServiceState.class, ServiceState::word, given.texts("state"));
        Set<Service> services = named(Service.class, Service::word, given.texts("service"));
        Set<Service> any = services.isEmpty() ? EnumSet.allOf(Service.class) : services;
        return kiosks.chosen(boroughs, lifecycles, states.isEmpty() ? null : board.showing(any, states));
    }

    private static <E extends Enum<E>> Set<E> named(Class<E> all, Function<E, String> name, List<String> wanted) {
        Set<E> named = EnumSet.allOf(all);
        named.removeIf(each -> !wanted.contains(name.apply(each)));
        return named;
    }

    private static Point point(String near) {
        String[] degrees = near.split(",", -1);
        double latitude = Double.parseDouble(degrees[0]);
        double longitude = Double.parseDouble(degrees[1]);
        if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
            throw Problem.badParameter("near", "near is latitude,longitude in degrees, such as 40.7527,-73.9772.")
                    .asException();
        }
        return Point.of(latitude, longitude);
    }

    /** In the order of ids the kiosk to begin behind may have gone meanwhile. */
    private static KioskSelection byId(KioskColumns kiosks, int[] chosen, @Nullable String after, int most) {
        int begin = 0;
        int end = after == null ? 0 : chosen.length;
        while (begin < end) {
            int middle = (begin + end) >>> 1;
            if (kiosks.get(chosen[middle]).id().compareTo(String.valueOf(after)) > 0) {
                end = middle;
            } else {
                begin = middle + 1;
            }
        }
        int behind = (int) Math.min(chosen.length, (long) begin + most);
        List<Kiosk> page =
                Arrays.stream(chosen, begin, behind).mapToObj(kiosks::get).toList();
        return new KioskSelection(page, chosen.length, behind == chosen.length);
    }

    /** Only as many as the page has need be sorted. */
    private static KioskSelection nearest(
            KioskColumns kiosks, int[] chosen, Point from, @Nullable String after, int most) {
        int[] placed = IntStream.of(chosen).filter(kiosks::hasPlace).toArray();
        Distant first = after == null ? null : distant(kiosks, placed, from, after);
        PriorityQueue<Distant> nearest = new PriorityQueue<>(Comparator.reverseOrder());
        int behind = 0;
        for (int number : placed) {
            double distance = kiosks.distance(number, from);
            if (first != null && first.compareTo(number, distance) >= 0) {
                continue;
            }
            behind++;
            if (nearest.size() < most || nearest.element().compareTo(number, distance) > 0) {
                nearest.add(new Distant(number, distance));
                if (nearest.size() > most) {
                    nearest.remove();
                }
            }
        }
        List<Kiosk> page =
                nearest.stream().sorted().map(each -> kiosks.get(each.number)).toList();
        return new KioskSelection(page, placed.length, behind == page.size());
    }

    private static Distant distant(KioskColumns kiosks, int[] placed, Point from, String id) {
        for (int number : placed) {
            if (kiosks.get(number).id().equals(id)) {
                return new Distant(number, kiosks.distance(number, from));
            }
        }
        throw Problem.badParameter("after", "The kiosk " + id + " is not among those asked for any more; begin anew.")
                .asException();
    }

    List<Kiosk> page() {
        return page;
    }

    /** How many kiosks there are on all pages. */
    int found() {
        return found;
    }

    /** What {@code after} is to be for the next page; null if this is the last. */
    @Nullable
    String next() {
        return next;
    }

    /** A kiosk by its number, which is in the order of ids, and how far away it is. */
    private record Distant(int number, double distance) implements Comparable<Distant> {
        @Override
        public int compareTo(Distant other) {
            return compareTo(other.number, other.distance);
        }

        int compareTo(int otherNumber, double otherDistance) {
            int nearer = Double.compare(distance, otherDistance);
            return nearer != 0 ? nearer : Integer.compare(number, otherNumber);
        }
    }
}
