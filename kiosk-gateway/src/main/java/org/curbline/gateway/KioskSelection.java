package org.curbline.gateway;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.curbline.gateway.status.Glance;
import org.curbline.gateway.status.ServiceStatus;
import org.curbline.gateway.status.StatusBoard;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.Problem;
import org.curbline.registry.Kiosk;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.Place;
import org.jspecify.annotations.Nullable;

/** Which registered kiosks a request wants, and one page of them: by id, or the nearest first. */
final class KioskSelection {
    private static final double EARTH_RADIUS_METRES = 6_371_008.8;

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
        Set<String> boroughs = lower(given.texts("borough"));
        Set<String> lifecycles = new HashSet<>(given.texts("lifecycle"));
        Wanted wanted = new Wanted(new HashSet<>(given.texts("state")), new HashSet<>(given.texts("service")));
        List<Kiosk> chosen = new ArrayList<>();
        for (Kiosk kiosk : registry.all()) {
            Place place = kiosk.place();
            String borough = place == null ? "" : place.borough().toLowerCase(Locale.ROOT);
            if ((boroughs.isEmpty() || boroughs.contains(borough))
                    && (lifecycles.isEmpty()
                            || lifecycles.contains(kiosk.lifecycle().name()))
                    && wanted.isMetBy(kiosk, board)) {
                chosen.add(kiosk);
            }
        }
        Optional<String> near = given.text("near");
        Optional<Long> limit = given.whole("limit");
        if (near.isEmpty()) {
            return paged(chosen, given); // by id, as the registry has them
        }
        List<Distant> distant = distant(chosen, near.get());
        if (limit.isPresent() && given.text("after").isEmpty() && limit.get() < distant.size()) {
            return nearest(distant, limit.get().intValue());
        }
        distant.sort(null);
        return paged(distant.stream().map(Distant::kiosk).toList(), given);
    }

    /** How far away each is, as the crow flies; kiosks without a place are left out. */
    private static List<Distant> distant(List<Kiosk> kiosks, String near) {
        String[] degrees = near.split(",", -1);
        double latitude = Double.parseDouble(degrees[0]);
        double longitude = Double.parseDouble(degrees[1]);
        if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
            throw Problem.badParameter("near", "near is latitude,longitude in degrees, such as 40.7527,-73.9772.")
                    .asException();
        }
        List<Distant> distant = new ArrayList<>(kiosks.size());
        for (Kiosk kiosk : kiosks) {
            if (kiosk.place() != null) {
                distant.add(new Distant(kiosk, metres(latitude, longitude, kiosk.place())));
            }
        }
        return distant;
    }

    /** The first page, for which not all need be sorted. */
    private static KioskSelection nearest(List<Distant> all, int most) {
        PriorityQueue<Distant> nearest = new PriorityQueue<>(most + 1, Comparator.reverseOrder());
        for (Distant each : all) {
            if (nearest.size() < most || each.compareTo(nearest.element()) < 0) {
                nearest.add(each);
                if (nearest.size() > most) {
                    nearest.remove();
                }
            }
        }
        List<Kiosk> page = nearest.stream().sorted().map(Distant::kiosk).toList();
        return new KioskSelection(page, all.size(), page.get(most - 1).id());
    }

    /** The haversine formula. */
    private static double metres(double latitude, double longitude, Place place) {
        double north = Math.sin(Math.toRadians(place.latitude() - latitude) / 2);
        double east = Math.sin(Math.toRadians(place.longitude() - longitude) / 2);
        double chord = north * north
                + Math.cos(Math.toRadians(latitude)) * Math.cos(Math.toRadians(place.latitude())) * east * east;
        return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(chord)));
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

    private static Set<String> lower(List<String> words) {
        Set<String> lower = new HashSet<>();
        words.forEach(word -> lower.add(word.toLowerCase(Locale.ROOT)));
        return lower;
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

    /** A kiosk, and how far away it is. */
    private record Distant(Kiosk kiosk, double metres) implements Comparable<Distant> {
        @Override
        public int compareTo(Distant other) {
            int nearer = Double.compare(metres, other.metres);
            return nearer != 0 ? nearer : kiosk.id().compareTo(other.kiosk.id());
        }
    }

    /** Whether one of some services is in one of some states; without services, any of all. */
    private static final class Wanted implements Glance {
        private final Set<String> states;
        private final Set<String> services;
        private boolean isMet;

        Wanted(Set<String> states, Set<String> services) {
            this.states = states;
            this.services = services;
        }

        boolean isMetBy(Kiosk kiosk, StatusBoard board) {
            isMet = states.isEmpty();
            if (!isMet) {
                board.look(kiosk.id(), this);
            }
            return isMet;
        }

        @Override
        public void kiosk(String id, boolean online) {}

        @Override
        public void service(ServiceStatus service) {
            isMet |= states.contains(service.state().word())
                    && (services.isEmpty()
                            || services.contains(service.service().word()));
        }
    }
}
