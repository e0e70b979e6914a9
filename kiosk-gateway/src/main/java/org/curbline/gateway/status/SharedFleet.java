package org.curbline.gateway.status;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.curbline.gateway.cluster.Cluster;
import org.curbline.gateway.cluster.Fleet;
import org.curbline.gateway.cluster.KioskNews;
import org.curbline.gateway.cluster.KioskNews.Link;
import org.curbline.gateway.cluster.Peers;
import org.curbline.gateway.cluster.Teller;
import org.curbline.gateway.events.ClientMoved;
import org.curbline.gateway.events.CommandElsewhere;
import org.curbline.gateway.events.ConnectionChanged;
import org.curbline.gateway.events.ConnectionEnd;
import org.curbline.gateway.events.LocalEvents;
import org.curbline.gateway.events.PresenceChanged;
import org.curbline.gateway.stream.CloudEvent;
import org.curbline.gateway.stream.EventFeed;
import org.curbline.protocol.KioskId;
import org.curbline.registry.KioskRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fleet of which this gateway sees a part and others see the rest. Exactly one gateway decides what a kiosk's
 * states are, and stores and tells each transition: the one with its newest connection or, for a kiosk without one, the
 * one that looks after those. The others follow. On the board's context.
 */
final class SharedFleet implements Fleet {
    private static final Logger log = LoggerFactory.getLogger(SharedFleet.class);

    private final Vertx vertx;
    private final StatusBoard board;
    private final EventFeed feed;
    private final KioskRegistry registry;
    private final InstantSource clock;
    private final Duration grace;
    private final Consumer<Instant> leftBehind;
    private final Map<String, Connections> kiosks = new HashMap<>();
    private final Map<String, Orphan> orphans = new HashMap<>();
    private final AtomicBoolean refreshing = new AtomicBoolean();
    /** Of one thread, that nothing else waits for. */
    private final WorkerExecutor refresher;

    private volatile @Nullable Peers peers;

