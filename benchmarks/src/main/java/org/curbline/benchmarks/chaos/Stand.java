package org.curbline.benchmarks.chaos;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.curbline.benchmarks.chaos.ChaosPlan.Part;
import org.curbline.benchmarks.process.Influxd;
import org.curbline.benchmarks.process.JavaCommand;
import org.curbline.benchmarks.process.Tools;
import org.curbline.gateway.GatewayMain;
import org.curbline.registry.KioskRegistry;
import org.curbline.simulator.city.CityCsv;
import org.curbline.simulator.city.KioskSite;
import org.curbline.telemetry.TelemetryServiceMain;

/**
 * The programs, each in a process of its own: {@code kiosks -> way -> gateway -> way -> influxd <- telemetry service}.
 * Gateway and telemetry service have a registry each, with the same kiosks.
 */
final class Stand implements AutoCloseable {
    private static final List<String> FLAGS = List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Path folder;
    private final Map<Part, Victim> victims = new EnumMap<>(Part.class);
    private final Map<Part, Way> ways = new EnumMap<>(Part.class);
    private final int gatewayHttp = Tools.freePort();
    private final int telemetryHttp = Tools.freePort();

    private Stand(Path folder) {
        this.folder = folder;
    }

    /** Starts everything and waits until it answers. */
    static Stand start(Vertx vertx, Path influxd, List<KioskSite> kiosks, Path folder)
            throws IOException, InterruptedException {
        Stand stand = new Stand(Files.createDirectories(folder));
        try {
            int mqtt = Tools.freePort();
            int influx = Tools.freePort();
            stand.ways.put(Part.WAY_TO_GATEWAY, new Way(vertx, Tools.freePort(), mqtt));
            stand.ways.put(Part.WAY_TO_STORE, new Way(vertx, Tools.freePort(), influx));
            stand.startStore(influxd, influx);
            stand.register(kiosks, "gateway");
            stand.register(kiosks, "telemetry");
            stand.add(Part.GATEWAY, stand.gateway(mqtt), stand.gatewayHttp);
            stand.add(Part.TELEMETRY_SERVICE, stand.telemetry(influx), stand.telemetryHttp);
            stand.awaitAll();
            return stand;
        } catch (IOException | InterruptedException | RuntimeException e) {
            stand.close();
            throw e;
        }
    }

    Victim victim(Part part) {
        return Objects.requireNonNull(victims.get(part));
    }

    Way way(Part part) {
        return Objects.requireNonNull(ways.get(part));
    }

    URI gatewayApi() {
        return URI.create("http://127.0.0.1:" + gatewayHttp);
    }

    URI telemetryApi() {
        return URI.create("http://127.0.0.1:" + telemetryHttp);
    }

    /** Makes everything whole: each way mended, each process running and answering. */
    void awaitAll() throws IOException, InterruptedException {
        ways.values().forEach(Way::mend);
        for (Victim victim : victims.values()) {
            victim.signal("CONT");
            victim.start();
        }
        for (Victim victim : victims.values()) {
            if (!victim.awaitAlive()) {
                throw new IOException("It does not answer: " + victim);
            }
        }
    }

    @Override
    public void close() {
        victims.values().forEach(Victim::close);
    }

    private void startStore(Path influxd, int port) throws IOException, InterruptedException {
        URI url = URI.create("http://127.0.0.1:" + port);
        Victim store = new Victim("influxd", Influxd.command(influxd, folder, port), folder, url.resolve("/health"));
        victims.put(Part.STORE, store);
        store.start();
        if (!store.awaitAlive()) {
            throw new IOException("It does not answer: " + store);
        }
        Influxd.setUp(url.toString());
    }

    private void register(List<KioskSite> kiosks, String whose) {
        try (KioskRegistry registry = KioskRegistry.open(registry(whose), InstantSource.system())) {
            registry.importKiosks(new StringReader(CityCsv.write(kiosks)));
        }
    }

    private String registry(String whose) {
        return "jdbc:h2:file:" + folder.resolve("registry-" + whose);
    }

    private void add(Part part, List<String> command, int http) throws IOException {
        Victim victim = new Victim(
                part.title(),
                command,
                folder,
                URI.create("http://127.0.0.1:" + http).resolve("/health/live"));
        victims.put(part, victim);
        victim.start();
    }

    private List<String> gateway(int mqtt) {
        List<String> settings = store(way(Part.WAY_TO_STORE).port());
        settings.add("curbline.mqtt.host=127.0.0.1");
        settings.add("curbline.mqtt.port=" + mqtt);
        settings.add("curbline.mqtt.access=open");
        settings.add("curbline.quarantine.file=" + folder.resolve("quarantine.mv"));
        settings.add("curbline.registry.url=" + registry("gateway"));
        settings.add("curbline.gateway.http-host=127.0.0.1");
        settings.add("curbline.gateway.http-port=" + gatewayHttp);
        return java(GatewayMain.class, settings);
    }

    private List<String> telemetry(int influx) {
        List<String> settings = store(influx);
        settings.add("curbline.registry.url=" + registry("telemetry"));
        settings.add("curbline.telemetry.http-host=127.0.0.1");
        settings.add("curbline.telemetry.http-port=" + telemetryHttp);
        return java(TelemetryServiceMain.class, settings);
    }

    private static List<String> store(int port) {
        return new ArrayList<>(List.of(
                "curbline.store.kind=influx",
                "curbline.store.influx.url=http://127.0.0.1:" + port,
                "curbline.store.influx.org=" + Influxd.ORG,
                "curbline.store.influx.bucket=" + Influxd.BUCKET,
                "curbline.store.influx.token=" + Influxd.TOKEN));
    }

    private static List<String> java(Class<?> main, List<String> settings) {
        List<String> arguments = new ArrayList<>();
        settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        return new JavaCommand(FLAGS, main.getName()).with(arguments);
    }
}
