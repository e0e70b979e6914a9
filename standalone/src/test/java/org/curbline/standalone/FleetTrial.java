package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.curbline.gateway.GatewayMain;
import org.curbline.program.http.HttpFace;
import org.curbline.program.settings.SettingsLoader;
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
import org.curbline.status.StatusRule;
import org.curbline.store.Retention;
import org.curbline.store.TelemetryStore;
import org.curbline.store.influx.InfluxPlace;
import org.curbline.store.influx.InfluxStore;
import org.curbline.telemetry.api.TelemetryApi;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.rollup.Coverage;
import org.curbline.testservers.FreePort;
import org.curbline.testservers.InfluxProcess;

/**
 * A fleet in this process that sends to a gateway in another, and the comparison of its ledger with the store, event
 * for event. Bad things are done to the rest meanwhile.
 */
final class FleetTrial implements AutoCloseable {
    private static final Reckoning RECKONING =
            new Reckoning(ZoneOffset.UTC, new StatusRule(Duration.ofMinutes(2), Duration.ofSeconds(30)), 0.95);

    private static final String BUCKET = "trial";
    private static final Duration TO_DRAIN = Duration.ofMinutes(3);

    private final String name;
    private final Path folder;
    private final long seed;
    private final Vertx vertx = Vertx.vertx();
    private final int httpPort = FreePort.find();
    private final int mqttPort = FreePort.find();

    /** @param name for what is printed */
    FleetTrial(String name, Path folder, long seed) {
        this.name = name;
        this.folder = folder;
        this.seed = seed;
    }

    /** Everything in one process with the embedded store, and no kiosks of its own. */
    ProgramProcess standalone() {
        List<String> arguments = List.of(
                "--kiosks", "0",
                "--http-port", Integer.toString(httpPort),
                "--mqtt-port", Integer.toString(mqttPort),
                "--data", folder.resolve("data").toString());
        return new ProgramProcess(
                StandaloneMain.class.getName(), folder.resolve("standalone.out"), httpPort, arguments);
    }

    /**
     * Likewise.
     *
     * @param maxWaitingBytes for each of its two event loops
     */
    ProgramProcess standalone(int maxWaitingBytes) throws IOException {
        String settings =
                """
                curbline:
                  mqtt:
                    event-loops: 2
                  pipeline:
                    max-waiting-bytes: %d
                """;
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve(SettingsLoader.DEFAULT_FILE), settings.formatted(maxWaitingBytes));
        return standalone();
    }

    /**
     * A gateway before an InfluxDB.
     *
     * @param maxWaitingBytes for each of its two event loops
     */
    ProgramProcess gateway(InfluxProcess influx, String token, int maxWaitingBytes) throws IOException {
        String settings =
                """
                curbline:
                  mqtt:
                    host: 127.0.0.1
                    access: OPEN
                    accept-unknown: true
                    event-loops: 2
                  pipeline:
                    max-waiting-bytes: %d
                  registry:
                    url: jdbc:h2:file:%s/registry
                  quarantine:
                    file: %s/quarantine.mv
                  store:
                    kind: influx
                    influx:
                      url: %s
                      org: %s
                      bucket: %s
                      token: %s
                """
                        .formatted(maxWaitingBytes, folder, folder, influx.url(), influx.org(), BUCKET, token);
        List<String> arguments = List.of(
                "--config",
                Files.writeString(folder.resolve("curbline.yaml"), settings).toString(),
                "--mqtt-port",
                Integer.toString(mqttPort),
                "--http-port",
                Integer.toString(httpPort));
        return new ProgramProcess(GatewayMain.class.getName(), folder.resolve("gateway.out"), httpPort, arguments);
    }

    Fleet fleet(int kiosks, Pace pace) {
        FleetSettings settings = new FleetSettings(
                        SyntheticCity.of(kiosks, seed),
                        new Target("127.0.0.1", mqttPort, "{kiosk}", "-"),
                        folder.resolve("ledger"))
                .withPace(pace)
                .withSeed(seed);
        return Fleet.start(vertx, settings, Clock.systemUTC()).await();
    }

    /** Lets the fleet end in order and asks the standalone's store for every event. */
    AuditReport balance(Fleet fleet, ProgramProcess standalone) throws IOException, InterruptedException {
        return balance(fleet, standalone, httpPort);
    }

    /** Lets the fleet end in order and asks InfluxDB for every event. */
    AuditReport balance(Fleet fleet, ProgramProcess gateway, InfluxProcess influx)
            throws IOException, InterruptedException {
        try (TelemetryStore store = InfluxStore.open(place(influx), Clock.systemUTC());
                KioskRegistry registry = KioskRegistry.open("jdbc:h2:mem:" + name, Clock.systemUTC())) {
            TelemetryApi telemetry = new TelemetryApi(
                    vertx,
                    store.reader(),
                    registry,
                    Clock.systemUTC(),
                    RECKONING,
                    () -> Coverage.NONE,
                    new SimpleMeterRegistry());
            HttpFace face = HttpFace.builder(vertx)
                    .api(TelemetryApi.DOCUMENT, telemetry.operations())
                    .listen("127.0.0.1", 0)
                    .await();
            return balance(fleet, gateway, face.port());
        }
    }

    private AuditReport balance(Fleet fleet, ProgramProcess program, int port)
            throws IOException, InterruptedException {
        fleet.stopGenerating().await();
        fleet.drained(TO_DRAIN).await();
        HttpApi api = new HttpApi(URI.create("http://127.0.0.1:" + port));
        Books books = new HttpApi(URI.create("http://127.0.0.1:" + httpPort)).books(); // since the last start
        AuditReport report = new Audit(api).compare(fleet.ledger().index(), folder.resolve("ledger"), books);
        System.out.println(name + ", seed " + seed + ": " + report.text());
        assertTrue(report.balances(), () -> report.text());
        assertEquals(0, report.counts().lost());
        assertTrue(program.get("/api/v1/books").contains("\"addUp\":true"));
        fleet.close().await();
        return report;
    }

    private static InfluxPlace place(InfluxProcess influx) {
        return new InfluxPlace(
                URI.create(influx.url()),
                influx.org(),
                BUCKET,
                influx.token(),
                Retention.of(Duration.ofDays(60)),
                Duration.ofSeconds(20),
                false);
    }

    static String bucket() {
        return BUCKET;
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
