package org.curbline.benchmarks.status;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.curbline.demand.KioskDemand;
import org.curbline.demand.UsagePlan;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.wire.ProtocolLimits;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.faults.Affliction;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultCourse;
import org.curbline.simulator.faults.FaultKind.Reach;
import org.curbline.simulator.faults.FaultPlan;
import org.curbline.simulator.faults.TrueState;
import org.curbline.simulator.faults.Truth;
import org.jspecify.annotations.Nullable;

/** One kiosk, as a gateway sees it: when it is connected, and when it tells what. Not thread-safe. */
final class TrialKiosk implements Truth.Listener {
    /** After so long without a packet the gateway gives a kiosk up: half as long again as its keep-alive. */
    private static final long GIVEN_UP = 45_000;
    /** A kiosk pings when it has said nothing for so long. */
    private static final int SILENT_AT_MOST = 15_000;
    /** How long after its network comes back a kiosk may try again. */
    private static final int TRIES_AGAIN = 10_000;

    private static final long AHEAD_AT_MOST =
            ProtocolLimits.DEFAULT.maxClockAhead().toMillis();

    private final KioskId id;
    private final KioskDemand demand;
    private final FaultCourse faults;
    private final Truth truth;
    private final SplittableRandom random;
    private final Deque<KioskEvent> spool = new ArrayDeque<>();
    private final List<Fault> begun = new ArrayList<>();
    private final Map<Service, List<TrueState>> states = new EnumMap<>(Service.class);
    private Reach reach = Reach.OPEN;
    private boolean connected;
    private long lostAt = Long.MAX_VALUE;
    private long connectsAt;
    private long next;

    TrialKiosk(KioskSite site, FaultPlan plan, long seed, long startMillis) {
        this.id = site.id();
        this.demand = new KioskDemand(
                id,
                site.borough(),
                UsagePlan.NEW_YORK,
                seed,
                startMillis,
                "0",
                new Affliction(plan.of(id, seed, startMillis)));
        this.faults = new FaultCourse(plan.of(id, seed, startMillis));
        Iterator<Fault> same = plan.of(id, seed, startMillis);
        this.truth = new Truth(same, startMillis);
        this.random = new SplittableRandom(seed ^ id.value().hashCode());
        this.connectsAt = startMillis + random.nextLong(1_000);
        this.next = startMillis;
    }

    KioskId id() {
        return id;
    }

    /** When it is to be looked at again. */
    long next() {
        return next;
    }

    /** Its faults so far. */
    List<Fault> faults() {
        return begun;
    }

    /** What was true of a service so far, in the order of time. */
    List<TrueState> states(Service service) {
        return states.getOrDefault(service, List.of());
    }

    /** Lets it live up to a moment. */
    void live(long now, Gateway gateway) {
        truth.tell(now, this);
        befall(now);
        if (lostAt <= now) {
            lostAt = Long.MAX_VALUE;
            connected = false;
            gateway.disconnected(id, now);
        }
        if (!connected && reach == Reach.OPEN && connectsAt <= now) {
            connected = true;
            gateway.connected(id, now);
        }
        for (KioskEvent event = happens(now); event != null; event = happens(now)) {
            spool.add(event);
        }
        while (connected && reach == Reach.OPEN && !spool.isEmpty()) {
            KioskEvent event = spool.remove();
            if (event.id().atMillis() <= now + AHEAD_AT_MOST) {
                gateway.stored(id, event);
            }
        }
        next = Math.min(demand.nextMillis(), faults.nextChange(now));
        next = Math.min(next, lostAt);
        if (!connected && reach == Reach.OPEN) {
            next = Math.min(next, connectsAt);
        }
    }

    private @Nullable KioskEvent happens(long now) {
        return demand.next(now, spool::size);
    }

    private void befall(long now) {
        Fault fault = faults.at(now);
        Reach becomes = fault == null ? Reach.OPEN : fault.kind().reach();
        if (becomes == reach) {
            return;
        }
        reach = becomes;
        if (becomes == Reach.CUT) {
            lostAt = Math.min(lostAt, now);
        } else if (becomes == Reach.SILENT && connected) {
            lostAt = now + GIVEN_UP - random.nextInt(SILENT_AT_MOST);
        } else if (becomes == Reach.OPEN) {
            connectsAt = now + random.nextInt(TRIES_AGAIN);
            lostAt = connected ? now : lostAt; // it comes again, and the connection it left behind ends
        }
    }

    @Override
    public void begins(Fault fault) {
        begun.add(fault);
    }

    @Override
    public void holds(TrueState state) {
        states.computeIfAbsent(state.service(), none -> new ArrayList<>()).add(state);
    }

    /** What a gateway is told. */
    interface Gateway {
        void connected(KioskId kiosk, long now);

        void disconnected(KioskId kiosk, long now);

        /** It was sent, and is stored. */
        void stored(KioskId kiosk, KioskEvent event);
    }
}
