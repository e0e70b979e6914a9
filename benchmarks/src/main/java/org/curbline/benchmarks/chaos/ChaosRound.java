package org.curbline.benchmarks.chaos;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.curbline.benchmarks.chaos.ChaosPlan.Act;
import org.curbline.benchmarks.chaos.ChaosPlan.Part;
import org.curbline.benchmarks.chaos.ChaosPlan.Step;
import org.curbline.benchmarks.chaos.ChaosResult.Done;
import org.curbline.simulator.audit.Audit;
import org.curbline.simulator.audit.AuditReport;
import org.curbline.simulator.audit.HttpApi;
import org.curbline.simulator.audit.HttpStatusAnswers;
import org.curbline.simulator.audit.StatusAudit;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.faults.DrawnFaults;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.simulator.fleet.FleetSettings;
import org.curbline.simulator.fleet.Pace;
import org.curbline.simulator.kiosk.Target;

/**
 * One city, one plan, one audit. A city that begins in the past runs fast until it has caught up with real time, and
 * goes on in real time.
 */
final class ChaosRound {
    private static final Duration TO_DRAIN = Duration.ofMinutes(5);
    private static final double FAST = 60;
    private static final double FAULT_RATE = 720; // a month's faults in an hour
    /** What a kiosk says of itself, and what connections show. */
    private static final Set<FaultKind> FAULTS = EnumSet.of(
            FaultKind.DEAD, FaultKind.DEGRADED, FaultKind.FLAPPING, FaultKind.POWER_CUT, FaultKind.NETWORK_AWAY);

    private final ChaosPlan plan;
    private final long seed;
    private final Size size;
    private final Path folder;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    private final Map<Part, ScheduledFuture<?>> pending = new EnumMap<>(Part.class);
    private final Map<Part, Integer> kills = new EnumMap<>(Part.class);
    private int stops;
    private int cuts;

    ChaosRound(ChaosPlan plan, long seed, Size size, Path folder) {
        this.plan = plan;
        this.seed = seed;
        this.size = size;
        this.folder = folder;
    }

    /** Plays it. Everything it has made is in the folder afterwards, and nothing runs. */
    ChaosResult play(Path influxd) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Vertx vertx = Vertx.vertx();
        List<KioskSite> city = SyntheticCity.of(size.kiosks, seed);
        try (Stand stand = Stand.start(vertx, influxd, city, folder)) {
            Fleet fleet = Fleet.start(vertx, settings(city, stand), InstantSource.system())
                    .await();
            long chaos = System.nanoTime();
            act(stand);
            Duration took = Duration.ofNanos(System.nanoTime() - chaos);
            stand.awaitAll();
            fleet.stopGenerating().await();
            fleet.drained(TO_DRAIN).await();
            HttpApi gateway = new HttpApi(stand.gatewayApi());
            HttpApi telemetry = new HttpApi(stand.telemetryApi());
            AuditReport usage = new Audit(telemetry).compare(fleet.ledger().index(), ledger(), gateway.books());
            ChaosResult result = new ChaosResult(
                    seed,
                    new Done(kills, stops, cuts, took, Duration.ofNanos(System.nanoTime() - begin)),
                    usage,
                    new StatusAudit(new HttpStatusAnswers(gateway, telemetry))
                            .compare(fleet.ledger().index()));
            fleet.close().await();
            return result;
        } finally {
            later.shutdownNow();
            vertx.close().await();
        }
    }

    private FleetSettings settings(List<KioskSite> city, Stand stand) {
        Target target = new Target("127.0.0.1", stand.way(Part.WAY_TO_GATEWAY).port(), "{kiosk}", "-");
        return new FleetSettings(city, target, ledger())
                .withPace(size.lookBack.isZero() ? Pace.of(1) : new Pace(FAST, size.lookBack))
                .withSeed(seed)
                .withFaults(new DrawnFaults(FAULTS, FAULT_RATE));
    }

    private Path ledger() {
        return folder.resolve("ledger");
    }

    private void act(Stand stand) throws IOException, InterruptedException {
        try (PrintWriter log =
                new PrintWriter(Files.newBufferedWriter(folder.resolve("steps.log"), StandardCharsets.UTF_8), true)) {
            for (Step step : plan.steps()) {
                TimeUnit.MILLISECONDS.sleep(step.pause().toMillis());
                settle(step.part());
                if (step.ripe()
                        && step.act() != Act.CUT
                        && !stand.victim(step.part()).awaitAlive()) {
                    throw new IOException("It does not come back: " + stand.victim(step.part()));
                }
                log.println(InstantSource.system().instant() + " " + step.text());
                pending.put(step.part(), act(step, stand));
            }
            for (Part part : Part.values()) {
                settle(part);
            }
        }
    }

    /** Waits until what was done to a part before is over. */
    private void settle(Part part) throws IOException, InterruptedException {
        ScheduledFuture<?> before = pending.remove(part);
        try {
            if (before != null) {
                before.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("The " + part.title() + " could not be brought back", e.getCause());
        }
    }

    /** @return the end of it */
    private ScheduledFuture<?> act(Step step, Stand stand) throws IOException, InterruptedException {
        switch (step.act()) {
            case KILL -> {
                Victim victim = stand.victim(step.part());
                if (!victim.kill()) {
                    throw new IOException("It has ended by itself: " + victim);
                }
                kills.merge(step.part(), 1, Integer::sum);
                return after(step, victim::start);
            }
            case STOP -> {
                Victim victim = stand.victim(step.part());
                victim.signal("STOP");
                stops++;
                return after(step, () -> victim.signal("CONT"));
            }
            case CUT -> {
                Way way = stand.way(step.part());
                way.cut();
                cuts++;
                return after(step, way::mend);
            }
        }
        throw new IllegalStateException(step.text());
    }

    private ScheduledFuture<?> after(Step step, Undo undo) {
        return later.schedule(
                () -> {
                    undo.run();
                    return Instant.EPOCH;
                },
                step.length().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * How much there is of a city.
     *
     * @param lookBack how long ago it begins
     */
    record Size(int kiosks, Duration lookBack) {}

    /** Brings something back. */
    @FunctionalInterface
    private interface Undo {
        void run() throws IOException, InterruptedException;
    }
}
