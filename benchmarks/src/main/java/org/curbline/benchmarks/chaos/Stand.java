package org.curbline.benchmarks.chaos;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.curbline.benchmarks.chaos.ChaosPlan.Kind;
import org.curbline.benchmarks.chaos.ChaosPlan.Part;
import org.curbline.benchmarks.process.Influxd;
import org.curbline.benchmarks.process.JavaCommand;
import org.curbline.benchmarks.process.Postgres;
import org.curbline.benchmarks.process.Tools;
import org.curbline.gateway.GatewayMain;
import org.curbline.registry.KioskRegistry;
import org.curbline.simulator.city.CityCsv;
import org.curbline.simulator.kiosk.Target;
import org.curbline.simulator.scenario.Play;
import org.curbline.telemetry.TelemetryServiceMain;
import org.jspecify.annotations.Nullable;

/**
 * The programs, each in a process of its own: {@code kiosks -> way -> gateway -> way -> influxd <- telemetry service},
 * with as many gateways as are wanted. One gateway and the telemetry service have a registry each, in a file, with the
 * same kiosks; several gateways are a cluster and share one with the telemetry service, in PostgreSQL, each with a way
 * of its own to it, and one over which others reach it.
 */
final class Stand implements AutoCloseable {
    private static final List<String> FLAGS = List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Path folder;
    private final List<Ports> gateways;
    private final Map<Part, Victim> victims = new LinkedHashMap<>();
    private final Map<Part, List<Way>> ways = new LinkedHashMap<>();
    private final int telemetryHttp = Tools.keptPort();
    private @Nullable Postgres postgres;

    private Stand(Path folder, int gateways) {
        this.folder = folder;
        this.gateways = Stream.generate(Ports::free).limit(gateways).toList();
    }

