package org.curbline.simulator.fleet;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.curbline.demand.KioskDemand;
import org.curbline.demand.UsagePlan;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.faults.Affliction;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultCourse;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.faults.FaultPlan;
import org.curbline.simulator.faults.Truth;
import org.curbline.simulator.fleet.FleetLoop.Shared;
import org.curbline.simulator.fleet.FleetSettings.Chance;
import org.curbline.simulator.hardware.ComingBack;
import org.curbline.simulator.kiosk.Kiosk;
import org.curbline.simulator.kiosk.Kiosk.Surroundings;
import org.curbline.simulator.kiosk.Life;
import org.curbline.simulator.kiosk.Tally;
import org.curbline.simulator.kiosk.Target;
import org.curbline.simulator.kiosk.Targets;
import org.curbline.simulator.ledger.Beginning;
import org.curbline.simulator.ledger.Ledger;
import org.curbline.simulator.ledger.LedgerReader;
import org.curbline.simulator.ledger.Past;
import org.curbline.simulator.network.LinkClass;
import org.curbline.simulator.network.Links;
import org.jspecify.annotations.Nullable;

/**
 * A fleet of simulated kiosks. Each has its own connection, spool and rate; all write one ledger. Safe for every
 * thread.
 *
 * <p>Each start is a new run of every kiosk: its numbers begin again at 1, under a run name made from the clock. A run
 * that was killed can go on instead.
 */
public final class Fleet {
    private static final int DRAIN_POLL_MILLIS = 20;
    /** So that thousands of kiosks do not knock at the same moment. */
    private static final double CONNECTS_PER_MILLI = 1.5;

    private final Vertx vertx;
    private final FleetSettings settings;
    private final Shared shared;
    private final Map<KioskId, Integer> places = new HashMap<>();
    private final List<FleetLoop> loops = new ArrayList<>();
    private final List<String> deployments = new ArrayList<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Promise<Void> closed = Promise.promise();
    private volatile List<Links> links = List.of();

    private Fleet(Vertx vertx, FleetSettings settings, Shared shared) {
        this.vertx = vertx;
        this.settings = settings;
        this.shared = shared;
        for (int i = 0; i < settings.kiosks().size(); i++) {
            places.put(settings.kiosks().get(i).id(), i);
        }
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
        SimulatedClock simulated = settings.pace().clock(clock);
        Beginning beginning = new Beginning(
                clock.instant(), run, simulated.start(), settings.chance().seed());
        ledger.begun(beginning);
        try {
            ledger.flush(); // so that it can be gone on with, whatever happens
        } catch (IOException e) {
            return Future.failedFuture(abandoned(ledger, e));
        }
        return start(vertx, settings, new Shared(ledger, new Tally(), simulated, clock), new Run(beginning, null));
    }

    /**
     * Goes on with the newest run of a ledger folder after a kill: the same events come after those that were made,
     * under the same names, and what was not acknowledged is sent again.
     *
     * @param clock real time
     * @return fails with {@link IOException} if there is no such ledger, or it is another city's
     */
    public static Future<Fleet> resume(Vertx vertx, FleetSettings settings, InstantSource clock) {
        Future<Past> reading = vertx.executeBlocking(() -> {
            Past past = Past.read(LedgerReader.newest(settings.ledgerFolder()));
            Instant start = settings.pace().start();
            if (past.beginning().seed() != settings.chance().seed()
                    || (start != null && !start.equals(past.beginning().start()))) {
                throw new IOException("The newest ledger in " + settings.ledgerFolder() + " began at "
                        + past.beginning().start() + " with seed "
                        + past.beginning().seed() + ": give the same scenario, start and seed to go on.");
            }
            return past;
        });
        return reading.compose(past -> {
            Ledger ledger;
            try {
                ledger = Ledger.resume(LedgerReader.newest(settings.ledgerFolder()), past.index());
            } catch (IOException e) {
                return Future.failedFuture(e);
            }
            double speed = Math.max(settings.pace().speed(), SimulatedClock.CATCHES_UP);
            SimulatedClock simulated = SimulatedClock.from(clock, past.reached(), speed);
            Shared shared = new Shared(ledger, new Tally(), simulated, clock);
            return start(vertx, settings, shared, new Run(past.beginning(), past));
        });
    }

    private static Future<Fleet> start(Vertx vertx, FleetSettings settings, Shared shared, Run run) {
        SimulatedClock simulated = shared.simulated();
        Ledger ledger = shared.ledger();
        Instant liveFrom = simulated.liveFrom();
        if (liveFrom != null) {
            ledger.liveFrom(liveFrom);
        }
        Fleet fleet = new Fleet(vertx, settings, shared);
        Future<Map<KioskId, Life>> lives =
                run.past == null ? Future.succeededFuture(Map.of()) : vertx.executeBlocking(() -> fleet.lives(run));
        return lives.compose(known -> fleet.connect().compose(links -> fleet.deploy(run, known, links)))
                .map(fleet)
                .recover(failure -> fleet.closeLedger().transform(anyway -> Future.failedFuture(failure)));
    }

