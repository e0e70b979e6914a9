package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import org.curbline.agent.spool.Draft;
import org.curbline.agent.spool.Spool;
import org.curbline.agent.status.AgentStatus;
import org.curbline.agent.status.StatusSocket;
import org.curbline.agent.time.LinuxClock;
import org.curbline.protocol.EventId;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.HealthReport;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.WifiSession;
import org.curbline.protocol.wire.EventEncoder;
import org.curbline.simulator.audit.HttpApi;
import org.curbline.simulator.audit.StoredEvents.Question;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The backlog of the busiest kiosk that was published, when {@code -Dcurbline.backlog-hours=168} asks for a week of it:
 * prints how long it takes until all is acknowledged, and how soon a state is stored that is taken meanwhile. That it
 * goes out, and what comes meanwhile goes ahead of it, is tested by the agent itself.
 */
@EnabledIfSystemProperty(named = "curbline.backlog-hours", matches = "\\d+")
class AgentBacklogIT {
    private static final int HOURS = Integer.getInteger("curbline.backlog-hours", 168);
    /** In July 2018, over its access points. */
    private static final int BUSIEST_SESSIONS_A_MONTH = 357_000;

    private static final int SESSIONS_AN_HOUR = BUSIEST_SESSIONS_A_MONTH / (31 * 24);
    private static final String STATUS = "{\"kind\":\"status\",\"service\":\"wifi\",\"state\":\"up\"}\n";

    private final EventEncoder encoder = new EventEncoder();
    private final SplittableRandom random = new SplittableRandom(4);

    @Test
    void backlogDrainsAndAStateThatIsTakenMeanwhileIsStoredBefore(@TempDir Path folder) throws Exception {
        Path socket = folder.resolve("status.sock");
        try (LiveCity city = LiveCity.of(1, folder);
                AgentAtWork agent = AgentAtWork.of(
                        city,
                        folder,
                        random,
                        "kiosk=" + city.someKiosk(),
                        "gateway=" + city.mqtt(),
                        "status.socket=" + socket)) {
            long waiting = fill(folder.resolve("spool"));
            agent.process().start();
            try (SocketChannel program = agent.connected();
                    BufferedReader answers = new BufferedReader(
                            new InputStreamReader(Channels.newInputStream(program), StandardCharsets.UTF_8))) {
                awaitAcknowledged(socket);
                long begun = System.nanoTime();
                program.write(ByteBuffer.wrap(STATUS.getBytes(StandardCharsets.US_ASCII)));
                long seq = new JsonObject(answers.readLine()).getLong("taken");
                long taken = System.nanoTime();
                long stillWaiting = StatusSocket.ask(socket).waiting();
                awaitStored(city, seq);
                long stored = System.nanoTime();
                AgentStatus status = StatusSocket.ask(socket);
                while (status.waiting() > 0) {
                    TimeUnit.MILLISECONDS.sleep(10);
                    status = StatusSocket.ask(socket);
                }
                System.out.printf(
                        "AgentBacklogIT: %d events, %d hours of the busiest kiosk, drained in %.1f s; a state that was taken"
                                + " while %d waited was seen in the store %.2f s later%n",
                        waiting, HOURS, seconds(begun, System.nanoTime()), stillWaiting, seconds(taken, stored));
                assertEquals(waiting, seq);
                assertEquals(0, status.lost());
                assertTrue(
                        city.get("/api/v1/books").encode().contains("\"stored\":" + (waiting + 1)),
                        city.get("/api/v1/books")::encode);
            }
        }
    }

    private static double seconds(long from, long to) {
        return (to - from) / 1e9;
    }

    /** As it comes on a kiosk: sessions, and every minute each service's state and the kiosk's health. */
    private long fill(Path folder) throws IOException {
        try (Spool spool =
                Spool.open(folder, 64L << 20, random, LinuxClock.open().boot())) {
            String run = spool.run();
            long end = Instant.now().toEpochMilli();
            for (int minute = HOURS * 60; minute > 0; minute--) {
                long at = end - Duration.ofMinutes(minute).toMillis();
                int sessions = SESSIONS_AN_HOUR * (61 - minute % 60) / 60 - SESSIONS_AN_HOUR * (60 - minute % 60) / 60;
                for (int i = 0; i < sessions; i++) {
                    add(
                            spool,
                            EventKind.WIFI,
                            seq -> new WifiSession(
                                    new EventId(seq, at, run),
                                    random.nextInt(4_000),
                                    random.nextLong(100_000_000),
                                    random.nextLong(10_000_000),
                                    WifiSession.Network.OPEN));
                }
                for (Service service : Service.values()) {
                    add(
                            spool,
                            EventKind.STATUS,
                            seq -> new ServiceReport(new EventId(seq, at, run), service, ServiceReport.State.UP, ""));
                }
                add(
                        spool,
                        EventKind.HEALTH,
                        seq -> new HealthReport(new EventId(seq, at, run), 51.5, 12, 48, 31, 864_000, 0));
                if (minute % 10 == 0) {
                    add(
                            spool,
                            EventKind.TABLET,
                            seq -> new TabletSession(new EventId(seq, at, run), TabletSession.Activity.MAPS, 74));
                }
            }
            spool.sync();
            return spool.waiting();
        }
    }

    private void add(Spool spool, EventKind kind, LongFunction<KioskEvent> event) throws IOException {
        spool.add(new Draft(kind, seq -> encoder.encode(event.apply(seq)), null));
    }

    private static void awaitAcknowledged(Path socket) throws InterruptedException {
        long until = System.nanoTime() + AgentAtWork.PATIENCE.toNanos();
        while (!hasAcknowledgement(socket)) {
            assertTrue(System.nanoTime() < until, "nothing is acknowledged");
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** Not as long as nobody answers. */
    private static boolean hasAcknowledgement(Path socket) {
        try {
            return StatusSocket.ask(socket).acknowledged() != null;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void awaitStored(LiveCity city, long seq) throws Exception {
        long until = System.nanoTime() + AgentAtWork.PATIENCE.toNanos();
        HttpApi api = new HttpApi(URI.create(city.url()));
        AtomicBoolean found = new AtomicBoolean();
        while (!found.get()) {
            assertTrue(System.nanoTime() < until, "it is not stored");
            Instant now = Instant.now();
            Question question = new Question(
                    KioskId.of(city.someKiosk()), EventKind.STATUS, now.minusSeconds(30), now.plusSeconds(30));
            api.forEach(
                    question,
                    event -> found.compareAndSet(
                            false, String.valueOf(event.values().get("seq")).equals(Long.toString(seq))));
        }
    }
}
