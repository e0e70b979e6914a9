package org.curbline.gateway;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.curbline.gateway.status.Glance;
import org.curbline.gateway.status.KioskStatus;
import org.curbline.gateway.status.ServiceStatus;
import org.curbline.gateway.status.StatusBoard;
import org.curbline.protocol.Service;
import org.curbline.status.ServiceState;

/**
 * What works where, in numbers, and what is worst. Made anew for every answer by one look at each kiosk, so it must
 * cost little: it counts in arrays and keeps no more of what is wrong than is shown. One thread.
 */
final class FleetSummary implements Glance {
    private static final int SHOWN = 50;
    private static final Service[] SERVICES = Service.values();
    private static final ServiceState[] STATES = ServiceState.values();

    private final StatusBoard board;
    private final UnaryOperator<String> boroughs;
    private final Tally whole = new Tally();
    private final Map<String, Tally> byBorough = new HashMap<>();
    /** The least of them on top, to make room for a worse one. */
    private final PriorityQueue<Wrong> worst = new PriorityQueue<>(Comparator.reverseOrder());

    private String kiosk = "";
    private String borough = "";
    private Tally ofBorough = whole;

    private FleetSummary(StatusBoard board, UnaryOperator<String> boroughs) {
        this.board = board;
        this.boroughs = boroughs;
    }

    /** @param boroughs by kiosk; empty if it is not known */
    static JsonObject of(StatusBoard board, UnaryOperator<String> boroughs) {
        FleetSummary summary = new FleetSummary(board, boroughs);
        board.forEach(summary);
        return summary.json();
    }

    @Override
    public void kiosk(String id, boolean online) {
        kiosk = id;
        borough = boroughs.apply(id);
        ofBorough = byBorough.computeIfAbsent(borough, unknown -> new Tally());
        whole.kiosk(online);
        ofBorough.kiosk(online);
    }

    @Override
    public void service(ServiceStatus service) {
        whole.service(service);
        ofBorough.service(service);
        if (isWrong(service.state())) {
            keep(service);
        }
    }

    private JsonObject json() {
        JsonArray tallies = new JsonArray();
        new TreeMap<>(byBorough)
                .forEach((name, tally) -> tallies.add(tally.json().put("borough", name)));
        return whole.json().put("boroughs", tallies).put("worst", worst());
    }

    private void keep(ServiceStatus service) {
        if (worst.size() < SHOWN) {
            worst.add(new Wrong(kiosk, borough, service));
        } else if (Wrong.compare(service, kiosk, worst.element()) < 0) {
            worst.remove();
            worst.add(new Wrong(kiosk, borough, service));
        }
    }

    private JsonArray worst() {
        JsonArray json = new JsonArray();
        worst.stream()
                .sorted()
                .forEach(wrong -> json.add(
                        StatusApi.service(used(wrong)).put("kiosk", wrong.kiosk).put("borough", wrong.borough)));
        return json;
    }

    /** With its last use, which is looked up for those alone that are shown. */
    private ServiceStatus used(Wrong wrong) {
        KioskStatus now = board.find(wrong.kiosk);
        return now == null
                ? wrong.service
                : wrong.service.usedAt(now.service(wrong.service.service()).usedAt());
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
        private int kiosks;
        private int online;

        void kiosk(boolean isOnline) {
            kiosks++;
            online += isOnline ? 1 : 0;
        }

        void service(ServiceStatus service) {
            services[service.service().ordinal()][service.state().ordinal()]++;
        }

        JsonObject json() {
            JsonObject byService = new JsonObject();
            for (Service service : SERVICES) {
                JsonObject byState = new JsonObject();
                Stream.of(STATES)
                        .forEach(state -> byState.put(state.word(), services[service.ordinal()][state.ordinal()]));
                byService.put(service.word(), byState);
            }
            return new JsonObject().put("kiosks", kiosks).put("online", online).put("services", byService);
        }
    }
}
