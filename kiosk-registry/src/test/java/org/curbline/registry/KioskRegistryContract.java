package org.curbline.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.curbline.registry.access.Enrolment;
import org.curbline.registry.access.EnrolmentRefusedException;
import org.curbline.registry.access.KioskEnrolments;
import org.curbline.registry.access.KnownPassword;
import org.curbline.registry.access.PasswordCheck;
import org.curbline.registry.command.CommandState;
import org.curbline.registry.command.IssuedCommand;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.LifecycleChange;
import org.curbline.registry.kiosk.MaintenanceWindow;
import org.curbline.registry.kiosk.MaintenanceWindow.Span;
import org.curbline.registry.kiosk.Origin;
import org.curbline.registry.kiosk.Place;
import org.curbline.registry.kiosk.PlaceChange;
import org.curbline.registry.kiosk.Repetition;
import org.curbline.registry.kiosk.Stay;
import org.curbline.registry.list.ImportReport;
import org.curbline.registry.list.NotAKioskListException;
import org.curbline.registry.list.SampleKiosks;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the registry promises on every database. */
abstract class KioskRegistryContract {
    private static final Kiosk KIOSK = new Kiosk(
            "mn-05-000001",
            Lifecycle.PLANNED,
            "Link5G_Ad",
            new Place(40.75, -73.98, "Manhattan", "105", "1 TEST STREET", "Midtown"),
            LocalDate.of(1971, 12, 1),
            LocalDate.of(2025, 3, 9),
            Origin.ADDED);

    private static final Instant NOON = Instant.parse("2026-01-02T03:04:05.678Z");

    private Instant now = NOON;
    private final InstantSource clock = () -> now;
    private KioskRegistry registry;

    /** A registry on a database that was empty when the test began; a second call opens the same one again. */
    abstract KioskRegistry open(InstantSource clock) throws SQLException;

    @BeforeEach
    void openFirst() throws SQLException {
        registry = open(clock);
    }

    @Test
    void aKioskThatWasMovedStoodWhereItStoodAtTheTime() throws Exception {
        Place midtown = Objects.requireNonNull(KIOSK.place());
        Place bronx = new Place(40.85, -73.88, "Bronx", "206", "1 ELSEWHERE", "Belmont");
        registry.put(KIOSK);
        assertEquals(Map.of(), registry.moved());
        assertEquals(midtown, registry.placeAt(KIOSK.id(), Instant.EPOCH));

        now = NOON.plusSeconds(3600);
        registry.importKiosks(
                new StringReader(
                        """
                Site ID,Borough,Community Board,Street Address,Latitude,Longitude,Neighborhood
                MN-05-000001,Bronx,206,1 ELSEWHERE,40.85,-73.88,Belmont"""));

        registry.decide(KIOSK.id(), Lifecycle.ACTIVE, "ada", ""); // is no news of its place
        assertEquals(bronx, Objects.requireNonNull(registry.find(KIOSK.id())).place());
        assertMoved(registry, midtown, bronx);
        registry.refresh();
        assertMoved(registry, midtown, bronx);
        registry.close();
        registry = open(clock);
        assertMoved(registry, midtown, bronx);
    }

    private void assertMoved(KioskRegistry asked, Place before, Place since) {
        assertEquals(before, asked.placeAt(KIOSK.id(), Instant.EPOCH));
        assertEquals(before, asked.placeAt(KIOSK.id(), now.minusMillis(1)));
        assertEquals(since, asked.placeAt("MN-05-000001", now));
        assertEquals(
                List.of(Stay.EVER, now),
                Objects.requireNonNull(asked.moved().get(KIOSK.id())).stream()
                        .map(Stay::from)
                        .toList());
    }

