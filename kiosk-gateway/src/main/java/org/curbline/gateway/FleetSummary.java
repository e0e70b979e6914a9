package org.curbline.gateway;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.curbline.gateway.status.Glance;
import org.curbline.gateway.status.KioskStatus;
import org.curbline.gateway.status.ServiceStatus;
import org.curbline.gateway.status.StatusBoard;
import org.curbline.protocol.Service;
import org.curbline.registry.Kiosk;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.Place;
import org.curbline.status.ServiceState;
import org.curbline.status.StateReason;

/**
 * What works where, in numbers, and what is worst: made by one look at each kiosk, and not changed afterwards. It
 * counts in arrays and keeps no more of what is wrong than is shown.
 */
final class FleetSummary implements Glance {
    private static final int SHOWN = 50;
    private static final Service[] SERVICES = Service.values();
    private static final ServiceState[] STATES = ServiceState.values();

    private final KioskRegistry registry;
    private final Tally whole = new Tally();
    private final Map<String, Tally> byBorough = new HashMap<>();
    /** The least of them on top, to make room for a worse one. */
    private final PriorityQueue<Wrong> worst = new PriorityQueue<>(Comparator.reverseOrder());

    private String kiosk = "";
    private String borough = "";
    private Tally ofBorough = whole;

    private FleetSummary(KioskRegistry registry) {
        this.registry = registry;
    }

    static FleetSummary of(StatusBoard board, KioskRegistry registry) {
        FleetSummary summary = new FleetSummary(registry);
        board.forEach(summary);
        return summary;
    }

    @Override
    public void kiosk(String id, boolean online) {
        kiosk = id;
        Kiosk registered = registry.find(id);
        Place place = registered == null ? null : registered.place();
        borough = place == null ? "" : place.borough();
        ofBorough = byBorough.computeIfAbsent(borough, unknown -> new Tally());
        whole.kiosk(online);
        ofBorough.kiosk(online);
    }

    @Override
    public void service(ServiceStatus service) {
        whole.service(service);
        ofBorough.service(service);
        if (isWrong(service.state()) && service.reason() != StateReason.NOT_IN_SERVICE) {
            keep(service);
        }
    }

    /** As JSON; what was reported and used last is looked up for those alone that are shown. */
    JsonObject json(StatusBoard board) {
        JsonArray tallies = new JsonArray();
        new TreeMap<>(byBorough)
                .forEach((name, tally) -> tallies.add(tally.json().put("borough", name)));
        return whole.json().put("boroughs", tallies).put("worst", worst(board));
    }

    private void keep(ServiceStatus service) {
        if (worst.size() < SHOWN) {
            worst.add(new Wrong(kiosk, borough, service));
        } else if (Wrong.compare(service, kiosk, worst.element()) < 0) {
            worst.remove();
            worst.add(new Wrong(kiosk, borough, service));
        }
    }

    private JsonArray worst(StatusBoard board) {
        JsonArray json = new JsonArray();
        worst.stream()
                .sorted()
                .forEach(wrong -> json.add(StatusApi.service(wrong.asShown(board))
                        .put("kiosk", wrong.kiosk)
                        .put("borough", wrong.borough)));
        return json;
    }

    private static boolean isWrong(ServiceState state) {
        return switch (state) {
            case DOWN, SUSPECT, UNKNOWN, DEGRADED -> true;
            case UP, MAINTENANCE -> false;
        };
    }

    /** The worst first, and of the same kind the newest first. */
    private record Wrong(String kiosk, String borough, ServiceStatus service) implements Comparable<Wrong> {
        @Override
        public int compareTo(Wrong other) {
            return compare(service, kiosk, other);
        }

        ServiceStatus asShown(StatusBoard board) {
            KioskStatus now = board.find(kiosk);
            ServiceStatus fresh = now == null ? service : now.service(service.service());
            return fresh.saysAs(service) ? fresh : service;
        }

        static int compare(ServiceStatus service, String kiosk, Wrong other) {
            int byState = service.state().compareTo(other.service.state());
            int byTime = byState != 0 ? byState : other.service.since().compareTo(service.since());
            return byTime != 0 ? byTime : kiosk.compareTo(other.kiosk);
        }
    }

    /** Counts of some kiosks. */
    @SuppressWarnings("EnumOrdinal") // counted anew for every answer: nothing keeps the places
    private static final class Tally {
        private final int[][] services = new int[SERVICES.length][STATES.length];
        private final int[] notInService = new int[SERVICES.length];
        private int kiosks;
        private int online;

        void kiosk(boolean isOnline) {
            kiosks++;
            online += isOnline ? 1 : 0;
        }

        void service(ServiceStatus service) {
            if (service.reason() == StateReason.NOT_IN_SERVICE) {
                notInService[service.service().ordinal()]++;
            } else {
                services[service.service().ordinal()][service.state().ordinal()]++;
            }
        }

        JsonObject json() {
            JsonObject byService = new JsonObject();
            for (Service service : SERVICES) {
                JsonObject byState = new JsonObject();
                Stream.of(STATES)
                        .forEach(state -> byState.put(state.word(), services[service.ordinal()][state.ordinal()]));
                byState.put(StateReason.NOT_IN_SERVICE.code(), notInService[service.ordinal()]);
                byService.put(service.word(), byState);
            }
            return new JsonObject().put("kiosks", kiosks).put("online", online).put("services", byService);
        }
    }
}
