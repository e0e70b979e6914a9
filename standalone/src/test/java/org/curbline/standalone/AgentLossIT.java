package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.curbline.agent.status.AgentStatus;
import org.curbline.agent.status.StatusSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a kiosk has lost is known at its gateway: told by the kiosk, and as numbers that are missing. */
class AgentLossIT {
    private static final int BEFORE = 5;
    private static final int AT_ONCE = 200;
    private static final int MOST = 100;

    @Test
    void lossesOfAFullSpoolAreShownByTheGatewayAndAreTheNumbersThatAreMissing(@TempDir Path folder) throws Exception {
        Path socket = folder.resolve("status.sock");
        try (LiveCity city = LiveCity.of(1, folder);
                AgentAtWork agent = AgentAtWork.of(
                        city,
                        folder,
                        new SplittableRandom(3),
                        "kiosk=" + city.someKiosk(),
                        "gateway=" + city.mqtt(),
                        "spool.max-size=256KiB",
                        "health.every=1s",
                        "status.socket=" + socket)) {
            agent.process().start();
            agent.write(BEFORE, BEFORE);
            agent.assertStored(BEFORE);
            city.kill();
            for (int i = 0; i < MOST && StatusSocket.ask(socket).lost() == 0; i++) {
                agent.write(AT_ONCE, AT_ONCE);
            }
            city.startAgain();
            long lost = awaitTold(city, socket);
            assertTrue(lost > AT_ONCE / 10, lost + " were lost");
            awaitMissing(city, lost);
            assertEquals(lost, StatusSocket.ask(socket).lost());
        }
    }

    /** Until the gateway shows as many as the agent knows of, and nothing waits any more; returns how many. */
    private static long awaitTold(LiveCity city, Path socket) throws Exception {
        long until = System.nanoTime() + AgentAtWork.PATIENCE.toNanos();
        while (true) {
            AgentStatus agent = StatusSocket.ask(socket);
            JsonObject shown = city.get("/api/v1/kiosks/" + city.someKiosk());
            long told = shown.getJsonObject("health", new JsonObject()).getLong("lostEvents", 0L);
            if (told > 0 && told == agent.lost() && agent.waiting() == 0) {
                return told;
            }
            assertTrue(System.nanoTime() < until, () -> shown.encode() + "\n" + agent);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static void awaitMissing(LiveCity city, long lost) throws IOException, InterruptedException {
        long until = System.nanoTime() + AgentAtWork.PATIENCE.toNanos();
        JsonObject said = city.get("/api/v1/completeness");
        while (said.getLong("missing") != lost) {
            assertTrue(System.nanoTime() < until, lost + " were lost: " + said.encode());
            TimeUnit.MILLISECONDS.sleep(100);
            said = city.get("/api/v1/completeness");
        }
    }
}
