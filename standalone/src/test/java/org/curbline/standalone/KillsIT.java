package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.curbline.gateway.GatewayMain;
import org.curbline.program.http.HttpFace;
import org.curbline.registry.KioskRegistry;
import org.curbline.simulator.audit.Audit;
import org.curbline.simulator.audit.AuditReport;
import org.curbline.simulator.audit.Books;
import org.curbline.simulator.audit.HttpApi;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.simulator.fleet.FleetSettings;
import org.curbline.simulator.fleet.Pace;
import org.curbline.simulator.kiosk.Target;
import org.curbline.store.TelemetryStore;
import org.curbline.store.influx.InfluxPlace;
import org.curbline.store.influx.InfluxStore;
import org.curbline.telemetry.TelemetryApi;
import org.curbline.testservers.FreePort;
import org.curbline.testservers.InfluxProcess;
import org.curbline.testservers.InfluxServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gateway, store and connections are killed at random while a fleet sends, 20 times in all; then the ledger is compared
 * with the store, event for event. {@code -Dcurbline.kills=N} kills N times in each test, {@code -Dcurbline.seed=S}
 * chooses when.
 */
class KillsIT {
    private static final int KILLS = Integer.getInteger("curbline.kills", 10);
    private static final long SEED = Long.getLong("curbline.seed", 7);
    private static final Duration TO_DRAIN = Duration.ofMinutes(2);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path temp;

    private final Vertx vertx = Vertx.vertx();
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final int httpPort = FreePort.find();
    private final int mqttPort = FreePort.find();

    @AfterEach
    void end() {
        vertx.close().await();
    }

    @Test
    void nothingIsLostOrStoredTwiceWhenGatewayAndEmbeddedStoreAreKilled() throws Exception {
        List<String> arguments = List.of(
                "--kiosks", "0",
                "--http-port", Integer.toString(httpPort),
                "--mqtt-port", Integer.toString(mqttPort),
                "--data", temp.resolve("data").toString());
        try (ProgramProcess program =
                new ProgramProcess(StandaloneMain.class.getName(), temp.resolve("out"), httpPort, arguments)) {
            program.start().awaitLive();
            Fleet fleet = fleet();
            for (int kill = 0; kill < KILLS; kill++) {
                waitAMoment();
                if (random.nextInt(3) == 0) {
                    fleet.cutConnections(0.5, random).await();
                } else {
                    program.kill();
                    program.start().awaitLive();
                }
            }
            balance(fleet, new HttpApi(URI.create("http://127.0.0.1:" + httpPort)), program);
        }
    }

    @Test
    void nothingIsLostOrStoredTwiceWhenGatewayAndInfluxDbAreKilled() throws Exception {
        try (InfluxProcess influx = InfluxServer.startProcess();
                ProgramProcess gateway = gateway(influx);
                TelemetryStore store = InfluxStore.open(place(influx), Clock.systemUTC());
                KioskRegistry registry = KioskRegistry.open("jdbc:h2:mem:kills", Clock.systemUTC())) {
            gateway.start().awaitLive();
            Fleet fleet = fleet();
            for (int kill = 0; kill < KILLS; kill++) {
                waitAMoment();
                switch (random.nextInt(3)) {
                    case 0 -> fleet.cutConnections(0.5, random).await();
                    case 1 -> {
                        influx.kill();
                        waitAMoment();
                        influx.restart();
                    }
                    default -> {
                        gateway.kill();
                        gateway.start().awaitLive();
                    }
                }
            }
            TelemetryApi telemetry = new TelemetryApi(
                    vertx, store.reader(), registry, Clock.systemUTC(), ZoneOffset.UTC, new SimpleMeterRegistry());
            HttpFace face = HttpFace.builder(vertx)
                    .api(TelemetryApi.DOCUMENT, telemetry.operations())
                    .listen("127.0.0.1", 0)
                    .await();
            balance(fleet, new HttpApi(URI.create("http://127.0.0.1:" + face.port())), gateway);
        }
    }

    private void balance(Fleet fleet, HttpApi api, ProgramProcess program) throws Exception {
        fleet.stopGenerating().await();
        fleet.drained(TO_DRAIN).await();
        AuditReport report = new Audit(api).compare(fleet.ledger().index(), temp.resolve("ledger"), new Books(0, 0));
        System.out.println("KillsIT seed " + SEED + ", " + KILLS + " kills: " + report.text());
        assertTrue(report.balances(), () -> report.text());
        assertTrue(report.counts().sent() > 1_000, report.text());
        assertEquals(0, report.counts().lost());
        assertTrue(program.get("/api/v1/books").contains("\"addUp\":true"));
        fleet.close().await();
    }

    private Fleet fleet() {
        FleetSettings settings = new FleetSettings(
                        SyntheticCity.of(40, SEED),
                        new Target("127.0.0.1", mqttPort, "{kiosk}", "-"),
                        temp.resolve("ledger"))
                .withPace(new Pace(300, Duration.ofDays(20)))
                .withSeed(SEED);
        return Fleet.start(vertx, settings, Clock.systemUTC()).await();
    }

    private void waitAMoment() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(200, 1_500));
    }

    private InfluxPlace place(InfluxProcess influx) {
        return new InfluxPlace(
                URI.create(influx.url()),
                influx.org(),
                "kills",
                influx.token(),
                Duration.ofDays(60),
                Duration.ofSeconds(10),
                false);
    }

    private ProgramProcess gateway(InfluxProcess influx) throws Exception {
        Path file = java.nio.file.Files.writeString(
                temp.resolve("curbline.yaml"),
                yaml(Map.of("INFLUX", influx.url(), "ORG", influx.org(), "TOKEN", influx.token())));
        List<String> arguments = List.of(
                "--config", file.toString(),
                "--mqtt-port", Integer.toString(mqttPort),
                "--http-port", Integer.toString(httpPort));
        return new ProgramProcess(GatewayMain.class.getName(), temp.resolve("gateway.out"), httpPort, arguments);
    }

    private String yaml(Map<String, String> values) {
        return """
                curbline:
                  mqtt:
                    host: 127.0.0.1
                    access: OPEN
                    accept-unknown: true
                  registry:
                    url: jdbc:h2:file:%s/registry
                  quarantine:
                    file: %s/quarantine.mv
                  store:
                    kind: influx
                    influx:
                      url: %s
                      org: %s
                      bucket: kills
                      token: %s
                """
                .formatted(temp, temp, values.get("INFLUX"), values.get("ORG"), values.get("TOKEN"));
    }
}
