package org.curbline.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.curbline.agent.spool.Draft;
import org.curbline.agent.spool.Spool;
import org.curbline.protocol.EventKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kiosk that comes back after an outage. */
class AgentBacklogTest {
    private static final int WAITING = 20_000;
    private static final String STATUS = "{\"kind\":\"status\",\"service\":\"wifi\",\"state\":\"up\"}";

    private final AgentStand stand;

    AgentBacklogTest(@TempDir Path folder) {
        stand = new AgentStand(folder);
    }

    @Test
    void statusThatIsTakenWhileManyEventsWaitGoesAheadOfAllThatTheGatewayHasNotAskedForYet() throws Exception {
        fill();
        try (ScriptedGateway gateway = stand.gateway(AgentStand.NOON_THERE)) {
            gateway.hold();
            try (Agent agent = stand.start()) {
                gateway.next();
                assertEquals("{\"taken\":" + WAITING + "}", stand.line(STATUS), agent::run);
                AgentStand.await("the status is there", () -> gateway.messages().stream()
                        .anyMatch(message -> message.contains("/status {")));
                List<String> before = gateway.messages();
                assertTrue(before.size() <= 32, before.size() + " messages, and none was acknowledged");
                gateway.release();
                AgentStand.await("all is acknowledged", () -> stand.status().waiting() == 0);
                assertEquals(
                        LongStream.rangeClosed(0, WAITING).boxed().toList(),
                        gateway.messages().stream()
                                .flatMap(message -> seqs(message).stream())
                                .sorted()
                                .toList(),
                        "each once");
                assertTrue(gateway.messages().size() < WAITING / 100, "in arrays");
            }
        }
    }

    private static List<Long> seqs(String message) {
        return Pattern.compile("\"seq\":(\\d+)")
                .matcher(message)
                .results()
                .map(found -> Long.valueOf(found.group(1)))
                .toList();
    }

    /** As they come on a kiosk: mixed. */
    private void fill() throws Exception {
        try (Spool spool =
                Spool.open(stand.folder.resolve("spool"), 64 << 20, new SplittableRandom(3), new UUID(0, 1))) {
            for (int i = 0; i < WAITING; i++) {
                EventKind kind = i % 3 == 0 ? EventKind.TABLET : EventKind.WIFI;
                spool.add(new Draft(
                        kind,
                        seq -> ("{\"seq\":" + seq + ",\"at\":\"2027-02-28T12:00:00.000Z\"}")
                                .getBytes(StandardCharsets.US_ASCII),
                        null));
            }
            spool.sync();
        }
    }
}
