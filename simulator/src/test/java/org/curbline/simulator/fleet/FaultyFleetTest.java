package org.curbline.simulator.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.curbline.protocol.KioskEvent;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.faults.FaultPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What faults do to connections: from the thirtieth simulated second on for a minute and a half. */
@Timeout(60)
class FaultyFleetTest {
    private static final int KIOSKS = 3;
    private static final long BEGIN = 30_000;
    private static final long END = 120_000;

    private final Path folder;
    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong start = new AtomicLong();

    FaultyFleetTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void closeVertx() {
        Wait.on(vertx.close());
    }

    @Test
    void aKioskWhoseNetworkIsAwayComesBackAndTellsWhatHappened() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            Fleet fleet = start(gateway, FaultKind.NETWORK_AWAY);
            gateway.until(() -> fleet.progress().connected() == KIOSKS);
            gateway.until(() -> fleet.progress().connected() == 0);
            gateway.until(() -> gateway.connected() == 0);
            gateway.until(() -> fleet.progress().waiting() > KIOSKS);
            comesBack(gateway, fleet);
        }
    }

    @Test
    void aKioskWithoutPowerVanishesWithoutGoodbyeAndKeepsItsSpool() throws Exception {
        vanishes(FaultKind.POWER_CUT);
    }

    @Test
    void aHalfOpenConnectionStaysAndCarriesNothing() throws Exception {
        vanishes(FaultKind.HALF_OPEN);
    }

    @Test
    void faultsEndWhenTheFleetIsToEndSoThatEverySpoolIsTold() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            Fleet fleet = start(gateway, FaultKind.HALF_OPEN);
            gateway.until(() -> simulated(fleet) > BEGIN + 30_000);
            finish(gateway, fleet);
        }
    }

    private void vanishes(FaultKind kind) throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            Fleet fleet = start(gateway, kind);
            gateway.until(() -> simulated(fleet) > BEGIN + 15_000);
            int before = gateway.receivedEvents();
            gateway.until(() -> simulated(fleet) > END - 15_000);
            assertEquals(before, gateway.receivedEvents(), "nothing comes through");
            assertEquals(KIOSKS, gateway.connected(), "and nothing says so");
            comesBack(gateway, fleet);
        }
    }

    private static void comesBack(GatewayInTest gateway, Fleet fleet) throws Exception {
        gateway.until(() -> gateway.connectionsOfVersion(5) == 2 * KIOSKS);
        gateway.until(() -> fleet.progress().connected() == KIOSKS);
        finish(gateway, fleet);
        assertEquals(0, gateway.rejected());
    }

    private static void finish(GatewayInTest gateway, Fleet fleet) {
        Wait.on(fleet.stopGenerating());
        Wait.on(fleet.drained(Duration.ofSeconds(10)));
        Wait.on(fleet.close());
        long distinct = 0;
        for (Collection<KioskEvent> events : gateway.received().values()) {
            distinct += events.stream().map(KioskEvent::id).distinct().count();
        }
        assertEquals(fleet.progress().generated(), distinct);
    }

    private long simulated(Fleet fleet) {
        return fleet.progress().simulatedTime().toEpochMilli() - start.get();
    }

    /** Thirty simulated seconds a second. */
    private Fleet start(GatewayInTest gateway, FaultKind kind) {
        FaultPlan plan = (kiosk, seed, startMillis) -> {
            start.set(startMillis);
            return List.of(Fault.of(kind, startMillis + BEGIN, startMillis + END))
                    .iterator();
        };
        FleetSettings settings = new FleetSettings(SyntheticCity.of(KIOSKS, 1), gateway.target(), folder)
                .withPace(new Pace(30, Duration.ofMinutes(10)))
                .withFaults(plan);
        return Wait.on(Fleet.start(vertx, settings, InstantSource.system()));
    }
}
