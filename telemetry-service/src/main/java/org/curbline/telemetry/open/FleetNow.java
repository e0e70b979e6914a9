package org.curbline.telemetry.open;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.curbline.protocol.Service;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.MaintenanceWindow;
import org.curbline.status.ServiceFacts;
import org.curbline.status.StatusRule;
import org.curbline.status.Transition;
import org.curbline.status.Transitions;
import org.curbline.status.Transitions.Left;
import org.curbline.store.PointReader;
import org.curbline.telemetry.open.KioskNow.ServiceNow;

/**
 * How every kiosk is, by what the store and the registry hold: the newest reports, what use says against them,
 * lifecycle and maintenance. A connection that ended shows when the report is too old. Blocking.
 */
public final class FleetNow {
    /** Who reported nothing for so long has no last report. */
    static final Duration LOOK_BACK = Duration.ofDays(7);

    private final Transitions transitions;
    private final KioskRegistry registry;
    private final StatusRule rule;
    private final InstantSource clock;

    public FleetNow(PointReader reader, KioskRegistry registry, StatusRule rule, InstantSource clock) {
        this.transitions = new Transitions(reader);
        this.registry = registry;
        this.rule = rule;
        this.clock = clock;
    }

    /** @throws PointReader.StoreUnavailableException if the store does not answer */
    public Snapshot read() {
        Instant now = clock.instant();
        Map<String, Map<Service, Left>> heard = new HashMap<>();
        for (Left left : transitions.left(now.minus(LOOK_BACK))) {
            heard.computeIfAbsent(left.heard().kiosk().value(), none -> new EnumMap<>(Service.class))
                    .put(left.heard().service(), left);
        }
        List<MaintenanceWindow> open = registry.windows().stream()
                .filter(window -> !window.within(now, now.plusMillis(1)).isEmpty())
                .toList();
        List<KioskNow> kiosks = new ArrayList<>();
        for (Kiosk kiosk : registry.all()) {
            boolean windowOpen = open.stream().anyMatch(window -> window.covers(kiosk));
            ServiceFacts silent = ServiceFacts.none(kiosk.lifecycle()).withWindow(windowOpen);
            Map<Service, ServiceNow> services = new EnumMap<>(Service.class);
            for (Service service : Service.values()) {
                Left left = heard.getOrDefault(kiosk.id(), Map.of()).get(service);
                services.put(
                        service,
                        left == null
                                ? new ServiceNow(rule.judge(silent, now), null)
                                : new ServiceNow(
                                        rule.judge(facts(silent, left), now),
                                        left.heard().report().at()));
            }
            kiosks.add(new KioskNow(kiosk, services));
        }
        return new Snapshot(now, kiosks);
    }

    private static ServiceFacts facts(ServiceFacts silent, Left left) {
        Transition suspicion = left.suspicion();
        return silent.with(left.heard().report()).suspected(suspicion == null ? null : suspicion.reason());
    }

    /** @param kiosks every registered one, by id */
    public record Snapshot(Instant at, List<KioskNow> kiosks) {}
}
