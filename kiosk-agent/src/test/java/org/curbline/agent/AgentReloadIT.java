package org.curbline.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.curbline.agent.status.SourceStatus;
import org.curbline.program.EndSignal;
import org.curbline.program.settings.SettingsException;
import org.curbline.testservers.ChildProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class AgentReloadIT {
    private static final String SETTINGS =
            """
            curbline:
              agent:
                kiosk: mn-05-000001
                gateway: tcp://127.0.0.1:9
                spool: {folder: %1$s/spool, sync-every: 10ms}
                status: {socket: %1$s/status.sock}
                lines: {socket: %1$s/%2$s}
            """;

    private final AgentStand stand;
    private final Path folder;

    AgentReloadIT(@TempDir Path folder) {
        this.folder = folder;
        stand = new AgentStand(folder);
    }

    @Test
    void sourcesAndIntervalsAreTakenUpAnewAndNothingIsLost() throws Exception {
        stand.set("spool.sync-every", "1h");
        try (Agent agent = stand.start()) {
            stand.set("spool.sync-every", "10ms");
            stand.set("lines.socket", folder.resolve("others.sock"));
            agent.reload(stand.load());
            assertTrue(Files.notExists(folder.resolve("events.sock")), agent::run);
            Files.createSymbolicLink(folder.resolve("events.sock"), folder.resolve("others.sock"));
            assertEquals("{\"taken\":0}", stand.say(""), "within an hour");
        }
    }

    @Test
    void sourceThatCannotBeOpenedLeavesAllAsItWas() throws Exception {
        try (Agent agent = stand.start()) {
            stand.set("lines.socket", folder.resolve("missing/events.sock"));
            IOException why = assertThrows(IOException.class, () -> agent.reload(stand.load()));
            assertTrue(String.valueOf(why.getMessage()).contains("and the former go on: "), why::toString);
            assertEquals("{\"taken\":0}", stand.say(""));
        }
    }

    @Test
    void formerSourcesThatCannotBeOpenedAnyMoreAreSaidToBeMissingAndComeBack() throws Exception {
        Path there = Files.createDirectory(folder.resolve("there"));
        Path socket = there.resolve("events.sock");
        Files.createSymbolicLink(folder.resolve("events.sock"), socket);
        stand.set("lines.socket", socket);
        try (Agent agent = stand.start()) {
            Path away = Files.move(there, folder.resolve("away"));
            stand.set("lines.socket", folder.resolve("missing/events.sock"));
            IOException why = assertThrows(IOException.class, () -> agent.reload(stand.load()));
            assertTrue(String.valueOf(why.getMessage()).contains("and the former go on: "), why::toString);
            List<SourceStatus> sources = stand.status().sources();
            assertEquals(2, sources.size(), "the computer's health is told without it");
            assertTrue(sources.get(0).trouble().contains(socket.toString()), sources::toString);
            Files.move(away, there);
            AgentStand.await(
                    "they are there again",
                    () -> stand.status().sources().get(0).isWell());
            assertEquals("{\"taken\":0}", stand.say(""), "it is made safe");
        }
    }

    @Test
    void agentThatHasEndedOpensNothingAnyMore() throws Exception {
        Agent agent = stand.start();
        agent.close();
        agent.reload(stand.load());
        assertTrue(Files.notExists(folder.resolve("events.sock")));
    }

    @Test
    void callsThatWouldBeCountedTwiceAreRefused() throws Exception {
        try (Agent agent = stand.start()) {
            stand.set("calls.file", folder.resolve("Master.csv"));
            stand.set("calls.manager.port", 9);
            SettingsException why = assertThrows(SettingsException.class, () -> agent.reload(stand.load()));
            assertTrue(String.valueOf(why.getMessage()).contains("counted twice"), why::toString);
        }
    }

    @Test
    void signalReadsTheFileAgainAndAFileWithErrorsIsRefusedWithAllOfThem() throws Exception {
        Path file = Files.writeString(folder.resolve("agent.yaml"), SETTINGS.formatted(folder, "events.sock"));
        Path said = folder.resolve("said");
        Process agent = ChildProcess.start(new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AgentMain.class.getName(),
                        "run",
                        "--config",
                        file.toString()))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile()));
        try {
            AgentStand.await("it runs", () -> said(said).contains("with the settings"));
            Files.writeString(
                    file,
                    SETTINGS.formatted(folder, "others.sock")
                            + "    kisk: a\n    radius: {port: many}\n    tls: {key: /k}\n");
            hangUp(agent.pid());
            AgentStand.await("it says so", () -> said(said).contains("the former go on"));
            assertTrue(said(said).contains("kisk") && said(said).contains("radius.port"), said(said));
            assertTrue(said(said).contains("both or neither (line 10)"), said(said));
            assertEquals("{\"taken\":0}", stand.say(""));
            Files.writeString(
                    file,
                    SETTINGS.formatted(folder, "others.sock")
                                    .replace("mn-05-000001", "mn-05-000002")
                                    .replace("tcp://", "ssl://")
                            + "    tls: {certificate: /c.pem, key: /c.key}\n");
            hangUp(agent.pid());
            AgentStand.await("it says so", () -> said(said).contains("The settings were read again."));
            assertTrue(
                    said(said)
                            .contains(
                                    "To use another kiosk, gateway, tls.certificate, tls.key the agent must be started anew."),
                    said(said));
            assertTrue(Files.exists(folder.resolve("others.sock")));
            assertTrue(agent.isAlive());
            assertEquals("mn-05-000001", stand.status().kiosk());
        } finally {
            agent.destroy();
            assertTrue(agent.waitFor(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void signalThatComesTheMomentTheAgentSaysThatItRunsDoesNotEndIt() throws Exception {
        Path file = Files.writeString(folder.resolve("agent.yaml"), SETTINGS.formatted(folder, "events.sock"));
        AtomicBoolean ends = new AtomicBoolean();
        HangupSignal.runs(() -> ends.set(true)); // in place of what the virtual machine does
        EndSignal stop = new EndSignal();
        PrintWriter out = new PrintWriter(new StringWriter() {
            @Override
            public void write(String text, int from, int length) {
                super.write(text, from, length);
                if (text.contains("with the settings")) {
                    hangUpAtOnce(file, ends);
                    stop.ask();
                }
            }
        });
        String[] run = {"run", "--config", file.toString()};
        assertEquals(0, AgentMain.execute(run, Map.of(), out, out, stop));
        assertFalse(ends.get());
    }

    /** Until the agent, or nobody, has heard it. */
    private void hangUpAtOnce(Path settings, AtomicBoolean ends) {
        Path others = folder.resolve("others.sock");
        try {
            Files.writeString(settings, SETTINGS.formatted(folder, "others.sock"));
            hangUp(ProcessHandle.current().pid());
            AgentStand.await("it is heard", () -> ends.get() || Files.exists(others));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String said(Path file) throws IOException {
        return Files.readString(file);
    }

    private static void hangUp(long process) throws IOException, InterruptedException {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-HUP", Long.toString(process))
                        .start()
                        .waitFor());
    }
}