    @Test
    void otherWordsForTheSamePlaceAndAFirstPlaceAreNoMove() {
        registry.discover("mn-05-000002");
        now = NOON.plusSeconds(60);
        String head = "Site ID,Borough,Latitude,Longitude\n";
        registry.importKiosks(new StringReader(head + "mn-05-000002,Manhatan,40.7,-74"));
        registry.importKiosks(new StringReader(head + "mn-05-000002,Manhattan,40.7,-74"));
        registry.importKiosks(new StringReader(head + "mn-05-000002,Manhattan,40.8,-74"), PlaceChange.CORRECTION);

        assertEquals(Map.of(), registry.moved());
        Place place = Objects.requireNonNull(registry.placeAt("mn-05-000002", NOON));
        assertEquals("Manhattan", place.borough());
        assertEquals(40.8, place.latitude());
        assertEquals(
                List.of("Manhatan 40.7", "Manhattan 40.7", "Manhattan 40.8"),
                registry.moves().of("mn-05-000002").stream()
                        .map(Stay::place)
                        .map(each -> Objects.requireNonNull(each).borough() + ' ' + each.latitude())
                        .toList(),
                "what was said is kept");
    }

    @Test
    void aMoveCanBeEnteredForThePastAndAWrongOneBeCorrected() {
        KioskMoves moves = registry.moves();
        Place one = Objects.requireNonNull(KIOSK.place());
        Place two = new Place(40.85, -73.88, "Bronx", "206", "", "");
        Place three = new Place(40.65, -73.95, "Brooklyn", "314", "", "");
        registry.put(KIOSK);
        now = NOON.plus(Duration.ofDays(9));
        Instant monday = NOON.plus(Duration.ofDays(4));
        Instant friday = NOON.plus(Duration.ofDays(1));

        assertTrue(moves.enter(KIOSK.id(), two, PlaceChange.MOVE, monday, "ada", "list of Monday"));
        assertFalse(moves.enter(KIOSK.id(), two, PlaceChange.MOVE, now, "ada", ""), "it stands there");
        assertTrue(moves.enter(KIOSK.id(), two, PlaceChange.MOVE, friday, "bob", "it was Friday"));
        assertEquals(two, registry.placeAt(KIOSK.id(), friday));
        assertEquals(one, registry.placeAt(KIOSK.id(), friday.minusMillis(1)));
        assertEquals(two, Objects.requireNonNull(registry.find(KIOSK.id())).place());

        assertTrue(moves.enter(KIOSK.id(), three, PlaceChange.CORRECTION, now, "eve", "it is in Brooklyn"));
        assertEquals(three, registry.placeAt(KIOSK.id(), friday), "for as long as it is said to have stood there");
        assertEquals(three, registry.placeAt(KIOSK.id(), now));
        assertEquals(one, registry.placeAt(KIOSK.id(), NOON));
        assertTrue(moves.enter(KIOSK.id(), one, PlaceChange.CORRECTION, now, "eve", "it was never moved"));
        assertEquals(Map.of(), registry.moved());
        assertEquals(7, moves.of(KIOSK.id()).size(), "nothing is taken away");

        Instant tomorrow = now.plus(Duration.ofDays(1));
        assertThrows(
                IllegalArgumentException.class,
                () -> moves.enter(KIOSK.id(), two, PlaceChange.MOVE, tomorrow, "ada", ""));
        assertThrows(
                IllegalArgumentException.class, () -> moves.enter("nobody", two, PlaceChange.MOVE, now, "ada", ""));
        assertThrows(
                IllegalArgumentException.class, () -> moves.enter(KIOSK.id(), two, PlaceChange.MOVE, now, " ", ""));
    }

    @Test
    void whatAnotherGatewayMovedIsSeenAfterARefresh() throws Exception {
        registry.put(KIOSK);
        now = NOON.plusSeconds(60);
        Place bronx = new Place(40.85, -73.88, "Bronx", "206", "", "");
        try (KioskRegistry other = open(clock)) {
            other.moves().enter(KIOSK.id(), bronx, PlaceChange.MOVE, NOON.plusSeconds(30), "ada", "");
        }
        registry.refresh();
        assertEquals(bronx, registry.placeAt(KIOSK.id(), NOON.plusSeconds(30)));
        assertEquals(bronx, Objects.requireNonNull(registry.find(KIOSK.id())).place());
    }

