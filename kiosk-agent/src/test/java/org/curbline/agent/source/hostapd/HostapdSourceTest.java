package org.curbline.agent.source.hostapd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.curbline.agent.source.FakeCard;
import org.curbline.agent.source.wifi.WifiSessions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

class HostapdSourceTest {
    private static final String ADA = "02:00:5e:10:20:30";
    private static final String BOB = "02:00:5e:10:20:31";

    private final FakeCard card = new FakeCard();
    private long now = Instant.parse("2026-11-23T16:00:00Z").toEpochMilli();
    private Path path;
    private ScriptedHostapd hostapd;
    private HostapdSource source;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        path = folder.resolve("wlan0");
        hostapd = ScriptedHostapd.open(path);
        source = source(7);
        source.go();
    }

    @AfterEach
    void close() throws IOException {
        source.end();
        hostapd.close();
    }

    @Test
    void whoComesAndGoesIsASessionWithWhatTheRadioCounted() throws IOException {
        hostapd.connect(ADA);
        hostapd.counts(ADA, 70, 700, 10);
        pass(10);
        hostapd.counts(ADA, 80, 800, 20);
        pass(10);
        hostapd.disconnect(ADA);
        pass(1);
        assertEquals(List.of(), card.taken(), "it may come back");
        pass(15);
        assertEquals(
                List.of("WIFI {\"seq\":0,\"at\":\"2026-11-23T16:00:20.000Z\",\"run\":\"r1\",\"durationSeconds\":20,"
                        + "\"downBytes\":800,\"upBytes\":80,\"network\":\"private\"}"),
                card.taken());
    }

    @Test
    void whoeverTalksWhileItIsLeftIsNotBroken(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("wlan1");
        AtomicBoolean over = new AtomicBoolean();
        try (AFUNIXDatagramSocket talking = AFUNIXDatagramSocket.newInstance()) {
            talking.bind(AFUNIXSocketAddress.of(path.toFile()));
            AFUNIXSocketAddress agent =
                    ControlSocket.own(ProcessHandle.current().pid(), path);
            Thread talks = new Thread(() -> {
                while (!over.get() && !talking.isClosed()) {
                    try {
                        talking.getChannel().send(ByteBuffer.wrap(new byte[] {'<', '3', '>'}), agent);
                    } catch (IOException nobodyHears) {
                        Thread.onSpinWait();
                    }
                }
            });
            talks.start();
            for (int i = 0; i < 2_000; i++) {
                ControlSocket.open(path).close();
            }
            over.set(true);
            talks.join();
            assertFalse(talking.isClosed());
        }
    }

    @Test
    void deviceThatComesBackAtOnceGoesOnWithItsSession() throws IOException {
        hostapd.connect(ADA);
        hostapd.counts(ADA, 70, 700, 10);
        pass(10);
        hostapd.disconnect(ADA);
        pass(5);
        hostapd.connect(ADA);
        hostapd.counts(ADA, 1, 2, 10);
        pass(10);
        hostapd.disconnect(ADA);
        pass(1);
        pass(15);
        assertEquals(1, card.taken().size());
        assertTrue(
                card.taken().get(0).contains("\"durationSeconds\":25,\"downBytes\":702,\"upBytes\":71"),
                card.taken()::toString);
    }

    @Test
    void whatWasLostOfWhatItSaysIsFoundByAskingForAll() throws IOException {
        hostapd.connect(ADA);
        hostapd.counts(ADA, 70, 700, 10);
        pass(10);
        hostapd.forget(ADA);
        hostapd.counts(BOB, 5, 50, 4); // nobody said that it came
        pass(10);
        assertTrue(source.toString().contains("1 devices"), source::toString);
        hostapd.counts(BOB, 5, 50, 19);
        pass(15);
        assertEquals(1, card.taken().size());
        assertTrue(
                card.taken().get(0).contains("\"durationSeconds\":10,\"downBytes\":700,\"upBytes\":70"),
                "until it was last heard of: " + card.taken());
        hostapd.disconnect(BOB);
        pass(1);
        pass(15);
        assertTrue(card.taken().get(1).contains("\"downBytes\":50,\"upBytes\":5"), card.taken()::toString);
    }

    @Test
    void hostapdThatIsStartedAnewIsHeardAgainAndWhoWasThereIsNotCountedTwice() throws IOException {
        hostapd.connect(ADA);
        hostapd.counts(ADA, 70, 700, 60);
        pass(60);
        hostapd.close();
        assertThrows(IOException.class, () -> pass(10));
        assertThrows(IOException.class, () -> pass(10));
        hostapd = ScriptedHostapd.open(path);
        hostapd.connect(BOB);
        hostapd.counts(ADA, 1, 2, 3); // it came back
        pass(3);
        assertTrue(source.toString().contains("2 devices"), source::toString);
        hostapd.disconnect(ADA);
        hostapd.disconnect(BOB);
        pass(1);
        pass(20);
        assertEquals(2, card.taken().size());
        assertTrue(
                card.taken().get(0).contains("\"durationSeconds\":73,\"downBytes\":702,\"upBytes\":71"),
                card.taken()::toString);
    }

    @Test
    void sessionThatGoesOnOverARestartOfTheAgentIsToldWhole() throws IOException {
        hostapd.connect(ADA);
        hostapd.counts(ADA, 70, 700, 60);
        pass(60);
        source.end();
        source = source(8);
        source.go();
        hostapd.counts(ADA, 80, 800, 90);
        pass(30);
        hostapd.disconnect(ADA);
        pass(1);
        pass(15);
        assertEquals(1, card.taken().size());
        assertTrue(
                card.taken().get(0).contains("\"durationSeconds\":90,\"downBytes\":800,\"upBytes\":80"),
                card.taken()::toString);
    }

    @Test
    void silenceGarbageAndFloodsAreSaidAndSurvived() throws IOException {
        hostapd.mute(true);
        IOException silent = assertThrows(IOException.class, () -> pass(10));
        assertTrue(String.valueOf(silent.getMessage()).contains("does not answer"), silent::toString);
        hostapd.mute(false);
        for (String garbage :
                List.of("\0\1\2", "02:00:5e", ADA + "\nrx_bytes=many\n", ADA + "\nflags=[AUTHORIZED]\n")) {
            hostapd.garbage(garbage);
            IOException why = assertThrows(IOException.class, () -> pass(10));
            assertFalse(String.valueOf(why.getMessage()).contains("02:00:5e"), why::toString);
        }
        hostapd.garbage("");
        pass(10);
        for (int i = 0; i < 500; i++) {
            if (i % 3 == 0) {
                source.go(); // or the datagrams wait at hostapd
            }
            hostapd.say("<3>AP-STA-CONNECTED or what " + i);
            hostapd.say("<2>");
        }
        hostapd.connect(ADA);
        pass(10);
        assertTrue(source.toString().contains("1 devices"), source::toString);
    }

    @Test
    void whatTheDriverStillKnowsOfADeviceThatLeftIsCounted() throws IOException {
        hostapd.connect(ADA);
        hostapd.counts(ADA, 70, 700, 10);
        pass(9);
        hostapd.counts(ADA, 90, 900, 19);
        hostapd.say("<3>AP-STA-DISCONNECTED " + ADA);
        source.go();
        hostapd.forget(ADA);
        pass(25);
        assertEquals(1, card.taken().size());
        assertTrue(
                card.taken().get(0).contains("\"durationSeconds\":19,\"downBytes\":900,\"upBytes\":90"),
                card.taken()::toString);
    }

    @Test
    void deviceThatIsListedAndNoLongerConnectedHasLeft() throws IOException {
        hostapd.connect(ADA);
        hostapd.counts(ADA, 70, 700, 10);
        pass(10);
        hostapd.leaves(ADA, 80, 800, 15);
        pass(10);
        assertTrue(source.toString().contains("0 devices"), source::toString);
        pass(20);
        assertEquals(1, card.taken().size());
        assertTrue(card.taken().get(0).contains("\"downBytes\":800,\"upBytes\":80"), card.taken()::toString);
    }

    @Test
    void deviceThatAssociatesAgainWasNeverAwayWhateverElseIsSaidOfIt() throws IOException {
        hostapd.counts(ADA, 70, 700, 0);
        hostapd.say("<3>AP-STA-CONNECTED " + ADA + " keyid=lobby");
        source.go();
        assertTrue(source.toString().contains("1 devices"), source::toString);
        pass(9);
        hostapd.say("<3>AP-STA-CONNECTED " + ADA);
        hostapd.counts(ADA, 80, 800, 20);
        pass(11);
        hostapd.disconnect(ADA);
        pass(1);
        pass(15);
        pass(60);
        assertEquals(1, card.taken().size(), card.taken()::toString);
        assertTrue(
                card.taken().get(0).contains("\"durationSeconds\":20,\"downBytes\":800,\"upBytes\":80"),
                card.taken()::toString);
    }

    @Test
    void deviceThatWentAndCameBackWhileNobodyHeardHasAnotherStay() throws IOException {
        source.end();
        source = source(7, Duration.ZERO);
        hostapd.counts(ADA, 70, 700, 60); // it was there before
        source.go();
        hostapd.counts(ADA, 1, 2, 9);
        pass(10);
        hostapd.disconnect(ADA);
        pass(1);
        assertEquals(2, card.taken().size(), card.taken()::toString);
        assertTrue(
                card.taken().get(0).contains("\"durationSeconds\":60,\"downBytes\":700,\"upBytes\":70"),
                card.taken()::toString);
        assertTrue(card.taken().get(1).contains("\"downBytes\":2,\"upBytes\":1"), card.taken()::toString);
    }

    @Test
    void clockThatIsSetBackDoesNotKeepItFromAsking() throws IOException {
        now -= Duration.ofHours(1).toMillis();
        hostapd.counts(BOB, 5, 50, 4); // nobody said that it came
        source.go();
        assertTrue(source.toString().contains("1 devices"), source::toString);
    }

    private HostapdSource source(long seed) {
        return source(seed, Duration.ofSeconds(15));
    }

    private HostapdSource source(long seed, Duration roamWithin) {
        WifiSessions sessions = new WifiSessions(
                "hostapd",
                new WifiSessions.Told(Set.of("Kiosk Private"), roamWithin, address -> {}),
                Duration.ofMinutes(30),
                card,
                () -> Instant.ofEpochMilli(now));
        return new HostapdSource(
                new HostapdSource.Told(path, Duration.ofSeconds(10)),
                sessions,
                () -> Instant.ofEpochMilli(now),
                new SplittableRandom(seed));
    }

    private void pass(int seconds) throws IOException {
        source.go(); // what was said before
        now += seconds * 1_000L;
        source.go();
    }
}
