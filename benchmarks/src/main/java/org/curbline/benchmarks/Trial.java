package org.curbline.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.curbline.benchmarks.Figures.Latency;
import org.curbline.benchmarks.Figures.ProcessFigures;
import org.curbline.benchmarks.bulk.BulkWriter;
import org.curbline.benchmarks.load.LoadResult;
import org.curbline.benchmarks.process.Influxd;
import org.curbline.benchmarks.process.JavaCommand;
import org.curbline.benchmarks.process.MeasuredProcess;
import org.curbline.benchmarks.process.Tools;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader.SumsQuestion;
import org.curbline.store.embedded.EmbeddedStore;

/** Measures one system: starts its processes in a folder, warms it up, loads it, and ends the processes. */
final class Trial {
    private static final List<String> BESIDE = List.of("-Xmx1g", "-XX:+UseParallelGC");
    private static final int LINES_A_WRITE = 5_000;
    private static final int WRITING_THREADS = 4;
    private static final int CITY_WARM_UP_SECONDS = 15;

    private final Path folder;
    private final Workload load;
    private final Systems systems;

    Trial(Path folder, Workload load) {
        this.folder = folder;
        this.load = load;
        this.systems = new Systems(folder);
    }

    Figures influx(List<String> gatewayFlags) throws InterruptedException {
        int port = Tools.freePort();
        try (Influxd influxd = systems.influxd();
                MeasuredProcess gateway = systems.gateway(gatewayFlags, port, StoreOptions.influx(influxd));
                MeasuredProcess generator = systems.generator()) {
            gateway.awaitPort(port);
            generator.ask(load.connect(port));
            LoadResult before = LoadResult.parse(generator.ask(load.warmUp()));
            Stopwatch watch = Stopwatch.start(gateway, influxd.process(), generator);
            LoadResult result = LoadResult.parse(generator.ask(load.flat()));
            List<ProcessFigures> used = watch.perMessage(result.messages());
            long sent = before.events() + result.events();
            return figures(Scenario.INFLUX, result, sent, influxd.stored(), used);
        }
    }

    Figures embedded(List<String> gatewayFlags) throws InterruptedException {
        int port = Tools.freePort();
        Path data = folder.resolve("store");
        LoadResult before;
        LoadResult result;
        List<ProcessFigures> used;
        try (MeasuredProcess gateway = systems.gateway(gatewayFlags, port, StoreOptions.embedded(data));
                MeasuredProcess generator = systems.generator()) {
            gateway.awaitPort(port);
            generator.ask(load.connect(port));
            before = LoadResult.parse(generator.ask(load.warmUp()));
            Stopwatch watch = Stopwatch.start(gateway, generator);
            result = LoadResult.parse(generator.ask(load.flat()));
            used = watch.perMessage(result.messages());
        }
        long sent = before.events() + result.events();
        return figures(Scenario.EMBEDDED, result, sent, stored(data), used);
    }

    Figures bulkInflux() throws InterruptedException {
        try (Influxd influxd = systems.influxd();
                MeasuredProcess writer = bulkWriter(StoreOptions.influx(influxd))) {
            ask(writer, "prepare", load.messages() / 2);
            writer.ask("write " + WRITING_THREADS);
            ask(writer, "prepare", load.messages());
            Stopwatch watch = Stopwatch.start(writer, influxd.process());
            String answer = writer.ask("write " + WRITING_THREADS);
            List<ProcessFigures> used = watch.perMessage(load.messages());
            return bulk(Scenario.BULK_INFLUX, answer, influxd.stored(), used);
        }
    }

    Figures bulkEmbedded() {
        Path data = folder.resolve("store");
        String answer;
        List<ProcessFigures> used;
        try (MeasuredProcess writer = bulkWriter(StoreOptions.embedded(data))) {
            ask(writer, "prepare", load.messages() / 2);
            writer.ask("write " + WRITING_THREADS);
            ask(writer, "prepare", load.messages());
            Stopwatch watch = Stopwatch.start(writer);
            answer = writer.ask("write " + WRITING_THREADS);
            used = watch.perMessage(load.messages());
        }
        return bulk(Scenario.BULK_EMBEDDED, answer, stored(data), used);
    }

