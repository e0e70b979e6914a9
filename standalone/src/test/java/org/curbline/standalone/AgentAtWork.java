package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.curbline.agent.AgentMain;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.audit.HttpApi;
import org.curbline.simulator.audit.StoredEvents.Question;
import org.jspecify.annotations.Nullable;

/** A kiosk's agent as a process before a city, and a program on the kiosk that writes events and notes the answers. */
final class AgentAtWork implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private final String kiosk;
    /** Where what is stored can be asked for. */
    private final String api;

    private final Path socket;
    private final ProgramProcess process;
    private final SplittableRandom random;
    /** Which number the agent said it had given an event; each event has a duration of its own. */
    private final TreeMap<Long, Integer> taken = new TreeMap<>();

    private int events;

    private AgentAtWork(
            String kiosk, String api, Path folder, String mainClass, List<String> settings, SplittableRandom random) {
        this.kiosk = kiosk;
        this.api = api;
        this.socket = folder.resolve("events.sock");
        this.random = random;
        List<String> all = new ArrayList<>(List.of(
                "spool.folder=" + folder.resolve("spool"),
                "spool.sync-every=100ms",
                "health.every=0s", // of numbers it asks for those of WiFi alone
                "lines.socket=" + socket));
        all.addAll(settings);
        List<String> arguments = new ArrayList<>(List.of("run", "--config", "/dev/null"));
        all.forEach(setting -> arguments.addAll(List.of("--set", "curbline.agent." + setting)));
        this.process = new ProgramProcess(mainClass, folder.resolve("agent.out"), 0, arguments);
    }

    /** The agent's own program. */
    static AgentAtWork of(LiveCity city, Path folder, SplittableRandom random, String... settings) {
        return of(city.someKiosk(), city.url(), folder, random, settings);
    }

    static AgentAtWork of(String kiosk, String api, Path folder, SplittableRandom random, String... settings) {
        return new AgentAtWork(kiosk, api, folder, AgentMain.class.getName(), List.of(settings), random);
    }

    /** One that is begun by a class of these tests. */
    static AgentAtWork begunBy(
            String mainClass, LiveCity city, Path folder, SplittableRandom random, String... settings) {
        AgentAtWork agent = new AgentAtWork(city.someKiosk(), city.url(), folder, mainClass, List.of(settings), random);
        agent.process.withTestClasses();
        return agent;
    }

    ProgramProcess process() {
        return process;
    }

    /** How many events were answered as taken. */
    int taken() {
        return taken.size();
    }

    /** Writes some events, and waits for what is answered about at least so many of them. */
    void write(int count, int atLeast) throws IOException, InterruptedException {
        int first = events;
        try (SocketChannel program = connected()) {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < count; i++) {
                lines.append("{\"kind\":\"usage/wifi\",\"durationSeconds\":")
                        .append(++events)
                        .append(",\"downBytes\":1,\"upBytes\":2,\"network\":\"open\"}\n");
            }
            program.write(ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.US_ASCII)));
            BufferedReader answers =
                    new BufferedReader(new InputStreamReader(Channels.newInputStream(program), StandardCharsets.UTF_8));
            int heard = random.nextInt(atLeast, count + 1);
            for (int i = 0; i < heard; i++) {
                taken.put(new JsonObject(answers.readLine()).getLong("taken"), ++first);
            }
        } catch (IOException e) {
            throw new AssertionError("The agent does not go on. It said:\n" + process.logged(), e);
        }
    }

    SocketChannel connected() throws IOException, InterruptedException {
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

    /**
     * Fails unless all that was answered as taken is soon stored, under its number, and no number is missing.
     *
     * @return the durations that are stored under each number; none under that of a reply to a command
     */
    NavigableMap<Long, List<Integer>> assertEveryEventThatWasTakenIsStoredOnce() throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        NavigableMap<Long, List<Integer>> stored = stored();
        while (!stored.containsKey(taken.lastKey()) || stored.lastKey() >= stored.size()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("stored are " + stored.keySet() + ", taken up to " + taken.lastKey());
            }
            TimeUnit.MILLISECONDS.sleep(100);
            stored = stored();
        }
        for (Map.Entry<Long, Integer> each : taken.entrySet()) {
            assertEquals(List.of(each.getValue()), stored.get(each.getKey()), "event " + each.getKey());
        }
        return stored;
    }

    /** Waits until so many events of WiFi are stored. */
    void assertStored(int count) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (stored().size() < count) {
            if (System.nanoTime() > until) {
                throw new AssertionError("stored are " + stored().keySet());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private NavigableMap<Long, List<Integer>> stored() throws Exception {
        TreeMap<Long, List<Integer>> stored = new TreeMap<>();
        Instant now = Instant.now();
        for (EventKind kind : List.of(EventKind.WIFI, EventKind.REPLY)) {
            Question question = new Question(
                    KioskId.of(kiosk), kind, now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1)));
            new HttpApi(URI.create(api)).forEach(question, event -> {
                List<Integer> durations =
                        stored.computeIfAbsent(number(event.values().get("seq")), none -> new ArrayList<>());
                if (kind == EventKind.WIFI) {
                    durations.add((int) number(event.values().get("duration_seconds")));
                }
            });
        }
        return stored;
    }

    @Override
    public void close() {
        process.close();
    }

    static long number(@Nullable Object value) {
        return Long.parseLong(String.valueOf(value));
    }
}