    @Test
    void tokenGivesItsKioskAPasswordOnceAndWithinItsTime() throws Exception {
        registry.put(KIOSK);
        registry.setPassword(KIOSK.id(), "former");
        KioskEnrolments enrolments = registry.enrolments();
        String token =
                enrolments.issue("MN-05-000001", "alice", Duration.ofHours(1)).token();
        String late = enrolments.issue(KIOSK.id(), "bob", Duration.ofMinutes(1)).token();
        now = NOON.plus(Duration.ofMinutes(2));
        assertEquals("There is no such token.", refused("guessed"));
        assertEquals("The token's time was over at 2026-01-02T03:05:05.678Z.", refused(late));

        KioskEnrolments.Credentials given = enrolments.redeem(token, null, "10.0.0.7");
        assertEquals(KIOSK.id(), given.kiosk());
        assertTrue(registry.verify(KIOSK.id(), given.password()));
        assertFalse(registry.verify(KIOSK.id(), "former"));
        assertTrue(refused(token).startsWith("The token was used at 2026-01-02T03:06:05.678Z, from 10.0.0.7."));
        Enrolment kept = enrolments.of(KIOSK.id(), 10).stream()
                .filter(each -> each.by().equals("alice"))
                .findFirst()
                .orElseThrow();
        assertEquals(now, kept.used());
        assertEquals("10.0.0.7", kept.usedFrom());
        assertThrows(IllegalArgumentException.class, () -> enrolments.issue("nobody", "alice", Duration.ofHours(1)));
        assertThrows(IllegalArgumentException.class, () -> enrolments.issue(KIOSK.id(), " ", Duration.ofHours(1)));
    }

    @Test
    void whoBringsAPasswordOfItsOwnIsAnsweredAgainForAWeekAndNobodyElse() throws Exception {
        String own = "a".repeat(43);
        registry.put(KIOSK);
        KioskEnrolments enrolments = registry.enrolments();
        String token =
                enrolments.issue(KIOSK.id(), "alice", Duration.ofMinutes(1)).token();
        KioskEnrolments.Credentials given = enrolments.redeem(token, own, "10.0.0.7");
        assertEquals(new KioskEnrolments.Credentials(KIOSK.id(), own, false), given);
        assertTrue(registry.verify(KIOSK.id(), own));

        now = NOON.plus(Duration.ofDays(7));
        assertEquals(
                new KioskEnrolments.Credentials(KIOSK.id(), own, true),
                enrolments.redeem(token, own, "10.0.0.9"),
                "though the token's time is over");
        assertTrue(refused(token, "b".repeat(43))
                .startsWith("The token was used at 2026-01-02T03:04:05.678Z, from 10.0.0.7."));
        assertTrue(refused(token, null).startsWith("The token was used at"));
        assertEquals("There is no such token.", refused("guessed", own));
        assertTrue(registry.verify(KIOSK.id(), own), "nothing has changed");
        Enrolment kept = enrolments.of(KIOSK.id(), 10).get(0);
        assertEquals(NOON, kept.used());
        assertEquals("10.0.0.7", kept.usedFrom());

        now = NOON.plus(Duration.ofDays(7)).plusMillis(1);
        assertTrue(refused(token, own).startsWith("The token was used at"));
    }

    @Test
    void passwordThatIsNoLongerTheKiosksIsNotAnsweredAgain() throws Exception {
        String own = "a".repeat(43);
        registry.put(KIOSK);
        KioskEnrolments enrolments = registry.enrolments();
        String token =
                enrolments.issue(KIOSK.id(), "alice", Duration.ofHours(1)).token();
        String next = enrolments.issue(KIOSK.id(), "alice", Duration.ofHours(1)).token();
        enrolments.redeem(token, own, "10.0.0.7");
        enrolments.redeem(next, "b".repeat(43), "10.0.0.8");
        assertTrue(refused(token, own).startsWith("The token was used at"));
        registry.removePassword(KIOSK.id());
        assertTrue(refused(next, "b".repeat(43)).startsWith("The token was used at"));
    }

