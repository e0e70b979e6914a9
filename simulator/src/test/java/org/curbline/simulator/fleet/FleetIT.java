package org.curbline.simulator.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.vertx.core.Vertx;
import io.vertx.core.net.SelfSignedCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.curbline.demand.UsagePlan;
import org.curbline.protocol.Command;
import org.curbline.protocol.CommandReply;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.faults.DrawnFaults;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.faults.FaultPlan;
import org.curbline.simulator.faults.TrueState;
import org.curbline.simulator.fleet.GatewayInTest.Answer;
import org.curbline.simulator.hardware.HardwarePlan;
import org.curbline.simulator.kiosk.KioskLimits;
import org.curbline.simulator.kiosk.Target;
import org.curbline.simulator.ledger.Account;
import org.curbline.simulator.ledger.EventFacts;
import org.curbline.simulator.ledger.LedgerIndex;
import org.curbline.simulator.ledger.LedgerReader;
import org.curbline.simulator.network.LinkClass;
import org.curbline.simulator.network.NetworkPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(300)
class FleetIT {
    private static final KioskLimits QUICK = limits(2_000, Duration.ofSeconds(30), Duration.ofMillis(200));

    private static final Duration BEAT = Duration.ofMillis(100);

    private final Path folder;
    private final Vertx vertx = Vertx.vertx();

    FleetIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void closeVertx() {
        Wait.on(vertx.close());
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECTION_REFUSED_CLIENT_IDENTIFIER_NOT_VALID, 0x85 (client identifier not valid)",
        "CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD, 0x86 (bad user name or password)",
        "CONNECTION_REFUSED_NOT_AUTHORIZED_5, 0x87 (not authorized)"
    })
    void saysWhatToDoWhereKiosksAreNotBelieved(MqttConnectReturnCode answer, String reason) throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            gateway.unwelcoming = answer;
            Fleet fleet = Wait.on(Fleet.start(vertx, settings(gateway, 2), clock()));
            gateway.until(() -> !fleet.progress().trouble().isEmpty());

            assertEquals(
                    "The gateway refused the connection with reason " + reason + ": does its registry know these"
                            + " kiosks, and do --user and --password-file say who they are?",
                    fleet.progress().trouble());
            gateway.unwelcoming = null;
            finish(fleet);
        }
    }

    @Test
    void everyKioskConnectsAsVersion5AndSendsOnlyWhatTheCodecAccepts() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            Fleet fleet = Wait.on(Fleet.start(vertx, settings(gateway, 50).withPace(Pace.of(600)), clock()));
            gateway.until(() -> fleet.progress().connected() == 50);
            gateway.until(() -> gateway.receivedEvents() > 2_000);
            finish(fleet);

            assertEquals(50, gateway.connectionsOfVersion(5));
            assertEquals(0, gateway.rejected());
            assertEquals(fleet.progress().generated(), gateway.receivedEvents());
            assertEquals(fleet.progress().generated(), fleet.progress().acknowledged());
            assertEquals(0, fleet.progress().waiting());
        }
    }

    @Test
    void overTlsAKioskTrustsOnlyTheGatewayItIsToldToAlsoBehindALink() throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("gateway.example");
        SelfSignedCertificate other = SelfSignedCertificate.create("gateway.example");
        try (GatewayInTest gateway = new GatewayInTest(vertx, certificate)) {
            for (NetworkPlan network :
                    List.of(NetworkPlan.DIRECT, new NetworkPlan(List.of(new NetworkPlan.Share(LinkClass.FIBRE, 1))))) {
                Fleet fleet = overTls(gateway, "gateway.example", certificate, network);
                gateway.until(() -> fleet.progress().connected() == 2);
                gateway.until(() -> fleet.progress().acknowledged() > 2);
                finish(fleet);
                assertRefused(overTls(gateway, "gateway.example", other, network), gateway);
                assertRefused(overTls(gateway, "another.example", certificate, network), gateway);
            }
        } finally {
            certificate.delete();
            other.delete();
        }
    }

    private Fleet overTls(GatewayInTest gateway, String name, SelfSignedCertificate trusted, NetworkPlan network) {
        Target plain = gateway.target();
        Target.Tls tls = new Target.Tls(name, Path.of(trusted.certificatePath()));
        FleetSettings settings = new FleetSettings(
                        SyntheticCity.of(2, 1), new Target(plain.host(), plain.port(), "", "", tls), folder)
                .withLimits(QUICK)
                .withPace(Pace.of(60))
                .withChance(
                        new FleetSettings.Chance(1, UsagePlan.NEW_YORK, FaultPlan.NONE, network, HardwarePlan.IDEAL));
        return Wait.on(Fleet.start(vertx, settings, clock()));
    }

    private static void assertRefused(Fleet fleet, GatewayInTest gateway) throws Exception {
        gateway.until(() -> !fleet.progress().trouble().isEmpty());
        assertEquals(0, fleet.progress().acknowledged());
        Wait.on(fleet.close());
    }

    @Test
    void aKioskDoesWhatItIsToldOnceAndReplies() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            Fleet fleet = Wait.on(Fleet.start(vertx, settings(gateway, 1).withPace(Pace.of(60)), clock()));
            gateway.until(() -> gateway.listening().size() == 1);
            String kiosk = gateway.listening().iterator().next();
            Instant soon = Instant.now().plusSeconds(60);

            gateway.tell(kiosk, new Command("reboot", "reboot-service", soon, Map.of("service", "call")));
            gateway.tell(kiosk, new Command("reboot", "reboot-service", soon, Map.of("service", "call")));
            gateway.tell(kiosk, new Command("nonsense", "dance", soon, Map.of()));
            gateway.tell(kiosk, new Command("wrong", "set-interval", soon, Map.of("seconds", 1L)));
            gateway.tell(kiosk, new Command("late", "identify", soon.minusSeconds(3600), Map.of()));
            gateway.tell(kiosk, new Command("now", "report-now", soon, Map.of()));

            gateway.until(() -> replies(gateway, kiosk).size() == 6);
            assertEquals(
                    List.of(
                            "late failed too-late",
                            "nonsense failed unknown-command",
                            "now done ",
                            "reboot done ",
                            "reboot done ",
                            "wrong failed bad-parameter"),
                    replies(gateway, kiosk));
            gateway.until(() -> gateway.commandsAcknowledged() == 6);
            gateway.until(() -> reboots(gateway, kiosk) > 0);
            finish(fleet);
            assertEquals(1, reboots(gateway, kiosk));
            assertEquals(0, gateway.rejected());
        }
    }

    @Test
    void aKioskReportsAsOftenAsItIsTold() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            Fleet fleet = Wait.on(Fleet.start(vertx, settings(gateway, 1).withPace(Pace.of(60)), clock()));
            gateway.until(() -> gateway.listening().size() == 1);
            String kiosk = gateway.listening().iterator().next();
            Instant soon = Instant.now().plusSeconds(60);
            gateway.tell(kiosk, new Command("often", "set-interval", soon, Map.of("seconds", 7L)));
            gateway.until(() -> !replies(gateway, kiosk).isEmpty());
            long told = gateway.received(kiosk).stream()
                    .filter(CommandReply.class::isInstance)
                    .mapToLong(event -> event.id().atMillis())
                    .min()
                    .orElseThrow();
            gateway.until(() -> wifiReportsAfter(gateway, kiosk, told).size() > 4);
            finish(fleet);

            List<Long> times = wifiReportsAfter(gateway, kiosk, told);
            for (int i = 1; i < times.size(); i++) {
                assertEquals(7_000, times.get(i) - times.get(i - 1));
            }
        }
    }

    private static List<Long> wifiReportsAfter(GatewayInTest gateway, String kiosk, long millis) {
        return gateway.received(kiosk).stream()
                .filter(event -> event instanceof ServiceReport report && report.service() == Service.WIFI)
                .map(event -> event.id().atMillis())
                .filter(at -> at > millis)
                .sorted()
                .toList();
    }

    private static boolean rebooting(KioskEvent event) {
        return event instanceof ServiceReport report && report.reason().equals("rebooting");
    }

    /** Times that it went and came back ten seconds later; it may report in between, too. */
    private static long reboots(GatewayInTest gateway, String kiosk) {
        return gateway.received(kiosk).stream()
                .filter(FleetIT::rebooting)
                .filter(down -> gateway.received(kiosk).stream()
                        .anyMatch(event -> event instanceof ServiceReport report
                                && report.service() == Service.CALL
                                && report.state() == ServiceReport.State.UP
                                && report.id().atMillis() == down.id().atMillis() + 10_000))
                .count();
    }

    private static List<String> replies(GatewayInTest gateway, String kiosk) {
        return gateway.received(kiosk).stream()
                .filter(CommandReply.class::isInstance)
                .map(CommandReply.class::cast)
                .map(reply ->
                        reply.command() + ' ' + reply.result().name().toLowerCase(Locale.ROOT) + ' ' + reply.reason())
                .sorted()
                .toList();
    }

    @Test
    void noMoreMessagesAreUnacknowledgedThanTheGatewayPermits() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 3, 5)) {
            Fleet fleet = Wait.on(Fleet.start(vertx, settings(gateway, 5).withPace(Pace.of(2_000)), clock()));
            gateway.until(() -> gateway.receivedEvents() > 500);
            finish(fleet);

            assertEquals(3, gateway.unacknowledgedMost());
        }
    }

    @Test
    void aLiveKioskSendsSingleEventsAndOneThatCatchesUpSendsArrays() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 20, 0)) {
            BeatClock clock = new BeatClock(Instant.now());
            Fleet live = Wait.on(Fleet.start(vertx, settings(gateway, 5).withPace(Pace.of(60)), clock));
            for (Duration time = BEAT; gateway.batchSizes().size() <= 100; time = time.plus(BEAT)) {
                clock.goOnUntil(time); // it is live as long as little waits, whatever the machine does
                gateway.until(() -> clock.stands() && live.progress().waiting() == 0);
            }
            finish(live);
            assertEquals(Set.of(1), Set.copyOf(gateway.batchSizes()));

            Pace burst = new Pace(1_000_000, Duration.ofHours(1));
            Fleet late = Wait.on(Fleet.start(vertx, settings(gateway, 5).withPace(burst), clock()));
            gateway.until(() -> gateway.batchSizes().stream().anyMatch(size -> size > 20));
            finish(late);
            assertTrue(gateway.batchSizes().stream().allMatch(size -> size <= 100));
            assertEquals(0, gateway.rejected());
        }
    }

    @Test
    void aGatewayThatAnswersLateIsGivenMoreTimeWithEachAttempt() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            gateway.welcomeMillis = 700;
            KioskLimits impatient = QUICK.withPatience(Duration.ofMillis(200));
            Fleet fleet = Wait.on(Fleet.start(vertx, settings(gateway, 20).withLimits(impatient), clock()));
            gateway.until(() -> fleet.progress().connected() == 20);
            assertTrue(gateway.connectionsOfVersion(5) > 20, "some must have given up before");
            Wait.on(fleet.close());
        }
    }

    @Test
    void nothingLeavesTheSpoolBeforeItIsAcknowledged() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 8, 0)) {
            gateway.answer = Answer.SILENCE;
            Pace burst = new Pace(1_000_000, Duration.ofMinutes(20));
            Fleet fleet = Wait.on(Fleet.start(vertx, settings(gateway, 4).withPace(burst), clock()));
            gateway.until(() -> gateway.receivedEvents() > 4 * 50);
            Wait.on(fleet.stopGenerating());
            assertEquals(fleet.progress().generated(), fleet.progress().waiting());

            gateway.answer = Answer.ACKNOWLEDGE;
            Wait.on(fleet.cutConnections(1, new SplittableRandom(1)));
            finish(fleet);
            assertEquals(0, fleet.progress().waiting());
            fleet.ledger()
                    .index()
                    .truths()
                    .forEach((kiosk, truth) -> assertEquals(1, truth.cuts().size(), kiosk.value()));
            assertEquals(fleet.progress().generated(), distinct(gateway));
        }
    }

    @Test
    void anAbruptCloseRepeatsWhatWasNotAcknowledgedAndLosesNothing() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 8, 20)) {
            Fleet fleet = Wait.on(Fleet.start(vertx, settings(gateway, 20).withPace(Pace.of(1_000)), clock()));
            SplittableRandom random = new SplittableRandom(7);
            for (int round = 1; round <= 5; round++) {
                int before = gateway.receivedEvents();
                gateway.until(() -> gateway.receivedEvents() > before + 300);
                if (round % 2 == 0) {
                    gateway.dropAll();
                } else {
                    Wait.on(fleet.cutConnections(0.7, random));
                }
            }
            finish(fleet);

            assertEquals(fleet.progress().generated(), distinct(gateway));
            assertTrue(gateway.receivedEvents() > distinct(gateway), "nothing was repeated");
            assertEquals(0, gateway.dupFlags(), "a new session has no duplicates");
            assertEquals(0, gateway.rejected());
        }
    }

    @Test
    void aConnectionThatSomebodyElseTookOverIsInTheLedgerAndMadeAgain() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 8, 0)) {
            Fleet fleet = Wait.on(Fleet.start(vertx, settings(gateway, 3), clock()));
            gateway.until(() -> fleet.progress().connected() == 3);
            gateway.dropAll();
            gateway.until(() -> fleet.progress().connected() == 0);
            gateway.until(() -> fleet.progress().connected() == 3);
            assertEquals(List.of(0, 0, 0), cuts(fleet));
            gateway.takeAllOver();
            gateway.until(() -> cuts(fleet).equals(List.of(1, 1, 1)));
            gateway.until(() -> fleet.progress().connected() == 3);
            finish(fleet);
        }
    }

    private static List<Integer> cuts(Fleet fleet) {
        return fleet.ledger().index().truths().values().stream()
                .map(truth -> truth.cuts().size())
                .toList();
    }

    @Test
    void theFirstSendingOfEachKindIsInOrder() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 8, 0)) {
            Fleet fleet = Wait.on(Fleet.start(vertx, settings(gateway, 10).withPace(Pace.of(600)), clock()));
            gateway.until(() -> gateway.receivedEvents() > 1_000);
            Wait.on(fleet.cutConnections(1, new SplittableRandom(3)));
            gateway.until(() -> gateway.receivedEvents() > 2_000);
            finish(fleet);

            gateway.received().forEach((kiosk, events) -> {
                for (EventKind kind : EventKind.values()) {
                    List<Long> firsts = firstSendings(events, kind);
                    assertEquals(firsts.stream().sorted().toList(), firsts, kiosk + " " + kind);
                }
            });
        }
    }

    @Test
    void whatTheGatewayRefusesLeavesTheSpoolAndIsOnRecord() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 8, 0)) {
            gateway.answer = Answer.REFUSE;
            Fleet fleet = Wait.on(Fleet.start(vertx, settings(gateway, 4).withPace(Pace.of(300)), clock()));
            gateway.until(() -> gateway.receivedEvents() > 50);
            finish(fleet);

            assertEquals(fleet.progress().generated(), fleet.progress().refused());
            assertEquals(
                    "The gateway refused an event with reason 0x99: " + GatewayInTest.REFUSAL,
                    fleet.progress().refusal());
            assertTrue(fleet.progress().refusals() > 4, "a message each");
            for (Account account : accounts(new LedgerReader().index(folder))) {
                for (long seq = 1; seq < account.endSeq(); seq++) {
                    assertTrue(account.isRefused(seq));
                    assertFalse(account.isAcknowledged(seq));
                }
            }
        }
    }

    @Test
    void aFullSpoolTakesNoNewEventsAndReportsThemLate() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 8, 0)) {
            KioskLimits small = limits(50, Duration.ofSeconds(30), Duration.ofMillis(50));
            gateway.answer = Answer.SILENCE;
            Pace burst = new Pace(1_000_000, Duration.ofHours(2));
            FleetSettings settings = settings(gateway, 4).withPace(burst).withLimits(small);
            Fleet fleet = Wait.on(Fleet.start(vertx, settings, clock()));
            gateway.until(() -> fleet.progress().generated() == 4 * 50);

            gateway.answer = Answer.ACKNOWLEDGE;
            Wait.on(fleet.cutConnections(1, new SplittableRandom(1)));
            gateway.until(() -> distinct(gateway) > 4 * 2 * 300);
            finish(fleet);
            gateway.received().keySet().forEach(kiosk -> assertNoHole(gateway.received(kiosk)));
        }
    }

    @Test
    void whatAFullSpoolHadNotMadeWhenTheRunEndedIsInTheLedger() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 8, 0)) {
            gateway.answer = Answer.SILENCE;
            FleetSettings settings = settings(gateway, 1)
                    .withPace(new Pace(1_000_000, Duration.ofHours(2)))
                    .withLimits(limits(50, Duration.ofSeconds(30), Duration.ofMillis(50)));
            Fleet fleet = Wait.on(Fleet.start(vertx, settings, clock()));
            gateway.until(() -> fleet.progress().generated() == 50);
            Wait.on(fleet.stopGenerating());
            Wait.on(fleet.close());

            LedgerIndex read = new LedgerReader().index(folder);
            long unmadeFrom = read.truths().values().iterator().next().unmadeFrom();
            assertEquals(read.lastEventMillis(), unmadeFrom);
        }
    }

    @Test
    void theSameSeedMakesTheSameEventsOnOneLoopAndOnThree() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 8, 0)) {
            Instant midnight = Instant.now().truncatedTo(ChronoUnit.DAYS);
            Set<String> one = eventsOf(gateway, midnight, 1);
            Set<String> three = eventsOf(gateway, midnight, 3);
            assertTrue(one.size() > 1_000);
            assertEquals(one, three);
        }
    }

    @Test
    void kiosksAreSpreadOverGatewaysAndGoToTheNextWhenTheirsIsGone() throws Exception {
        GatewayInTest goes = new GatewayInTest(vertx, 10, 0);
        try (GatewayInTest stays = new GatewayInTest(vertx, 10, 0)) {
            FleetSettings settings = new FleetSettings(
                            SyntheticCity.of(4, 1), List.of(goes.target(), stays.target()), folder)
                    .withLimits(QUICK)
                    .withPace(Pace.of(600));
            Fleet fleet = Wait.on(Fleet.start(vertx, settings, clock()));
            goes.until(() -> goes.received().size() == 2 && stays.received().size() == 2);
            goes.close();
            stays.until(() -> stays.received().size() == 4 && fleet.progress().connected() == 4);
            finish(fleet);
            assertEquals(fleet.progress().generated(), fleet.progress().acknowledged());
        }
    }

    @Test
    void anUnreachableGatewayIsTriedAgainUntilItIsThere() throws Exception {
        GatewayInTest first = new GatewayInTest(vertx, 8, 0);
        Fleet fleet = Wait.on(Fleet.start(vertx, settings(first, 10).withPace(Pace.of(60)), clock()));
        first.until(() -> fleet.progress().connected() == 10);
        first.dropAll();
        first.close();
        first.until(() -> fleet.progress().connected() == 0);
        first.until(() -> !fleet.progress().trouble().isEmpty());
        Wait.on(fleet.close());
    }

    /** What the fleet generates in one simulated hour, without how full the spools were. */
    private Set<String> eventsOf(GatewayInTest gateway, Instant start, int loops) throws Exception {
        Path own = folder.resolve("loops-" + loops);
        // No keep-alive: to a clock that leaps, every answer is late.
        KioskLimits limits = limits(2_000, Duration.ZERO, Duration.ofMillis(200));
        FleetSettings settings = new FleetSettings(SyntheticCity.of(12, 5), gateway.target(), own)
                .withSeed(42)
                .withLoops(loops)
                // None that needs a new connection, which the clock that stands still would put off for ever.
                .withFaults(new DrawnFaults(
                        EnumSet.allOf(FaultKind.class).stream()
                                .filter(kind -> kind.reach() == FaultKind.Reach.OPEN)
                                .collect(Collectors.toSet()),
                        2_000))
                .withLimits(limits);
        AtomicLong millis = new AtomicLong(start.toEpochMilli());
        Instant end = start.plusSeconds(1 + 3_600);
        settings = settings.withPace(new Pace(1, Duration.ZERO, null, end));
        Fleet fleet = Wait.on(Fleet.start(vertx, settings, () -> Instant.ofEpochMilli(millis.get())));
        millis.addAndGet(1_000);
        gateway.until(() -> fleet.progress().connected() == 12);
        for (int minute = 0; minute < 60; minute += 10) {
            long before = fleet.progress().generated();
            millis.addAndGet(Duration.ofMinutes(10).toMillis());
            gateway.until(() -> fleet.progress().generated() > before);
        }
        gateway.until(() -> fleet.progress().over());
        assertTrue(fleet.progress().generated() >= 12 * 60 * 5);
        finish(fleet);
        Set<String> events = new HashSet<>();
        new LedgerReader().read(fleet.ledger().file(), new LedgerReader.Entries() {
            @Override
            public void generated(KioskId kiosk, KioskEvent event) {
                String text = EventFacts.of(event).text();
                events.add(kiosk + " " + text.replaceAll("spooled_events=.*", ""));
            }

            @Override
            public void resolved(LedgerReader.EventKey key, boolean acknowledged) {}

            @Override
            public void begins(KioskId kiosk, Fault fault) {
                events.add(kiosk + " " + fault);
            }

            @Override
            public void holds(KioskId kiosk, TrueState state) {
                events.add(kiosk + " " + state);
            }
        });
        assertTrue(events.stream().anyMatch(line -> line.contains("Fault[")));
        return events;
    }

    private static KioskLimits limits(int spoolEvents, Duration keepAlive, Duration reconnectLongest) {
        return new KioskLimits(
                spoolEvents, 16, 100, keepAlive, Duration.ofSeconds(60), Duration.ofMillis(20), reconnectLongest);
    }

    private FleetSettings settings(GatewayInTest gateway, int kiosks) {
        return new FleetSettings(SyntheticCity.of(kiosks, 1), gateway.target(), folder).withLimits(QUICK);
    }

    private static void finish(Fleet fleet) {
        Wait.on(fleet.stopGenerating());
        Wait.on(fleet.drained(Duration.ofSeconds(40)));
        Wait.on(fleet.close());
    }

    private static InstantSource clock() {
        return InstantSource.system();
    }

    private static long distinct(GatewayInTest gateway) {
        long distinct = 0;
        for (Collection<KioskEvent> events : gateway.received().values()) {
            distinct += events.stream().map(event -> event.id()).distinct().count();
        }
        return distinct;
    }

    private static List<Long> firstSendings(Collection<KioskEvent> events, EventKind kind) {
        Set<Long> seen = new HashSet<>();
        List<Long> firsts = new ArrayList<>();
        for (KioskEvent event : events) {
            if (event.kind() == kind && seen.add(event.id().seq())) {
                firsts.add(event.id().seq());
            }
        }
        return firsts;
    }

    private static void assertNoHole(List<KioskEvent> events) {
        Set<Long> seqs = new HashSet<>();
        events.forEach(event -> seqs.add(event.id().seq()));
        for (long seq = 1; seq <= seqs.size(); seq++) {
            assertTrue(seqs.contains(seq), "no event has number " + seq);
        }
    }

    private static List<Account> accounts(LedgerIndex index) {
        List<Account> all = new ArrayList<>();
        for (KioskId kiosk : index.kiosks()) {
            all.addAll(index.accounts(kiosk));
        }
        return all;
    }
}
