package org.curbline.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.curbline.protocol.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway tells a kiosk what to do. */
class AgentCommandsIT {
    private static final Instant LATER = AgentStand.NOON.plus(Duration.ofMinutes(5));

    private final AgentStand stand;
    /** Gets a line each time a program is run. */
    private final Path runs;

    AgentCommandsIT(@TempDir Path folder) {
        stand = new AgentStand(folder);
        runs = folder.resolve("runs");
        stand.set("commands.identify", "/bin/sh,-c,echo ran >> " + runs);
    }

    @Test
    void commandIsDoneOnceAndRepliedToEachTimeItComes() throws Exception {
        try (ScriptedGateway gateway = stand.gateway(AgentStand.NOON_THERE);
                Agent agent = stand.start()) {
            assertEquals("kiosks/" + AgentStand.KIOSK + "/commands/+", gateway.subscribed(), agent::run);
            tell(gateway, 7, "aaaa", Command.IDENTIFY, Map.of());
            assertEquals(7, gateway.acknowledged(60));
            assertReply("\"seq\":0,", "aaaa", "done\"", gateway);
            tell(gateway, 8, "aaaa", Command.IDENTIFY, Map.of());
            assertEquals(8, gateway.acknowledged(60));
            assertReply("\"seq\":1,", "aaaa", "done\"", gateway);
            assertEquals(List.of("ran"), Files.readAllLines(runs));
            AgentStand.await(
                    "it hears that they are stored", () -> stand.status().waiting() == 0);
        }
        try (ScriptedGateway gateway = stand.gateway(AgentStand.NOON_THERE);
                Agent again = stand.start()) {
            gateway.subscribed();
            tell(gateway, 9, "aaaa", Command.IDENTIFY, Map.of());
            assertReply("\"seq\":2,", "aaaa", "done\"", gateway);
            assertEquals(List.of("ran"), Files.readAllLines(runs), again::run);
        }
    }

    @Test
    void commandThatWasBegunWhenTheAgentEndedIsNotBegunAgainAndSaidToBeInterrupted() throws Exception {
        stand.set("commands.identify", "/bin/sh,-c,echo ran >> " + runs + "; exec sleep 600");
        try (ScriptedGateway gateway = stand.gateway(AgentStand.NOON_THERE);
                Agent first = stand.start()) {
            gateway.subscribed();
            tell(gateway, 1, "bbbb", Command.IDENTIFY, Map.of());
            assertEquals(1, gateway.acknowledged(60), first::run);
            AgentStand.await("it is begun", () -> Files.exists(runs) && Files.size(runs) > 0);
        }
        try (ScriptedGateway gateway = stand.gateway(AgentStand.NOON_THERE);
                Agent second = stand.start()) {
            assertReply("\"seq\":0,", "bbbb", "failed\",\"reason\":\"interrupted\"", gateway);
            assertEquals(List.of("ran"), Files.readAllLines(runs), second::run);
        }
    }

    @Test
    void commandThatTheCardDoesNotTakeIsNeitherAcknowledgedNorDone() throws Exception {
        try (ScriptedGateway gateway = stand.gateway(AgentStand.NOON_THERE);
                Agent agent = stand.start()) {
            gateway.subscribed();
            Files.createDirectory(stand.folder.resolve("spool/commands.json.new"));
            tell(gateway, 1, "cccc", Command.IDENTIFY, Map.of());
            gateway.publish(9, "kiosks/" + AgentStand.KIOSK + "/commands/identify", "now!");
            assertEquals(9, gateway.acknowledged(60), "what came after it is");
            Files.delete(stand.folder.resolve("spool/commands.json.new"));
            tell(gateway, 2, "cccc", Command.IDENTIFY, Map.of());
            assertEquals(2, gateway.acknowledged(60), agent::run);
            assertReply("\"seq\":0,", "cccc", "done\"", gateway);
            assertEquals(List.of("ran"), Files.readAllLines(runs));
        }
    }

