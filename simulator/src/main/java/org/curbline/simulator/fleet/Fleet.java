package org.curbline.simulator.fleet;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.demand.KioskDemand;
import org.curbline.simulator.demand.SimulatedClock;
import org.curbline.simulator.faults.FaultCourse;
import org.curbline.simulator.faults.FaultPlan;
import org.curbline.simulator.faults.Truth;
import org.curbline.simulator.fleet.FleetLoop.Shared;
import org.curbline.simulator.hardware.ComingBack;
import org.curbline.simulator.kiosk.Kiosk;
import org.curbline.simulator.kiosk.Kiosk.Life;
import org.curbline.simulator.kiosk.Kiosk.Surroundings;
import org.curbline.simulator.kiosk.Tally;
import org.curbline.simulator.kiosk.Target;
import org.curbline.simulator.ledger.Ledger;
import org.curbline.simulator.network.LinkClass;
import org.curbline.simulator.network.Links;
import org.jspecify.annotations.Nullable;

/**
 * A fleet of simulated kiosks. Each has its own connection, spool and rate; all write one ledger. Safe for every
 * thread.
 *
 * <p>Each start is a new run of every kiosk: its numbers begin again at 1, under a run name made from the clock.
 */
public final class Fleet {
    private static final int DRAIN_POLL_MILLIS = 20;
    /** So that thousands of kiosks do not knock at the same moment. */
    private static final double CONNECTS_PER_MILLI = 1.5;

    private final Vertx vertx;
    private final FleetSettings settings;
    private final Shared shared;
    private final List<FleetLoop> loops = new ArrayList<>();
    private final List<String> deployments = new ArrayList<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Promise<Void> closed = Promise.promise();
    private volatile @Nullable Links links;

    private Fleet(Vertx vertx, FleetSettings settings, Shared shared) {
        this.vertx = vertx;
        this.settings = settings;
        this.shared = shared;
    }