    /** Its acknowledgement is the broker's, before anything is stored; its rate counts what is stored all the same. */
    Figures telegraf() throws IOException, InterruptedException {
        int port = Tools.freePort();
        try (Influxd influxd = systems.influxd();
                MeasuredProcess mosquitto = Brokers.mosquitto(Tools.mosquitto().orElseThrow(), folder, port)) {
            mosquitto.awaitPort(port);
            try (MeasuredProcess telegraf =
                            Brokers.telegraf(Tools.telegraf().orElseThrow(), folder, port, influxd.url());
                    MeasuredProcess generator = systems.generator()) {
                TimeUnit.SECONDS.sleep(3); // it subscribes; nothing tells when
                generator.ask(load.connect(port));
                LoadResult before = LoadResult.parse(generator.ask(load.warmUp()));
                awaitStored(influxd, before.events());
                Stopwatch watch = Stopwatch.start(mosquitto, telegraf, influxd.process(), generator);
                long start = System.nanoTime();
                LoadResult result = LoadResult.parse(generator.ask(load.flat()));
                long sent = before.events() + result.events();
                long stored = awaitStored(influxd, sent);
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                List<ProcessFigures> used = watch.perMessage(result.messages());
                LoadResult whole = new LoadResult(
                        result.messages(),
                        result.events(),
                        took,
                        result.p50Millis(),
                        result.p99Millis(),
                        result.maxMillis(),
                        0);
                return figures(Scenario.TELEGRAF, whole, sent, stored, used);
            }
        }
    }

    Figures city(List<String> gatewayFlags) throws InterruptedException {
        int port = Tools.freePort();
        try (Influxd influxd = systems.influxd();
                MeasuredProcess gateway = systems.gateway(gatewayFlags, port, StoreOptions.influx(influxd));
                MeasuredProcess generator = systems.generator()) {
            gateway.awaitPort(port);
            generator.ask(load.connectCity(port));
            generator.ask(load.city(CITY_WARM_UP_SECONDS));
            Stopwatch watch = Stopwatch.start(gateway, influxd.process(), generator);
            long before = influxd.stored();
            LoadResult result = LoadResult.parse(generator.ask(load.city(load.citySeconds())));
            List<ProcessFigures> used = watch.perMessage(result.messages());
            return figures(Scenario.CITY, result, result.events(), influxd.stored() - before, used);
        }
    }

    private static Figures figures(
            Scenario scenario, LoadResult result, long sent, long stored, List<ProcessFigures> used) {
        if (result.refused() > 0) {
            throw new IllegalStateException(result.refused() + " messages were refused");
        }
        Latency latency = new Latency(result.p50Millis(), result.p99Millis());
        double perSecond = result.messages() / seconds(result.took());
        return new Figures(scenario, perSecond, Optional.of(latency), sent, stored, used);
    }

    private Figures bulk(Scenario scenario, String answer, long stored, List<ProcessFigures> used) {
        String[] words = answer.split(" ", -1);
        double perSecond = Long.parseLong(words[0]) / seconds(Duration.ofNanos(Long.parseLong(words[1])));
        long sent = load.messages() / 2 + load.messages();
        return new Figures(scenario, perSecond, Optional.empty(), sent, stored, used);
    }

    private long awaitStored(Influxd influxd, long events) throws InterruptedException {
        long until =
                System.nanoTime() + Duration.ofSeconds(load.secondsAtMost()).toNanos();
        long stored = influxd.stored();
        while (stored < events && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(500);
            stored = influxd.stored();
        }
        return stored;
    }

    private static long stored(Path data) {
        try (EmbeddedStore store = EmbeddedStore.open(data, Duration.ofDays(60), InstantSource.system())) {
            Instant now = Instant.now();
            LongAdder stored = new LongAdder();
            SumsQuestion all = new SumsQuestion(
                    Measurement.WIFI,
                    now.minus(Duration.ofDays(2)),
                    now.plus(Duration.ofDays(2)),
                    null,
                    List.of(),
                    Map.of(),
                    List.of());
            store.reader().sums(all, row -> stored.add(row.count()));
            return stored.sum();
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static void ask(MeasuredProcess writer, String request, long lines) {
        writer.ask(request + " " + lines + " " + LINES_A_WRITE);
    }

    private MeasuredProcess bulkWriter(List<String> store) {
        JavaCommand java = new JavaCommand(BESIDE, BulkWriter.class.getName());
        return MeasuredProcess.worker("bulk writer", folder, java.with(store));
    }
}
