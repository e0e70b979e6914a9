package org.curbline.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.curbline.benchmarks.load.LoadResult;
import org.curbline.benchmarks.process.Influxd;
import org.curbline.benchmarks.process.MeasuredProcess;
import org.curbline.benchmarks.process.Tools;
import org.curbline.benchmarks.watch.Probe;
import org.curbline.benchmarks.watch.Readers;

/** One city that reports, some who watch it, and one kill of the gateway. */
final class LiveStatusTrial {
    private static final int IN_FLIGHT = 64;
    private static final int REPORTED_EVERY_SECONDS = 30;
    private static final Duration BETWEEN_PROBES = Duration.ofMillis(100);
    private static final int ANSWERS = 100;
    private static final Duration RECOVERED_AT_MOST = Duration.ofMinutes(2);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Systems systems;
    private final City city;
    private final int readers;
    private final int mqttPort = Tools.freePort();
    private final int httpPort = Tools.freePort();

    LiveStatusTrial(Path folder, City city, int readers) {
        this.systems = new Systems(folder);
        this.city = city;
        this.readers = readers;
    }

    Figures measure(List<String> flags, Plan plan) throws IOException, InterruptedException {
        try (Influxd influxd = systems.influxd();
                MeasuredProcess generator = systems.generator()) {
            List<String> store = StoreOptions.influx(influxd);
            Watched watched;
            try (MeasuredProcess gateway = systems.gateway(flags, mqttPort, httpPort, store)) {
                gateway.awaitPort(mqttPort);
                gateway.awaitPort(httpPort);
                settle(generator);
                watched = watch(gateway, generator, plan);
                gateway.kill();
            }
            generator.ask("disconnect");
            return restart(flags, store, watched);
        }
    }

    /** All kiosks report once, those first that do not stay. */
    private void settle(MeasuredProcess generator) {
        say("%,d kiosks connect and report ...", city.kiosks);
        for (int first = city.connected; first < city.kiosks; first += city.connected) {
            connect(generator, first, Math.min(city.connected, city.kiosks - first));
            generator.ask("report");
            generator.ask("disconnect");
        }
        connect(generator, 0, city.connected);
        generator.ask("report");
    }

    private void connect(MeasuredProcess generator, int first, int connections) {
        generator.ask("connect " + mqttPort + " " + first + " " + connections + " " + IN_FLIGHT + " 1");
    }

    private Watched watch(MeasuredProcess gateway, MeasuredProcess generator, Plan plan)
            throws IOException, InterruptedException {
        try (Probe probe = Probe.start(mqttPort, httpPort);
                MeasuredProcess many = systems.worker("readers", Readers.class)) {
            say("Warming up ...");
            probe(generator, probe, plan.warmUp().dividedBy(2));
            open(many);
            probe(generator, probe, plan.warmUp().dividedBy(2));
            many.ask("close");
            ReadersCost cost = new ReadersCost(
                    gateway, time -> report(generator, probe, time, plan.changesPerSecond()), plan.each());
            for (int round = 0; round < plan.rounds(); round++) {
                say("What a message costs with and without %,d readers, round %d ...", readers, round + 1);
                cost.measureWithout();
                open(many);
                cost.measureWith();
                many.ask("close");
            }
            cost.measureWithout();
            cost.print(readers);
            Seen one = look(generator, probe, plan.each());
            say("%,d readers ...", readers);
            open(many);
            Seen all = look(generator, probe, plan.each());
            String[] counted = many.ask("count").split(" ", -1);
            many.kill();
            return new Watched(cost, one, all, Long.parseLong(counted[0]), Integer.parseInt(counted[1]));
        }
    }

    private void open(MeasuredProcess many) {
        many.ask("open " + httpPort + " " + readers);
    }