    @Test
    void whoAsksAgainWhileTheFirstIsStillAnsweredIsAnsweredTheSame() throws Exception {
        String own = "a".repeat(43);
        registry.put(KIOSK);
        String token = registry.enrolments()
                .issue(KIOSK.id(), "alice", Duration.ofHours(1))
                .token();
        ExecutorService kiosk = Executors.newFixedThreadPool(3);
        try {
            List<KioskEnrolments.Credentials> given = new ArrayList<>();
            for (Future<KioskEnrolments.Credentials> each :
                    kiosk.invokeAll(Collections.<Callable<KioskEnrolments.Credentials>>nCopies(
                            3, () -> registry.enrolments().redeem(token, own, "10.0.0.7")))) {
                given.add(each.get());
            }
            assertEquals(
                    List.of(own, own, own),
                    given.stream().map(KioskEnrolments.Credentials::password).toList());
            assertEquals(
                    2,
                    given.stream().filter(KioskEnrolments.Credentials::isAgain).count());
        } finally {
            kiosk.shutdownNow();
        }
        assertTrue(registry.verify(KIOSK.id(), own));
    }

    private String refused(String token) {
        return refused(token, null);
    }

    private String refused(String token, @Nullable String own) {
        return String.valueOf(assertThrows(EnrolmentRefusedException.class, () -> registry.enrolments()
                        .redeem(token, own, "10.0.0.8"))
                .getMessage());
    }

    @Test
    void gatewaysKnowWhichOfThemLive() throws SQLException {
        Duration soon = Duration.ofMinutes(1);
        GatewayRoll roll = registry.gateways();
        assertEquals(List.of("a"), ids(roll.beat("a", "host:1", soon)));
        try (KioskRegistry second = open(clock)) {
            assertEquals(List.of("a", "b"), ids(second.gateways().beat("b", "host:2", soon)));
        }
        assertEquals(List.of("b", "c"), ids(roll.beat("c", "host:1", soon)), "a was started again as c");
        roll.leave("b");
        assertEquals(List.of("c"), ids(roll.beat("c", "host:1", soon)));
    }

    @Test
    void aGatewayThatIsSilentIsDeadToTheOthersAndForgottenLater() {
        GatewayRoll roll = registry.gateways();
        roll.beat("a", "host:1", Duration.ofMinutes(1));
        Duration silence = Duration.ofMillis(400);
        long begun = System.nanoTime();
        List<GatewayRoll.Entry> seen = roll.beat("b", "host:2", silence);
        while (!seen.get(0).isDead()) {
            assertTrue(System.nanoTime() - begun < 60_000_000_000L, "It never dies");
            if (seen.size() == 1) { // the machine stood still until it was forgotten: once more
                roll.beat("a", "host:1", Duration.ofMinutes(1));
            }
            assertFalse(seen.get(seen.size() - 1).isDead());
            seen = roll.beat("b", "host:2", silence);
        }
        assertEquals(List.of("a", "b"), ids(seen));
        while (seen.size() > 1) {
            assertTrue(System.nanoTime() - begun < 60_000_000_000L, "It is never forgotten");
            seen = roll.beat("b", "host:2", silence);
        }
        assertEquals(List.of("b"), ids(seen));
    }

    @Test
    void everyChangeMadeHereIsTold() {
        List<String> told = new ArrayList<>();
        registry.whenChanged(() -> told.add(registry.all().toString()));
        registry.put(KIOSK);
        registry.put(KIOSK);
        registry.decide(KIOSK.id(), Lifecycle.ACTIVE, "ada", "");
        assertEquals(2, told.size(), told::toString);
        assertTrue(told.get(1).contains("ACTIVE"), told::toString);
    }

