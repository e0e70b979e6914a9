package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
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
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.curbline.agent.AgentMain;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.audit.HttpApi;
import org.curbline.simulator.audit.StoredEvents.Question;
import org.curbline.testservers.FreePort;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kiosk's agent as a process, before a gateway and an embedded store; both are killed. */
class AgentIT {
    private static final int ROUNDS = 3;
    private static final int EVENTS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String PROGRAM_EVENT =
            "{\"kind\":\"usage/wifi\",\"durationSeconds\":60,\"downBytes\":1,\"upBytes\":2,\"network\":\"open\"}";
    private static final String TABLET_USE = "{\"activity\":\"maps\",\"durationSeconds\":7}";
    private static final String CALL =
            "\"\",\"kiosk\",\"311\",\"kiosk\",\"k\",\"c\",\"d\",\"Dial\",\"e\",\"x\",\"x\",\"%s\",50,42,\"ANSWERED\",\"D\",\"1.1\",\"\"\n";
    private static final DateTimeFormatter CALL_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private final SplittableRandom random = new SplittableRandom(11);
    /** Which number the agent said it had given an event; each event has a duration of its own. */
    private final TreeMap<Long, Integer> taken = new TreeMap<>();

    private int events;

    @Test
    void whatItSaidItHadTakenIsStoredOnceWhoeverIsKilled(@TempDir Path folder) throws Exception {
        try (LiveCity city = LiveCity.of(1, folder);
                ProgramProcess agent = agent(city, folder).start()) {
            List<String> commands = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                write(folder.resolve("events.sock"));
                commands.add(city.tell(city.someKiosk(), "identify"));
                if (round % 2 == 0) {
                    agent.kill();
                    agent.start();
                } else {
                    city.kill();
                    write(folder.resolve("events.sock"));
                    city.startAgain();
                }
            }
            write(folder.resolve("events.sock"));
            assertTrue(taken.size() > ROUNDS * EVENTS / 2, taken.size() + " were taken");
            NavigableMap<Long, List<Integer>> stored = awaitStored(city, taken.lastKey());
            taken.forEach((seq, duration) -> assertEquals(List.of(duration), stored.get(seq), "event " + seq));
            assertEquals(
                    LongStream.rangeClosed(0, stored.lastKey()).boxed().toList(),
                    List.copyOf(stored.keySet()),
                    "no number is missing");
            for (String command : commands) {
                awaitReply(city, command);
            }
            assertTrue(
                    Files.readAllLines(folder.resolve("runs")).size() <= commands.size(),
                    "a command is carried out once, whoever is killed");
            agent.signal("TERM");
            assertEquals(0, agent.awaitExit(PATIENCE), agent::toString);
            assertTrue(!agent.said().contains("Exception"), agent.said());
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
                awaitCallsFollowed(agent);
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

    private static ProgramProcess agent(LiveCity city, Path folder) throws Exception {
        enrol(city, folder);
        return agent(
                List.of(
                        "identity=" + folder.resolve("identity.json"),
                        "spool.folder=" + folder.resolve("spool"),
                        "spool.sync-every=100ms",
                        "health.every=0s", // of numbers this test asks for those of WiFi alone
                        "commands.identify=/bin/sh,-c,echo ran >> " + folder.resolve("runs"),
                        "lines.socket=" + folder.resolve("events.sock")),
                folder);
    }

    private static ProgramProcess agent(List<String> settings, Path folder) {
        List<String> arguments = new ArrayList<>(List.of("run"));
        settings.forEach(setting -> arguments.addAll(List.of("--set", "curbline.agent." + setting)));
        return new ProgramProcess(AgentMain.class.getName(), folder.resolve("agent.out"), 0, arguments);
    }

    /** As a person does: a token at the gateway, and the agent's own command. */
    private static void enrol(LiveCity city, Path folder) throws Exception {
        String answer = post(
                URI.create(city.url()).resolve("/api/v1/kiosks/" + city.someKiosk() + "/enrolments"),
                "{\"by\":\"alice\"}");
        List<String> arguments = List.of(
                "enroll",
                "--gateway",
                city.url(),
                "--token",
                new JsonObject(answer).getString("token"),
                "--set",
                "curbline.agent.identity=" + folder.resolve("identity.json"));
        try (ProgramProcess enrolling =
                new ProgramProcess(AgentMain.class.getName(), folder.resolve("enroll.out"), 0, arguments).start()) {
            assertEquals(0, enrolling.awaitExit(PATIENCE), enrolling::toString);
        }
    }

    /** As soon as somebody listens. */
    private static String post(URI to, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(to)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        long until = System.nanoTime() + PATIENCE.toNanos();
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

    private static void awaitCallsFollowed(ProgramProcess agent) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!agent.said().contains("Calls are followed in")) {
            assertTrue(System.nanoTime() < until, agent::toString);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** What the agent says to whoever connects. */
    private static void awaitStatus(Path socket, String text) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        String said = "";
        while (!said.contains(text)) {
            assertTrue(System.nanoTime() < until, said);
            TimeUnit.MILLISECONDS.sleep(50);
            try (SocketChannel agent = connected(socket)) {
                said = new String(Channels.newInputStream(agent).readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    /** How long the one use of a kind took that is stored, in seconds. */
    private static long awaitOne(LiveCity city, EventKind kind) throws Exception {
        HttpApi api = new HttpApi(URI.create(city.url()));
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<Long> durations = new ArrayList<>();
            Instant now = Instant.now();
            Question question = new Question(
                    KioskId.of(city.someKiosk()), kind, now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1)));
            api.forEach(question, event -> durations.add(number(event.values().get("duration_seconds"))));
            if (!durations.isEmpty()) {
                assertEquals(1, durations.size(), () -> kind + ": " + durations);
                return durations.get(0);
            }
            assertTrue(System.nanoTime() < until, () -> "no use is stored of " + kind);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Some events, and what is answered about most of them. */
    private void write(Path socket) throws IOException, InterruptedException {
        int first = events;
        try (SocketChannel program = connected(socket)) {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < EVENTS; i++) {
                lines.append("{\"kind\":\"usage/wifi\",\"durationSeconds\":")
                        .append(++events)
                        .append(",\"downBytes\":1,\"upBytes\":2,\"network\":\"open\"}\n");
            }
            program.write(ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.US_ASCII)));
            BufferedReader answers =
                    new BufferedReader(new InputStreamReader(Channels.newInputStream(program), StandardCharsets.UTF_8));
            int heard = random.nextInt(EVENTS / 2, EVENTS + 1);
            for (int i = 0; i < heard; i++) {
                taken.put(new JsonObject(answers.readLine()).getLong("taken"), ++first);
            }
        }
    }

    private static SocketChannel connected(Path socket) throws IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return SocketChannel.open(UnixDomainSocketAddress.of(socket));
            } catch (IOException notYet) {
                if (System.nanoTime() > until) {
                    throw notYet;
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    /** The durations that are stored under each number. */
    private static NavigableMap<Long, List<Integer>> awaitStored(LiveCity city, long last) throws Exception {
        HttpApi api = new HttpApi(URI.create(city.url()));
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            TreeMap<Long, List<Integer>> stored = new TreeMap<>();
            Instant now = Instant.now();
            Question question = new Question(
                    KioskId.of(city.someKiosk()),
                    EventKind.WIFI,
                    now.minus(Duration.ofHours(1)),
                    now.plus(Duration.ofHours(1)));
            api.forEach(question, event -> stored.computeIfAbsent(
                            number(event.values().get("seq")), none -> new ArrayList<>())
                    .add((int) number(event.values().get("duration_seconds"))));
            if (stored.containsKey(last)) {
                return stored;
            }
            assertTrue(System.nanoTime() < until, "stored up to " + stored.keySet() + ", not to " + last);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Done, or begun when the agent was killed. */
    private static void awaitReply(LiveCity city, String command) throws IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        JsonObject now = city.get("/api/v1/commands/" + command);
        while (!now.getString("state").equals("done") && !now.encode().contains("interrupted")) {
            assertTrue(System.nanoTime() < until, now.encode());
            TimeUnit.MILLISECONDS.sleep(50);
            now = city.get("/api/v1/commands/" + command);
        }
    }

    private static long number(@Nullable Object value) {
        return Long.parseLong(String.valueOf(value));
    }
}
