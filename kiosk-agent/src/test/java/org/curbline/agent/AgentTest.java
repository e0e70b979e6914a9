package org.curbline.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.curbline.agent.status.AgentStatus;
import org.curbline.agent.status.SourceStatus;
import org.curbline.agent.status.StatusSocket;
import org.curbline.agent.time.ClockToSet;
import org.curbline.program.EndSignal;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent without a gateway, asked over its sockets. */
class AgentTest {
    private static final Instant NOW = Instant.parse("2026-11-23T16:05:00Z");
    private static final String WIFI =
            "{\"kind\":\"usage/wifi\",\"durationSeconds\":60,\"downBytes\":7,\"upBytes\":8,\"network\":\"open\"}\n";

    private final Map<String, String> settings = new HashMap<>();
    private final StringWriter said = new StringWriter();
    private Path folder;

    @BeforeEach
    void prepare(@TempDir Path folder) {
        this.folder = folder;
        settings.put("curbline.agent.kiosk", "mn-05-000001");
        settings.put("curbline.agent.health.every", "0s");
        settings.put("curbline.agent.gateway", "tcp://127.0.0.1:9");
        settings.put("curbline.agent.spool.folder", folder.resolve("spool").toString());
        settings.put(
                "curbline.agent.lines.socket", folder.resolve("events.sock").toString());
        settings.put(
                "curbline.agent.status.socket", folder.resolve("status.sock").toString());
    }

    @Test
    void statusSaysWhatWaitsAndWhy() throws Exception {
        settings.put("curbline.agent.spool.sync-every", "20ms");
        try (Agent agent = start()) {
            assertEquals(List.of("{\"taken\":0}", "{\"taken\":1}"), answers(2, 2));
            assertEquals(1, execute("status"), "it is not connected");
            assertTrue(
                    said.toString()
                            .matches("(?s)kiosk +mn-05-000001, run " + agent.run()
                                    + "\ngateway +tcp://127.0.0.1:9: NOT connected: .*; nothing acknowledged.*"
                                    + "\nspool +2 events wait, 0 lost, the next is number 2\n"
                                    + "time +NOT known, events wait for it: nothing keeps .*\n"
                                    + "source +lines at .*events.sock: \\d programs write, 0 times refused\n"),
                    said::toString);
            said.getBuffer().setLength(0);
            execute("status", "--json");
            assertTrue(
                    said.toString().contains("\"waiting\":2,\"nextSeq\":2,\"lost\":0,\"lostLately\":0"),
                    said::toString);
        }
        said.getBuffer().setLength(0);
        assertEquals(1, execute("status"));
        assertTrue(said.toString().contains("No agent answers at"), said::toString);
    }

    @Test
    void kioskWithoutSourcesPretendsToBeUsedUnlessItIsToldNotTo() throws Exception {
        try (Agent agent = start()) {
            execute("status");
            assertFalse(said.toString().contains("SIMULATED"), agent.run() + " has a source: " + said);
        }
        settings.remove("curbline.agent.lines.socket");
        try (Agent agent = start()) {
            execute("status");
            assertTrue(said.toString().contains("SIMULATED use of wifi, charging, call, tablet: "), agent.run() + said);
        }
        settings.put("curbline.agent.checks.tablet.heartbeat", folder + "/heartbeat");
        said.getBuffer().setLength(0);
        try (Agent agent = start()) {
            execute("status");
            assertFalse(said.toString().contains("SIMULATED"), agent.run() + " is checked: " + said);
        }
        settings.remove("curbline.agent.checks.tablet.heartbeat");
        settings.put("curbline.agent.simulate", "none");
        said.getBuffer().setLength(0);
        try (Agent agent = start()) {
            execute("status");
            assertFalse(said.toString().contains("SIMULATED"), agent.run() + said);
        }
        settings.put("curbline.agent.simulate", "tablet");
        settings.put(
                "curbline.agent.lines.socket", folder.resolve("events.sock").toString());
        try (Agent agent = start()) {
            execute("status");
            assertTrue(said.toString().contains("SIMULATED use of tablet: "), agent.run() + said);
        }
    }

