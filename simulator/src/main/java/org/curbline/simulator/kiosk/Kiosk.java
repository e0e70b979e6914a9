package org.curbline.simulator.kiosk;

import io.vertx.core.net.NetClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.curbline.protocol.EventEncoder;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.KioskTopic;
import org.curbline.simulator.demand.KioskDemand;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultCourse;
import org.curbline.simulator.faults.FaultKind.Reach;
import org.curbline.simulator.faults.TrueState;
import org.curbline.simulator.faults.Truth;
import org.curbline.simulator.ledger.Ledger;
import org.jspecify.annotations.Nullable;

/**
 * One kiosk: makes events, spools them, and sends them until they are acknowledged, over as many connections as that
 * takes. Everything happens on one event loop, whose owner calls {@link #generate}, then flushes the ledger, then calls
 * {@link #attend}.
 */
public final class Kiosk {
    private static final int LAST_PACKET_ID = 65_535;
    private static final int PACKET_TOO_LARGE = 0x95;
    private static final int FIRST_FAILURE = 0x80;
    /** Fixed header, lengths, packet id and an empty property list, at their longest. */
    private static final int PACKET_OVERHEAD = 16;

    private static final int MOST_PATIENCE = 16;

    private final KioskId id;
    private final KioskDemand demand;
    private final Target target;
    private final KioskLimits limits;
    private final Surroundings around;
    private final Spool spool;
    private final Backoff backoff;
    private final Obedience obedience;
    private final FaultCourse faults;
    private final Truth truth;
    private final Map<Integer, Batch> onTheirWay = new LinkedHashMap<>();
    private final EventEncoder encoder = new EventEncoder();
    private final Truth.Listener told = new IntoLedger();

    private @Nullable MqttLink link;
    private MqttLink.@Nullable Terms terms;
    private int lastPacketId;
    private long now;
    private long simulatedNow;
    private long dueAt;
    private long patience;
    private long lastSent;
    private long lastHeard;
    private long pingedAt;
    private boolean pinging;
    private boolean closed;
    private Reach reach = Reach.OPEN;

    /**
     * @param life what the kiosk goes through
     * @param connectAt real time of the first attempt to connect, milliseconds since the epoch
     * @param random for the waits between attempts; not the one events are made from
     */
    public Kiosk(
            KioskId id,
            Life life,
            Target target,
            KioskLimits limits,
            Surroundings around,
            RandomGenerator random,
            long connectAt) {
        this.id = id;
        this.demand = life.demand();
        this.faults = life.faults();
        this.truth = life.truth();
        this.obedience = new Obedience(demand);
        this.target = target;
        this.limits = limits;
        this.around = around;
        this.spool = new Spool(limits.spoolEvents());
        this.backoff = new Backoff(limits.reconnectFirst(), limits.reconnectLongest(), random);
        this.dueAt = connectAt;
        this.patience = limits.patience().toMillis();
    }

    /**
     * Makes the events that are due and writes them into the ledger. A full spool makes none: they come later, with the
     * time at which they happened.
     *
     * @param simulatedMillis the simulated time up to which
     * @return whether all of them are made
     */
    public boolean generate(long simulatedMillis) {
        simulatedNow = simulatedMillis;
        while (!spool.isFull()) {
            KioskEvent event = demand.next(simulatedMillis, spool::size);
            if (event == null) {
                truth.tell(simulatedMillis, told);
                return true;
            }
            truth.tell(demand.lastMillis(), told);
            byte[] json = encoder.encode(event);
            around.ledger().generated(id, event, json);
            spool.add(
                    new SpooledEvent(event.kind(), event.id().run(), event.id().seq(), json));
            around.tally().countGenerated();
        }
        return false;
    }

    /**
     * Connects when that is due, sends what may be sent, and keeps the connection alive.
     *
     * @param nowMillis real time
     */
    public void attend(long nowMillis) {
        now = nowMillis;
        if (closed) {
            return;
        }
        befall();
        if (reach != Reach.OPEN) {
            return;
        }
        if (link == null) {
            if (now >= dueAt) {
                dueAt = now + patience;
                link = MqttLink.open(around.client(), id, target, limits.keepAlive(), new OnLink());
            }
        } else if (terms == null) {
            if (now >= dueAt) {
                giveUp(link, "The gateway " + target + " did not answer within " + patience + " ms");
            }
        } else {
            send(link, terms);
            keepAlive(link, terms);
        }
    }

    /** From now on nothing is wrong with its power or network. */
    public void heal() {
        faults.end();
    }

    /** What a fault does to the connection, when it begins and when it ends. */
    private void befall() {
        Fault fault = faults.at(simulatedNow);
        Reach next = fault == null ? Reach.OPEN : fault.kind().reach();
        if (next == reach) {
            return;
        }
        reach = next;
        if (link != null && next == Reach.SILENT) {
            link.freeze();
        } else if (link != null) {
            link.cut();
        }
    }

