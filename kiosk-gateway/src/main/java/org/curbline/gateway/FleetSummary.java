package org.curbline.gateway;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.curbline.gateway.status.KioskStatus;
import org.curbline.gateway.status.ServiceStatus;
import org.curbline.protocol.Service;
import org.curbline.status.ServiceState;

/**
 * What works where, in numbers, and what is worst. Made anew for every answer by one look at each kiosk, so it must
 * cost little: it counts in arrays and keeps no more of what is wrong than is shown. One thread.
 */
final class FleetSummary {
    private static final int SHOWN = 50;
    private static final Service[] SERVICES = Service.values();
    private static final ServiceState[] STATES = ServiceState.values();

    /** The worst first, and of the same kind the newest first. */
    private static final Comparator<Wrong> ORDER = Comparator.comparing((Wrong wrong) -> wrong.service.state())
            .thenComparing(wrong -> wrong.service.since(), Comparator.reverseOrder())
            .thenComparing(wrong -> wrong.kiosk);

    private final Tally whole = new Tally();
    private final Map<String, Tally> boroughs = new TreeMap<>();
    /** The least of them on top, to make room for a worse one. */
    private final PriorityQueue<Wrong> worst = new PriorityQueue<>(ORDER.reversed());

    /** @param borough empty if it is not known */
    void add(KioskStatus kiosk, String borough) {
        whole.add(kiosk);
        boroughs.computeIfAbsent(borough, unknown -> new Tally()).add(kiosk);
        for (ServiceStatus service : kiosk.services()) {
            if (isWrong(service.state())) {
                keep(new Wrong(kiosk.id(), borough, service));
            }
        }
    }

    JsonObject json() {
        JsonArray byBorough = new JsonArray();
        boroughs.forEach((borough, tally) -> byBorough.add(tally.json().put("borough", borough)));
        return whole.json().put("boroughs", byBorough).put("worst", worst());
    }

    private void keep(Wrong wrong) {
        if (worst.size() < SHOWN) {
            worst.add(wrong);
        } else if (ORDER.compare(wrong, worst.element()) < 0) {
            worst.remove();
            worst.add(wrong);
        }
    }

    private JsonArray worst() {
        JsonArray json = new JsonArray();
        worst.stream()
                .sorted(ORDER)
                .forEach(wrong -> json.add(StatusApi.service(wrong.service)
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

    private record Wrong(String kiosk, String borough, ServiceStatus service) {}

    /** Counts of some kiosks. */
    @SuppressWarnings("EnumOrdinal") // counted anew for every answer: nothing keeps the places
    private static final class Tally {
        private final int[][] services = new int[SERVICES.length][STATES.length];
        private int kiosks;
        private int online;

        void add(KioskStatus kiosk) {
            kiosks++;
            online += kiosk.online() ? 1 : 0;
            for (ServiceStatus service : kiosk.services()) {
                services[service.service().ordinal()][service.state().ordinal()]++;
            }
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
