package org.curbline.simulator.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.fleet.GatewayInTest.Answer;
import org.curbline.simulator.kiosk.KioskLimits;
import org.curbline.simulator.ledger.KioskTruth;
import org.curbline.simulator.ledger.LedgerIndex;
import org.curbline.simulator.ledger.LedgerReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From when on the ledger has it that a kiosk lives in real time. */
@Timeout(300)
class ComingToThePresentIT {
    private static final KioskId KIOSK = SyntheticCity.of(1, 1).get(0).id();
    private static final int SMALL = 50;
    private static final int LARGE = 2_000;

    private final Path folder;
    private final Vertx vertx = Vertx.vertx();

    ComingToThePresentIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void closeVertx() {
        Wait.on(vertx.close());
    }

    @Test
    void aKioskThatBeginsInRealTimeIsThereFromTheBeginningThoughNobodyAnswers() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            gateway.answer = Answer.SILENCE;
            BeatClock clock = new BeatClock(Instant.now());
            Fleet fleet = Wait.on(Fleet.start(vertx, settings(gateway, Pace.of(1), SMALL), clock));
            clock.goOn();
            gateway.until(() -> liveFrom(fleet) != Long.MIN_VALUE);
            assertEquals(fleet.ledger().index().liveFromMillis(), liveFrom(fleet));
            Wait.on(fleet.close());
        }
    }

    @Test
    void aKioskWhoseSpoolWasFullIsThereOnceItHasMadeAndToldWhatHappened() throws Exception {
        isThereOnceItIsAnswered(new Pace(1_000_000, Duration.ofHours(6)), SMALL, SMALL);
    }

    @Test
    void aKioskThatHadMadeEverythingIsThereOnceItHasToldIt() throws Exception {
        isThereOnceItIsAnswered(new Pace(1_000_000, Duration.ofHours(2)), LARGE, 2 * 300);
    }

    private void isThereOnceItIsAnswered(Pace pace, int spool, int firstMade) throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            gateway.answer = Answer.SILENCE;
            Fleet fleet = Wait.on(Fleet.start(vertx, settings(gateway, pace, spool), InstantSource.system()));
            gateway.until(() -> fleet.progress().generated() >= firstMade);
            gateway.until(() -> liveFrom(fleet) != Long.MIN_VALUE);
            long clockLive = fleet.ledger().index().liveFromMillis();
            assertEquals(Long.MAX_VALUE, liveFrom(fleet), "it is behind");

            gateway.answer = Answer.ACKNOWLEDGE;
            gateway.dropAll(); // what came in silence is sent again
            gateway.until(() -> liveFrom(fleet) != Long.MAX_VALUE);
            long live = liveFrom(fleet);
            Wait.on(fleet.close());
            assertTrue(live > clockLive, live + " is later than " + clockLive);
            assertEquals(live, liveFrom(new LedgerReader().index(folder)), "the file says the same");
            assertTrue(waitedWhenItWasThere(fleet.ledger().file()).stream()
                    .allMatch(event -> event.id().atMillis() > clockLive));
        }
    }

    /** What was made before the ledger has the kiosk in the present, and had not left it by then. */
    private static List<KioskEvent> waitedWhenItWasThere(Path ledger) throws Exception {
        Map<LedgerReader.EventKey, KioskEvent> waits = new HashMap<>();
        new LedgerReader().read(ledger, new LedgerReader.Entries() {
            private boolean there;

            @Override
            public void generated(KioskId kiosk, KioskEvent event) {
                if (!there) {
                    waits.put(
                            new LedgerReader.EventKey(
                                    kiosk, event.id().run(), event.id().seq()),
                            event);
                }
            }

            @Override
            public void resolved(LedgerReader.EventKey key, boolean acknowledged) {
                if (!there) {
                    waits.remove(key);
                }
            }

            @Override
            public void live(KioskId kiosk, long fromMillis) {
                there = true;
            }
        });
        return List.copyOf(waits.values());
    }

    @Test
    void whatOnlyAFaultKeepsFromBeingToldIsNoLag() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            BeatClock clock = new BeatClock(Instant.now());
            // two minutes back, thirty times as fast: real time after 4.14 s
            FleetSettings settings = settings(gateway, new Pace(30, Duration.ofMinutes(2)), LARGE)
                    .withFaults((kiosk, seed, start) -> List.of(
                                    Fault.of(FaultKind.NETWORK_AWAY, start + 60_000, start + 600_000))
                            .iterator());
            Fleet fleet = Wait.on(Fleet.start(vertx, settings, clock));
            passes(clock, Duration.ofSeconds(1), gateway);
            gateway.until(() -> fleet.progress().connected() == 1);
            passes(clock, Duration.ofMillis(1_999), gateway); // the fault comes with the next beat
            gateway.until(() -> fleet.progress().waiting() == 0);
            clock.goOn();
            gateway.until(() -> liveFrom(fleet) != Long.MIN_VALUE);
            assertTrue(fleet.progress().waiting() > 0, "its spool will tell");
            assertEquals(fleet.ledger().index().liveFromMillis(), liveFrom(fleet));
            Wait.on(fleet.close());
        }
    }

    @Test
    void afterAPauseItIsThereOnceItHasToldWhatHappenedMeanwhile() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            AtomicLong now = new AtomicLong(Instant.now().toEpochMilli());
            Fleet fleet = Wait.on(
                    Fleet.start(vertx, settings(gateway, Pace.of(1), SMALL), () -> Instant.ofEpochMilli(now.get())));
            now.addAndGet(1_000);
            gateway.until(() -> fleet.progress().connected() == 1);
            gateway.until(() -> liveFrom(fleet) != Long.MIN_VALUE);
            gateway.answer = Answer.SILENCE;
            fleet.pause();
            now.addAndGet(590_000);
            fleet.goOn();
            long again = fleet.ledger().index().liveFromMillis();
            assertEquals(now.get() + 10_000, again);
            now.addAndGet(11_000);
            gateway.until(() -> liveFrom(fleet) == Long.MAX_VALUE);
            gateway.answer = Answer.ACKNOWLEDGE;
            gateway.dropAll();
            gateway.until(() -> {
                now.addAndGet(1); // or it would never be time to connect again
                return liveFrom(fleet) != Long.MAX_VALUE;
            });
            assertTrue(liveFrom(fleet) > again);
            Wait.on(fleet.close());
        }
    }

    private static void passes(BeatClock clock, Duration sinceBegin, GatewayInTest gateway)
            throws InterruptedException {
        clock.goOnUntil(sinceBegin);
        gateway.until(clock::stands);
    }

    private static long liveFrom(Fleet fleet) {
        return liveFrom(fleet.ledger().index());
    }

    private static long liveFrom(LedgerIndex index) {
        KioskTruth truth = index.truthOf(KIOSK);
        return truth == null ? Long.MIN_VALUE : truth.liveFromMillis();
    }

    private FleetSettings settings(GatewayInTest gateway, Pace pace, int spoolEvents) {
        // No keep-alive: to a clock that leaps, every answer is late.
        KioskLimits limits = new KioskLimits(
                spoolEvents,
                16,
                100,
                Duration.ZERO,
                Duration.ofSeconds(60),
                Duration.ofMillis(20),
                Duration.ofMillis(200));
        return new FleetSettings(SyntheticCity.of(1, 1), gateway.target(), folder)
                .withPace(pace)
                .withLimits(limits);
    }
}
