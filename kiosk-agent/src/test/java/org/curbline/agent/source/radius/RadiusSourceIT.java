package org.curbline.agent.source.radius;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.curbline.agent.source.FakeCard;
import org.curbline.agent.source.wifi.WifiSessions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** FreeRADIUS' own client speaks as an access point does. */
class RadiusSourceIT {
    private static final Instant NOW = Instant.parse("2026-11-23T16:05:00Z");
    private static final String SECRET = "s3cret";
    private static final String SESSION =
            "NAS-Identifier=ap-1,Acct-Session-Id=5F,User-Name=nobody,Calling-Station-Id=02-00-5E-10-20-30,"
                    + "Called-Station-Id=\"00-10-A4-23-19-C0:Kiosk Private\",";
    private static final String END = SESSION
            + "Acct-Status-Type=Stop,Acct-Session-Time=90,Acct-Input-Octets=5,Acct-Output-Octets=7,Acct-Output-Gigawords=1";

    private static final int ROAM_SECONDS = 15;

    private final FakeCard card = new FakeCard();
    private volatile int later;
    private RadiusSource source;

    @BeforeAll
    static void radclientIsThere() throws Exception {
        boolean isThere = run("radclient", "-v").contains("radclient");
        assertTrue(isThere || System.getenv("CI") == null, "Debian: apt install freeradius-utils");
        assumeTrue(isThere, "Debian: apt install freeradius-utils");
    }

    @BeforeEach
    void open() throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        source = RadiusSource.open(
                new RadiusSource.Told(any, SECRET, Duration.ofMinutes(30)),
                new WifiSessions.Told(Set.of("Kiosk Private"), Duration.ofSeconds(ROAM_SECONDS), address -> {}),
                card,
                () -> NOW.plusSeconds(later));
    }

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void sessionIsAnEventWithoutTheDeviceAndItsEndAcknowledgedWhenItIsSafe() throws Exception {
        assertTrue(say(SESSION + "Acct-Status-Type=Start").contains("Received Accounting-Response"));
        assertTrue(say(SESSION + "Acct-Status-Type=Interim-Update,Acct-Session-Time=60,Acct-Input-Octets=3")
                .contains("Received Accounting-Response"));
        assertTrue(source.toString().contains("1 sessions go on"), source::toString);
        later = 90;
        assertTrue(say(END + ",Acct-Delay-Time=4").contains("Received Accounting-Response"));
        assertEquals(List.of(), card.taken(), "it may go on elsewhere");
        later = 90 + ROAM_SECONDS;
        assertEquals(1, card.awaitTaken(1));
        assertEquals(
                "WIFI {\"seq\":0,\"at\":\"2026-11-23T16:06:26.000Z\",\"run\":\"r1\",\"durationSeconds\":90,"
                        + "\"downBytes\":4294967303,\"upBytes\":5,\"network\":\"private\"}",
                card.taken().get(0));
        assertTrue(say(END).contains("Received Accounting-Response"), "the answer may have been lost");
        later = 90 + 3 * ROAM_SECONDS;
        assertTrue(say(END).contains("Received Accounting-Response"));
        assertEquals(1, card.taken().size(), "and it is one session");
    }

    @Test
    void deviceThatRoamsHasOneSession() throws Exception {
        say(END + ",Acct-Multi-Session-Id=77");
        later = 10;
        String there = "NAS-Identifier=ap-2,Acct-Session-Id=9,Acct-Multi-Session-Id=77,";
        say(there + "Acct-Status-Type=Start");
        later = 50;
        say(there + "Acct-Status-Type=Stop,Acct-Session-Time=40,Acct-Input-Octets=2,Acct-Output-Octets=1");
        later = 50 + ROAM_SECONDS;
        assertEquals(1, card.awaitTaken(1));
        assertTrue(
                card.taken().get(0).contains("\"durationSeconds\":140,\"downBytes\":4294967304,\"upBytes\":7"),
                card.taken()::toString);
    }

    @Test
    void whatTheCardDoesNotTakeIsNotAcknowledgedAndToldWhenItDoes() throws Exception {
        card.full(true);
        assertTrue(sayTwice(END, SECRET).contains("No reply"), "the access point is to say it again");
        later = ROAM_SECONDS;
        card.full(false);
        assertEquals(1, card.awaitTaken(1));
        assertTrue(say(END).contains("Received Accounting-Response"));
        assertEquals(1, card.taken().size());
    }

    @Test
    void whoDoesNotKnowTheSecretIsNotHeard() throws Exception {
        assertTrue(sayTwice(END, "other").contains("No reply"));
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!source.toString().contains(" 2 packets refused") && System.nanoTime() < until) {
            LockSupport.parkNanos(5_000_000);
        }
        assertTrue(source.toString().contains(" 2 packets refused"), source::toString);
        assertEquals(List.of(), card.taken());
    }

    @Test
    void garbageAndFloodsDoNotKeepItFromHearing() throws Exception {
        SplittableRandom random = new SplittableRandom(5);
        try (DatagramSocket shouting = new DatagramSocket()) {
            for (int i = 0; i < 20_000; i++) {
                byte[] bytes = new byte[random.nextInt(0, 200)];
                random.nextBytes(bytes);
                if (bytes.length > 0 && i % 2 == 0) {
                    bytes[0] = 4;
                }
                shouting.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), source.port()));
            }
        }
        assertTrue(say(END).contains("Received Accounting-Response"));
        later = ROAM_SECONDS;
        assertEquals(1, card.awaitTaken(1));
        assertFalse(source.toString().contains(" 0 packets refused"), source::toString);
    }

    /** Until it is answered, for twenty seconds. */
    private String say(String attributes) throws Exception {
        return say(attributes, SECRET, 10, 2);
    }

    private String sayTwice(String attributes, String secret) throws Exception {
        return say(attributes, secret, 2, 1);
    }

    private String say(String attributes, String secret, int times, int seconds) throws Exception {
        String client =
                "radclient -x -r " + times + " -t " + seconds + " 127.0.0.1:" + source.port() + " acct " + secret;
        return run("sh", "-c", "echo '" + attributes + "' | " + client);
    }

    /** Everything it says; nothing if it is not there. */
    private static String run(String... command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException notThere) {
            return "";
        }
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), said);
        return said;
    }
}
