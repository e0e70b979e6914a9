package org.curbline.gateway.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import org.curbline.gateway.cluster.HazelcastBus.Joined;
import org.curbline.gateway.cluster.Peers.Self;
import org.curbline.registry.GatewayRoll;

/** This gateway's place among several. */
public final class Cluster {
    private final Vertx vertx;
    private final Self self;
    private final Wire wire;
    private final Duration lostAfter;

    Cluster(Vertx vertx, Self self, Wire wire, Duration lostAfter) {
        this.vertx = vertx;
        this.self = self;
        this.wire = wire;
        this.lostAfter = lostAfter;
    }

    /**
     * Makes a Vert.x with an event bus that reaches the other gateways. Blocking.
     *
     * @throws ClusterException if that cannot be
     */
    public static Cluster join(ClusterSettings settings) {
        try {
            Joined joined = HazelcastBus.join(settings);
            Self self = new Self(
                    joined.id(), settings.host() + ':' + settings.publicPort().orElse(settings.port()));
            return new Cluster(joined.vertx(), self, new EventBusWire(joined.vertx()), settings.lostAfter());
        } catch (NoClassDefFoundError e) {
            throw new ClusterException(
                    "curbline.cluster.enabled needs Hazelcast on the class path: deploy/gateway puts it there if"
                            + " CURBLINE_CLUSTER_ENABLED=true is in its environment.",
                    e);
        }
    }

    public Vertx vertx() {
        return vertx;
    }

    /** Begins to talk with the others; on the context that knows the fleet. */
    public Future<Peers> open(GatewayRoll roll, InstantSource clock, Fleet fleet) {
        Peers peers = new Peers(vertx, self, roll, wire, clock, lostAfter, fleet);
        return peers.open().map(peers);
    }
}