    @Test
    void statusAndDoctorSpeakOfEverySourceAndNoneStopsAnother() throws Exception {
        settings.put("curbline.agent.spool.sync-every", "20ms");
        settings.put("curbline.agent.lines.programs", "/nonexistent/program --json");
        settings.put("curbline.agent.radius.port", "0");
        settings.put("curbline.agent.radius.secret", "s3cret");
        settings.put("curbline.agent.charging.sensors", folder + "/none,/nonexistent/hwmon/*");
        settings.put("curbline.agent.calls.file", folder + "/Master.csv");
        settings.put("curbline.agent.tablet.port", "0");
        settings.put("curbline.agent.simulate", "tablet");
        settings.put("curbline.agent.checks.tablet.heartbeat", folder + "/heartbeat");
        settings.put("curbline.agent.health.every", "1h");
        try (Agent agent = start()) {
            while (StatusSocket.ask(folder.resolve("status.sock")).sources().stream()
                            .filter(source -> !source.isWell())
                            .count()
                    < 4) {
                LockSupport.parkNanos(1_000_000);
            }
            execute("status");
            List<String> sources = said.toString()
                    .lines()
                    .filter(line -> line.startsWith("source"))
                    .toList();
            assertEquals(9, sources.size(), said::toString);
            String all = String.join("\n", sources);
            assertTrue(all.contains("program /nonexistent/program: it does not run"), all);
            assertTrue(
                    all.contains("charging at 2 ports: 0 in use, 0 events taken; it FAILS: port 1: " + folder
                            + "/none is not there; port 2: /nonexistent/hwmon/* is not there"),
                    all);
            assertTrue(all.contains("it FAILS: " + folder + "/Master.csv is not there"), all);
            said.getBuffer().setLength(0);
            execute("doctor");
            assertTrue(said.toString().contains("ok    source: RADIUS accounting at UDP "), said::toString);
            assertTrue(said.toString().contains("ok    source: tablet at http://127.0.0.1:"), said::toString);
            assertTrue(
                    said.toString()
                            .matches(
                                    "(?s).*BAD   source: charging at 2 ports.*-> each of curbline.agent.charging.sensors must be there .*"),
                    said::toString);
            assertTrue(
                    said.toString()
                            .matches(
                                    "(?s).*BAD   source: check of tablet: down; it FAILS: no-heartbeat\n *-> is the tablet.*"),
                    said::toString);
            assertTrue(answers(1, 1).get(0).startsWith("{\"taken\":"), agent::run);
        }
    }

    @Test
    void doctorLooksForTheSourcesItselfWhereNoAgentRuns() throws Exception {
        try (DatagramSocket radius = new DatagramSocket(0)) {
            settings.put("curbline.agent.radius.port", Integer.toString(radius.getLocalPort()));
            settings.put("curbline.agent.radius.secret", "s3cret");
            settings.put("curbline.agent.tablet.port", Integer.toString(FreePort.find()));
            settings.put("curbline.agent.calls.file", folder + "/Master.csv");
            assertEquals(1, execute("doctor"));
            assertTrue(
                    said.toString()
                            .matches("(?s).*BAD   source: radius.port: UDP .*-> sudo ss -ulpn 'sport = :"
                                    + radius.getLocalPort() + "'.*"),
                    said::toString);
            assertTrue(said.toString().contains("ok    source: tablet.port: TCP "), said::toString);
            assertTrue(said.toString().contains("BAD   rights: calls.file is " + folder), said::toString);
        }
    }

    @Test
    void statusIsTheSameWhenItHasBeenSentAsJson() throws Exception {
        AgentStatus told = new AgentStatus(
                "a",
                "r",
                "tcp://b:1",
                "why",
                NOW,
                3,
                5,
                1,
                8,
                "full",
                "known",
                true,
                7,
                List.of(new SourceStatus("x", "", ""), new SourceStatus("y", "why", "do")));
        try (StatusSocket socket =
                StatusSocket.open(folder.resolve("status.sock"), () -> CompletableFuture.completedFuture(told))) {
            assertEquals(told, StatusSocket.ask(folder.resolve("status.sock")), socket::toString);
        }
    }