    /** Where not even the beginning can be written, nothing stays behind. */
    private static IOException abandoned(Ledger ledger, IOException why) {
        try {
            ledger.close();
        } catch (IOException again) {
            if (again != why) {
                why.addSuppressed(again);
            }
        }
        try {
            Files.deleteIfExists(ledger.file());
        } catch (IOException e) {
            why.addSuppressed(e);
        }
        return why;
    }

    public FleetProgress progress() {
        Tally tally = shared.tally();
        long acknowledged = tally.acknowledged();
        long refused = tally.refused();
        long dropped = tally.dropped();
        IOException failure = shared.ledger().failure();
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
                tally.trouble(),
                tally.refusal(),
                tally.refusals(),
                failure == null ? "" : String.valueOf(failure.getMessage()));
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
     * @return fails with {@link TimeoutException} when that takes longer, and with {@link IOException} when the ledger
     *     cannot be written
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

    /** Simulated time stands still: the kiosks stay connected and say nothing new. Idempotent. */
    public void pause() {
        shared.simulated().pause();
    }

    /** Goes on after a pause, fast until simulated time has caught up with real time. */
    public void goOn() {
        if (!shared.simulated().isPaused()) {
            return;
        }
        shared.simulated().goOn();
        Instant liveFrom = shared.simulated().liveFrom();
        if (liveFrom != null) {
            shared.ledger().liveFrom(liveFrom);
        }
    }

    public boolean isPaused() {
        return shared.simulated().isPaused();
    }

    /** Whether it is one of the fleet's kiosks. */
    public boolean has(KioskId kiosk) {
        return placeOf(kiosk) >= 0;
    }

    /**
     * Makes a fault happen at a kiosk, from this moment of simulated time on; a planned one that happens there ends. It
     * is written into the ledger, and lasts as long as it is said, whatever the kiosk is built of.
     *
     * @param service the service it befalls; null if it is of the whole kiosk
     * @param clockMillis how much the kiosk's clock is ahead; 0 but for a wrong clock
     * @return the fault; null if one by hand happens there already, or the simulation is over
     */
    public Future<@Nullable Fault> begin(
            KioskId kiosk, FaultKind kind, @Nullable Service service, Duration length, long clockMillis) {
        return loopOf(kiosk).begin(kiosk, kind, service, length, clockMillis);
    }

    /**
     * Ends the fault that was made to happen at a kiosk, now.
     *
     * @return how it was; null if none happens
     */
    public Future<@Nullable Fault> end(KioskId kiosk) {
        return loopOf(kiosk).end(kiosk);
    }

    private FleetLoop loopOf(KioskId kiosk) {
        int place = placeOf(kiosk);
        if (place < 0) {
            throw new IllegalArgumentException("No kiosk " + kiosk + " is simulated");
        }
        return loops.get(place % loops.size());
    }

    private int placeOf(KioskId kiosk) {
        return Objects.requireNonNullElse(places.get(kiosk), -1);
    }

    /**
     * Stops generating, disconnects, and closes the ledger. What waits in the spools is not waited for. Idempotent.
     *
     * @return completes whatever happens; fails with {@link IOException} if lines are missing in the ledger
     */
    public Future<Void> close() {
        if (!closing.compareAndSet(false, true)) {
            return closed.future();
        }
        Future<Void> disconnected = then(then(stopGenerating(), this::undeploy), this::disconnect);
        then(disconnected, this::closeLedger).onComplete(closed);
        return closed.future();
    }

    private void lookWhetherDrained(long deadline, Duration atMost, Promise<Void> done) {
        FleetProgress progress = progress();
        if (progress.waiting() == 0 || !progress.failure().isEmpty()) {
            try {
                shared.ledger().flush();
                done.complete();
            } catch (IOException e) {
                done.fail(e);
            }
        } else if (System.nanoTime() < deadline) {
            vertx.setTimer(DRAIN_POLL_MILLIS, timer -> lookWhetherDrained(deadline, atMost, done));
        } else {
            done.fail(new TimeoutException(progress.waiting() + " events still wait in the spools after "
                    + atMost.toSeconds() + " s; connected are " + progress.connected() + " of " + progress.kiosks()
                    + " kiosks. " + progress.trouble()));
        }
    }

    /** Whatever became of what was before; and if that failed, all fails. */
    private static Future<Void> then(Future<Void> before, Supplier<Future<Void>> next) {
        return before.transform(ended -> next.get().compose(done -> before));
    }

