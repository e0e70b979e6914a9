package org.curbline.gateway.cluster;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.curbline.gateway.stream.CloudEvent;
import org.curbline.protocol.KioskId;
import org.curbline.registry.GatewayRoll;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other gateways. Who lives is told by the roll in the registry's database, the same to all; what they know is told
 * over the wire. A gateway that lives and is not heard of is beyond a broken network: it goes on serving its kiosks,
 * and nobody takes its place. On one context, but where it is said otherwise.
 */
public final class Peers {
    private static final Logger log = LoggerFactory.getLogger(Peers.class);
    private static final int BEATS = 5;
    private static final Duration SILENT = Duration.ofSeconds(5);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final long LAST_WORDS_MILLIS = 20;
    private static final Duration LAST_ENTRY = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Context context;
    /** Of one thread. What is ordered waits for other workers' work as well, and the end of the context for it. */
    private final WorkerExecutor worker;

    private final Self self;
    private final GatewayRoll roll;
    private final Wire wire;
    private final InstantSource clock;
    private final Duration lostAfter;
    private final Fleet fleet;
    private final Map<String, Peer> peers = new ConcurrentSkipListMap<>();
    private final Set<String> met = new HashSet<>();
    private final Set<String> silent = new HashSet<>();
    private final AtomicLong notUnderstood = new AtomicLong();
    private final Promise<Void> settled = Promise.promise();
    private volatile boolean keeps;
    private @Nullable Instant lastBeat;
    private Instant nextBeat = Instant.MIN;
    private Instant lastTick;
    private boolean isFirst;
    private boolean isAwake = true;
    private boolean beating;
    private boolean away;
    private boolean over;

    Peers(Vertx vertx, Self self, GatewayRoll roll, Wire wire, InstantSource clock, Duration lostAfter, Fleet fleet) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.worker = vertx.createSharedWorkerExecutor("cluster", 1, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        this.self = self;
        this.roll = roll;
        this.wire = wire;
        this.clock = clock;
        this.lostAfter = lostAfter;
        this.fleet = fleet;
        this.lastTick = clock.instant();
    }

    /** Takes what others tell from now on, and says that this gateway lives. */
    Future<Void> open() {
        Promise<Void> opened = Promise.promise();
        wire.open(self.id, this::answer)
                .onComplete((reachable, failure) -> context.runOnContext(now -> {
                    if (failure == null) {
                        opened.complete();
                        beat();
                    } else {
                        opened.fail(failure);
                    }
                }));
        return opened.future();
    }

    /** Lets time pass; to be called several times a second, before anything else that depends on time. */
    public void tick() {
        Instant now = now();
        if (lastTick.plus(lostAfter).isBefore(now)) {
            // It was stopped, and does not know what it has missed; perhaps others have taken its place.
            isAwake = false;
            lastBeat = null;
        }
        lastTick = now;
        if (!now.isBefore(nextBeat)) {
            beat();
        }
        peers.values().forEach(peer -> peer.outbox.flush());
        consider(now);
    }

    /** A kiosk is to be told of anew. */
    public void changed(KioskId kiosk) {
        peers.values().forEach(peer -> peer.outbox.changed(kiosk));
    }

    /** Something happened here. */
    public void tell(CloudEvent event) {
        peers.values().forEach(peer -> peer.outbox.told(event));
    }

    /** What changed at once, such as where a kiosk is connected, is told at once. */
    public void hurry() {
        context.runOnContext(soon -> peers.values().forEach(peer -> peer.outbox.flush()));
    }

    /** The registry was changed here. Any thread. */
    public void registryChanged() {
        context.runOnContext(now -> peers.values().forEach(peer -> peer.outbox.registryChanged()));
    }

    /** This gateway's id. */
    public String self() {
        return self.id;
    }

    /** Whether this gateway looks after the kiosks that nobody is connected to. */
    public boolean keeps() {
        return keeps;
    }

    /** Whether it decides what its own kiosks' states are: not when it has slept, until it knows what it missed. */
    public boolean isAwake() {
        return isAwake;
    }

    /** Another gateway; null if it does not live. Any thread. */
    public @Nullable Teller find(String gateway) {
        return peers.get(gateway);
    }

    /** The one that looks after kiosks nobody is connected to, if that is another; null if it is not known. */
    public @Nullable Teller keeper() {
        return isFirst || peers.isEmpty() ? null : peers.values().iterator().next();
    }

    /** Completes when all others that live have told everything. */
    public Future<Void> settled() {
        return settled.future();
    }

    /** Every gateway that lives, this one first. Any thread. */
    public List<Shown> all() {
        List<Shown> all = new ArrayList<>();
        Instant now = now();
        all.add(new Shown(self.id, self.address, true, true, now));
        peers.values()
                .forEach(peer -> all.add(new Shown(peer.id, peer.address, false, isHeard(peer, now), peer.heard())));
        return all;
    }

    /** Messages of other versions that were left aside, ever. Any thread. */
    public long notUnderstood() {
        return notUnderstood.get();
    }

