package org.curbline.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.curbline.agent.spool.Draft;
import org.curbline.agent.spool.Spool;
import org.curbline.agent.status.AgentStatus;
import org.curbline.protocol.EventKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a kiosk says of events that it cannot keep its word for. */
class AgentLossTest {
    private static final long MAX_BYTES = 256 * 1024;
    private static final UUID BEFORE = new UUID(9, 9);

    private final AgentStand stand;
    private final Path spool;

    AgentLossTest(@TempDir Path folder) throws IOException {
        stand = new AgentStand(folder);
        spool = folder.resolve("spool");
        stand.set("spool.max-size", "256KiB");
        stand.set("health.every", "1h"); // it tells of losses without being asked
        stand.computerWithoutSensors();
    }

    @Test
    void lossesOfEveryKindAreToldAsSoonAsThereIsALinkAndKnownAfterARestart() throws Exception {
        long full = fill();
        damageOne();
        try (ScriptedGateway gateway = stand.gateway(AgentStand.NOON_THERE);
                Agent agent = stand.start()) {
            assertTold(full + 4, gateway);
            AgentStand.await("all is acknowledged", () -> stand.status().waiting() == 0);
            AgentStatus status = stand.status();
            assertEquals(full + 1, status.lost(), agent::run);
            assertEquals(3, status.undatable());
            assertEquals(4, status.lostLately(), "those of the full spool were known");
            assertTrue(!status.isWell(), () -> status.text(AgentStand.NOON));
            String text = status.text(AgentStand.NOON);
            assertTrue(text.contains((full + 1) + " lost") && text.contains("3 events cannot be dated"), text);
        }
        try (ScriptedGateway gateway = stand.gateway(AgentStand.NOON_THERE);
                Agent agent = stand.start()) {
            assertTold(full + 4, gateway);
            assertEquals(0, stand.status().lostLately(), agent::run);
        }
    }

    @Test
    void kioskThatHasLostNothingSaysNothingOfIt() throws Exception {
        try (ScriptedGateway gateway = stand.gateway(AgentStand.NOON_THERE);
                Agent agent = stand.start()) {
            stand.say("");
            assertTrue(gateway.next().contains("/usage/wifi "), agent::run);
            assertTrue(gateway.isQuiet(), "nor is its health asked for");
        }
    }

    private static void assertTold(long lost, ScriptedGateway gateway) throws Exception {
        AgentStand.await("the losses are told", () -> gateway.messages().stream()
                .anyMatch(message -> message.contains("/health ") && message.contains("\"lostEvents\":" + lost + ",")));
    }

    /** With more than fits, and some that nobody will date; returns how many had to leave. */
    private long fill() throws IOException {
        try (Spool before = Spool.open(spool, MAX_BYTES, new SplittableRandom(3), BEFORE)) {
            while (before.lost() == 0) {
                add(before, null);
            }
            for (int i = 0; i < 3; i++) {
                add(before, 0L);
            }
            add(before, null);
            return before.lost();
        }
    }

    private static void add(Spool spool, @Nullable Long assumedOffset) throws IOException {
        spool.add(new Draft(
                EventKind.WIFI,
                seq -> ("{\"seq\":" + seq
                                + ",\"at\":\"2027-03-01T10:00:00.000Z\",\"durationSeconds\":60,\"downBytes\":7,"
                                + "\"upBytes\":8,\"network\":\"open\"}")
                        .getBytes(StandardCharsets.US_ASCII),
                assumedOffset));
    }

    private void damageOne() throws IOException {
        try (Stream<Path> files = Files.list(spool)) {
            List<Path> all = files.filter(file -> file.toString().endsWith(".spool"))
                    .sorted()
                    .toList();
            try (FileChannel file = FileChannel.open(all.get(all.size() / 2), StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.wrap(new byte[] {0x5A}), 2_000);
            }
        }
    }
}
