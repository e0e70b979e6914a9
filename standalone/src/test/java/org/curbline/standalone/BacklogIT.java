package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.curbline.protocol.wire.ProtocolLimits;
import org.curbline.simulator.audit.Audit;
import org.curbline.simulator.audit.AuditReport;
import org.curbline.simulator.audit.HttpApi;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.simulator.fleet.FleetProgress;
import org.curbline.simulator.fleet.FleetSettings;
import org.curbline.simulator.fleet.Pace;
import org.curbline.simulator.kiosk.KioskLimits;
import org.curbline.simulator.kiosk.Target;
import org.curbline.testservers.FreePort;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Kiosks that were cut off for weeks come back, all at once, to a program with little memory.
 * {@code -Dcurbline.backlog=1000000} for a million events.
 */
class BacklogIT {
    private static final int EVENTS = Integer.getInteger("curbline.backlog", 200_000);
    private static final int KIOSKS = EVENTS / 40_000;
    private static final String HEAP = "-Xmx128m";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @TempDir(factory = TempDirFactory.Standard.class)
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path temp;

    private final Vertx vertx = Vertx.vertx();
    private final int httpPort = FreePort.find();
    private final int mqttPort = FreePort.find();

    @AfterEach
    void end() {
        vertx.close().await();
    }

    @Test
    void aLongBacklogIsStoredOnceAndAnotherKioskIsServedInTheMidstOfIt() throws Exception {
        Fleet fleet = Fleet.start(vertx, settings(), Clock.systemUTC()).await();
        while (fleet.progress().generated() < EVENTS) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        fleet.stopGenerating().await();
        List<String> arguments = List.of(
                "--kiosks", "0",
                "--http-port", Integer.toString(httpPort),
                "--mqtt-port", Integer.toString(mqttPort),
                "--data", temp.resolve("data").toString());
        try (ProgramProcess program = new ProgramProcess(
                        StandaloneMain.class.getName(), temp.resolve("out"), httpPort, arguments)
                .with(HEAP, "-XX:+ExitOnOutOfMemoryError")) {
            program.start().awaitLive();
            FleetProgress served = whenOneMoreKioskIsServed(fleet);
            assertTrue(served.waiting() > 0, "the single message was acknowledged only when the backlog was through");
            fleet.drained(PATIENCE).await();

            HttpApi api = new HttpApi(URI.create("http://127.0.0.1:" + httpPort));
            AuditReport report = new Audit(api, 1) // one page of 5,000 events at a time
                    .compare(fleet.ledger().index(), temp.resolve("ledger"), api.books());
            System.out.printf(
                    "BacklogIT: another kiosk's message was acknowledged after %,d of %,d events; %s; %s%n",
                    served.acknowledged(), EVENTS, report.text(), peakMemory(program));
            assertTrue(report.balances(), report::text);
            assertEquals(EVENTS, report.counts().stored());
            assertTrue(program.get("/api/v1/books").contains("\"addUp\":true"));
            fleet.close().await();
        }
    }

    /** How far the backlog was when the gateway acknowledged a kiosk that came in the midst of it. */
    private FleetProgress whenOneMoreKioskIsServed(Fleet fleet) throws Exception {
        while (fleet.progress().acknowledged() == 0) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        String event = "{\"seq\":1,\"at\":\"" + Instant.now().truncatedTo(ChronoUnit.MILLIS)
                + "\",\"durationSeconds\":60,\"downBytes\":1000,\"upBytes\":100,\"network\":\"open\"}";
        MqttClient kiosk = new MqttClient("tcp://127.0.0.1:" + mqttPort, "mn-12-900001", new MemoryPersistence());
        try {
            kiosk.connect();
            kiosk.publish(
                    "kiosks/mn-12-900001/usage/wifi",
                    new MqttMessage(event.getBytes(StandardCharsets.UTF_8))); // returns with the PUBACK
            return fleet.progress();
        } finally {
            kiosk.disconnectForcibly();
            kiosk.close();
        }
    }

    private FleetSettings settings() {
        KioskLimits limits = new KioskLimits(
                EVENTS / KIOSKS,
                16,
                ProtocolLimits.DEFAULT.maxBatchEvents(),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofMillis(200),
                Duration.ofSeconds(1));
        return new FleetSettings(SyntheticCity.of(KIOSKS, 1), new Target("127.0.0.1", mqttPort), temp.resolve("ledger"))
                .withPace(new Pace(1e9, Duration.ofDays(50)))
                .withLimits(limits);
    }

    /** As the system counted it: heap, code, and what the store maps. */
    private static String peakMemory(ProgramProcess program) throws Exception {
        Path status = Path.of("/proc", Long.toString(program.pid()), "status");
        if (!Files.exists(status)) {
            return HEAP;
        }
        try (var lines = Files.lines(status)) {
            return HEAP + ", peak "
                    + lines.filter(line -> line.startsWith("VmHWM"))
                            .map(line -> line.replaceAll("\\s+", " "))
                            .findFirst()
                            .orElse("unknown");
        }
    }
}
