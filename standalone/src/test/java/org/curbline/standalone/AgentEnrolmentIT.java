package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.curbline.agent.AgentMain;
import org.curbline.registry.KioskRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway has used a kiosk's token up, and the kiosk has not heard it. */
class AgentEnrolmentIT {
    private static final int EVENTS = 5;

    @Test
    void kioskThatIsKilledAsTheGatewayAnswersIsEnrolledTheNextTimeAndNobodyElseIs(@TempDir Path folder)
            throws Exception {
        try (LiveCity city = LiveCity.of(1, folder);
                Wire wire = city.wire()) {
            String token = city.token(city.someKiosk());
            wire.loseAnswers();
            try (ProgramProcess enrolling = enrolling(wire, folder, token).start()) {
                awaitUsed(city);
                enrolling.kill();
            }
            assertFalse(Files.exists(folder.resolve("identity.json")), "it has not heard who it is");
            wire.mend();
            Path other = Files.createDirectories(folder.resolve("other"));
            assertExit(77, enrolling(wire, other, token));
            assertExit(0, enrolling(wire, folder, token));
            assertOneIdentity(city, folder);
        }
    }

    @Test
    void kioskWhoseConnectionIsCutAsTheGatewayAnswersIsEnrolledAsItTriesAgain(@TempDir Path folder) throws Exception {
        try (LiveCity city = LiveCity.of(1, folder);
                Wire wire = city.wire()) {
            wire.loseAnswers();
            try (ProgramProcess enrolling = enrolling(wire, folder, city.token(city.someKiosk()), "--wait")
                    .start()) {
                awaitUsed(city);
                wire.cut();
                wire.mend();
                assertEquals(0, enrolling.awaitExit(AgentAtWork.PATIENCE), enrolling::toString);
            }
            assertOneIdentity(city, folder);
        }
    }

    /** The one enrolment is used, and what the kiosk has kept of it is its password. */
    private static void assertOneIdentity(LiveCity city, Path folder) throws Exception {
        assertEquals(1, enrolments(city).size());
        assertFalse(Files.exists(folder.resolve("identity.json.asked")), "nothing is open");
        try (AgentAtWork agent =
                AgentAtWork.of(city, folder, new SplittableRandom(5), "identity=" + folder.resolve("identity.json"))) {
            agent.process().start();
            agent.write(EVENTS, EVENTS);
            agent.assertEveryEventThatWasTakenIsStoredOnce();
        }
        String password = new JsonObject(Files.readString(folder.resolve("identity.json"))).getString("password");
        city.kill(); // it lets everybody in
        try (KioskRegistry registry =
                KioskRegistry.open("jdbc:h2:file:" + folder.resolve("data/registry"), InstantSource.system())) {
            assertTrue(registry.verify(city.someKiosk(), password), "the gateway knows the password");
        }
    }

    private static void assertExit(int status, ProgramProcess enrolling) throws Exception {
        try (enrolling) {
            assertEquals(status, enrolling.start().awaitExit(AgentAtWork.PATIENCE), enrolling.said());
        }
    }

    private static void awaitUsed(LiveCity city) throws Exception {
        long until = System.nanoTime() + AgentAtWork.PATIENCE.toNanos();
        while (!enrolments(city).getJsonObject(0).getString("state").equals("used")) {
            assertTrue(System.nanoTime() < until, "nobody uses the token");
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static JsonArray enrolments(LiveCity city) throws Exception {
        return city.get("/api/v1/kiosks/" + city.someKiosk() + "/enrolments").getJsonArray("enrolments");
    }

    private static ProgramProcess enrolling(Wire wire, Path folder, String token, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "enroll", "--gateway", "http://127.0.0.1:" + wire.port(), "--token", token, "--config", "/dev/null"));
        arguments.addAll(List.of("--set", "curbline.agent.identity=" + folder.resolve("identity.json")));
        arguments.addAll(List.of(more));
        return new ProgramProcess(AgentMain.class.getName(), folder.resolve("enroll.out"), 0, arguments);
    }
}