    @Test
    void whatIsRunIsWhatTheSettingsName() throws Exception {
        stand.set("commands.restart.wifi", "/bin/true");
        stand.set("commands.restart.charging", "/bin/sh,-c,exit 3");
        List<List<String>> rows = List.of(
                List.of("reboot-service", "service", "wifi", "done"),
                List.of("reboot-service", "service", "charging", "exit-3"),
                List.of("reboot-service", "service", "call", "not-allowed"),
                List.of("reboot-service", "service", "wifi; rm -rf /", "bad-parameter"),
                List.of("reboot-service", "other", "wifi", "bad-parameter"),
                List.of("set-interval", "seconds", "30", "bad-parameter"),
                List.of("report-now", "a", "b", "nothing-to-report"),
                List.of("fly", "to", "moon", "unknown-command"));
        try (ScriptedGateway gateway = stand.gateway(AgentStand.NOON_THERE);
                Agent agent = stand.start()) {
            gateway.subscribed();
            for (int i = 0; i < rows.size(); i++) {
                List<String> row = rows.get(i);
                tell(gateway, i + 1, "d".repeat(i + 1), row.get(0), Map.of(row.get(1), row.get(2)));
                String reply = gateway.next();
                assertTrue(reply.contains("\"" + row.get(3) + "\""), row + " " + reply + agent.run());
            }
        }
    }

    @Test
    void whatIsRunForTooLongIsEnded() throws Exception {
        stand.set("commands.restart.tablet", "/bin/sh,-c,exec sleep 600");
        stand.set("commands.at-most", "300ms");
        try (ScriptedGateway gateway = stand.gateway(AgentStand.NOON_THERE);
                Agent agent = stand.start()) {
            gateway.subscribed();
            tell(gateway, 1, "dddd", Command.REBOOT_SERVICE, Map.of("service", "tablet"));
            assertReply("\"seq\":0,", "dddd", "failed\",\"reason\":\"timed-out\"", gateway);
            assertFalse(agent.run().isEmpty());
        }
    }

    @Test
    void commandThatComesTooLateIsNotDone() throws Exception {
        stand.computer.passes(Duration.ofMinutes(6)); // it counts what time it is at the gateway
        try (ScriptedGateway gateway = stand.gateway("2027-03-01T12:06:00.000Z");
                Agent agent = stand.start()) {
            gateway.subscribed();
            tell(gateway, 1, "eeee", Command.IDENTIFY, Map.of());
            assertReply("\"seq\":0,", "eeee", "failed\",\"reason\":\"too-late\"", gateway);
            assertTrue(Files.notExists(runs), agent::run);
        }
    }

    @Test
    void diagnosticsAreKeptForWhoComesToTheKioskAndOnlyTheNewest() throws Exception {
        try (ScriptedGateway gateway = stand.gateway(AgentStand.NOON_THERE);
                Agent agent = stand.start()) {
            gateway.subscribed();
            for (int i = 0; i < 7; i++) {
                stand.computer.passes(Duration.ofSeconds(1));
                tell(gateway, 1 + i, "f".repeat(1 + i), Command.COLLECT_DIAGNOSTICS, Map.of());
                assertTrue(gateway.next().contains("\"done\""), agent::run);
            }
            try (Stream<Path> files = Files.list(stand.folder.resolve("diagnostics"))) {
                List<Path> all = files.sorted().toList();
                assertEquals(5, all.size());
                String text = Files.readString(all.get(4));
                assertTrue(text.contains("kiosk    " + AgentStand.KIOSK) && text.contains("thread   agent"), text);
                assertTrue(text.startsWith("clock    " + LATER.minusSeconds(293)), text);
                assertTrue(all.get(4).endsWith("diagnostics-000007.txt"), all::toString);
            }
        }
    }

    @Test
    void whatIsNoCommandIsAcknowledgedAndForgotten() throws Exception {
        try (ScriptedGateway gateway = stand.gateway(AgentStand.NOON_THERE);
                Agent agent = stand.start()) {
            gateway.subscribed();
            gateway.publish(1, "kiosks/" + AgentStand.KIOSK + "/commands/identify", "now!");
            assertEquals(1, gateway.acknowledged(60), agent::run);
            tell(gateway, 2, "gggg", Command.IDENTIFY, Map.of());
            assertReply("\"seq\":0,", "gggg", "done\"", gateway);
        }
    }

    private static void tell(
            ScriptedGateway gateway, int packet, String id, String name, Map<String, Object> parameters)
            throws IOException {
        Command command = new Command(id, name, LATER, parameters);
        gateway.publish(
                packet,
                "kiosks/" + AgentStand.KIOSK + "/commands/" + name,
                new String(command.encode(), StandardCharsets.UTF_8));
    }

    private static void assertReply(String seq, String command, String result, ScriptedGateway gateway)
            throws InterruptedException {
        String reply = gateway.next();
        assertTrue(
                reply.contains("/replies {")
                        && reply.contains(seq)
                        && reply.contains("\"command\":\"" + command + "\",\"result\":\"" + result),
                reply);
    }
}
