package org.curbline.simulator.kiosk;

import io.vertx.core.net.NetClient;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.curbline.demand.KioskDemand;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.KioskTopic;
import org.curbline.protocol.wire.EventEncoder;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.faults.FaultKind.Reach;
import org.curbline.simulator.faults.Spoil;
import org.curbline.simulator.faults.TrueState;
import org.curbline.simulator.faults.Truth;
import org.curbline.simulator.hardware.Budget;
import org.curbline.simulator.hardware.Hardware;
import org.curbline.simulator.ledger.Ledger;
import org.curbline.simulator.ledger.Past;
import org.jspecify.annotations.Nullable;

/**
 * One kiosk: makes events, spools them, and sends them until they are acknowledged, over as many connections as that
 * takes. Everything happens on one event loop, whose owner calls {@link #generate}, then flushes the ledger, then calls
 * {@link #attend}.
 */
public final class Kiosk {
    /** Fixed header, lengths, packet id and an empty property list, at their longest. */
    private static final int PACKET_OVERHEAD = 16;

    /** What a spool that overflows has room for. */
    private static final int SMALL_SPOOL = 40;
    /** What a kiosk gathers that sends the newest first; no more, so that its reports of all services are in time. */
    private static final int MIXED = 4;

    private final KioskId id;
    private final Life life;
    private final KioskDemand demand;
    private final Targets targets;
    private final KioskLimits limits;
    private final Surroundings around;
    private final Spool spool;
    private final Backoff backoff;
    private final Obedience obedience;
    private final KeepAlive keepAlive;
    private final OnTheirWay onTheirWay = new OnTheirWay();
    private final EventEncoder encoder = new EventEncoder();
    private final Truth.Listener told = new IntoLedger();

    private @Nullable MqttLink link;
    private MqttLink.@Nullable Terms terms;
    private final Hardware hardware;
    private final Budget budget;
    private @Nullable Fault byHand;
    private String run = "";
    private @Nullable Fault lastCut;
    private int truthsKnown;
    private long made;
    /** The moment of the first event that its card could not keep. */
    private long wornSince = Long.MAX_VALUE;

    private long now;
    private long simulatedNow;
    private long dueAt;
    private boolean closed;
    /** Whether everything that has happened is made: not while its spool is full. */
    private boolean allMade = true;
    /** Whether all that had happened was told, or had been when it could be heard for the last time. */
    private boolean upToDate;
    /** Whether simulated time is real time, and the kiosk not there yet. */
    private boolean behind;

    private Reach reach = Reach.OPEN;
    private @Nullable FaultKind fault;

    /**
     * @param life what the kiosk goes through
     * @param connectAt real time of the first attempt to connect, milliseconds since the epoch
     * @param random for the waits between attempts; not the one events are made from
     */
    public Kiosk(
            KioskId id,
            Life life,
            Targets targets,
            KioskLimits limits,
            Surroundings around,
            RandomGenerator random,
            long connectAt) {
        this.id = id;
        this.life = life;
        this.demand = life.demand();
        this.obedience = new Obedience(demand);
        this.targets = targets;
        this.limits = limits;
        this.around = around;
        this.hardware = life.hardware();
        this.budget = new Budget(hardware.eventsPerSecond());
        this.spool = new Spool(hardware.isBounded() ? Integer.MAX_VALUE : limits.spoolEvents());
        this.backoff = new Backoff(limits.reconnectFirst(), limits.reconnectLongest(), random);
        this.dueAt = connectAt;
        this.keepAlive = new KeepAlive(limits.patience());
        if (life.past() != null) {
            goOn(life.past());
        }
    }

    /** Takes up what its spool held; nobody knows what of it was on its way. */
    private void goOn(Past.OfKiosk past) {
        byHand = past.lastByHand();
        KioskEvent last = past.last();
        run = last == null ? run : last.id().run();
        lastCut = life.affliction().lastCut();
        truthsKnown = past.truths();
        for (Past.Unresolved each : past.unresolved()) {
            made = each.number();
            keep(each.event(), each.spoil(), encoder.encode(each.event()));
            around.ledger().again(id, each.event().id().run(), new long[] {
                each.event().id().seq()
            });
        }
        made = past.events();
    }

