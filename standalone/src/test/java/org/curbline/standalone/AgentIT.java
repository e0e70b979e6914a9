package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.curbline.agent.AgentMain;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.audit.HttpApi;
import org.curbline.simulator.audit.StoredEvents.Question;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kiosk's agent as a process, before a gateway and an embedded store; both are killed. */
class AgentIT {
    private static final int ROUNDS = 3;
    private static final int EVENTS = 40;

    private static final String PROGRAM_EVENT =
            "{\"kind\":\"usage/wifi\",\"durationSeconds\":60,\"downBytes\":1,\"upBytes\":2,\"network\":\"open\"}";
    private static final String TABLET_USE = "{\"activity\":\"maps\",\"durationSeconds\":7}";
    private static final String CALL =
            "\"\",\"kiosk\",\"311\",\"kiosk\",\"k\",\"c\",\"d\",\"Dial\",\"e\",\"x\",\"x\",\"%s\",50,42,\"ANSWERED\",\"D\",\"1.1\",\"\"\n";
    private static final DateTimeFormatter CALL_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    @Test
    void whatItSaidItHadTakenIsStoredOnceWhoeverIsKilled(@TempDir Path folder) throws Exception {
        try (LiveCity city = LiveCity.of(1, folder);
                AgentAtWork agent = enrolled(city, folder)) {
            agent.process().start();
            List<String> commands = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                agent.write(EVENTS, EVENTS / 2);
                commands.add(city.tell(city.someKiosk(), "identify"));
                if (round % 2 == 0) {
                    agent.process().kill();
                    agent.process().start();
                } else {
                    city.kill();
                    agent.write(EVENTS, EVENTS / 2);
                    city.startAgain();
                }
            }
            agent.write(EVENTS, EVENTS / 2);
            assertTrue(agent.taken() > ROUNDS * EVENTS / 2, agent.taken() + " were taken");
            agent.assertEveryEventThatWasTakenIsStoredOnce();
            for (String command : commands) {
                awaitReply(city, command);
            }
            assertTrue(
                    Files.readAllLines(folder.resolve("runs")).size() <= commands.size(),
                    "a command is carried out once, whoever is killed");
            agent.process().signal("TERM");
            assertEquals(0, agent.process().awaitExit(AgentAtWork.PATIENCE), agent.process()::toString);
            assertTrue(
                    !agent.process().said().contains("Exception"),
                    agent.process().said());
        }
    }

    @Test
    void useOfEverySourceIsStoredAndAKioskWithoutSourcesPretends(@TempDir Path folder) throws Exception {
        Path sensor = Files.createDirectories(folder.resolve("hwmon"));
        Path calls = Files.createFile(folder.resolve("Master.csv"));
        Path program = Files.writeString(folder.resolve("program"), "echo '" + PROGRAM_EVENT + "'; exec sleep 600\n");
        int tablet = FreePort.find();
        Files.writeString(sensor.resolve("power1_input"), "7000000\n");
        try (LiveCity city = LiveCity.of(1, folder)) {
            List<String> settings = List.of(
                    "kiosk=" + city.someKiosk(),
                    "gateway=" + city.mqtt(),
                    "spool.folder=" + folder.resolve("spool"),
                    "spool.sync-every=100ms",
                    "charging.sensors=" + sensor,
                    "charging.hold=1s",
                    "status.socket=" + folder.resolve("status.sock"),
                    "calls.file=" + calls,
                    "tablet.port=" + tablet,
                    "lines.programs=/bin/sh " + program);
            try (ProgramProcess agent = agent(settings, folder).start()) {
                post(URI.create("http://127.0.0.1:" + tablet + "/sessions"), TABLET_USE);
                awaitSaid(agent, "Calls are followed in");
                Files.writeString(
                        calls,
                        CALL.formatted(LocalDateTime.now(ZoneId.systemDefault()).format(CALL_TIME)));
                assertEquals(7, awaitOne(city, EventKind.TABLET), agent::toString);
                assertEquals(60, awaitOne(city, EventKind.WIFI), agent::toString);
                assertEquals(42, awaitOne(city, EventKind.CALL), agent::toString);
                awaitStatus(folder.resolve("status.sock"), "charging at 1 ports: 1 in use");
                Files.writeString(sensor.resolve("power1_input"), "0\n");
                assertTrue(awaitOne(city, EventKind.CHARGING) >= 1, agent::toString);
            }
            List<String> none = settings.subList(0, 4);
            try (ProgramProcess agent = agent(none, folder).start()) {
                for (String service : List.of("wifi", "charging", "call", "tablet")) {
                    city.awaitState(city.someKiosk(), service, "up");
                }
                assertTrue(agent.said().contains("is SIMULATED"), agent.said());
            }
        }
    }

    @Test
    void gatewayThatIsAwayAtTheFirstStartIsWaitedForAndATokenThatWasUsedIsGivenUp(@TempDir Path folder)
            throws Exception {
        try (LiveCity city = LiveCity.of(1, folder)) {
            String token = city.token(city.someKiosk());
            city.kill();
            try (ProgramProcess enrolling =
                    enrolling(city, folder, token, "--wait").start()) {
                awaitSaid(enrolling, "Nobody answers at " + city.url());
                city.startAgain();
                assertEquals(0, enrolling.awaitExit(AgentAtWork.PATIENCE), enrolling::toString);
                assertTrue(enrolling.said().contains("This is kiosk " + city.someKiosk()), enrolling::toString);
            }
            try (ProgramProcess again = enrolling(city, folder, token, "--wait").start()) {
                assertEquals(77, again.awaitExit(AgentAtWork.PATIENCE), again::toString);
                assertTrue(again.said().contains("The gateway refuses the token."), again::toString);
            }
        }
    }

    private static AgentAtWork enrolled(LiveCity city, Path folder) throws Exception {
        enrol(city, folder);
        return AgentAtWork.of(
                city,
                folder,
                new SplittableRandom(11),
                "identity=" + folder.resolve("identity.json"),
                "commands.identify=/bin/sh,-c,echo ran >> " + folder.resolve("runs"));
    }

    private static ProgramProcess agent(List<String> settings, Path folder) {
        List<String> arguments = new ArrayList<>(List.of("run"));
        settings.forEach(setting -> arguments.addAll(List.of("--set", "curbline.agent." + setting)));
        return new ProgramProcess(AgentMain.class.getName(), folder.resolve("agent.out"), 0, arguments);
    }

    /** As a person does: a token at the gateway, and the agent's own command. */
    private static void enrol(LiveCity city, Path folder) throws Exception {
        try (ProgramProcess enrolling =
                enrolling(city, folder, city.token(city.someKiosk())).start()) {
            assertEquals(0, enrolling.awaitExit(AgentAtWork.PATIENCE), enrolling::toString);
        }
    }

    private static ProgramProcess enrolling(LiveCity city, Path folder, String token, String... more) {
        List<String> arguments = new ArrayList<>(List.of("enroll", "--gateway", city.url(), "--token", token));
        arguments.addAll(List.of("--set", "curbline.agent.identity=" + folder.resolve("identity.json")));
        arguments.addAll(List.of(more));
        return new ProgramProcess(AgentMain.class.getName(), folder.resolve("enroll.out"), 0, arguments);
    }

    /** As soon as somebody listens. */
    private static String post(URI to, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(to)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        long until = System.nanoTime() + AgentAtWork.PATIENCE.toNanos();
        while (true) {
            try {
                HttpResponse<String> answer =
                        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
                assertEquals(201, answer.statusCode(), answer::body);
                return answer.body();
            } catch (ConnectException notYet) {
                assertTrue(System.nanoTime() < until, notYet::toString);
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    private static void awaitSaid(ProgramProcess agent, String text) throws Exception {
        long until = System.nanoTime() + AgentAtWork.PATIENCE.toNanos();
        while (!agent.said().contains(text)) {
            assertTrue(System.nanoTime() < until, agent::toString);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** What the agent says to whoever connects. */
    private static void awaitStatus(Path socket, String text) throws Exception {
        long until = System.nanoTime() + AgentAtWork.PATIENCE.toNanos();
        String said = "";
        while (!said.contains(text)) {
            assertTrue(System.nanoTime() < until, said);
            TimeUnit.MILLISECONDS.sleep(50);
            try (SocketChannel agent = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                said = new String(Channels.newInputStream(agent).readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    /** How long the one use of a kind took that is stored, in seconds. */
    private static long awaitOne(LiveCity city, EventKind kind) throws Exception {
        HttpApi api = new HttpApi(URI.create(city.url()));
        long until = System.nanoTime() + AgentAtWork.PATIENCE.toNanos();
        while (true) {
            List<Long> durations = new ArrayList<>();
            Instant now = Instant.now();
            Question question = new Question(
                    KioskId.of(city.someKiosk()), kind, now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1)));
            api.forEach(
                    question,
                    event -> durations.add(AgentAtWork.number(event.values().get("duration_seconds"))));
            if (!durations.isEmpty()) {
                assertEquals(1, durations.size(), () -> kind + ": " + durations);
                return durations.get(0);
            }
            assertTrue(System.nanoTime() < until, () -> "no use is stored of " + kind);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Done, or begun when the agent was killed. */
    private static void awaitReply(LiveCity city, String command) throws IOException, InterruptedException {
        long until = System.nanoTime() + AgentAtWork.PATIENCE.toNanos();
        JsonObject now = city.get("/api/v1/commands/" + command);
        while (!now.getString("state").equals("done") && !now.encode().contains("interrupted")) {
            assertTrue(System.nanoTime() < until, now.encode());
            TimeUnit.MILLISECONDS.sleep(50);
            now = city.get("/api/v1/commands/" + command);
        }
    }
}
