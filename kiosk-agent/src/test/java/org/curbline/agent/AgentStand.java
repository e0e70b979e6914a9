package org.curbline.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.curbline.agent.status.AgentStatus;
import org.curbline.agent.status.StatusSocket;
import org.curbline.agent.time.ClockToSet;
import org.jspecify.annotations.Nullable;

/** What a test of a whole agent needs: its settings, its clock, its gateway, and programs that speak to it. */
final class AgentStand {
    static final Instant NOON = Instant.parse("2027-03-01T12:00:00Z");
    static final String NOON_THERE = "2027-03-01T12:00:00.000Z";
    static final String KIOSK = "mn-05-000001";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long LOOK_NANOS = 5_000_000;

    final ClockToSet computer = new ClockToSet(NOON);
    final Map<String, String> settings = new HashMap<>();
    final Path folder;
    /** Below which the computer says of itself how it is. */
    private Path root = Path.of("/");

    AgentStand(Path folder) {
        this.folder = folder;
        set("kiosk", KIOSK);
        set("gateway", "tcp://127.0.0.1:9");
        set("spool.folder", folder.resolve("spool"));
        set("spool.sync-every", "10ms");
        set("lines.socket", folder.resolve("events.sock"));
        set("status.socket", folder.resolve("status.sock"));
        set("commands.diagnostics", folder.resolve("diagnostics"));
    }

    void set(String key, Object value) {
        settings.put("curbline.agent." + key, value.toString());
    }

    /** @param time what the gateway says the time is; null if it does not */
    ScriptedGateway gateway(@Nullable String time) throws IOException {
        ScriptedGateway gateway = ScriptedGateway.open(time);
        set("gateway", gateway.address());
        return gateway;
    }

    /** The computer is one that says nothing of itself. */
    void computerWithoutSensors() throws IOException {
        root = Files.createDirectories(folder.resolve("computer"));
    }

    Agent start() throws IOException {
        return Agent.start(load(), computer, new SplittableRandom(7), root);
    }

    AgentSettings load() {
        return AgentOptions.loader(Map.of(), folder)
                .load(null, settings, AgentSettings.class)
                .get(AgentSettings.class);
    }

    /** What the agent says of itself; it may be slow to. */
    AgentStatus status() throws IOException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return StatusSocket.ask(folder.resolve("status.sock"));
            } catch (IOException e) {
                if (System.nanoTime() > until) {
                    throw e;
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
    }

    /** A program writes a WiFi session, with more fields if wanted; returns what it is answered. */
    String say(String more) throws IOException {
        return line("{\"kind\":\"usage/wifi\",\"durationSeconds\":60,\"downBytes\":7,\"upBytes\":8,\"network\":\"open\""
                + more + "}");
    }

    String line(String line) throws IOException {
        try (SocketChannel program = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("events.sock")))) {
            program.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
            return String.valueOf(
                    new BufferedReader(new InputStreamReader(Channels.newInputStream(program), StandardCharsets.UTF_8))
                            .readLine());
        }
    }

    static void await(String what, Callable<Boolean> condition) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("It does not come about that " + what);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
