package org.curbline.simulator.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.ledger.KioskTruth;
import org.curbline.simulator.ledger.LedgerReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultsByHandIT {
    private static final InstantSource CLOCK = Clock.systemUTC();
    private static final KioskId KIOSK = SyntheticCity.of(4, 1).get(1).id();
    private static final Duration LONG = Duration.ofDays(20);

    private final Path folder;
    private final Vertx vertx = Vertx.vertx();

    FaultsByHandIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void closeVertx() {
        Wait.on(vertx.close());
    }

    @Test
    void aKioskIsUnpluggedAndPluggedInAgain() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            Fleet fleet = start(gateway);
            gateway.until(() -> gateway.received(KIOSK.value()).size() > 10);

            Fault begun = Wait.on(fleet.begin(KIOSK, FaultKind.POWER_CUT, null, LONG, 0));
            assertNotNull(begun);
            assertNull(Wait.on(fleet.begin(KIOSK, FaultKind.DEAD, Service.CALL, LONG, 0)), "one at a time");
            goOn(fleet, gateway, Duration.ofHours(3));
            Fault ended = Objects.requireNonNull(Wait.on(fleet.end(KIOSK)));
            assertNull(Wait.on(fleet.end(KIOSK)));
            gateway.until(() -> gateway.received(KIOSK.value()).stream()
                    .anyMatch(event -> event.id().atMillis() > ended.toMillis()));
            Wait.on(fleet.stopGenerating());
            Wait.on(fleet.drained(Duration.ofSeconds(40)));
            Wait.on(fleet.close());

            assertEquals(begun.fromMillis(), ended.fromMillis());
            assertTrue(
                    gateway.received(KIOSK.value()).stream()
                            .noneMatch(event -> event.id().atMillis() >= ended.fromMillis()
                                    && event.id().atMillis() < ended.toMillis()),
                    "Without power it says nothing");
            KioskTruth truth = truth();
            assertEquals(ended, truth.faults().get(0));
            assertEquals(3, truth.states(Service.CALL).size(), "up, down, up");
        }
    }

    @Test
    void aRunWithFaultsByHandGoesOnAfterAKillAsItWas() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            Fleet killed = start(gateway);
            gateway.until(() -> gateway.received(KIOSK.value()).size() > 10);
            Wait.on(killed.begin(KIOSK, FaultKind.LOST_MEMORY, null, LONG, 0));
            goOn(killed, gateway, Duration.ofHours(2));
            Wait.on(killed.end(KIOSK));
            goOn(killed, gateway, Duration.ofHours(2));
            Wait.on(killed.begin(KIOSK, FaultKind.DEGRADED, Service.WIFI, LONG, 0));
            goOn(killed, gateway, Duration.ofHours(2));
            Wait.on(killed.close());
            KioskTruth before = truth();

            Fleet resumed = Wait.on(Fleet.resume(vertx, settings(gateway), CLOCK));
            assertNull(Wait.on(resumed.begin(KIOSK, FaultKind.DEAD, Service.CALL, LONG, 0)), "it still happens");
            goOn(resumed, gateway, Duration.ofHours(2));
            Wait.on(resumed.close());
            assertEquals(before.faults(), truth().faults());
            assertEquals(
                    before.states(Service.WIFI).size(),
                    truth().states(Service.WIFI).size());
        }
    }

    @Test
    void aPausedFleetSaysNothingNewAndThenCatchesUp() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            Fleet fleet = start(gateway);
            gateway.until(() -> gateway.receivedEvents() > 100);
            fleet.pause();
            assertTrue(fleet.isPaused());
            gateway.until(() -> fleet.progress().waiting() == 0);
            Instant paused = fleet.progress().simulatedTime();
            Wait.on(fleet.begin(KIOSK, FaultKind.POWER_CUT, null, LONG, 0)); // a beat has passed
            long generated = fleet.progress().generated();
            assertEquals(paused, fleet.progress().simulatedTime());
            fleet.goOn();
            gateway.until(() -> fleet.progress().generated() > generated);
            assertTrue(fleet.progress().simulatedTime().isAfter(paused));
            Wait.on(fleet.close());
        }
    }

    private Fleet start(GatewayInTest gateway) {
        return Wait.on(Fleet.start(vertx, settings(gateway), CLOCK));
    }

    private FleetSettings settings(GatewayInTest gateway) {
        return new FleetSettings(SyntheticCity.of(4, 1), gateway.target(), folder).withPace(Pace.of(20_000));
    }

    private static void goOn(Fleet fleet, GatewayInTest gateway, Duration length) throws Exception {
        Instant until = fleet.progress().simulatedTime().plus(length);
        gateway.until(() -> fleet.progress().simulatedTime().isAfter(until));
    }

    private KioskTruth truth() throws Exception {
        return Objects.requireNonNull(new LedgerReader().index(folder).truthOf(KIOSK));
    }
}