    private void keep(KioskEvent event, @Nullable Spoil spoil, byte[] json) {
        spool.add(new SpooledEvent(event, spoil == null ? json : spoil.applied(json), spoil));
        around.tally().countGenerated();
        if (made > hardware.wornAfter()) {
            wornSince = Math.min(wornSince, event.id().atMillis());
        }
    }

    /**
     * Makes the events that are due and writes them into the ledger. A full spool makes none: they come later, with the
     * time at which they happened.
     *
     * @param simulatedMillis the simulated time up to which
     * @return whether all of them are made
     */
    public boolean generate(long simulatedMillis) {
        boolean told = hasToldAll();
        allMade = makes(simulatedMillis);
        upToDate = told && allMade;
        if (behind && upToDate) {
            behind = false;
            around.ledger().live(id, simulatedMillis);
        }
        return allMade;
    }

    /**
     * Simulated time is real time from a moment on. A kiosk that has yet to make or to tell what happened before is
     * behind, and the ledger says until when; what waits only because a fault keeps it from being heard is no lag.
     */
    public void comesToThePresent(long liveFromMillis) {
        generate(liveFromMillis - 1);
        behind = !hasToldAll();
        if (behind) {
            around.ledger().behind(id, liveFromMillis);
        } else {
            around.ledger().live(id, liveFromMillis);
        }
    }

    private boolean hasToldAll() {
        return allMade && (reach == Reach.OPEN ? spool.size() == 0 : upToDate);
    }

    private boolean makes(long simulatedMillis) {
        simulatedNow = simulatedMillis;
        while (!spool.isFull()) {
            KioskEvent event = demand.next(simulatedMillis, spool::size);
            if (event == null) {
                life.truth().tell(simulatedMillis, told);
                return true;
            }
            life.truth().tell(demand.lastMillis(), told);
            keep(event, life.affliction().fault());
        }
        return false;
    }

    private void keep(KioskEvent event, @Nullable Fault happening) {
        if (!event.id().run().equals(run)) {
            forget();
            run = event.id().run();
        }
        Fault cut = life.affliction().lastCut();
        if (!Objects.equals(cut, lastCut)) {
            lastCut = cut;
            loseUnsynced(cut);
        }
        made++;
        Spoil spoil = Spoil.of(happening, event.id().seq());
        byte[] json = encoder.encode(event);
        around.ledger().generated(id, event, json, spoil);
        if (event instanceof ClientSketch sketch) {
            around.ledger().counted(id, sketch, demand.lastDevices());
        }
        keep(event, spoil, json);
        if (happening != null && happening.kind() == FaultKind.SPOOL_OVERFLOW) {
            drop(spool.overflow(SMALL_SPOOL), happening.kind().word());
        }
        if (hardware.isBounded()) {
            drop(spool.overflowBytes(hardware.spoolBytes()), "spool-full");
        }
    }

    /** What the card had not yet kept when power went is gone, even if it is on its way. */
    private void loseUnsynced(@Nullable Fault cut) {
        if (cut == null || (hardware.syncEvery().isZero() && wornSince == Long.MAX_VALUE)) {
            return;
        }
        putBackAll();
        drop(spool.forgetSince(wornSince), "worn-out");
        drop(spool.forgetSince(cut.fromMillis() - hardware.syncEvery().toMillis()), "unsynced");
        breakOff();
    }

    private void putBackAll() {
        for (Batch batch : onTheirWay.clear()) {
            spool.putBack(batch);
            around.tally().countRepeated(batch.events().size());
            around.ledger().again(id, batch.run(), batch.seqs());
        }
    }

    /** Whatever came before is gone; what is on its way may still arrive, and nobody waits for it. */
    private void forget() {
        for (Batch batch : onTheirWay.clear()) {
            spool.release(batch);
            drop(batch.events(), FaultKind.LOST_MEMORY.word());
        }
        drop(spool.overflow(0), FaultKind.LOST_MEMORY.word());
        if (!run.isEmpty()) {
            breakOff();
        }
    }

