package org.curbline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.curbline.testservers.FreePort;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Everything is killed in the midst of transitions, again and again, while kiosks report what they are. What is known
 * of them afterwards is what they reported, as if nothing had been killed; and what was seen was never claimed without
 * a report. {@code -Dcurbline.kills=N} and {@code -Dcurbline.seed=S} as in {@link KillsIT}.
 */
class StatusKillsIT {
    private static final int KILLS = Integer.getInteger("curbline.kills", 6);
    private static final long SEED = Long.getLong("curbline.seed", 7);
    private static final int KIOSKS = 8;
    private static final String[] STATES = {"up", "degraded", "down"};
    private static final Duration ALLOWED_AGE = Duration.ofMinutes(2);

    @TempDir(factory = TempDirFactory.Standard.class)
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path temp;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final int httpPort = FreePort.find();
    private final int mqttPort = FreePort.find();

    @Test
    void whatIsKnownAfterKillsIsWhatWasReported() throws Exception {
        List<String> arguments = List.of(
                "--kiosks", "0",
                "--http-port", Integer.toString(httpPort),
                "--mqtt-port", Integer.toString(mqttPort),
                "--data", temp.resolve("data").toString());
        List<Reporter> reporters = new ArrayList<>();
        try (ProgramProcess program =
                new ProgramProcess(StandaloneMain.class.getName(), temp.resolve("out"), httpPort, arguments)) {
            program.start().awaitLive();
            Instant begin = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            for (int i = 0; i < KIOSKS; i++) {
                reporters.add(new Reporter("mn-01-%06d".formatted(i), SEED + i));
            }
            for (int kill = 0; kill < KILLS; kill++) {
                TimeUnit.MILLISECONDS.sleep(random.nextInt(300, 1_500));
                program.kill();
                program.start().awaitLive();
            }
            TimeUnit.SECONDS.sleep(1);
            int reports = 0;
            for (Reporter reporter : reporters) {
                reporter.end();
                reports += reporter.reports.size();
            }
            Instant end = Instant.now().truncatedTo(ChronoUnit.MILLIS).plusMillis(1);
            int changes = 0;
            for (Reporter reporter : reporters) {
                changes += assertKnown(program, reporter, begin, end);
                assertNothingClaimedWithoutReport(program, reporter, begin, end);
            }
            System.out.println("StatusKillsIT, seed " + SEED + ": " + KILLS + " kills, " + reports + " reports, "
                    + changes + " states known");
            assertTrue(changes > 4 * KIOSKS, changes + " states are too few to say anything");
        }
    }

    /** Waits, as what is known is told anew some seconds after a report that came late. */
    private static int assertKnown(ProgramProcess program, Reporter reporter, Instant begin, Instant end)
            throws Exception {
        List<String> expected = reporter.states();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        List<String> known = known(program, reporter, begin, end);
        while (!known.equals(expected) && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(500);
            known = known(program, reporter, begin, end);
        }
        assertEquals(expected, known, reporter.kiosk);
        return known.size();
    }

    private static List<String> known(ProgramProcess program, Reporter reporter, Instant begin, Instant end)
            throws Exception {
        return history(program, reporter, "known", begin, end).stream()
                .filter(interval -> !interval.getString("state").equals("unknown"))
                .map(interval -> interval.getString("from") + ' ' + interval.getString("state"))
                .toList();
    }

    private static void assertNothingClaimedWithoutReport(
            ProgramProcess program, Reporter reporter, Instant begin, Instant end) throws Exception {
        for (JsonObject interval : history(program, reporter, "seen", begin, end)) {
            String state = interval.getString("state");
            Instant from = Instant.parse(interval.getString("from"));
            boolean evident = reporter.reports.stream()
                    .anyMatch(report -> report.state.equals(state)
                            && !report.at.isAfter(from)
                            && report.at.plus(ALLOWED_AGE).isAfter(from));
            assertTrue(state.equals("unknown") || evident, reporter.kiosk + ": " + interval.encode());
        }
    }

    private static List<JsonObject> history(
            ProgramProcess program, Reporter reporter, String view, Instant begin, Instant end) throws Exception {
        String answer = program.get("/api/v1/kiosks/" + reporter.kiosk + "/history?view=" + view + "&from="
                + begin.minusSeconds(1) + "&to=" + end);
        JsonArray wifi = new JsonObject(answer).getJsonObject("services").getJsonArray("wifi");
        return wifi.stream().map(JsonObject.class::cast).toList();
    }

    /** A kiosk that reports its WiFi several times a second, and keeps each report until it is acknowledged. */
    private final class Reporter {
        private final String kiosk;
        private final SplittableRandom own;
        private final List<Report> reports = new ArrayList<>();
        private final Thread thread;
        private volatile boolean ending;

        Reporter(String kiosk, long seed) {
            this.kiosk = kiosk;
            this.own = new SplittableRandom(seed);
            this.thread = new Thread(this::run, kiosk);
            thread.start();
        }

        void end() throws InterruptedException {
            ending = true;
            thread.join(TimeUnit.SECONDS.toMillis(60));
            assertTrue(!thread.isAlive(), kiosk + " could not send its last report");
        }

        /** What holds from when on, by its reports alone. */
        List<String> states() {
            List<String> states = new ArrayList<>();
            String last = "";
            for (Report report : reports) {
                if (!report.state.equals(last)) {
                    states.add(report.at + " " + report.state);
                    last = report.state;
                }
            }
            return states;
        }

        private void run() {
            int next = 0;
            try {
                while (!ending || next < reports.size()) {
                    if (next == reports.size()) {
                        TimeUnit.MILLISECONDS.sleep(own.nextInt(20, 150));
                        make();
                    }
                    next = send(next);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** A third of the reports say something new. */
        private void make() {
            if (ending) {
                return;
            }
            Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            Report before = reports.isEmpty() ? null : reports.get(reports.size() - 1);
            String state = before != null && own.nextInt(3) > 0 ? before.state : STATES[own.nextInt(STATES.length)];
            if (before == null || at.isAfter(before.at)) {
                reports.add(new Report(reports.size() + 1L, at, state));
            }
        }

        /** Sends what is not acknowledged, as long as the connection holds, and makes more. */
        private int send(int first) throws InterruptedException {
            int next = first;
            MqttClient client = client();
            try {
                client.connect();
                while (!ending || next < reports.size()) {
                    while (next < reports.size()) {
                        client.publish(
                                "kiosks/" + kiosk + "/status", reports.get(next).json(), 1, false);
                        next++;
                    }
                    TimeUnit.MILLISECONDS.sleep(own.nextInt(20, 150));
                    make();
                }
                client.disconnect();
            } catch (MqttException gone) {
                TimeUnit.MILLISECONDS.sleep(50); // it is being killed
            } finally {
                close(client);
            }
            return next;
        }

        private MqttClient client() {
            try {
                MqttClient client = new MqttClient("tcp://127.0.0.1:" + mqttPort, kiosk, new MemoryPersistence());
                client.setTimeToWait(20_000);
                return client;
            } catch (MqttException e) {
                throw new IllegalStateException(e);
            }
        }

        private void close(MqttClient client) {
            try {
                client.close();
            } catch (MqttException e) {
                // its connection has gone
            }
        }
    }

    private record Report(long seq, Instant at, String state) {
        byte[] json() {
            return ("{\"seq\":" + seq + ",\"at\":\"" + at + "\",\"service\":\"wifi\",\"state\":\"" + state + "\"}")
                    .getBytes(UTF_8);
        }
    }
}
