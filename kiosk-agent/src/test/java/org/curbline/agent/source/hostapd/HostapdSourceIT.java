package org.curbline.agent.source.hostapd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.curbline.agent.source.FakeCard;
import org.curbline.agent.source.Rounds;
import org.curbline.agent.source.Source;
import org.curbline.agent.source.wifi.WifiSessions;
import org.curbline.testservers.ChildProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real hostapd, which without a radio has devices when it is told so. */
class HostapdSourceIT {
    private static final String HOSTAPD = "/usr/sbin/hostapd";
    private static final String ADA = "02:00:5e:10:20:30";
    private static final String BOB = "02:00:5e:10:20:31";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final FakeCard card = new FakeCard();
    private Path folder;
    private Process hostapd;
    private Source source;

    @BeforeAll
    static void hostapdIsThere() {
        boolean isThere = Files.isExecutable(Path.of(HOSTAPD));
        assertTrue(isThere || System.getenv("CI") == null, "Debian: apt install hostapd");
        assumeTrue(isThere, "Debian: apt install hostapd");
    }

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        this.folder = folder;
        Files.writeString(
                folder.resolve("hostapd.conf"),
                """
                interface=lo
                driver=none
                ctrl_interface=%s
                ssid=Kiosk Private
                hw_mode=g
                channel=1
                """
                        .formatted(folder.resolve("control")));
        hostapd = start();
        Path socket = folder.resolve("control").resolve("lo");
        WifiSessions sessions = new WifiSessions(
                "hostapd",
                new WifiSessions.Told(Set.of("Kiosk Private"), Duration.ofMillis(1), address -> {}),
                Duration.ofMinutes(30),
                card,
                InstantSource.system());
        HostapdSource asked = new HostapdSource(
                new HostapdSource.Told(socket, Duration.ofMillis(300)),
                sessions,
                InstantSource.system(),
                new SplittableRandom(7));
        source = Rounds.begin("hostapd", Duration.ofMillis(20), asked);
        await("it is heard", () -> source.toString().contains(" 0 devices") && isHeard());
    }

    @AfterEach
    void close() throws Exception {
        source.close();
        hostapd.destroy();
        assertTrue(hostapd.waitFor(60, TimeUnit.SECONDS));
    }

    @Test
    void whoComesAndGoesIsASession() throws Exception {
        assertEquals("OK", ask("NEW_STA " + ADA));
        await("it came", () -> source.toString().contains(" 1 devices"));
        assertEquals("OK", ask("NEW_STA " + BOB));
        await("another came", () -> source.toString().contains(" 2 devices"));
        assertEquals("OK", ask("DISASSOCIATE " + ADA));
        assertEquals(1, card.awaitTaken(1));
        assertTrue(card.taken().get(0).contains("\"network\":\"private\""), card.taken()::toString);
        await("the other is left", () -> source.toString().contains(" 1 devices"));
        assertEquals("OK", ask("DISABLE"));
        assertEquals(2, card.awaitTaken(2));
    }

    @Test
    void hostapdThatIsKilledAndStartedAnewIsHeardAgain() throws Exception {
        assertEquals("OK", ask("NEW_STA " + ADA));
        await("it came", () -> source.toString().contains(" 1 devices"));
        hostapd.destroyForcibly();
        assertTrue(hostapd.waitFor(60, TimeUnit.SECONDS));
        await("that is said", () -> source.trouble().contains("does it run"));
        hostapd = start();
        assertEquals(1, card.awaitTaken(1), "nobody is connected any more");
        assertEquals("OK", ask("NEW_STA " + BOB));
        await("another came", () -> source.toString().contains(" 1 devices") && isHeard());
    }

    private boolean isHeard() {
        return !source.toString().contains("not connected") && source.trouble().isEmpty();
    }

    private Process start() throws IOException {
        return ChildProcess.start(
                new ProcessBuilder(HOSTAPD, folder.resolve("hostapd.conf").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("said").toFile()));
    }

    /** hostapd's own program asks, which is not this source. */
    private String ask(String command) throws Exception {
        List<String> words = new ArrayList<>(
                List.of("hostapd_cli", "-p", folder.resolve("control").toString(), "-i", "lo", "raw", command));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), said);
        return said.strip();
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("It does not come about that " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