    /**
     * @param grace how long a kiosk may take to come to another gateway
     * @param leftBehind told of a gateway that is gone, and when it was seen last: what it stored and did not tell is
     *     in the store
     */
    SharedFleet(
            Vertx vertx,
            StatusBoard board,
            EventFeed feed,
            KioskRegistry registry,
            InstantSource clock,
            Duration grace,
            Consumer<Instant> leftBehind) {
        this.vertx = vertx;
        this.board = board;
        this.feed = feed;
        this.registry = registry;
        this.clock = clock;
        this.grace = grace;
        this.leftBehind = leftBehind;
        this.refresher = vertx.createSharedWorkerExecutor("cluster-registry", 1, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    /** Completes when the others can tell; what they know comes a moment later. */
    Future<Peers> open(Cluster cluster) {
        return cluster.open(registry.gateways(), clock, this).onSuccess(opened -> {
            peers = opened;
            registry.whenChanged(opened::registryChanged);
        });
    }

    /** Lets time pass, before the board does. */
    void tick(Instant now) {
        if (peers != null) {
            peers.tick();
        }
        List<Orphan> due =
                orphans.values().stream().filter(each -> !each.due.isAfter(now)).toList();
        for (Orphan orphan : due) {
            orphans.remove(orphan.kiosk.value());
            if (connections(orphan.kiosk).giveUp(orphan.seen, ConnectionEnd.GATEWAY_LOST)) {
                settle(orphan.kiosk, true);
                changed(orphan.kiosk);
            }
        }
    }

    /** Whether no other gateway has looked after the fleet until now. */
    boolean isAlone() {
        return peers != null && peers.all().size() == 1;
    }

    /** Who the gateways are, as this one knows. Any thread. */
    List<Peers.Shown> gateways() {
        Peers others = peers;
        return others == null ? List.of() : others.all();
    }

    /** Messages that are another version's, ever. Any thread. */
    long notUnderstood() {
        Peers others = peers;
        return others == null ? 0 : others.notUnderstood();
    }

    /** Tells the others what is left to be told, and leaves. */
    Future<Void> leave() {
        registry.whenChanged(() -> {});
        Future<Void> left = peers == null ? Future.succeededFuture() : peers.leave();
        return left.onComplete(done -> refresher.close());
    }

    /** Whether this gateway is the one that decides what a kiosk's states are. */
    boolean decides(KioskId kiosk) {
        return peers != null && decides(peers, connections(kiosk));
    }

    /** Something of a kiosk is to be told to the others. */
    void changed(KioskId kiosk) {
        if (peers != null) {
            peers.changed(kiosk);
        }
    }

    /** Something was decided here. */
    void tell(CloudEvent event) {
        if (peers != null) {
            peers.tell(event);
            if (event.type().equals(CloudEvent.COMMAND_CHANGED)) {
                peers.hurry();
            }
        }
    }

    /** A kiosk's connection to this gateway. */
    void connection(ConnectionChanged change) {
        Connections connections = connections(change.kiosk());
        if (change.open()) {
            connections.open(change.at(), change.clientId(), peers == null ? "" : peers.self());
        } else {
            connections.close(change.at(), change.reason());
        }
        settle(change.kiosk(), true);
        if (peers != null) {
            peers.changed(change.kiosk());
            peers.hurry();
        }
    }

    @Override
    public List<KioskId> after(String id, int most) {
        return board.after(id, most);
    }

    @Override
    public KioskNews news(KioskId kiosk) {
        return board.news(kiosk, connections(kiosk).own(), decides(kiosk));
    }

    @Override
    public void take(String gateway, KioskNews news) {
        Connections connections = connections(news.kiosk());
        Link own = connections.own();
        connections.take(gateway, news.connection());
        boolean hasMet = peers != null && peers.settled().isComplete();
        settle(news.kiosk(), hasMet);
        board.take(news, decides(news.kiosk()), news.decides() || !hasMet);
        boolean isNewer = news.connection().open() && news.connection().epoch() > own.epoch();
        if (own.open() && isNewer) {
            LocalEvents.publish(
                    vertx,
                    ClientMoved.ADDRESS,
                    new ClientMoved(news.kiosk(), news.connection().clientId()));
        }
    }

    @Override
    public void told(CloudEvent event) {
        boolean isOwn = !event.kiosk().isEmpty() && decides(KioskId.of(event.kiosk()));
        if (!isOwn || !board.says(event)) { // what both heard, both may have told
            feed.append(event);
        }
        if (event.type().equals(CloudEvent.COMMAND_CHANGED)) {
            LocalEvents.publish(vertx, CommandElsewhere.ADDRESS, new CommandElsewhere(event.kiosk()));
        }
    }

    @Override
    public void missed() {
        feed.skip();
    }

    @Override
    public void registryChanged() {
        if (refreshing.compareAndSet(false, true)) {
            refresher
                    .executeBlocking(
                            () -> {
                                refreshing.set(false); // what changes from here on is read again
                                registry.refresh();
                                return true;
                            },
                            false)
                    .onFailure(away -> log.debug("The registry is read again later.", away));
        }
    }

    @Override
    public void rolesChanged() {
        board.after("", Long.MAX_VALUE).forEach(kiosk -> settle(kiosk, true));
    }

    @Override
    public void lost(String gateway, Instant seen) {
        kiosks.forEach((id, connections) -> {
            if (connections.lose(gateway)) {
                orphans.put(id, new Orphan(KioskId.of(id), seen, seen.plus(grace)));
            }
        });
        rolesChanged();
        leftBehind.accept(seen);
    }

    /**
     * Makes the board show what the connections are by now.
     *
     * @param tells whether what is new to this gateway has just happened
     */
    private void settle(KioskId kiosk, boolean tells) {
        Connections connections = connections(kiosk);
        Peers others = peers;
        if (others != null) {
            boolean decides = decides(others, connections);
            String holder = connections.holder();
            Teller teller = holder.isEmpty() ? others.keeper() : others.find(holder);
            board.decides(kiosk, decides, decides ? null : teller);
        }
        Link newest = connections.newest();
        if (newest != null) {
            show(kiosk, true, newest.changed(), "", tells);
        } else if (!connections.isHeld() && connections.lastEnded().epoch() > 0) {
            Link last = connections.lastEnded();
            show(kiosk, false, last.changed(), last.reason(), tells);
        }
    }

    private void show(KioskId kiosk, boolean online, Instant at, String reason, boolean tells) {
        TrackedKiosk.Connection before = board.connection(kiosk);
        if (before.online() == online && at.equals(before.changed())) {
            return;
        }
        boolean flips = before.online() != online;
        // One gateway may have told that it is offline after it had come to another: so it is online again since that.
        Instant since = before.changed();
        PresenceChanged presence =
                new PresenceChanged(kiosk, online, flips && since != null && since.isAfter(at) ? since : at, reason);
        board.presence(presence);
        if (flips && tells) {
            feed.append(CloudEvent.of(presence));
        }
    }

    private boolean decides(Peers others, Connections connections) {
        Link newest = connections.newest();
        if (newest == null) {
            return others.keeps();
        }
        return newest.equals(connections.own()) && others.isAwake();
    }

    private Connections connections(KioskId kiosk) {
        return kiosks.computeIfAbsent(kiosk.value(), unknown -> new Connections());
    }

    /** A kiosk whose gateway is gone, and until when it may come to another. */
    private record Orphan(KioskId kiosk, Instant seen, Instant due) {}
}
