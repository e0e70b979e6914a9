package org.curbline.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.curbline.protocol.Service;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.MaintenanceWindow;
import org.curbline.registry.kiosk.MaintenanceWindow.Span;
import org.curbline.registry.kiosk.Origin;
import org.curbline.status.StatusHistory.Interval;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people decided, laid over what kiosks said; hours of one day. */
class DutyTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-11-23T00:00:00Z");
    private static final String KIOSK = "mn-05-000001";

    private final AtomicReference<Instant> clock = new AtomicReference<>(at(2));
    private final KioskRegistry registry = KioskRegistry.open("jdbc:h2:mem:duty", clock::get);

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void aKioskServesFromWhenItWasRegisteredUnlessItIsKnownToBeOlder() {
        put(Lifecycle.ACTIVE);
        assertEquals("0-2 not-in-service, 2-24 -", duty(null));
        assertEquals("0-24 -", duty(Instant.MIN));
        assertEquals("0-1 not-in-service, 1-24 -", duty(at(1)));
        assertEquals("0-5 not-in-service, 5-24 -", duty(at(5)), "it was registered before it served");
    }

    @Test
    void aKioskThatWasRegisteredBeforeItServedDidNotServeBefore() {
        put(Lifecycle.PLANNED);
        decide(4, Lifecycle.ACTIVE);
        assertEquals("0-4 not-in-service, 4-24 -", duty(Instant.MIN));
    }

    @Test
    void lifecyclesAndWindowsAreLaidOverEachOther() {
        put(Lifecycle.ACTIVE);
        decide(6, Lifecycle.MAINTENANCE);
        decide(10, Lifecycle.ACTIVE);
        decide(20, Lifecycle.REMOVED);
        window(4, 8);
        window(7, 9);
        window(18, 30);
        assertEquals(
                "0-4 -, 4-9 maintenance-window, 9-10 under-maintenance, 10-18 -, 18-20 maintenance-window,"
                        + " 20-24 not-in-service",
                duty(Instant.MIN));
    }

    @Test
    void onlyWhoIsInServiceAtSomeTimeIs() {
        put(Lifecycle.PLANNED);
        assertFalse(read(Instant.MIN).isInService());
        decide(3, Lifecycle.MAINTENANCE);
        assertTrue(read(Instant.MIN).isInService());
        assertTrue(roster(5, 6).of(kiosk(), null).isInService());
        assertFalse(roster(0, 3).of(kiosk(), null).isInService());
    }

    @Test
    void laidOverStatesThereIsNoGapAndWhatGoesOnIsOne() {
        put(Lifecycle.ACTIVE);
        window(4, 8);
        Map<Service, List<Interval>> states = new EnumMap<>(Service.class);
        states.put(
                Service.WIFI,
                List.of(
                        interval(ServiceState.UP, StateReason.REPORTED_UP, 0, 5),
                        interval(ServiceState.DOWN, StateReason.REPORTED_DOWN, 5, 7),
                        interval(ServiceState.UP, StateReason.REPORTED_UP, 7, 24)));
        read(Instant.MIN).layOver(states);
        assertEquals(
                List.of(
                        interval(ServiceState.UP, StateReason.REPORTED_UP, 0, 4),
                        interval(ServiceState.MAINTENANCE, StateReason.MAINTENANCE_WINDOW, 4, 8),
                        interval(ServiceState.UP, StateReason.REPORTED_UP, 8, 24)),
                states.get(Service.WIFI));
    }

    private String duty(@Nullable Instant born) {
        List<String> stretches = new ArrayList<>();
        read(born).cut(at(0), at(24), (planned, from, to) -> {
            String reason = planned == null ? "-" : planned.reason().code();
            stretches.add(hour(from) + "-" + hour(to) + " " + reason);
        });
        return String.join(", ", stretches);
    }

    private Duty read(@Nullable Instant born) {
        return roster(0, 24).of(kiosk(), born);
    }

    private DutyRoster roster(int from, int to) {
        return DutyRoster.of(registry, KIOSK, at(from), at(to));
    }

    private Kiosk kiosk() {
        return Objects.requireNonNull(registry.find(KIOSK));
    }

    private void put(Lifecycle lifecycle) {
        registry.put(new Kiosk(KIOSK, lifecycle, "", null, null, null, Origin.ADDED));
    }

    private void decide(int hour, Lifecycle lifecycle) {
        clock.set(at(hour));
        registry.decide(KIOSK, lifecycle, "ada", "");
    }

    private void window(int from, int to) {
        Span span = new Span(at(from), at(to));
        registry.plan(MaintenanceWindow.plan(Set.of(KIOSK), Set.of(), span, null, "", "ada", at(0)));
    }

    private static Interval interval(ServiceState state, StateReason reason, int from, int to) {
        return new Interval(state, reason, "", at(from), at(to));
    }

    private static Instant at(int hour) {
        return MIDNIGHT.plus(Duration.ofHours(hour));
    }

    private static long hour(Instant at) {
        return Duration.between(MIDNIGHT, at).toHours();
    }
}