    /**
     * Starts a fleet. Completes when the kiosks live; they connect, and go on trying, by themselves.
     *
     * @param clock real time
     * @return fails with {@link IOException} if the ledger cannot be written
     */
    public static Future<Fleet> start(Vertx vertx, FleetSettings settings, InstantSource clock) {
        String run = Long.toString(clock.millis(), Character.MAX_RADIX);
        Ledger ledger;
        try {
            ledger = Ledger.begin(settings.ledgerFolder(), run);
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
        ledger.begun(clock.instant());
        SimulatedClock simulated = settings.pace().clock(clock);
        Instant liveFrom = simulated.liveFrom();
        if (settings.chance().faults() != FaultPlan.NONE && liveFrom != null) {
            ledger.liveFrom(liveFrom);
        }
        Fleet fleet = new Fleet(vertx, settings, new Shared(ledger, new Tally(), simulated, clock));
        return fleet.connect()
                .compose(links -> fleet.deploy(run, links))
                .map(fleet)
                .onFailure(failure -> ledger.close());
    }

    public FleetProgress progress() {
        Tally tally = shared.tally();
        long acknowledged = tally.acknowledged();
        long refused = tally.refused();
        long dropped = tally.dropped();
        return new FleetProgress(
                settings.kiosks().size(),
                tally.connected(),
                tally.generated(), // after the others: what waits is never negative
                acknowledged,
                refused,
                dropped,
                Instant.ofEpochMilli(
                        Math.min(shared.simulated().millis(), settings.pace().endMillis())),
                loops.stream().allMatch(FleetLoop::isOver),
                tally.trouble());
    }

    /** What was generated and what became of it. */
    public Ledger ledger() {
        return shared.ledger();
    }

    /** No new events, and no more faults: those in the spools are still sent. */
    public Future<Void> stopGenerating() {
        return Future.all(loops.stream().map(FleetLoop::stopGenerating).toList())
                .mapEmpty();
    }

    /**
     * Completes when every spool is empty; call {@link #stopGenerating} first.
     *
     * @return fails with {@link TimeoutException} when that takes longer
     */
    public Future<Void> drained(Duration atMost) {
        Promise<Void> done = Promise.promise();
        lookWhetherDrained(System.nanoTime() + atMost.toNanos(), atMost, done);
        return done.future();
    }

    /**
     * Cuts connections without a goodbye, for tests; the kiosks come back by themselves.
     *
     * @param share of the kiosks, 0 to 1
     */
    public Future<Void> cutConnections(double share, RandomGenerator random) {
        return Future.all(loops.stream().map(loop -> loop.cut(share, random)).toList())
                .mapEmpty();
    }

    /** Stops generating, disconnects, and closes the ledger. What waits in the spools is not waited for. Idempotent. */
    public Future<Void> close() {
        if (!closing.compareAndSet(false, true)) {
            return closed.future();
        }
        stopGenerating()
                .compose(stopped ->
                        Future.all(deployments.stream().map(vertx::undeploy).toList()))
                .eventually(this::disconnect)
                .onComplete(undeployed -> shared.ledger().close())
                .<Void>mapEmpty()
                .onComplete(closed);
        return closed.future();
    }

    private void lookWhetherDrained(long deadline, Duration atMost, Promise<Void> done) {
        FleetProgress progress = progress();
        if (progress.waiting() == 0) {
            shared.ledger().flush();
            done.complete();
        } else if (System.nanoTime() < deadline) {
            vertx.setTimer(DRAIN_POLL_MILLIS, timer -> lookWhetherDrained(deadline, atMost, done));
        } else {
            done.fail(new TimeoutException(progress.waiting() + " events still wait in the spools after "
                    + atMost.toSeconds() + " s; connected are " + progress.connected() + " of " + progress.kiosks()
                    + " kiosks. " + progress.trouble()));
        }
    }

    private Future<Void> disconnect() {
        Links started = links;
        return started == null ? Future.succeededFuture() : started.close();
    }

    private Future<Links> connect() {
        Target target = settings.target();
        long seed = settings.chance().seed();
        return Links.start(vertx, settings.chance().network(), target.host(), target.port(), seed, shared.real())
                .onSuccess(started -> links = started);
    }

    private Future<Void> deploy(String run, Links over) {
        List<Future<String>> starting = new ArrayList<>();
        long realStart = shared.real().millis();
        long spread = (long) (settings.kiosks().size() / CONNECTS_PER_MILLI);
        for (int loop = 0; loop < settings.loops(); loop++) {
            int first = loop;
            FleetLoop each = new FleetLoop(shared, settings.pace().endMillis(), around -> {
                List<Kiosk> kiosks = new ArrayList<>();
                for (int i = first; i < settings.kiosks().size(); i += settings.loops()) {
                    long connectAt =
                            realStart + (spread * i) / settings.kiosks().size();
                    kiosks.add(kiosk(settings.kiosks().get(i), run, around, over, connectAt));
                }
                return kiosks;
            });
            loops.add(each);
            starting.add(vertx.deployVerticle(each).onSuccess(deployments::add));
        }
        return Future.all(starting).mapEmpty();
    }

    private Kiosk kiosk(KioskSite site, String run, Surroundings around, Links over, long connectAt) {
        long start = shared.simulated().start().toEpochMilli();
        long seed = settings.chance().seed();
        FaultPlan faults =
                ComingBack.of(settings.chance().faults(), settings.chance().hardware());
        Life life = new Life(
                new KioskDemand(site, settings.chance().usage(), seed, start, run, faults),
                new FaultCourse(faults.of(site.id(), seed, start)),
                faults == FaultPlan.NONE ? Truth.untold() : new Truth(faults.of(site.id(), seed, start), start),
                settings.chance().hardware().of(site.id(), seed));
        SplittableRandom waits = new SplittableRandom(seed + site.id().hashCode());
        return new Kiosk(site.id(), life, target(site, over), settings.limits(), around, waits, connectAt);
    }

    /** Where a kiosk connects to; what its link does to what is heard of it is written down. */
    private Target target(KioskSite site, Links over) {
        LinkClass link =
                settings.chance().network().of(site.id(), settings.chance().seed());
        if (link == null) {
            return settings.target();
        }
        if (settings.chance().faults() != FaultPlan.NONE) {
            shared.ledger().link(site.id(), link.name(), link.lateAtMost());
        }
        return settings.target().through("127.0.0.1", over.port(link));
    }
}