    private Future<Void> undeploy() {
        return Future.join(deployments.stream().map(vertx::undeploy).toList()).mapEmpty();
    }

    private Future<Void> disconnect() {
        return Future.join(links.stream().map(Links::close).toList()).mapEmpty();
    }

    private Future<Void> closeLedger() {
        try {
            shared.ledger().close();
            return Future.succeededFuture();
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
    }

    /** The links to each of the gateways. */
    private Future<List<Links>> connect() {
        Chance chance = settings.chance();
        return Future.all(settings.targets().stream()
                        .map(to -> Links.start(
                                vertx, chance.network(), to.host(), to.port(), chance.seed(), shared.real()))
                        .toList())
                .map(started -> links = started.list());
    }

    /** The lives that go on, each past what it has lived. */
    private Map<KioskId, Life> lives(Run run) throws IOException {
        Map<KioskId, Life> lives = new HashMap<>();
        for (KioskSite site : settings.kiosks()) {
            Past.OfKiosk past = run.of(site.id());
            Life life = life(site, run, past);
            past.byHand().forEach(life::add);
            past.replies().forEach(reply -> life.demand()
                    .reply(
                            reply.command(),
                            reply.result(),
                            reply.reason(),
                            reply.id().atMillis()));
            KioskEvent last = life.demand().skip(past.events());
            KioskEvent known = past.last();
            if (last != null && known != null && !last.id().equals(known.id())) {
                throw new IOException("The run cannot go on: " + site.id() + " makes other events now. Is it another"
                        + " scenario, or was the kiosk told to report otherwise?");
            }
            lives.put(site.id(), life);
        }
        return lives;
    }

    private Future<Void> deploy(Run run, Map<KioskId, Life> known, List<Links> over) {
        List<Future<String>> starting = new ArrayList<>();
        long realStart = shared.real().millis();
        long spread = (long) (settings.kiosks().size() / CONNECTS_PER_MILLI);
        for (int loop = 0; loop < settings.loops(); loop++) {
            int first = loop;
            FleetLoop each = new FleetLoop(
                    shared, settings.targets().get(0), settings.pace().endMillis(), around -> {
                        List<Kiosk> kiosks = new ArrayList<>();
                        for (int i = first; i < settings.kiosks().size(); i += settings.loops()) {
                            long connectAt =
                                    realStart + (spread * i) / settings.kiosks().size();
                            KioskSite site = settings.kiosks().get(i);
                            Life life = known.containsKey(site.id()) ? known.get(site.id()) : life(site, run, null);
                            kiosks.add(kiosk(site, life, around, targets(site, i, over), connectAt));
                        }
                        return kiosks;
                    });
            loops.add(each);
            starting.add(vertx.deployVerticle(each).onSuccess(deployments::add));
        }
        return Future.all(starting).mapEmpty();
    }

    private Life life(KioskSite site, Run run, Past.@Nullable OfKiosk past) {
        long start = run.beginning.start().toEpochMilli();
        long seed = settings.chance().seed();
        FaultPlan faults =
                ComingBack.of(settings.chance().faults(), settings.chance().hardware());
        Affliction affliction = new Affliction(faults.of(site.id(), seed, start));
        UsagePlan usage = settings.chance().usage();
        return new Life(
                new KioskDemand(site.id(), site.borough(), usage, seed, start, run.beginning.run(), affliction),
                affliction,
                new FaultCourse(faults.of(site.id(), seed, start)),
                new Truth(faults.of(site.id(), seed, start), start),
                settings.chance().hardware().of(site.id(), seed),
                past);
    }

    private Kiosk kiosk(KioskSite site, Life life, Surroundings around, Targets targets, long connectAt) {
        SplittableRandom waits =
                new SplittableRandom(settings.chance().seed() + site.id().hashCode());
        return new Kiosk(site.id(), life, targets, settings.limits(), around, waits, connectAt);
    }

    /** Where a kiosk connects to; what its link does to what is heard of it is written down. */
    private Targets targets(KioskSite site, int place, List<Links> over) {
        LinkClass link =
                settings.chance().network().of(site.id(), settings.chance().seed());
        if (link == null) {
            return new Targets(settings.targets(), place);
        }
        shared.ledger().link(site.id(), link.name(), link.lateAtMost());
        List<Target> through = new ArrayList<>();
        for (int i = 0; i < over.size(); i++) {
            through.add(
                    settings.targets().get(i).through("127.0.0.1", over.get(i).port(link)));
        }
        return new Targets(through, place);
    }

    /** @param past what it had done before a kill; null if it is new */
    private record Run(Beginning beginning, @Nullable Past past) {
        Past.OfKiosk of(KioskId kiosk) {
            return Objects.requireNonNull(past).of(kiosk);
        }
    }
}
