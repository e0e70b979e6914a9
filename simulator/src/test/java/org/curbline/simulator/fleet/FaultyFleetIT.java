package org.curbline.simulator.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.curbline.demand.UsagePlan;
import org.curbline.protocol.KioskEvent;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.faults.FaultPlan;
import org.curbline.simulator.fleet.FleetSettings.Chance;
import org.curbline.simulator.hardware.Hardware;
import org.curbline.simulator.hardware.HardwarePlan;
import org.curbline.simulator.ledger.Account;
import org.curbline.simulator.ledger.LedgerIndex;
import org.curbline.simulator.network.NetworkPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What faults do to connections: from the thirtieth simulated second on for a minute and a half. */
@Timeout(300)
class FaultyFleetIT {
    private static final int KIOSKS = 3;
    private static final long BEGIN = 30_000;
    private static final long END = 120_000;
    private static final Duration LONG = Duration.ofMinutes(30);

    private final Path folder;
    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong start = new AtomicLong();
    private BeatClock clock = new BeatClock(Instant.now());
    private double speed;

    FaultyFleetIT(@TempDir Path folder) {
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
            passes((BEGIN + END) / 2, fleet, gateway);
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
            passes(BEGIN + 30_000, fleet, gateway);
            finish(gateway, fleet);
        }
    }

    @Test
    void aKioskThatRepeatsItselfSendsEachMessageTwice() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            Fleet fleet = start(gateway, FaultKind.REPEATING, LONG);
            passes(BEGIN + LONG.toMillis(), fleet, gateway);
            finish(gateway, fleet);
            assertEquals(
                    gateway.receivedEvents() - fleet.progress().generated(),
                    accounts(fleet).mapToLong(Account::repeats).sum());
            assertTrue(accounts(fleet).allMatch(account -> account.repeats() > 3));
        }
    }

    @Test
    void aKioskThatSendsOutOfOrderBeginsWithTheNewest() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            Fleet fleet = start(gateway, FaultKind.OUT_OF_ORDER, LONG);
            passes(BEGIN + LONG.toMillis(), fleet, gateway);
            finish(gateway, fleet);
            for (Collection<KioskEvent> events : gateway.received().values()) {
                List<Long> seqs = events.stream().map(event -> event.id().seq()).toList();
                assertNotEquals(seqs.stream().sorted().toList(), seqs);
            }
        }
    }

    @Test
    void aSlowSenderNeedsLongForEachMessage() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            Fleet fleet = start(gateway, FaultKind.SLOW_SENDER, LONG);
            passes(BEGIN + LONG.toMillis() / 2, fleet, gateway);
            assertTrue(fleet.progress().waiting() > KIOSKS * 10, "what is made meanwhile takes longer to be told");
            assertEquals(KIOSKS, gateway.connected());
            passes(BEGIN + LONG.toMillis(), fleet, gateway);
            finish(gateway, fleet);
            assertEquals(0, gateway.rejected());
        }
    }

    @Test
    void whatOverflowsASpoolIsWrittenDownAndTheRestIsTold() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            Fleet fleet = start(gateway, FaultKind.SPOOL_OVERFLOW, LONG);
            passes(BEGIN + LONG.toMillis(), fleet, gateway);
            close(fleet);
            long dropped = fleet.progress().dropped();
            assertEquals(
                    Map.of("spool-overflow", dropped), fleet.ledger().index().dropped());
            assertTrue(dropped > KIOSKS * (30 * 5 - 60), () -> dropped + " were dropped");
            assertEquals(fleet.progress().generated() - dropped, distinct(gateway));
        }
    }

    @Test
    void aLostMemoryIsANewRunAndWhatWaitedIsGone() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            gateway.answer = GatewayInTest.Answer.SILENCE;
            Fleet fleet = start(gateway, FaultKind.LOST_MEMORY, LONG);
            clock.goOn();
            gateway.until(() -> fleet.progress().dropped() > 0);
            gateway.answer = GatewayInTest.Answer.ACKNOWLEDGE;
            gateway.dropAll(); // what came in silence is sent again
            gateway.until(() -> simulated(fleet) > BEGIN + LONG.toMillis() + 120_000);
            close(fleet);
            assertEquals(2 * KIOSKS, accounts(fleet).count());
            assertEquals(
                    fleet.progress().generated(),
                    fleet.progress().acknowledged() + fleet.progress().dropped());
        }
    }

    @Test
    void aPowerCutTakesWhatASlowCardHadNotKept() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            gateway.answer = GatewayInTest.Answer.SILENCE;
            Hardware slow = new Hardware(
                    "slow",
                    1_000_000,
                    Duration.ofSeconds(100),
                    1_000,
                    Duration.ofSeconds(30),
                    Duration.ZERO,
                    Hardware.NEVER);
            Fleet fleet = start(
                    gateway, FaultKind.POWER_CUT, LONG, new HardwarePlan(List.of(new HardwarePlan.Share(slow, 1))));
            clock.goOn();
            gateway.until(() -> fleet.progress().dropped() > KIOSKS * 3);
            gateway.answer = GatewayInTest.Answer.ACKNOWLEDGE;
            gateway.dropAll(); // what came in silence is sent again
            close(fleet);
            assertEquals(
                    Map.of("unsynced", fleet.progress().dropped()),
                    fleet.ledger().index().dropped());
            assertEquals(
                    fleet.progress().generated(),
                    fleet.progress().acknowledged() + fleet.progress().dropped());
        }
    }

    @Test
    void aWornCardLosesAtAPowerCutWhatItWasGivenSince() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            gateway.answer = GatewayInTest.Answer.SILENCE;
            Hardware worn =
                    new Hardware("worn", 1_000_000, Duration.ZERO, 1_000, Duration.ofSeconds(30), Duration.ZERO, 4);
            Fleet fleet = start(
                    gateway, FaultKind.POWER_CUT, LONG, new HardwarePlan(List.of(new HardwarePlan.Share(worn, 1))));
            clock.goOn();
            gateway.until(() -> fleet.progress().dropped() >= KIOSKS);
            gateway.answer = GatewayInTest.Answer.ACKNOWLEDGE;
            gateway.dropAll(); // what came in silence is sent again
            close(fleet);
            Map<String, Long> dropped = fleet.ledger().index().dropped();
            assertEquals(Map.of("worn-out", fleet.progress().dropped()), dropped);
            List<Integer> first = accounts(fleet)
                    .flatMap(account -> IntStream.rangeClosed(1, 1_000)
                            .filter(account::isDropped)
                            .limit(1)
                            .boxed())
                    .toList();
            assertFalse(first.isEmpty());
            assertTrue(first.stream().allMatch(number -> number <= 5), () -> first + " are the first that were lost");
        }
    }

    @Test
    void aFullCardLosesTheOldest() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            Hardware small =
                    new Hardware("small", 2_000, Duration.ZERO, 1_000, Duration.ZERO, Duration.ZERO, Hardware.NEVER);
            Fleet fleet = start(
                    gateway, FaultKind.NETWORK_AWAY, LONG, new HardwarePlan(List.of(new HardwarePlan.Share(small, 1))));
            passes(BEGIN + LONG.toMillis(), fleet, gateway);
            close(fleet);
            long dropped = fleet.progress().dropped();
            assertEquals(Map.of("spool-full", dropped), fleet.ledger().index().dropped());
            assertTrue(dropped > KIOSKS * (30 * 5 - 40), () -> dropped + " were dropped");
            assertEquals(fleet.progress().generated() - dropped, distinct(gateway));
        }
    }

    private static Stream<Account> accounts(Fleet fleet) {
        LedgerIndex index = fleet.ledger().index();
        return index.kiosks().stream().flatMap(kiosk -> index.accounts(kiosk).stream());
    }

    private void vanishes(FaultKind kind) throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            Fleet fleet = start(gateway, kind);
            passes((BEGIN + END) / 2, fleet, gateway);
            assertEquals(KIOSKS, gateway.connected(), "nothing says so");
            assertEquals(List.of(), toldOfTheFault(gateway), "and nothing comes through");
            comesBack(gateway, fleet);
        }
    }

    /** Of what came before, some may have been under way. */
    private List<KioskEvent> toldOfTheFault(GatewayInTest gateway) {
        return gateway.received().values().stream()
                .flatMap(Collection::stream)
                .filter(event -> event.id().atMillis() >= start.get() + BEGIN)
                .toList();
    }

    private void comesBack(GatewayInTest gateway, Fleet fleet) throws Exception {
        clock.goOn();
        gateway.until(() -> gateway.connectionsOfVersion(5) >= 2 * KIOSKS);
        gateway.until(() -> fleet.progress().connected() == KIOSKS);
        finish(gateway, fleet);
        assertEquals(0, gateway.rejected());
    }

    private void finish(GatewayInTest gateway, Fleet fleet) {
        close(fleet);
        assertEquals(fleet.progress().generated(), distinct(gateway));
    }

    private void close(Fleet fleet) {
        Wait.on(fleet.stopGenerating());
        clock.goOn();
        Wait.on(fleet.drained(Duration.ofSeconds(40)));
        Wait.on(fleet.close());
    }

    private static long distinct(GatewayInTest gateway) {
        long distinct = 0;
        for (Collection<KioskEvent> events : gateway.received().values()) {
            distinct += events.stream().map(KioskEvent::id).distinct().count();
        }
        return distinct;
    }

    /** Time goes on until so much of simulated time has passed, and stands still then. */
    private void passes(long millis, Fleet fleet, GatewayInTest gateway) throws InterruptedException {
        clock.goOnUntil(Duration.ofMillis((long) Math.ceil(millis / speed)));
        gateway.until(() -> clock.stands() && simulated(fleet) >= millis);
    }

    private long simulated(Fleet fleet) {
        return fleet.progress().simulatedTime().toEpochMilli() - start.get();
    }

    /** Thirty simulated seconds a second. */
    private Fleet start(GatewayInTest gateway, FaultKind kind) throws InterruptedException {
        return start(gateway, kind, Duration.ofMillis(END - BEGIN));
    }

    /** Thirty simulated seconds a second, or so many that even a long fault is over in two seconds. */
    private Fleet start(GatewayInTest gateway, FaultKind kind, Duration length) throws InterruptedException {
        return start(gateway, kind, length, HardwarePlan.IDEAL);
    }

    /** Time stands still once every kiosk is connected: so the fault finds all of them there. */
    private Fleet start(GatewayInTest gateway, FaultKind kind, Duration length, HardwarePlan hardware)
            throws InterruptedException {
        FaultPlan plan = (kiosk, seed, startMillis) -> {
            start.set(startMillis);
            return List.of(Fault.of(kind, startMillis + BEGIN, startMillis + BEGIN + length.toMillis()))
                    .iterator();
        };
        speed = Math.max(30, length.toSeconds() / 1.5);
        FleetSettings settings = new FleetSettings(SyntheticCity.of(KIOSKS, 1), gateway.target(), folder)
                .withPace(new Pace(speed, Duration.ofHours(1)))
                .withChance(new Chance(1, UsagePlan.NEW_YORK, plan, NetworkPlan.DIRECT, hardware));
        clock = new BeatClock(Instant.now());
        Fleet fleet = Wait.on(Fleet.start(vertx, settings, clock));
        clock.goOnUntil(Duration.ofMillis(5)); // their attempts are spread over two, and no fault has begun
        gateway.until(() -> fleet.progress().connected() == KIOSKS);
        return fleet;
    }
}