    @Test
    void agentWhoseStatusSocketCannotBeMadeWorksWithoutItAndIsAskedOnceItCan() throws Exception {
        Path run = Files.createFile(folder.resolve("run")); // not a folder
        Path socket = run.resolve("status.sock");
        settings.put("curbline.agent.status.socket", socket.toString());
        settings.put("curbline.agent.spool.sync-every", "20ms");
        try (Agent agent = start()) {
            assertEquals(List.of("{\"taken\":0}"), answers(1, 1), agent::run);
            Files.delete(run);
            Files.createDirectory(run);
            AgentStand.await("it can be asked", () -> Files.exists(socket));
            AgentStand.await("it answers", () -> StatusSocket.ask(socket).nextSeq() == 1);
        }
        assertTrue(Files.notExists(socket));
    }

    @Test
    void eventsBeyondThoseThatMayWaitToBeSafeAreRefused() throws Exception {
        settings.put("curbline.agent.spool.sync-every", "1h");
        try (Agent agent = start()) {
            assertEquals(
                    List.of("{\"refused\":\"2500 events of this source wait to be safe on the card; try again.\"}"),
                    answers(2_501, 1),
                    agent::run);
        }
    }

    @Test
    void doctorSaysWhatIsAmissAndWhatToDo() throws Exception {
        try (ServerSocket gateway = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            settings.put("curbline.agent.gateway", "tcp://127.0.0.1:" + gateway.getLocalPort());
            assertEquals(1, execute("doctor"), "no agent runs");
            assertTrue(said.toString().contains("ok    card: " + folder), said::toString);
            assertTrue(said.toString().contains("ok    connection: tcp://127.0.0.1:"), said::toString);
            assertTrue(
                    said.toString().matches("(?s).*BAD   agent: it does not answer at .*-> sudo systemctl start.*"),
                    said::toString);
        }
        said.getBuffer().setLength(0);
        settings.put("curbline.agent.spool.max-size", "4000000GiB");
        assertEquals(1, execute("doctor"));
        assertTrue(said.toString().contains("BAD   connection: "), said::toString);
        assertTrue(
                said.toString().matches("(?s).*BAD   card: .*lower curbline.agent.spool.max-size.*"), said::toString);
    }

    @Test
    void doctorSaysThatTheSpoolIsInMemory() throws Exception {
        Path memory = Path.of("/dev/shm");
        assumeTrue(
                Files.isDirectory(memory) && Files.getFileStore(memory).type().equals("tmpfs"), "no memory is there");
        settings.put("curbline.agent.spool.folder", memory.toString());
        execute("doctor");
        assertTrue(
                said.toString().matches("(?s).*BAD   card: /dev/shm is in memory \\(tmpfs\\): .*read-only root.*"),
                said::toString);
    }

    @Test
    void doctorSaysWhoseTheIdentityMustBe() throws Exception {
        settings.remove("curbline.agent.kiosk");
        Path identity = folder.resolve("identity.json");
        settings.put("curbline.agent.identity", identity.toString());
        execute("doctor");
        assertTrue(said.toString().matches("(?s).*BAD   rights: .*curbline-agent enroll.*"), said::toString);
        said.getBuffer().setLength(0);
        Files.writeString(identity, "{}");
        execute("doctor");
        assertTrue(said.toString().matches("(?s).*BAD   rights: .*sudo chmod 600 " + identity + ".*"), said::toString);
        assertTrue(said.toString().contains("BAD   kiosk: "), said::toString);
    }

    private Agent start() throws IOException {
        AgentSettings told = AgentOptions.loader(Map.of(), folder)
                .load(null, settings, AgentSettings.class)
                .get(AgentSettings.class);
        return Agent.start(told, new ClockToSet(NOW), new SplittableRandom(7));
    }

    /** The first answers to so many events. */
    private List<String> answers(int events, int first) throws IOException {
        try (SocketChannel program = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("events.sock")));
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(program), StandardCharsets.UTF_8))) {
            ByteBuffer bytes = ByteBuffer.wrap(WIFI.repeat(events).getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                program.write(bytes);
            }
            List<String> answers = new ArrayList<>();
            while (answers.size() < first) {
                answers.add(lines.readLine());
            }
            return answers;
        }
    }

    private int execute(String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--config", "/dev/null"));
        settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        PrintWriter out = new PrintWriter(said, true);
        return AgentMain.execute(arguments.toArray(String[]::new), Map.of(), out, out, new EndSignal());
    }
}