    private void drop(List<SpooledEvent> events, String why) {
        events.forEach(each -> around.ledger().dropped(id, each.event(), why));
        around.tally().countDropped(events.size());
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
                dueAt = now + keepAlive.patience();
                link = MqttLink.open(around.client(), id, targets.current(), limits.keepAlive(), new OnLink());
            }
        } else if (terms == null) {
            if (now >= dueAt) {
                giveUp(
                        link,
                        "The gateway " + targets.current() + " did not answer within " + keepAlive.patience() + " ms");
            }
        } else {
            send(link, terms);
            stayAlive(link, terms);
        }
    }

    /** From now on nothing is wrong with its power or network. */
    public void heal() {
        life.faults().end();
    }

    /** It makes no more events. What has happened since its spool was full is never told. */
    public void stopGenerating() {
        heal();
        if (!allMade) {
            around.ledger().unmade(id, demand.lastMillis());
        }
    }

    public KioskId id() {
        return id;
    }

    /**
     * Makes a fault happen: a planned one that happens now ends, and others do not come until it is over.
     *
     * @param fault begins later than anything that was generated
     * @return whether it does; not while another by hand happens
     */
    public boolean begin(Fault fault) {
        if (byHand != null && byHand.toMillis() > fault.fromMillis()) {
            return false;
        }
        byHand = fault;
        life.add(fault);
        return true;
    }

    /**
     * Ends the fault that somebody made happen.
     *
     * @param atMillis a moment later than anything that was generated
     * @return how it was; null if none happens
     */
    public @Nullable Fault end(long atMillis) {
        Fault happens = byHand;
        if (happens == null || happens.toMillis() <= atMillis) {
            return null;
        }
        Fault ended = happens.until(Math.max(atMillis, happens.fromMillis() + 1));
        byHand = ended;
        life.endLast(ended.toMillis());
        around.ledger().ended(id, ended.toMillis());
        return ended;
    }

    /** What a fault does to the connection, when it begins and when it ends. */
    private void befall() {
        Fault happening = life.faults().at(simulatedNow);
        FaultKind kind = happening == null ? null : happening.kind();
        if (kind == fault) {
            return;
        }
        fault = kind;
        if (link != null && terms != null) {
            link.slow(kind == FaultKind.SLOW_SENDER);
        }
        Reach next = kind == null ? Reach.OPEN : kind.reach();
        if (next == reach) {
            return;
        }
        reach = next;
        if (link != null && next == Reach.SILENT) {
            link.freeze();
        } else {
            breakOff();
        }
    }

    /** Somebody cuts the connection, if there is one; the kiosk will connect again. */
    public void cut() {
        if (link != null) {
            around.ledger().cut(id, simulatedNow);
            link.cut();
        }
    }

    private void breakOff() {
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
        int room = agreed.maximumPacket() - PACKET_OVERHEAD - id.value().length() - 32;
        if (fault == FaultKind.OUT_OF_ORDER) {
            sendNewestFirst(open, window, room);
            return;
        }
        while (onTheirWay.size() < window) {
            Batch batch = next(window, room);
            if (batch == null) {
                return;
            }
            publish(open, batch, onTheirWay.add(batch));
            if (fault == FaultKind.REPEATING && batch.isOdd() && onTheirWay.size() < window) {
                repeat(open, batch);
            }
        }
    }

    /** Sends what has been sent already. */
    private void repeat(MqttLink open, Batch batch) {
        publish(open, batch, onTheirWay.addEcho());
        around.ledger().again(id, batch.run(), batch.seqs());
    }

    private void sendNewestFirst(MqttLink open, int window, int room) {
        if (spool.unsent() < MIXED) {
            return;
        }
        Deque<Batch> some = new ArrayDeque<>();
        Batch batch = next(window, room);
        while (batch != null) {
            some.addFirst(batch);
            batch = onTheirWay.size() + some.size() < window ? next(window, room) : null;
        }
        some.forEach(each -> publish(open, each.reversed(), onTheirWay.add(each)));
    }

    /** The next message; null if nothing waits, or its processor has no time. What fits into none is dropped. */
    private @Nullable Batch next(int window, int room) {
        if (budget.isSpent(now)) {
            return null;
        }
        int atOnce = spool.unsent() > window ? limits.batchEvents() : 1;
        Batch batch = spool.take(atOnce, room);
        while (batch != null && batch.length() > room) {
            spool.release(batch);
            drop(batch.events(), "too-large");
            batch = spool.take(atOnce, room);
        }
        budget.spend(batch == null ? 0 : batch.events().size());
        return batch;
    }

    private void publish(MqttLink open, Batch batch, int packetId) {
        KioskId as = batch.isMisdirected() ? neighbour(id) : id;
        open.publish(new KioskTopic(as, batch.kind()).name(), packetId, batch.payload());
        keepAlive.sent(now);
    }

    /** The id that differs in its last character; in most cities there is such a kiosk. */
    private static KioskId neighbour(KioskId kiosk) {
        String text = kiosk.value();
        int last = text.length() - 1;
        return KioskId.of(text.substring(0, last) + (text.charAt(last) == '1' ? '2' : '1'));
    }

    private void stayAlive(MqttLink open, MqttLink.Terms agreed) {
        switch (keepAlive.due(now, agreed.keepAlive().toMillis())) {
            case PING -> {
                open.ping();
                keepAlive.pinged(now);
            }
            case GIVE_UP -> giveUp(open, "The gateway did not answer a ping within " + keepAlive.patience() + " ms");
            case NOTHING -> {}
        }
    }

    private void giveUp(MqttLink silent, String why) {
        keepAlive.gaveUp();
        silent.abandon(why);
    }

    private void acknowledged(Batch batch) {
        keepAlive.acknowledged();
        spool.release(batch);
        around.tally().countAcknowledged(batch.events().size());
        around.ledger().acknowledged(id, batch.run(), batch.seqs());
    }

    private void refused(Batch batch, int reasonCode, String why) {
        spool.release(batch);
        if (!batch.isSpoiled()) {
            around.tally().noteRefusal("The gateway refused an event with reason " + why);
        }
        around.tally().countRefused(batch.events().size());
        around.ledger().refused(id, batch.run(), batch.seqs(), reasonCode);
    }

    /**
     * What kiosks of one event loop share.
     *
     * @param client made on that event loop
     */
    public record Surroundings(NetClient client, Ledger ledger, Tally tally) {}

    /** What the ledger knows from before a kill comes first, once more, and is not told again. */
    private final class IntoLedger implements Truth.Listener {
        @Override
        public void begins(Fault fault) {
            if (--truthsKnown < 0) {
                around.ledger().begins(id, fault);
            }
        }

        @Override
        public void holds(TrueState state) {
            if (--truthsKnown < 0) {
                around.ledger().holds(id, state);
            }
        }
    }

    private final class OnLink implements MqttLink.Listener {
        @Override
        public void ready(MqttLink.Terms agreed) {
            terms = agreed;
            backoff.reset();
            keepAlive.begin(now);
            if (link != null) {
                link.slow(fault == FaultKind.SLOW_SENDER);
            }
            around.tally().connectedOne();
            attend(now);
        }

        @Override
        public void acknowledged(int packetId, int reasonCode, String why) {
            heard();
            Batch batch = onTheirWay.remove(packetId);
            if (batch == null) {
                return;
            }
            if (reasonCode < MqttLink.FIRST_FAILURE) {
                Kiosk.this.acknowledged(batch);
                if (fault == FaultKind.REPEATING && !batch.isOdd() && link != null) {
                    repeat(link, batch);
                }
            } else {
                refused(batch, reasonCode, why);
            }
            attend(now);
        }

        @Override
        public void heard() {
            keepAlive.heard(now);
        }

        @Override
        public void told(byte[] command) {
            heard();
            obedience.obey(command, now, simulatedNow);
        }

        @Override
        public void takenOver() {
            around.ledger().cut(id, simulatedNow);
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
            targets.next();
            dueAt = now + backoff.nextWaitMillis();
            putBackAll();
        }
    }
}
