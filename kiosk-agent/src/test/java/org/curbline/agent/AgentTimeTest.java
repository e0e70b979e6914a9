package org.curbline.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.curbline.agent.status.AgentStatus;
import org.curbline.agent.status.StatusSocket;
import org.curbline.agent.time.ClockToSet;
import org.curbline.program.settings.SettingsLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent on a computer without a clock battery: what arrives at the gateway, and with which time. */
class AgentTimeTest {
    private static final Instant EPOCH = Instant.parse("1970-01-01T00:00:12Z");
    private static final Instant NOON = Instant.parse("2027-03-01T12:00:00Z");

    private final ClockToSet computer = new ClockToSet(EPOCH);
    private final Map<String, String> settings = new HashMap<>();
    private Path folder;

    @BeforeEach
    void prepare(@TempDir Path folder) {
        this.folder = folder;
        settings.put("curbline.agent.kiosk", "mn-05-000001");
        settings.put("curbline.agent.gateway", "tcp://127.0.0.1:9");
        settings.put("curbline.agent.spool.folder", folder.resolve("spool").toString());
        settings.put("curbline.agent.spool.sync-every", "10ms");
        settings.put(
                "curbline.agent.lines.socket", folder.resolve("events.sock").toString());
        settings.put(
                "curbline.agent.status.socket", folder.resolve("status.sock").toString());
    }

    @Test
    void eventsOf1970GetTheirTimeFromTheGateway() throws Exception {
        try (ScriptedGateway gateway = gateway("2027-03-01T12:00:00.000Z");
                Agent agent = start()) {
            assertEquals("{\"taken\":0}", say(""), agent::run);
            assertTrue(gateway.next().contains("\"seq\":0,\"at\":\"2027-03-01T12:00:00.000Z\""));
            computer.passes(Duration.ofSeconds(90));
            say("");
            assertTrue(gateway.next().contains("\"seq\":1,\"at\":\"2027-03-01T12:01:30.000Z\""));
        }
    }

    @Test
    void eventsWaitUntilTheClockIsKeptRightAndThenHaveTheTimeWhenTheyWere() throws Exception {
        try (ScriptedGateway gateway = gateway(null);
                Agent agent = start()) {
            assertEquals("{\"taken\":0}", say(""), agent::run);
            computer.passes(Duration.ofMinutes(10));
            assertEquals("{\"taken\":1}", say(",\"at\":\"1970-01-01T00:10:02Z\""), "by the computer's clock 10 s ago");
            AgentStatus status = status();
            assertTrue(!status.isTimeKnown() && !status.isWell() && status.waiting() == 2, status::time);
            assertTrue(gateway.isQuiet());
            computer.passes(Duration.ofMinutes(20));
            computer.synchronise(NOON);
            assertTrue(gateway.next().contains("\"seq\":0,\"at\":\"2027-03-01T11:30:00.000Z\""));
            assertTrue(gateway.next().contains("\"seq\":1,\"at\":\"2027-03-01T11:39:50.000Z\""));
            assertTrue(status().isTimeKnown(), () -> agent.run());
        }
    }

    @Test
    void whatWasTakenBeforeTheTimeWasKnownSurvivesTheAgentsEndAndTheComputersOnceItIs() throws Exception {
        try (Agent first = start()) {
            assertEquals("{\"taken\":0}", say(""), first::run);
        }
        computer.passes(Duration.ofMinutes(5));
        try (Agent second = start()) {
            assertEquals("{\"taken\":1}", say(""), second::run);
            computer.passes(Duration.ofMinutes(5));
            computer.synchronise(NOON);
            awaitTimeKnown();
        }
        computer.startAnew(EPOCH);
        try (ScriptedGateway gateway = gateway("2027-03-01T13:00:00.000Z");
                Agent third = start()) {
            assertEquals("{\"taken\":2}", say(""), third::run);
            assertTrue(gateway.next().contains("\"seq\":0,\"at\":\"2027-03-01T11:50:00.000Z\""));
            assertTrue(gateway.next().contains("\"seq\":1,\"at\":\"2027-03-01T11:55:00.000Z\""));
            assertTrue(gateway.next().contains("\"seq\":2,\"at\":\"2027-03-01T13:00:00.000Z\""));
        }
    }

    @Test
    void whatCannotBeDatedIsCountedAndNeverSent() throws Exception {
        try (Agent first = start()) {
            say("");
            assertEquals("{\"taken\":1}", say(""), first::run);
        }
        computer.startAnew(EPOCH);
        try (ScriptedGateway gateway = gateway("2027-03-01T13:00:00.000Z");
                Agent second = start()) {
            assertEquals("{\"taken\":2}", say(""), second::run);
            assertTrue(gateway.next().contains("\"seq\":2,\"at\":\"2027-03-01T13:00:00.000Z\""));
            AgentStatus status = status();
            assertEquals(2, status.undatable());
            assertTrue(status.text(NOON).contains("2 events cannot be dated and are given up"), status.text(NOON));
        }
    }

    @Test
    void clockThatStepsBackAnHourMovesNoEvent() throws Exception {
        computer.synchronise(NOON);
        try (ScriptedGateway gateway = gateway(null);
                Agent agent = start()) {
            awaitTimeKnown();
            computer.set(NOON.minus(Duration.ofHours(1)));
            computer.passes(Duration.ofSeconds(1));
            assertEquals("{\"taken\":0}", say(""), agent::run);
            assertTrue(gateway.next().contains("\"seq\":0,\"at\":\"2027-03-01T12:00:01.000Z\""));
        }
    }

    private ScriptedGateway gateway(@Nullable String time) throws IOException {
        ScriptedGateway gateway = ScriptedGateway.open(time);
        settings.put("curbline.agent.gateway", gateway.address().toString());
        return gateway;
    }

    private Agent start() throws IOException {
        AgentSettings told = new SettingsLoader(Map.of(), folder)
                .load(null, settings, AgentSettings.class)
                .get(AgentSettings.class);
        return Agent.start(told, computer, new SplittableRandom(7));
    }

    private AgentStatus status() throws IOException {
        return StatusSocket.ask(folder.resolve("status.sock"));
    }

    private void awaitTimeKnown() throws Exception {
        while (!status().isTimeKnown()) {
            Thread.onSpinWait();
        }
    }

    private String say(String more) throws IOException {
        String line =
                "{\"kind\":\"usage/wifi\",\"durationSeconds\":60,\"downBytes\":7,\"upBytes\":8,\"network\":\"open\""
                        + more + "}\n";
        try (SocketChannel program = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("events.sock")))) {
            program.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            return String.valueOf(
                    new BufferedReader(new InputStreamReader(Channels.newInputStream(program), StandardCharsets.UTF_8))
                            .readLine());
        }
    }
}
