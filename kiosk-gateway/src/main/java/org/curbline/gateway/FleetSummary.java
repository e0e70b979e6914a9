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
import org.curbline.status.ServiceState;
import org.curbline.status.StateReason;

/**
 * What works where, in numbers, and what is worst: made by one look over the fleet, and not changed afterwards. It
 * counts in arrays, and looks closer at what may be among the worst alone.
 */
final class FleetSummary implements Glance {
    private static final int SHOWN = 50;
    private static final Service[] SERVICES = Service.values();
    private static final ServiceState[] STATES = ServiceState.values();

    private final StatusBoard board;
    private final KioskColumns columns;
    private final Tally whole = new Tally();
    private final Map<String, Tally> byBorough = new HashMap<>();
    /** The least of them on top, to make room for a worse one. */
    private final PriorityQueue<Wrong> worst = new PriorityQueue<>(Comparator.reverseOrder());

    private int row;
    private Tally ofBorough = whole;

    private FleetSummary(StatusBoard board, KioskColumns columns) {
        this.board = board;
        this.columns = columns;
    }

    static FleetSummary of(StatusBoard board, KioskColumns columns) {
        FleetSummary summary = new FleetSummary(board, columns);
        board.forEach(summary);
        return summary;
    }

    @Override
    public void kiosk(int number, boolean online) {
        row = number;
        ofBorough = byBorough.computeIfAbsent(columns.boroughOfRow(number), unknown -> new Tally());
        whole.kiosk(online);
        ofBorough.kiosk(online);
    }

    @Override
    public void service(Service service, ServiceState state, boolean inService) {
        whole.service(service, state, inService);
        ofBorough.service(service, state, inService);
        boolean mayBeShown =
                worst.size() < SHOWN || state.compareTo(worst.element().service.state()) <= 0;
        if (inService && isWrong(state) && mayBeShown) {
            keep(board.glimpse(row, service));
        }
    }

    /** As JSON; what was reported and used last is looked up for those alone that are shown. */
    JsonObject json() {
        JsonArray tallies = new JsonArray();
        new TreeMap<>(byBorough)
                .forEach((name, tally) -> tallies.add(tally.json().put("borough", name)));
        return whole.json().put("boroughs", tallies).put("worst", worst());
    }

    private void keep(ServiceStatus service) {
        String kiosk = board.id(row);
        if (!isWrong(service.state())) {
            return; // it has changed just now
        }
        if (worst.size() == SHOWN && Wrong.compare(service, kiosk, worst.element()) >= 0) {
            return;
        }
        worst.add(new Wrong(kiosk, columns.boroughOfRow(row), service));
        if (worst.size() > SHOWN) {
            worst.remove();
        }
    }

    private JsonArray worst() {
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

    /** The worst first, and of the same kind the newest first; in one order, whatever order they are come to in. */
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
            int byKiosk = byTime != 0 ? byTime : kiosk.compareTo(other.kiosk);
            return byKiosk != 0 ? byKiosk : service.service().compareTo(other.service.service());
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

        void service(Service service, ServiceState state, boolean inService) {
            if (inService) {
                services[service.ordinal()][state.ordinal()]++;
            } else {
                notInService[service.ordinal()]++;
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