    private static List<String> ids(List<GatewayRoll.Entry> entries) {
        return entries.stream().map(GatewayRoll.Entry::id).toList();
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void findsWhatWasPutWhateverTheCaseOfTheId() {
        registry.put(KIOSK);

        assertEquals(KIOSK, registry.find("MN-05-000001"));
        assertNull(registry.find("mn-05-000002"));
    }

    @Test
    void everyFieldIsThereAfterReopening() throws SQLException {
        Kiosk bare = new Kiosk("bare", Lifecycle.REMOVED, "", null, null, null, Origin.ADDED);
        registry.put(KIOSK);
        registry.put(bare);

        reopen();

        assertEquals(List.of(bare, KIOSK), List.copyOf(registry.all()));
    }

    @Test
    void puttingAgainReplaces() throws SQLException {
        registry.put(KIOSK);
        registry.put(KIOSK.withLifecycle(Lifecycle.MAINTENANCE));

        reopen();

        assertEquals(Lifecycle.MAINTENANCE, present(registry.find(KIOSK.id())).lifecycle());
        assertEquals(1, registry.all().size());
    }

    @Test
    void aDiscoveredKioskIsActiveWithoutPlaceAndDiscoveredOnce() {
        Kiosk discovered = registry.discover("QU-14-160095");

        assertEquals(new Kiosk("qu-14-160095", Lifecycle.ACTIVE, "", null, null, null, Origin.DISCOVERED), discovered);
        assertEquals(discovered, registry.discover("qu-14-160095"));
        assertEquals(1, registry.all().size());
        assertThrows(IllegalArgumentException.class, () -> registry.discover("no such/kiosk"));
    }

    @Test
    void aFleetThatAppearsAtOnceIsDiscoveredWhole() throws Exception {
        var threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Kiosk>> discoveries = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                String id = "bx-01-%06d".formatted(i % 200);
                discoveries.add(() -> registry.discover(id));
            }
            for (Future<Kiosk> kiosk : threads.invokeAll(discoveries)) {
                assertEquals(Origin.DISCOVERED, kiosk.get().origin());
            }
        } finally {
            threads.shutdown();
        }
        assertEquals(200, registry.all().size());

