package org.curbline.agent.source.wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.curbline.agent.source.FakeCard;
import org.curbline.agent.source.wifi.StayReport.Counts;
import org.curbline.agent.source.wifi.StayReport.Phase;
import org.curbline.agent.source.wifi.StayReport.Whose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WifiSessionsTest {
    private static final long GIB = 1L << 30;
    private static final Whose ADA = new Whose("02-00-5E-10-20-30", "", "");
    private static final Whose BOB = new Whose("02-00-5E-10-20-31", "", "");

    private final FakeCard card = new FakeCard();
    private final List<String> answered = new ArrayList<>();
    private long now = Instant.parse("2026-11-23T16:00:00Z").toEpochMilli();
    private WifiSessions sessions;

    @BeforeEach
    void begin() {
        sessions = sessions(Duration.ofSeconds(15));
    }

    @Test
    void stayOfNobodyIsASessionAtOnce() throws IOException {
        says("ap-1", "a", Phase.ENDED, 90, 7, Whose.NOBODY);
        assertTold("90 7");
        assertEquals(List.of("a"), answered);
        says("ap-1", "a", Phase.ENDED, 90, 7, Whose.NOBODY);
        assertEquals(List.of("a", "a"), answered, "the answer may have been lost");
        assertTold("90 7");
    }

    @Test
    void staysOfADeviceAtSeveralAccessPointsAreOneSession() throws IOException {
        says("ap-1", "a", Phase.BEGINS, 0, 0, ADA);
        pass(60);
        says("ap-1", "a", Phase.ENDED, 60, 100, ADA);
        assertEquals(List.of("a", "a"), answered, "that it ended is safe on the card");
        assertTold();
        pass(10);
        says("ap-2", "x", Phase.BEGINS, 0, 0, new Whose("02:00:5e:10:20:30", "", ""));
        says("ap-2", "y", Phase.BEGINS, 0, 0, BOB);
        pass(50);
        says("ap-2", "x", Phase.GOES_ON, 50, 20, ADA);
        says("ap-2", "x", Phase.ENDED, 50, 23, ADA);
        pass(14);
        assertTold();
        pass(1);
        assertTold("120 123");
        says("ap-1", "a", Phase.ENDED, 60, 100, ADA);
        says("ap-2", "x", Phase.ENDED, 50, 23, ADA);
        pass(60);
        assertTold("120 123");
    }

    @Test
    void accessPointThatLearnsLateThatADeviceLeftDoesNotMakeTwoSessions() throws IOException {
        says("ap-1", "a", Phase.BEGINS, 0, 0, ADA);
        pass(60);
        says("ap-2", "b", Phase.BEGINS, 0, 0, ADA);
        pass(300);
        says("ap-1", "a", Phase.ENDED, 60, 100, ADA);
        pass(600);
        assertTold();
        says("ap-2", "b", Phase.ENDED, 900, 5, ADA);
        pass(15);
        assertTold("960 105");
    }

    @Test
    void multiSessionIdJoinsWhateverTheDeviceCallsItself() throws IOException {
        says("ap-1", "a", Phase.ENDED, 60, 100, new Whose("02-00-5E-10-20-30", "ada", "m1"));
        says("ap-2", "b", Phase.BEGINS, 0, 0, new Whose("02-00-5E-10-20-99", "ada", "m1"));
        pass(30);
        says("ap-2", "b", Phase.ENDED, 30, 1, new Whose("02-00-5E-10-20-99", "ada", "m1"));
        pass(15);
        assertTold("90 101");
    }

    @Test
    void deviceThatComesBackLaterOrUnderAnotherUserHasAnotherSession() throws IOException {
        says("ap-1", "a", Phase.ENDED, 60, 100, ADA);
        pass(16);
        says("ap-1", "b", Phase.BEGINS, 0, 0, ADA);
        says("ap-1", "c", Phase.BEGINS, 0, 0, new Whose("02-00-5E-10-20-30", "ada", ""));
        pass(5);
        says("ap-1", "b", Phase.ENDED, 5, 1, ADA);
        says("ap-1", "c", Phase.ENDED, 5, 2, new Whose("02-00-5E-10-20-30", "ada", ""));
        pass(15);
        assertTold("60 100", "5 1", "5 2");
    }

    @Test
    void withoutRoamingEachStayIsASession() throws IOException {
        sessions = sessions(Duration.ZERO);
        says("ap-1", "a", Phase.ENDED, 60, 100, ADA);
        says("ap-2", "b", Phase.ENDED, 5, 1, ADA);
        assertTold("60 100", "5 1");
    }

    @Test
    void endThatWasSafeIsToldOnceThoughTheAgentIsKilledWithinTheGap() throws IOException {
        says("ap-1", "a", Phase.ENDED, 60, 100, ADA);
        pass(5);
        restart();
        says("ap-1", "a", Phase.ENDED, 60, 100, ADA);
        pass(1);
        restart();
        pass(60);
        assertTold("60 100");
    }

    @Test
    void sessionThatGoesOnOverARestartIsToldWhole() throws IOException {
        says("ap-1", "a", Phase.BEGINS, 0, 0, ADA);
        pass(60);
        says("ap-1", "a", Phase.GOES_ON, 60, 5 * GIB, ADA);
        restart();
        says("ap-1", "a", Phase.ENDED, 90, 6 * GIB, ADA);
        pass(15);
        assertTold("90 " + 6 * GIB);
    }

    @Test
    void whatAnEarlierRunToldIsNotToldAgain() throws IOException {
        says("ap-1", "a", Phase.GOES_ON, 60, 100, ADA);
        pass(31 * 60); // its access point seems to be dead
        assertTold("60 100");
        restart();
        says("ap-1", "a", Phase.GOES_ON, 2_000, 150, ADA);
        pass(60);
        assertTold("60 100");
        says("ap-1", "a", Phase.ENDED, 2_060, 190, ADA);
        assertTold("60 100", "2000 90");
        restart();
        says("ap-1", "a", Phase.ENDED, 2_060, 190, ADA);
        pass(60);
        assertTold("60 100", "2000 90");
    }

    @Test
    void whatTheCardTookIsNotToldAgainThoughNobodyHeardSo() throws IOException {
        card.mute(true);
        says("ap-1", "a", Phase.ENDED, 60, 100, Whose.NOBODY);
        assertEquals(List.of(), answered);
        card.mute(false);
        restart();
        says("ap-1", "a", Phase.ENDED, 60, 100, Whose.NOBODY);
        assertEquals(List.of("a"), answered);
        assertTold("60 100");
    }

    @Test
    void whatTheCardDoesNotTakeIsNotAnsweredAndToldWhenItDoes() throws IOException {
        card.full(true);
        says("ap-1", "a", Phase.ENDED, 60, 100, ADA);
        pass(20);
        assertEquals(List.of(), answered);
        card.full(false);
        says("ap-1", "a", Phase.ENDED, 60, 100, ADA);
        pass(1);
        assertEquals(List.of("a"), answered);
        assertTold("60 100");
    }

    @Test
    void moreSessionsThanTheCardKnowsAtOnceAreToldOnceEach() throws IOException {
        for (int i = 0; i < 150; i++) {
            says("ap-1", "s" + i, Phase.ENDED, 60, 1, new Whose("02005e10" + (1000 + i), "", ""));
        }
        pass(15);
        for (int i = 0; i < 150; i++) {
            says("ap-1", "s" + i, Phase.ENDED, 60, 1, new Whose("02005e10" + (1000 + i), "", ""));
        }
        pass(15);
        assertEquals(150, card.taken().size());
        assertTrue(card.bookmarks().size() <= 100, card.bookmarks()::toString);
    }

    @Test
    void sessionIsOfTheNetworkThatWasSaidOnce() throws IOException {
        sessions = new WifiSessions(
                "test",
                new WifiSessions.Told(Set.of("LinkNYC Private"), Duration.ZERO, address -> {}),
                Duration.ofMinutes(30),
                card,
                () -> Instant.ofEpochMilli(now));
        hears("a", Phase.BEGINS, "LinkNYC Private");
        hears("a", Phase.ENDED, ""); // an access point need not say it again
        hears("b", Phase.BEGINS, "LinkNYC Free");
        hears("b", Phase.ENDED, "");
        assertTrue(card.taken().get(0).contains("\"network\":\"private\""), card.taken()::toString);
        assertTrue(card.taken().get(1).contains("\"network\":\"open\""), card.taken()::toString);
    }

    @Test
    void whatIsTooMuchForOneSessionIsToldAsTheMostThereCanBe() throws IOException {
        says("ap-1", "a", Phase.ENDED, 8 * 86_400, Long.MAX_VALUE / 2, Whose.NOBODY);
        assertTold(7 * 86_400 + " " + (1L << 50));
        says("ap-1", "a", Phase.ENDED, 8 * 86_400, Long.MAX_VALUE / 2, Whose.NOBODY);
        pass(60);
        assertEquals(1, card.taken().size());
    }

    @Test
    void whatTheCardKnowsAndDoesNotUnderstandIsLeftOut() throws IOException {
        says("ap-1", "a", Phase.ENDED, 60, 100, ADA);
        card.bookmarks().replaceAll((name, text) -> "of another version");
        restart();
        says("ap-1", "b", Phase.ENDED, 5, 1, Whose.NOBODY);
        pass(60);
        assertTold("5 1");
    }

    @Test
    void devicesAreToldOfWheneverSomethingIsSaidOfThem() throws IOException {
        List<String> devices = new ArrayList<>();
        sessions = new WifiSessions(
                "test",
                new WifiSessions.Told(Set.of(), Duration.ofSeconds(15), devices::add),
                Duration.ofMinutes(30),
                card,
                () -> Instant.ofEpochMilli(now));
        says("ap-1", "a", Phase.BEGINS, 0, 0, ADA);
        says("ap-1", "a", Phase.ENDED, 60, 100, ADA);
        assertEquals(List.of("02-00-5E-10-20-30", "02-00-5E-10-20-30"), devices);
    }

    private void hears(String session, Phase phase, String network) throws IOException {
        Counts counts = phase == Phase.BEGINS ? Counts.NONE : new Counts(1, 0, 1, true);
        sessions.hear(new StayReport("ap-1", session, phase, counts, network, Whose.NOBODY), now, () -> {});
    }

    @Test
    void nothingOfADeviceIsOnTheCard() throws IOException {
        says("ap-1", "02-00-5E-10-20-30-7", Phase.ENDED, 60, 100, new Whose("02-00-5E-10-20-30", "ada", "m1"));
        String all = card.bookmarks().toString().toLowerCase(Locale.ROOT);
        assertFalse(all.contains("02-00-5e") || all.contains("ada") || all.contains("m1"), all);
    }

    private WifiSessions sessions(Duration roamWithin) {
        return new WifiSessions(
                "test",
                new WifiSessions.Told(Set.of(), roamWithin, address -> {}),
                Duration.ofMinutes(30),
                card,
                () -> Instant.ofEpochMilli(now));
    }

    /** The agent's thread answers for the card, and waits for the lock when somebody asks it how sessions go. */
    @Test
    void cardIsNotAskedUnderTheLock() throws IOException {
        List<Boolean> locked = new ArrayList<>();
        card.whenAsked(() -> locked.add(Thread.holdsLock(sessions)));
        sessions.look();
        restart();
        says("ap-1", "a", Phase.BEGINS, 0, 0, ADA);
        assertEquals(200, locked.size());
        assertFalse(locked.contains(true));
    }

    /** Nothing is left but the card. */
    private void restart() {
        answered.clear();
        sessions = sessions(Duration.ofSeconds(15));
    }

    private void pass(int seconds) throws IOException {
        now += seconds * 1_000L;
        sessions.look();
    }

    private void says(String accessPoint, String session, Phase phase, long seconds, long down, Whose whose)
            throws IOException {
        Counts counts = phase == Phase.BEGINS ? Counts.NONE : new Counts(seconds, 0, down, true);
        sessions.hear(new StayReport(accessPoint, session, phase, counts, "", whose), now, () -> answered.add(session));
    }

    /** @param expected seconds and bytes down of each session told */
    private void assertTold(String... expected) {
        assertEquals(
                List.of(expected),
                card.taken().stream()
                        .map(event -> event.replaceAll(".*durationSeconds\":(\\d+),\"downBytes\":(\\d+),.*", "$1 $2"))
                        .toList());
    }
}
