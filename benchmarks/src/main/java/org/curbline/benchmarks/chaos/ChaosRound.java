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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.curbline.benchmarks.chaos.ChaosPlan.Act;
import org.curbline.benchmarks.chaos.ChaosPlan.Kind;
import org.curbline.benchmarks.chaos.ChaosPlan.Part;
import org.curbline.benchmarks.chaos.ChaosPlan.Step;
import org.curbline.benchmarks.chaos.ChaosResult.Done;
import org.curbline.simulator.audit.HttpApi;
import org.curbline.simulator.audit.WholeAudit;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.simulator.fleet.FleetSettings;
import org.curbline.simulator.scenario.Play;
import org.curbline.simulator.scenario.Scenario.World;

/** One scenario, one plan, one audit. The round is over with the scenario, or with the last kill of the plan. */
final class ChaosRound {
    private static final Duration TO_DRAIN = Duration.ofMinutes(5);
    private final ChaosPlan plan;
    private final World world;
    private final int gateways;
    private final Path folder;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    private final Map<Part, ScheduledFuture<?>> pending = new LinkedHashMap<>();
    private final Map<Kind, Integer> kills = new EnumMap<>(Kind.class);
    private final Map<Act, Integer> acts = new EnumMap<>(Act.class);

    /** @param folder for all that it makes */
    ChaosRound(ChaosPlan plan, World world, int gateways, Path folder) {
        this.plan = plan;
        this.world = world;
        this.gateways = gateways;
        this.folder = folder;
    }

    /** Plays it. Everything it has made is in the folder afterwards, and nothing runs. */
    ChaosResult play(Path influxd) throws IOException, InterruptedException {
        Vertx vertx = Vertx.vertx();
        Play play = Play.of(world, null, InstantSource.system());
        try (Stand stand = Stand.start(vertx, influxd, play, gateways, folder)) {
            FleetSettings settings = play.in(new FleetSettings(play.sites(), stand.targets(), ledger()));
            Fleet fleet = Fleet.start(vertx, settings, InstantSource.system()).await();
            long chaos = System.nanoTime();
            act(stand, fleet);
            Duration took = Duration.ofNanos(System.nanoTime() - chaos);
            stand.awaitAll();
            fleet.stopGenerating().await();
            fleet.drained(TO_DRAIN).otherwiseEmpty().await(); // what still waits then, the audit says
            stand.countAnew();
            WholeAudit audit = new WholeAudit(
                    new HttpApi(stand.telemetryApi()),
                    stand.gatewayApis().stream().map(HttpApi::new).toList());
            WholeAudit.Result audited = audit.compare(fleet.ledger().index(), ledger());
            fleet.close().await();
            return new ChaosResult(world.seed(), new Done(kills, acts, took), audited);
        } finally {
            later.shutdownNow();
            vertx.close().await();
        }
    }

    private Path ledger() {
        return folder.resolve("ledger");
    }

    private void act(Stand stand, Fleet fleet) throws IOException, InterruptedException {
        try (PrintWriter log =
                new PrintWriter(Files.newBufferedWriter(folder.resolve("steps.log"), StandardCharsets.UTF_8), true)) {
            for (Step step : plan.steps()) {
                TimeUnit.MILLISECONDS.sleep(step.pause().toMillis());
                if (fleet.progress().over()) {
                    log.println(InstantSource.system().instant() + " the scenario is over");
                    break;
                }
                settle(step.part());
                if (step.ripe()
                        && !step.part().isWay()
                        && !stand.victim(step.part()).awaitAlive()) {
                    throw new IOException("It does not come back: " + stand.victim(step.part()));
                }
                log.println(InstantSource.system().instant() + " " + step.text());
                pending.put(step.part(), act(step, stand));
            }
            for (Part part : List.copyOf(pending.keySet())) {
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
        acts.merge(step.act(), 1, Integer::sum);
        switch (step.act()) {
            case KILL -> {
                Victim victim = stand.victim(step.part());
                if (!victim.kill()) {
                    throw new IOException("It has ended by itself: " + victim);
                }
                kills.merge(step.part().kind(), 1, Integer::sum);
                return after(step, victim::start);
            }
            case STOP -> {
                if (step.part().isWay()) {
                    List<Way> ways = stand.ways(step.part());
                    ways.forEach(Way::hold);
                    return after(step, () -> ways.forEach(Way::mend));
                }
                Victim victim = stand.victim(step.part());
                victim.signal("STOP");
                return after(step, () -> victim.signal("CONT"));
            }
            case FILL -> {
                Victim victim = stand.victim(step.part());
                victim.fill(true);
                return after(step, () -> victim.fill(false));
            }
            case CUT -> {
                List<Way> ways = stand.ways(step.part());
                ways.forEach(Way::cut);
                return after(step, () -> ways.forEach(Way::mend));
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

    /** Brings something back. */
    @FunctionalInterface
    private interface Undo {
        void run() throws IOException, InterruptedException;
    }
}