    /** Lets the city report while states change so often; answers how many messages it sent. */
    private long report(MeasuredProcess generator, Probe probe, Duration time, double changesPerSecond) {
        CompletableFuture<String> load = CompletableFuture.supplyAsync(() -> generator.ask(paced(time)));
        try {
            probe.tell(time, Duration.ofNanos((long) (1e9 / changesPerSecond)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return LoadResult.parse(load.join()).messages();
    }

    private Seen look(MeasuredProcess generator, Probe probe, Duration each) throws IOException, InterruptedException {
        say("How soon it is visible ...");
        probe(generator, probe, each);
        Histogram acknowledged = probe.acknowledged().copy();
        Histogram asked = probe.asked().copy();
        Histogram streamed = probe.streamed().copy();
        say("Answers ...");
        return new Seen(acknowledged, asked, streamed, answers(generator, each));
    }

    private void probe(MeasuredProcess generator, Probe probe, Duration duration)
            throws IOException, InterruptedException {
        probe.clear();
        CompletableFuture<String> load = CompletableFuture.supplyAsync(() -> generator.ask(paced(duration)));
        probe.run(duration, BETWEEN_PROBES);
        load.join();
    }

    private String paced(Duration duration) {
        double reports = (double) city.kiosks / REPORTED_EVERY_SECONDS;
        return "paced " + city.wifiPerSecond + " " + reports + " " + duration.toSeconds();
    }

    /** How long the questions about the fleet take while it reports. */
    private Map<String, Histogram> answers(MeasuredProcess generator, Duration each)
            throws IOException, InterruptedException {
        CompletableFuture<String> load = CompletableFuture.supplyAsync(() -> generator.ask(paced(each)));
        Map<String, Histogram> answers = new LinkedHashMap<>();
        for (String path : List.of(
                "/api/v1/status",
                "/api/v1/kiosks?limit=100",
                "/api/v1/kiosks?state=up&near=40.75,-73.98&limit=100",
                "/api/v1/kiosks/qu-14-999999")) {
            Histogram nanos = new Histogram(1_000, 600_000_000_000L, 3);
            for (int i = 0; i < ANSWERS; i++) {
                long start = System.nanoTime();
                get(path);
                nanos.recordValue(System.nanoTime() - start);
            }
            answers.put("GET " + path, nanos);
        }
        load.join();
        return answers;
    }

    private Figures restart(List<String> flags, List<String> store, Watched watched) throws InterruptedException {
        say("Started again after kill -9 ...");
        long start = System.nanoTime();
        try (MeasuredProcess gateway = systems.gateway(flags, mqttPort, httpPort, store)) {
            gateway.awaitPort(httpPort);
            Duration listens = Duration.ofNanos(System.nanoTime() - start);
            while (!get("/api/v1/kiosks?limit=1").contains("\"recovered\":true")) {
                if (System.nanoTime() - start > RECOVERED_AT_MOST.toNanos()) {
                    throw new IllegalStateException("The fleet is not known after " + RECOVERED_AT_MOST);
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
            Duration recovered = Duration.ofNanos(System.nanoTime() - start);
            requireWhole();
            return new Figures(watched, listens, recovered, gateway.usage().residentKilobytes() / 1024);
        }
    }

    /** @throws IllegalStateException if not every kiosk's services are known */
    private void requireWhole() {
        String all = get("/api/v1/status");
        if (!all.contains("\"kiosks\":" + (city.kiosks + 1))
                || get("/api/v1/kiosks?limit=1").contains("never-rep")) {
            throw new IllegalStateException("Not the whole fleet is known again: " + all.substring(0, 500));
        }
    }

    private String get(String path) {
        try {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                            .build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(path + " is answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void say(String format, Object... values) {
        System.err.printf(format + "%n", values);
    }

    /** The kiosks there are, and what they do. */
    record City(int kiosks, int connected, double wifiPerSecond) {}

    /**
     * How the gateway was, watched by some.
     *
     * @param acknowledged from publish to acknowledgement; this and the others in nanoseconds
     * @param asked from publish to the answer about the kiosk
     * @param streamed from publish to the event on a stream
     */
    record Seen(Histogram acknowledged, Histogram asked, Histogram streamed, Map<String, Histogram> answers) {}

    /**
     * How it is measured.
     *
     * @param rounds of measuring CPU without readers and with all
     * @param each how long each part is measured
     */
    record Plan(Duration warmUp, int rounds, Duration each, double changesPerSecond) {}

    /**
     * What was measured before the kill.
     *
     * @param one with the probe as the only reader of the stream
     * @param all with all readers
     */
    record Watched(ReadersCost cost, Seen one, Seen all, long eventsRead, int cutOff) {}

    /** What was measured, and how long the whole took after the kill to listen, and to know the fleet. */
    record Figures(Watched watched, Duration listens, Duration recovered, long residentMegabytes) {}
}