    /** Tells the others what is to be told yet, and leaves; neither of it if that takes too long. */
    public Future<Void> leave() {
        Promise<Void> told = Promise.promise();
        Instant until = now().plus(LAST_WORDS);
        vertx.setPeriodic(1, LAST_WORDS_MILLIS, timer -> {
            peers.values().forEach(peer -> peer.outbox.flush());
            if (now().isAfter(until) || peers.values().stream().allMatch(peer -> peer.outbox.isEmpty())) {
                vertx.cancelTimer(timer);
                over = true;
                told.complete();
            }
        });
        return told.future().compose(done -> worker.executeBlocking(
                        () -> {
                            roll.leave(self.id);
                            return true;
                        },
                        false)
                .otherwiseEmpty()
                .compose(left -> worker.close())
                .timeout(LAST_ENTRY.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty());
    }

    Instant now() {
        return clock.instant();
    }

    Fleet fleet() {
        return fleet;
    }

    boolean isOver() {
        return over;
    }

    Future<Buffer> ask(String gateway, Buffer message, Duration patience) {
        return wire.ask(gateway, message, patience);
    }

    private Buffer answer(Buffer message) {
        Dispatch dispatch = DispatchCodec.decode(message);
        if (dispatch == null) {
            if (notUnderstood.incrementAndGet() == 1) {
                log.warn("Another gateway speaks another version; what it tells is left aside and counted.");
            }
            return Buffer.buffer().appendByte(Outbox.NOT_UNDERSTOOD);
        }
        Peer peer = peers.get(dispatch.from());
        if (peer == null) {
            nextBeat = Instant.MIN; // it may have come a moment ago
        }
        return Buffer.buffer()
                .appendByte(peer != null && !over && isTaken(peer, dispatch) ? Outbox.TAKEN : Outbox.BEGIN_ANEW);
    }

    private boolean isTaken(Peer peer, Dispatch dispatch) {
        if (!peer.isNext(dispatch)) {
            return false;
        }
        dispatch.kiosks().forEach(news -> fleet.take(peer.id, news));
        if (dispatch.missed()) {
            fleet.missed();
        }
        dispatch.events().forEach(fleet::told);
        if (dispatch.registry()) {
            fleet.registryChanged();
        }
        peer.heard(dispatch, now());
        consider(now());
        return true;
    }

    private void beat() {
        if (beating || over) {
            return;
        }
        beating = true;
        nextBeat = now().plus(lostAfter.dividedBy(BEATS));
        worker.executeBlocking(() -> roll.beat(self.id, self.address, lostAfter), false)
                .onComplete((entries, failure) -> {
                    beating = false;
                    if (over) {
                        return;
                    }
                    if (failure == null) {
                        called(entries);
                    } else {
                        unanswered(failure);
                    }
                });
    }

    private void called(List<GatewayRoll.Entry> entries) {
        if (away) {
            away = false;
            log.info("The roll of gateways can be read again.");
        }
        lastBeat = now();
        Set<String> gone = new HashSet<>(peers.keySet());
        isFirst = true;
        for (GatewayRoll.Entry entry : entries) {
            if (entry.isDead() || entry.id().equals(self.id)) {
                continue;
            }
            gone.remove(entry.id());
            isFirst &= entry.id().compareTo(self.id) > 0;
            peers.computeIfAbsent(entry.id(), id -> new Peer(id, entry.address(), new Outbox(self.id, id, this), now()))
                    .seen(entry.seen());
        }
        gone.forEach(this::lose);
        peers.values().forEach(peer -> peer.outbox.flush());
        consider(now());
    }

    private void unanswered(Throwable failure) {
        Instant last = lastBeat;
        if (!away && (last == null || last.plus(lostAfter).isBefore(now()))) {
            away = true;
            log.warn("The roll of gateways cannot be read: {}", failure.getMessage());
        }
        isAwake = true; // nobody could have taken its place
    }

    private void lose(String gateway) {
        Peer lost = peers.remove(gateway);
        if (lost != null) {
            silent.remove(gateway);
            met.remove(gateway);
            log.warn("Gateway {} at {} is gone; it was seen last at {}.", lost.id, lost.address, lost.seen());
            fleet.lost(gateway, lost.seen());
        }
    }

    /** Looks whether this gateway's part has changed. */
    private void consider(Instant now) {
        Instant last = lastBeat;
        boolean isCurrent = last != null && !last.plus(lostAfter).isBefore(now);
        boolean hearsAll = true;
        for (Peer peer : peers.values()) {
            boolean heard = isHeard(peer, now);
            hearsAll &= heard;
            note(peer, heard, now);
        }
        if (isCurrent && hearsAll && !settled.future().isComplete()) {
            settled.complete();
        }
        boolean wakes = !isAwake && isCurrent && hearsAll;
        boolean keepsNow = isCurrent && isFirst && hearsAll;
        if (wakes || keepsNow != keeps) {
            isAwake |= wakes;
            keeps = keepsNow;
            fleet.rolesChanged();
        }
    }

    private void note(Peer peer, boolean heard, Instant now) {
        if (heard && met.add(peer.id)) {
            silent.remove(peer.id);
            log.info("Gateway {} at {} joined.", peer.id, peer.address);
        } else if (heard && silent.remove(peer.id)) {
            log.info("Gateway {} at {} is heard of again.", peer.id, peer.address);
        } else if (!heard && peer.heard().plus(SILENT).isBefore(now) && silent.add(peer.id)) {
            log.warn(
                    "Gateway {} at {} lives, says the registry, but is not heard of: its kiosks are unknown here.",
                    peer.id,
                    peer.address);
        }
    }

    private static boolean isHeard(Peer peer, Instant now) {
        return peer.hasToldAll() && !peer.heard().plus(SILENT).isBefore(now);
    }

    /** @param address what people know it by */
    record Self(String id, String address) {}

    /**
     * A gateway that lives.
     *
     * @param isSelf whether it is this one
     * @param isHeard whether it tells what it knows
     * @param heard when it last did
     */
    public record Shown(String id, String address, boolean isSelf, boolean isHeard, Instant heard) {}
}
