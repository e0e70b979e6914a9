package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kiosk's agent as a process, before a gateway and an embedded store; both are killed. */
class AgentIT {
    private static final int ROUNDS = 3;
    private static final int EVENTS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

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

    private static ProgramProcess agent(LiveCity city, Path folder) {
        List<String> settings = List.of(
                "kiosk=" + city.someKiosk(),
                "gateway=" + city.mqtt(),
                "spool.folder=" + folder.resolve("spool"),
                "spool.sync-every=100ms",
                "commands.identify=/bin/sh,-c,echo ran >> " + folder.resolve("runs"),
                "lines.socket=" + folder.resolve("events.sock"));
        List<String> arguments = new ArrayList<>(List.of("run"));
        settings.forEach(setting -> arguments.addAll(List.of("--set", "curbline.agent." + setting)));
        return new ProgramProcess(AgentMain.class.getName(), folder.resolve("agent.out"), 0, arguments);
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