    /** Starts everything and waits until it answers. */
    static Stand start(Vertx vertx, Path influxd, Play play, int gateways, Path folder)
            throws IOException, InterruptedException {
        Stand stand = new Stand(Files.createDirectories(folder), gateways);
        Runtime.getRuntime().addShutdownHook(new Thread(stand::close)); // ended by hand, it leaves nothing behind
        try {
            int influx = Tools.keptPort();
            stand.startStore(influxd, influx);
            if (gateways > 1) {
                stand.startRegistry(vertx);
                stand.ways.put(Part.BETWEEN_GATEWAYS, stand.between(vertx));
            }
            String list = CityCsv.write(play.sites(), play.neverActivated());
            Stream.of(stand.registry(1), stand.telemetryRegistry())
                    .limit(gateways > 1 ? 1 : 2)
                    .forEach(each -> register(list, each));
            for (int number = 1; number <= gateways; number++) {
                Ports ports = stand.gateways.get(number - 1);
                Way toStore = new Way(vertx, Tools.keptPort(), influx);
                Way toGateway = new Way(vertx, Tools.keptPort(), ports.mqtt);
                stand.ways.put(new Part(Kind.WAY_TO_GATEWAY, number), List.of(toGateway));
                stand.ways.put(new Part(Kind.WAY_TO_STORE, number), List.of(toStore));
                stand.add(new Part(Kind.GATEWAY, number), stand.gateway(number, ports, toStore.port()), ports.http);
            }
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

    /** More than one if it carries several connections. */
    List<Way> ways(Part part) {
        return Objects.requireNonNull(ways.get(part));
    }

    /** Where kiosks find the gateways. */
    List<Target> targets() {
        return IntStream.rangeClosed(1, gateways.size())
                .mapToObj(number -> ways(new Part(Kind.WAY_TO_GATEWAY, number)).get(0))
                .map(way -> new Target("127.0.0.1", way.port(), "{kiosk}", "-"))
                .toList();
    }

    List<URI> gatewayApis() {
        return gateways.stream()
                .map(each -> URI.create("http://127.0.0.1:" + each.http))
                .toList();
    }

    URI telemetryApi() {
        return URI.create("http://127.0.0.1:" + telemetryHttp);
    }

    /** Makes everything whole: each way mended, each process running and answering. */
    void awaitAll() throws IOException, InterruptedException {
        ways.values().forEach(each -> each.forEach(Way::mend));
        for (Victim victim : victims.values()) {
            victim.signal("CONT");
            victim.fill(false);
        }
        victim(Part.STORE).killIfItWasFull(); // else InfluxDB 2.7 takes no new series, as docs/gateway.md says
        for (Victim victim : victims.values()) {
            victim.start();
        }
        for (Victim victim : victims.values()) {
            if (!victim.awaitAlive()) {
                throw new IOException("It does not answer: " + victim);
            }
        }
    }

    /** What came days late is counted after a while; all of it when the telemetry service starts. */
    void countAnew() throws IOException, InterruptedException {
        victim(Part.TELEMETRY_SERVICE).kill();
        awaitAll();
    }

    @Override
    public void close() {
        victims.values().forEach(Victim::close);
    }

    private void startStore(Path influxd, int port) throws IOException, InterruptedException {
        URI url = URI.create("http://127.0.0.1:" + port);
        List<String> command = new ArrayList<>(List.of("env", "--block-signal=XFSZ")); // a full disk is an error to it
        command.addAll(Influxd.command(influxd, folder, port));
        // It ends by itself if its disk is full while it starts.
        startFirst(Part.STORE, Victim.overHttp("influxd", command, folder, url.resolve("/health"), true));
        Influxd.setUp(url.toString());
    }

    private void startRegistry(Vertx vertx) throws IOException, InterruptedException {
        postgres = Postgres.make(folder);
        startFirst(Part.REGISTRY, Victim.postgres("postgres", postgres, folder));
        for (int number = 1; number <= gateways.size(); number++) {
            Way toRegistry = new Way(vertx, Tools.keptPort(), postgres.port());
            ways.put(new Part(Kind.WAY_TO_REGISTRY, number), List.of(toRegistry));
        }
    }

    /** By which each of them finds the others, and by which it is told what they know. */
    private List<Way> between(Vertx vertx) {
        return gateways.stream()
                .flatMap(each -> Stream.of(
                        new Way(vertx, each.publicCluster, each.cluster), new Way(vertx, each.publicBus, each.bus)))
                .toList();
    }

    private void startFirst(Part part, Victim victim) throws IOException, InterruptedException {
        victims.put(part, victim);
        victim.start();
        if (!victim.awaitAlive()) {
            throw new IOException("It does not answer: " + victim);
        }
    }

    private static void register(String list, String url) {
        try (KioskRegistry registry = KioskRegistry.open(url, InstantSource.system())) {
            registry.importKiosks(new StringReader(list));
        }
    }

    private String registry(int gateway) {
        return postgres == null
                ? "jdbc:h2:file:" + folder.resolve("registry-gateway")
                : Postgres.jdbcUrl(
                        ways(new Part(Kind.WAY_TO_REGISTRY, gateway)).get(0).port());
    }

    private String telemetryRegistry() {
        return postgres == null
                ? "jdbc:h2:file:" + folder.resolve("registry-telemetry")
                : Postgres.jdbcUrl(postgres.port());
    }

    private void add(Part part, List<String> command, int http) throws IOException {
        Victim victim = Victim.overHttp(
                part.title(),
                command,
                folder,
                URI.create("http://127.0.0.1:" + http).resolve("/health/live"),
                postgres != null);
        victims.put(part, victim);
        victim.start();
    }

    private List<String> gateway(int number, Ports ports, int storePort) {
        List<String> settings = store(storePort);
        settings.add("curbline.mqtt.host=127.0.0.1");
        settings.add("curbline.mqtt.port=" + ports.mqtt);
        settings.add("curbline.mqtt.access=open");
        settings.add("curbline.quarantine.file=" + folder.resolve("quarantine-" + number + ".mv"));
        settings.add("curbline.registry.url=" + registry(number));
        settings.add("curbline.gateway.http-host=127.0.0.1");
        settings.add("curbline.gateway.http-port=" + ports.http);
        List<String> flags = new ArrayList<>(FLAGS);
        if (gateways.size() > 1) {
            flags.add("@" + Path.of("deploy", "gateway-cluster.jvm"));
            settings.add("curbline.cluster.enabled=true");
            settings.add("curbline.cluster.port=" + ports.cluster);
            settings.add("curbline.cluster.bus-port=" + ports.bus);
            settings.add("curbline.cluster.public-port=" + ports.publicCluster);
            settings.add("curbline.cluster.public-bus-port=" + ports.publicBus);
            settings.add("curbline.cluster.members="
                    + gateways.stream()
                            .map(each -> "127.0.0.1:" + each.publicCluster)
                            .collect(Collectors.joining(",")));
        }
        return java(flags, GatewayMain.class, settings);
    }

    private List<String> telemetry(int influx) {
        List<String> settings = store(influx);
        settings.add("curbline.registry.url=" + telemetryRegistry());
        settings.add("curbline.telemetry.http-host=127.0.0.1");
        settings.add("curbline.telemetry.http-port=" + telemetryHttp);
        settings.add("curbline.telemetry.rollup-every=5s"); // so that the audit waits less
        return java(FLAGS, TelemetryServiceMain.class, settings);
    }

    private static List<String> store(int port) {
        return new ArrayList<>(List.of(
                "curbline.store.kind=influx",
                "curbline.store.influx.url=http://127.0.0.1:" + port,
                "curbline.store.influx.org=" + Influxd.ORG,
                "curbline.store.influx.bucket=" + Influxd.BUCKET,
                "curbline.store.influx.token=" + Influxd.TOKEN));
    }

    private static List<String> java(List<String> flags, Class<?> main, List<String> settings) {
        List<String> arguments = new ArrayList<>();
        settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        return new JavaCommand(flags, main.getName()).with(arguments);
    }

    /** Where a gateway listens, and where other gateways reach it. */
    private record Ports(int mqtt, int http, int cluster, int bus, int publicCluster, int publicBus) {
        static Ports free() {
            return new Ports(
                    Tools.keptPort(),
                    Tools.keptPort(),
                    Tools.keptPort(),
                    Tools.keptPort(),
                    Tools.keptPort(),
                    Tools.keptPort());
        }
    }
}