    /** Cuts the connection, if there is one; the kiosk will connect again. */
    public void cut() {
        if (link != null) {
            link.cut();
        }
    }

    /** Disconnects for good. What waits in the spool is lost with it, and the ledger says so. */
    public void close() {
        closed = true;
        if (link != null) {
            link.disconnect();
        }
    }

    private void send(MqttLink open, MqttLink.Terms agreed) {
        int window = Math.min(limits.window(), agreed.receiveMaximum());
        while (onTheirWay.size() < window && spool.unsent() > 0) {
            int atOnce = spool.unsent() > window ? limits.batchEvents() : 1;
            int topicBytes = id.value().length() + 32;
            int room = agreed.maximumPacket() - PACKET_OVERHEAD - topicBytes;
            Batch batch = spool.take(atOnce, room);
            if (batch == null) {
                return;
            }
            byte[] payload = batch.payload();
            if (payload.length > room) {
                refused(batch, PACKET_TOO_LARGE);
                continue;
            }
            int packetId = nextPacketId();
            onTheirWay.put(packetId, batch);
            open.publish(new KioskTopic(id, batch.kind()).name(), packetId, payload);
            lastSent = now;
        }
    }

    private int nextPacketId() {
        do {
            lastPacketId = lastPacketId == LAST_PACKET_ID ? 1 : lastPacketId + 1;
        } while (onTheirWay.containsKey(lastPacketId));
        return lastPacketId;
    }

    /** Pings when one side has been silent for half the keep-alive, and gives up a gateway that does not answer. */
    private void keepAlive(MqttLink open, MqttLink.Terms agreed) {
        long limit = agreed.keepAlive().toMillis();
        if (limit == 0) {
            return;
        }
        if (pinging) {
            if (now - pingedAt > patience && now - lastHeard > patience) {
                giveUp(open, "The gateway did not answer a ping within " + patience + " ms");
            }
        } else if (now - Math.min(lastSent, lastHeard) > limit / 2) {
            open.ping();
            pinging = true;
            pingedAt = now;
            lastSent = now;
        }
    }

    private void giveUp(MqttLink silent, String why) {
        patience = Math.min(MOST_PATIENCE * limits.patience().toMillis(), 2 * patience);
        silent.abandon(why);
    }

    private void acknowledged(Batch batch) {
        patience = limits.patience().toMillis();
        spool.release(batch);
        around.tally().countAcknowledged(batch.events().size());
        around.ledger().acknowledged(id, batch.run(), batch.seqs());
    }

    private void refused(Batch batch, int reasonCode) {
        spool.release(batch);
        around.tally().countRefused(batch.events().size());
        around.ledger().refused(id, batch.run(), batch.seqs(), reasonCode);
    }

    /**
     * What a kiosk goes through.
     *
     * @param demand what it reports, faults included
     * @param faults what becomes of its connection
     * @param truth what the ledger is told of it
     */
    public record Life(KioskDemand demand, FaultCourse faults, Truth truth) {}

    /**
     * What kiosks of one event loop share.
     *
     * @param client made on that event loop
     */
    public record Surroundings(NetClient client, Ledger ledger, Tally tally) {}

    private final class IntoLedger implements Truth.Listener {
        @Override
        public void begins(Fault fault) {
            around.ledger().begins(id, fault);
        }

        @Override
        public void holds(TrueState state) {
            around.ledger().holds(id, state);
        }
    }

    private final class OnLink implements MqttLink.Listener {
        @Override
        public void ready(MqttLink.Terms agreed) {
            terms = agreed;
            backoff.reset();
            heard();
            lastSent = now;
            around.tally().connectedOne();
            attend(now);
        }

        @Override
        public void acknowledged(int packetId, int reasonCode) {
            heard();
            Batch batch = onTheirWay.remove(packetId);
            if (batch == null) {
                return;
            }
            if (reasonCode < FIRST_FAILURE) {
                Kiosk.this.acknowledged(batch);
            } else {
                refused(batch, reasonCode);
            }
            attend(now);
        }

        @Override
        public void heard() {
            pinging = false;
            lastHeard = now;
        }

        @Override
        public void told(byte[] command) {
            heard();
            obedience.obey(command, now, simulatedNow);
        }

        @Override
        public void ended(String why) {
            if (terms != null) {
                around.tally().lostOne();
            }
            if (!closed) {
                around.tally().note(why);
            }
            link = null;
            terms = null;
            dueAt = now + backoff.nextWaitMillis();
            List<Batch> unacknowledged = new ArrayList<>(onTheirWay.values());
            onTheirWay.clear();
            for (int i = unacknowledged.size() - 1; i >= 0; i--) {
                spool.putBack(unacknowledged.get(i));
                around.tally().countRepeated(unacknowledged.get(i).events().size());
            }
        }
    }
}
