package org.curbline.simulator.fleet;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.kiosk.Kiosk;
import org.curbline.simulator.kiosk.Kiosk.Surroundings;
import org.curbline.simulator.kiosk.Tally;
import org.curbline.simulator.kiosk.Target;
import org.curbline.simulator.ledger.Ledger;
import org.jspecify.annotations.Nullable;

/** The kiosks of one event loop, and the beat they live by. */
final class FleetLoop extends VerticleBase {
    private static final int BEAT_MILLIS = 100;
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

    private final Shared shared;
    private final Target target;
    private final long endMillis;
    private final Function<Surroundings, List<Kiosk>> makeKiosks;
    private List<Kiosk> kiosks = List.of();
    private boolean generating = true;
    private boolean healed;
    /** From when on simulated time is real time, as its kiosks know. */
    private @Nullable Instant liveFrom;

    private long timer;
    private volatile boolean over;

    /**
     * @param target as which all others are, but for their addresses
     * @param endMillis simulated time after which nothing happens
     */
    FleetLoop(Shared shared, Target target, long endMillis, Function<Surroundings, List<Kiosk>> makeKiosks) {
        this.shared = shared;
        this.target = target;
        this.endMillis = endMillis;
        this.makeKiosks = makeKiosks;
    }

    @Override
    public Future<?> start() {
        NetClient client = vertx.createNetClient(target.into(
                new NetClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MILLIS).setTcpNoDelay(true)));
        kiosks = makeKiosks.apply(new Surroundings(client, shared.ledger(), shared.tally()));
        timer = vertx.setPeriodic(BEAT_MILLIS, beat -> beat());
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        vertx.cancelTimer(timer);
        kiosks.forEach(Kiosk::close);
        kiosks = List.of();
        return Future.succeededFuture();
    }

    /** No new events from now on. Called from any thread. */
    Future<Void> stopGenerating() {
        return onLoop(() -> {
            if (generating) {
                generating = false;
                kiosks.forEach(Kiosk::stopGenerating);
            }
        });
    }

    /** Whether its kiosks have made everything up to the end of simulated time. Called from any thread. */
    boolean isOver() {
        return over;
    }

    /** Cuts some of the connections. Called from any thread. */
    Future<Void> cut(double share, RandomGenerator random) {
        return onLoop(() -> {
            List<Kiosk> some = new ArrayList<>(kiosks);
            Collections.shuffle(some, new Random(random.nextLong()));
            some.subList(0, (int) Math.ceil(some.size() * share)).forEach(Kiosk::cut);
        });
    }

    /** A fault by hand; null if it cannot be. Called from any thread. */
    Future<@Nullable Fault> begin(
            KioskId kiosk, FaultKind kind, @Nullable Service service, Duration length, long clockMillis) {
        return onLoop(() -> {
            long from = shared.simulated().millis() + 1;
            Fault fault = new Fault(kind, service, from, from + length.toMillis(), clockMillis, true);
            Kiosk befallen = find(kiosk);
            boolean happens = befallen != null && generating && from < endMillis && befallen.begin(fault);
            return happens ? fault : null;
        });
    }

    /** The fault by hand that ends now; null if there is none. Called from any thread. */
    Future<@Nullable Fault> end(KioskId kiosk) {
        return onLoop(() -> {
            Kiosk befallen = find(kiosk);
            return befallen == null ? null : befallen.end(shared.simulated().millis() + 1);
        });
    }

    private @Nullable Kiosk find(KioskId id) {
        return kiosks.stream().filter(each -> each.id().equals(id)).findFirst().orElse(null);
    }

    /** What cannot be written into the ledger must not be sent: the kiosks are over then. */
    private void beat() {
        try {
            if (generating) {
                generate(Math.min(shared.simulated().millis(), endMillis));
            }
            shared.ledger().flush();
        } catch (IOException told) { // whoever looks how the fleet is doing
            stop();
            return;
        }
        long now = shared.real().millis();
        kiosks.forEach(kiosk -> kiosk.attend(now));
    }

    /** At the end of simulated time nothing is wrong with any network, so that every spool can be told. */
    private void generate(long simulated) {
        Instant live = shared.simulated().liveFrom();
        if (live != null && !live.equals(liveFrom) && live.toEpochMilli() <= simulated) {
            liveFrom = live;
            kiosks.forEach(kiosk -> kiosk.comesToThePresent(live.toEpochMilli()));
        }
        if (simulated == endMillis && !healed) {
            healed = true;
            kiosks.forEach(Kiosk::heal);
        }
        boolean all = true;
        for (Kiosk kiosk : kiosks) {
            all &= kiosk.generate(simulated);
        }
        over = all && simulated == endMillis;
    }

    private Future<Void> onLoop(Runnable action) {
        return onLoop(() -> {
            action.run();
            return null;
        });
    }

    private <T extends @Nullable Object> Future<T> onLoop(Supplier<T> action) {
        Promise<T> done = Promise.promise();
        context.runOnContext(nothing -> {
            try {
                done.complete(action.get());
            } catch (RuntimeException e) {
                done.fail(e);
            }
        });
        return done.future();
    }

    /** What all loops of a fleet have in common; all of it safe for every thread. */
    record Shared(Ledger ledger, Tally tally, SimulatedClock simulated, InstantSource real) {}
}
