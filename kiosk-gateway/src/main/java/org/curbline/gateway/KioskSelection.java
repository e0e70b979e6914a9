package org.curbline.gateway;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.curbline.gateway.status.StatusBoard;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.Problem;
import org.curbline.protocol.Service;
import org.curbline.registry.Kiosk;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.Lifecycle;
import org.curbline.registry.Place;
import org.curbline.status.ServiceState;
import org.jspecify.annotations.Nullable;

/** Which registered kiosks a request wants, and one page of them: by id, or the nearest first. */
final class KioskSelection {
    private final List<Kiosk> page;
    private final int found;
    private final @Nullable String next;

    private KioskSelection(List<Kiosk> page, int found, @Nullable String next) {
        this.page = page;
        this.found = found;
        this.next = next;
    }

    /** @throws org.curbline.program.http.ProblemException naming the parameter that cannot be accepted */
    static KioskSelection of(Parameters given, KioskRegistry registry, StatusBoard board) {
        List<Kiosk> chosen = chosen(given, registry, board);
        Optional<Point> near = given.text("near").map(Point::of);
        if (near.isEmpty()) {
            return paged(chosen, given); // by id, as the registry has them
        }
        List<Kiosk> placed =
                chosen.stream().filter(kiosk -> kiosk.place() != null).toList();
        Optional<Long> limit = given.whole("limit");
        if (limit.isPresent() && given.text("after").isEmpty() && limit.get() < placed.size()) {
            return nearest(placed, near.get(), limit.get().intValue());
        }
        List<Kiosk> sorted = placed.stream()
                .map(kiosk -> new Distant(kiosk, near.get().distance(kiosk)))
                .sorted()
                .map(Distant::kiosk)
                .toList();
        return paged(sorted, given);
    }

    private static List<Kiosk> chosen(Parameters given, KioskRegistry registry, StatusBoard board) {
        Set<String> boroughs = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        boroughs.addAll(given.texts("borough"));
        Set<Lifecycle> lifecycles = named(Lifecycle.class, Lifecycle::name, given.texts("lifecycle"));
        Set<ServiceState> states = named(ServiceState.class, ServiceState::word, given.texts("state"));
        Set<Service> services = named(Service.class, Service::word, given.texts("service"));
        Predicate<String> showing = board.showing(services.isEmpty() ? EnumSet.allOf(Service.class) : services, states);
        List<Kiosk> chosen = new ArrayList<>();
        for (Kiosk kiosk : registry.all()) {
            Place place = kiosk.place();
            if ((boroughs.isEmpty() || boroughs.contains(place == null ? "" : place.borough()))
                    && (lifecycles.isEmpty() || lifecycles.contains(kiosk.lifecycle()))
                    && (states.isEmpty() || showing.test(kiosk.id()))) {
                chosen.add(kiosk);
            }
        }
        return chosen;
    }

    private static <E extends Enum<E>> Set<E> named(Class<E> all, Function<E, String> name, List<String> wanted) {
        Set<E> named = EnumSet.allOf(all);
        named.removeIf(each -> !wanted.contains(name.apply(each)));
        return named;
    }

    /** The first page, for which not all need be sorted. */
    private static KioskSelection nearest(List<Kiosk> all, Point from, int most) {
        PriorityQueue<Distant> nearest = new PriorityQueue<>(most + 1, Comparator.reverseOrder());
        for (Kiosk kiosk : all) {
            double distance = from.distance(kiosk);
            if (nearest.size() < most || distance <= nearest.element().distance) {
                nearest.add(new Distant(kiosk, distance));
                if (nearest.size() > most) {
                    nearest.remove();
                }
            }
        }
        List<Kiosk> page = nearest.stream().sorted().map(Distant::kiosk).toList();
        return new KioskSelection(page, all.size(), page.get(most - 1).id());
    }

    private static KioskSelection paged(List<Kiosk> chosen, Parameters given) {
        int begin = given.text("after")
                .map(id -> behind(id, chosen, given.text("near").isPresent()))
                .orElse(0);
        long most = given.whole("limit").orElse((long) chosen.size());
        int end = (int) Math.min(chosen.size(), begin + most);
        List<Kiosk> page = chosen.subList(begin, end);
        return new KioskSelection(
                page,
                chosen.size(),
                end < chosen.size() ? page.get(page.size() - 1).id() : null);
    }

    /** Where the page behind a kiosk begins. In the order of ids the kiosk itself may have gone meanwhile. */
    private static int behind(String id, List<Kiosk> chosen, boolean near) {
        String sought = id.toLowerCase(Locale.ROOT);
        for (int i = 0; i < chosen.size(); i++) {
            int compared = chosen.get(i).id().compareTo(sought);
            if (compared == 0) {
                return i + 1;
            }
            if (compared > 0 && !near) {
                return i;
            }
        }
        if (near) {
            throw Problem.badParameter(
                            "after", "The kiosk " + id + " is not among those asked for any more; begin anew.")
                    .asException();
        }
        return chosen.size();
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

    /** A kiosk, and how far away it is, as a {@link Point} reckons it. */
    private record Distant(Kiosk kiosk, double distance) implements Comparable<Distant> {
        @Override
        public int compareTo(Distant other) {
            int nearer = Double.compare(distance, other.distance);
            return nearer != 0 ? nearer : kiosk.id().compareTo(other.kiosk.id());
        }
    }

    /** Where one asks from, in degrees. */
    private record Point(double latitude, double longitude, double cosine) {
        static Point of(String near) {
            String[] degrees = near.split(",", -1);
            double latitude = Double.parseDouble(degrees[0]);
            double longitude = Double.parseDouble(degrees[1]);
            if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
                throw Problem.badParameter("near", "near is latitude,longitude in degrees, such as 40.7527,-73.9772.")
                        .asException();
            }
            return new Point(latitude, longitude, Math.cos(Math.toRadians(latitude)));
        }

        /**
         * To a kiosk with a place, as the crow flies: what the haversine formula makes metres of, which is greater for
         * who is farther away.
         */
        double distance(Kiosk kiosk) {
            Place place = Objects.requireNonNull(kiosk.place());
            double north = Math.sin(Math.toRadians(place.latitude() - latitude) / 2);
            double east = Math.sin(Math.toRadians(place.longitude() - longitude) / 2);
            return north * north + cosine * Math.cos(Math.toRadians(place.latitude())) * east * east;
        }
    }
}
