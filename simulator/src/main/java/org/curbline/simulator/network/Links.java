package org.curbline.simulator.network;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The proxies of a network, started, one for each class of link. Safe for every thread. */
public final class Links {
    private final Vertx vertx;
    private final int direct;
    private final Map<LinkClass, LinkProxy> proxies;
    private final List<String> deployments = new ArrayList<>();

    private Links(Vertx vertx, int direct, Map<LinkClass, LinkProxy> proxies) {
        this.vertx = vertx;
        this.direct = direct;
        this.proxies = proxies;
    }

    /**
     * Starts a proxy for each link of a plan, all on ports of the loopback interface.
     *
     * @param host where everything goes in the end
     * @param seed of what happens on the links
     */
    public static Future<Links> start(
            Vertx vertx, NetworkPlan plan, String host, int port, long seed, InstantSource clock) {
        Map<LinkClass, LinkProxy> proxies = new HashMap<>();
        for (NetworkPlan.Share each : plan.shares()) {
            proxies.computeIfAbsent(
                    each.link(), link -> new LinkProxy(link, host, port, seed + 31L * proxies.size(), clock));
        }
        Links links = new Links(vertx, port, Map.copyOf(proxies));
        List<Future<String>> starting = new ArrayList<>();
        proxies.values()
                .forEach(proxy -> starting.add(vertx.deployVerticle(proxy).onSuccess(links.deployments::add)));
        return Future.all(starting).map(links);
    }

    /** The port that a kiosk with this link connects to. */
    public int port(LinkClass link) {
        LinkProxy proxy = proxies.get(link);
        return proxy == null ? direct : proxy.port();
    }

    /** Ends every connection. */
    public Future<Void> close() {
        return Future.all(deployments.stream().map(vertx::undeploy).toList()).mapEmpty();
    }
}