        reopen();
        assertEquals(200, registry.all().size());
    }

    @Test
    void everyDecisionOfALifecycleIsKeptWithWhoAndWhen() throws SQLException {
        registry.put(KIOSK);
        now = now.plusSeconds(60);
        assertTrue(registry.decide("MN-05-000001", Lifecycle.ACTIVE, "ada", "opened"));
        assertFalse(registry.decide("mn-05-000001", Lifecycle.ACTIVE, "bob", "again"));
        assertEquals(KIOSK.withLifecycle(Lifecycle.ACTIVE), registry.find(KIOSK.id()));
        now = now.plusSeconds(60);
        registry.importKiosks(new StringReader("site_id,status,latitude,longitude\nmn-05-000001,Removed,40.7,-74\n"));
        registry.importKiosks(new StringReader("site_id,status,latitude,longitude\nmn-05-000001,Removed,40.8,-74\n"));
        registry.discover("bx-01-000001");

        reopen();

        assertEquals(
                List.of(
                        new LifecycleChange(KIOSK.id(), NOON, Lifecycle.PLANNED, "registry", ""),
                        new LifecycleChange(KIOSK.id(), NOON.plusSeconds(60), Lifecycle.ACTIVE, "ada", "opened"),
                        new LifecycleChange(KIOSK.id(), NOON.plusSeconds(120), Lifecycle.REMOVED, "kiosk list", "")),
                registry.lifecycles(KIOSK.id()));
        assertEquals(
                List.of(new LifecycleChange(
                        "bx-01-000001", NOON.plusSeconds(120), Lifecycle.ACTIVE, "first connection", "")),
                registry.lifecycles().get("bx-01-000001"));
        assertEquals(registry.lifecycles(KIOSK.id()), registry.lifecycles().get(KIOSK.id()));
    }

    @Test
    void lifecyclesAreInMemoryUntilOneChanges() {
        registry.put(KIOSK);
        Map<String, List<LifecycleChange>> known = registry.lifecycles();
        assertSame(known.get(KIOSK.id()), registry.lifecycles().get(KIOSK.id()));
        registry.decide(KIOSK.id(), Lifecycle.MAINTENANCE, "ada", "a new screen");
        assertEquals(registry.lifecycles(KIOSK.id()), registry.lifecycles().get(KIOSK.id()));
        assertNotEquals(known, registry.lifecycles());
    }

    @Test
    void ofTwoDecisionsInOneMillisecondTheLaterCounts() {
        registry.put(KIOSK);
        registry.put(KIOSK.withLifecycle(Lifecycle.ACTIVE));

        assertEquals(
                List.of(new LifecycleChange(KIOSK.id(), NOON, Lifecycle.ACTIVE, "registry", "")),
                registry.lifecycles(KIOSK.id()));
    }

    @Test
    void nobodyDecidesOfAKioskThatIsNotThere() {
        assertThrows(IllegalArgumentException.class, () -> registry.decide("nobody", Lifecycle.ACTIVE, "ada", ""));
        registry.put(KIOSK);
        assertThrows(IllegalArgumentException.class, () -> registry.decide(KIOSK.id(), Lifecycle.ACTIVE, " ", ""));
        assertThrows(
                IllegalArgumentException.class,
                () -> registry.decide(KIOSK.id(), Lifecycle.ACTIVE, "ada", "x".repeat(201)));
    }

    @Test
    void maintenanceIsKeptAlsoWhenItWasCalledOff() throws SQLException {
        MaintenanceWindow once = window(Set.of("mn-05-000001", "mn-05-000002"), Set.of(), null);
        MaintenanceWindow again = window(
                Set.of(),
                Set.of("Staten Island", "Bronx"),
                new Repetition("FREQ=DAILY", ZoneId.of("America/New_York")));
        registry.plan(once);
        registry.plan(again);
        assertEquals(Set.of(once, again), Set.copyOf(registry.windows()));
        now = now.plusSeconds(60);
        MaintenanceWindow calledOff = registry.callOff(again.id(), "bob");
        assertEquals(again.calledOff("bob", now), calledOff);
        assertNull(registry.callOff("no such window", "bob"));
        assertThrows(IllegalArgumentException.class, () -> registry.callOff(again.id(), "bob"));
        assertThrows(IllegalArgumentException.class, () -> registry.callOff(once.id(), ""));

        reopen();

        assertEquals(Set.of(once, again.calledOff("bob", now)), Set.copyOf(registry.windows()));
    }

    @Test
    void maintenanceThatAnotherGatewayPlannedIsThereAfterARefresh() throws SQLException {
        List<MaintenanceWindow> none = registry.windows();
        try (KioskRegistry other = open(clock)) {
            MaintenanceWindow window = window(Set.of("mn-05-000001"), Set.of(), null);
            other.plan(window);
            assertSame(none, registry.windows());

            registry.refresh();

            assertEquals(List.of(window), registry.windows());
            assertSame(registry.windows(), registry.windows());
        }
    }

    private MaintenanceWindow window(Set<String> kiosks, Set<String> boroughs, @Nullable Repetition repeats) {
        Span span = new Span(NOON.plusSeconds(3600), NOON.plusSeconds(7200));
        return MaintenanceWindow.plan(kiosks, boroughs, span, repeats, "new modems", "ada", NOON);
    }

    @Test
    void aCommandComesFurtherAndNeverBack() throws SQLException {
        registry.put(KIOSK);
        IssuedCommand command = command("abc", null);
        assertEquals(command, registry.commands().issue(command));
        assertEquals(List.of(command), registry.commands().open());
        IssuedCommand sent = registry.commands().advance("abc", CommandState.SENT, NOON.plusSeconds(1), "");
        assertEquals(command.in(CommandState.SENT, NOON.plusSeconds(1), ""), sent);
        assertNotNull(registry.commands().advance("abc", CommandState.SENT, NOON.plusSeconds(2), ""), "sent again");
        assertNotNull(registry.commands().advance("abc", CommandState.ACKNOWLEDGED, NOON.plusSeconds(3), ""));
        assertNull(registry.commands().advance("abc", CommandState.SENT, NOON.plusSeconds(4), ""));
        assertNotNull(registry.commands().advance("abc", CommandState.EXPIRED, NOON.plusSeconds(5), "late"));
        assertEquals(List.of(), registry.commands().open());
        assertNotNull(registry.commands().advance("abc", CommandState.FAILED, NOON.plusSeconds(6), "no-power"));
        assertNull(registry.commands().advance("abc", CommandState.DONE, NOON.plusSeconds(7), ""));
        assertNull(registry.commands().advance("xyz", CommandState.DONE, NOON, ""));

        reopen();

        IssuedCommand failed = command.in(CommandState.FAILED, NOON.plusSeconds(6), "no-power");
        assertEquals(failed, registry.commands().find("abc"));
        assertEquals(List.of(failed), registry.commands().of("MN-05-000001", 10));
    }

    @Test
    void oneRequestIsOneCommandHoweverOftenItIsMade() {
        registry.put(KIOSK);
        IssuedCommand first = registry.commands().issue(command("abc", "key"));
        assertEquals(first, registry.commands().issue(command("def", "key")));
        registry.commands().issue(command("ghi", null));
        registry.commands().issue(command("jkl", null));
        assertEquals(
                List.of("abc", "ghi", "jkl"),
                registry.commands().open().stream().map(IssuedCommand::id).toList());
        assertEquals(2, registry.commands().of(KIOSK.id(), 2).size());
    }

    private static IssuedCommand command(String id, @Nullable String request) {
        return new IssuedCommand(
                id,
                KIOSK.id(),
                "identify",
                "{}",
                CommandState.QUEUED,
                NOON,
                "ada",
                NOON,
                NOON.plusSeconds(60),
                "",
                request);
    }

    @Test
    void discoveringDoesNotOverwriteWhatAnotherGatewayRegisteredMeanwhile() throws SQLException {
        try (KioskRegistry other = open(clock)) {
            other.put(KIOSK);

            assertEquals(KIOSK, registry.discover(KIOSK.id()));
            assertEquals(KIOSK, registry.find(KIOSK.id()));
        }
    }

    @Test
    void seesWhatAnotherGatewayChangedAfterARefresh() throws SQLException {
        try (KioskRegistry other = open(clock)) {
            other.put(KIOSK);
            assertNull(registry.find(KIOSK.id()));

            registry.refresh();

            assertEquals(KIOSK, registry.find(KIOSK.id()));
        }
    }

    @Test
    void aChangeOfOnesOwnBringsTheOthersChangesToo() throws SQLException {
        try (KioskRegistry other = open(clock)) {
            other.put(KIOSK);
            registry.discover("bk-01-000001");

            assertEquals(2, registry.all().size());
        }
    }

    @Test
    void importsTheShippedSampleAndTheSecondTimeChangesNothing() throws IOException {
        ImportReport first = importSample();
        ImportReport second = importSample();

        assertEquals(new ImportReport(25, 25, 0, 0, first.kiosks(), List.of()), first);
        assertEquals(new ImportReport(25, 0, 0, 25, first.kiosks(), List.of()), second);
        assertEquals(25, first.kiosks().size());
        assertEquals("mn-05-900001", first.kiosks().get(0).id());
    }

    @Test
    void anImportNamesADiscoveredKiosk() {
        registry.discover("mn-01-000009");

        ImportReport report = registry.importKiosks(
                new StringReader(
                        """
                site_id,status,latitude,longitude
                MN-01-000009,Installed,40.71,-74.01
                """));

        assertEquals(1, report.changed());
        assertEquals(
                new Kiosk(
                        "mn-01-000009",
                        Lifecycle.INSTALLED,
                        "",
                        new Place(40.71, -74.01, "", "", "", ""),
                        null,
                        null,
                        Origin.IMPORTED),
                registry.find("mn-01-000009"));
    }

    @Test
    void anImportErasesNothingAndEndsNoMaintenance() {
        registry.put(KIOSK.withLifecycle(Lifecycle.MAINTENANCE));

        registry.importKiosks(
                new StringReader(
                        """
                Site ID,Installation Status,Latitude,Longitude,Street Address
                mn-05-000001,Live,40.76,-73.98,
                """));

        Kiosk kiosk = present(registry.find(KIOSK.id()));
        assertEquals(Lifecycle.MAINTENANCE, kiosk.lifecycle());
        assertEquals("Link5G_Ad", kiosk.type());
        assertEquals(new Place(40.76, -73.98, "Manhattan", "105", "1 TEST STREET", "Midtown"), kiosk.place());
        assertEquals(KIOSK.installed(), kiosk.installed());
    }

    @Test
    void textNoDatabaseStoresIsNoReasonToFail() {
        ImportReport report = registry.importKiosks(new StringReader(
                "[{\"site_id\":\"a\",\"latitude\":1,\"longitude\":2,\"address\":\"1\\u0000 \\ud800ST\"}]"));

        assertEquals(1, report.added());
        Place place = present(registry.find("a")).place();
        assertNotNull(place);
        assertEquals("1   ST", place.address());
    }

    @Test
    void aFileThatIsNoListChangesNothing() {
        assertThrows(
                NotAKioskListException.class,
                () -> registry.importKiosks(new StringReader("Report Ending,Number of Sessions\n01/05/2025,3\n")));
        assertEquals(0, registry.all().size());
    }

    @Test
    void verifiesThePasswordLastSet() throws SQLException {
        registry.put(KIOSK);
        assertFalse(registry.hasPassword(KIOSK.id()));
        assertFalse(registry.verify(KIOSK.id(), "first"));

        registry.setPassword("MN-05-000001", "first");
        assertTrue(registry.hasPassword("Mn-05-000001"));
        assertTrue(registry.verify("MN-05-000001", "first"));
        assertTrue(registry.verify("mn-05-000001", "first"));
        assertFalse(registry.verify("mn-05-000001", "second"));

        registry.setPassword("mn-05-000001", "second");
        assertFalse(registry.verify("mn-05-000001", "first"));
        assertTrue(registry.verify("mn-05-000001", "second"));

        reopen();
        assertTrue(registry.verify("mn-05-000001", "second"));
        assertTrue(registry.removePassword("mn-05-000001"));
        assertFalse(registry.removePassword("mn-05-000001"));
        assertFalse(registry.hasPassword("mn-05-000001"));
        assertFalse(registry.verify("mn-05-000001", "second"));
    }

    @Test
    void aPasswordAnotherGatewaySetCountsAtOnceAndAWithdrawnOneUntilTheRefresh() throws SQLException {
        registry.put(KIOSK);
        try (KioskRegistry other = open(clock)) {
            other.setPassword(KIOSK.id(), "first");
            assertTrue(registry.verify(KIOSK.id(), "first"));

            registry.refresh();
            other.removePassword(KIOSK.id());
            registry.refresh();
            assertFalse(registry.verify(KIOSK.id(), "first"));
        }
    }

    @Test
    void aPasswordThatFittedIsCurrentUntilItIsKnownToBeAnother() throws SQLException {
        registry.put(KIOSK);
        try (KioskRegistry other = open(clock)) {
            other.setPassword(KIOSK.id(), "first");
            PasswordCheck check = registry.check(KIOSK.id(), "first");
            assertFalse(check.fitsMemory());
            assertNull(check.fitted());
            assertTrue(check.fitsDatabase());
            KnownPassword first = Objects.requireNonNull(check.fitted());
            assertTrue(registry.isCurrent(first), "what is known here is older");
            registry.refresh();
            assertTrue(registry.isCurrent(first));

            long before = registry.revision();
            other.setPassword(KIOSK.id(), "second");
            assertTrue(registry.isCurrent(first), "nobody knows of it here");
            registry.refresh();
            assertFalse(registry.isCurrent(first));
            assertNotEquals(before, registry.revision());

            check = registry.check(KIOSK.id(), "second");
            assertTrue(check.fitsMemory());
            KnownPassword second = Objects.requireNonNull(check.fitted());
            assertTrue(registry.isCurrent(second));
            assertFalse(second.toString().contains(String.valueOf(second.hash())), "its hash is in no log");
            registry.removePassword(KIOSK.id());
            assertFalse(registry.isCurrent(second));

            other.setPassword(KIOSK.id(), "third");
            check = registry.check(KIOSK.id(), "third");
            assertTrue(check.fitsDatabase());
            other.removePassword(KIOSK.id());
            registry.refresh();
            assertFalse(registry.isCurrent(Objects.requireNonNull(check.fitted())), "it came and went unseen");
        }
    }

    @Test
    void onlyARegisteredKioskGetsAPassword() throws SQLException {
        assertThrows(IllegalArgumentException.class, () -> registry.setPassword("nobody", "secret"));
        registry.put(KIOSK);
        assertThrows(IllegalArgumentException.class, () -> registry.setPassword(KIOSK.id(), ""));
        assertThrows(IllegalArgumentException.class, () -> registry.setPassword(KIOSK.id(), "x".repeat(73)));
    }

    private ImportReport importSample() throws IOException {
        try (Reader sample = SampleKiosks.reader()) {
            return registry.importKiosks(sample);
        }
    }

    private void reopen() throws SQLException {
        registry.close();
        registry = open(clock);
    }

    private static Kiosk present(@Nullable Kiosk kiosk) {
        return Objects.requireNonNull(kiosk);
    }
}
