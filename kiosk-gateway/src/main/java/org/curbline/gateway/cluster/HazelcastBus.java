package org.curbline.gateway.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.List;

/**
 * The one class that knows Hazelcast. A gateway that is alone never loads it, and has Hazelcast not even on its class
 * path: Vert.x makes every cluster manager it finds there, wanted or not.
 */
final class HazelcastBus {
    private static final Duration PING = Duration.ofSeconds(5);
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private HazelcastBus() {}

    static Joined join(ClusterSettings settings) {
        HazelcastClusterManager manager = new HazelcastClusterManager(config(settings));
        EventBusOptions bus = new EventBusOptions();
        bus.setHost(settings.host());
        bus.setPort(settings.busPort());
        bus.setClusterPublicHost(settings.host());
        settings.publicBusPort().ifPresent(bus::setClusterPublicPort);
        bus.setClusterPingInterval(
                PING.toMillis()); // a connection to one that hangs is given up, with what waits in it
        bus.setClusterPingReplyInterval(PING.toMillis());
        bus.setConnectTimeout((int) CONNECT.toMillis());
        try {
            Vertx vertx = Vertx.builder()
                    .with(new VertxOptions().setEventBusOptions(bus))
                    .withClusterManager(manager)
                    .buildClustered()
                    .await();
            return new Joined(vertx, manager.getNodeId());
        } catch (Exception e) { // await throws what the future failed with
            throw new ClusterException(
                    "The gateway cannot listen for other gateways at " + settings.host() + ", ports " + settings.port()
                            + " and " + settings.busPort() + " (curbline.cluster): " + e.getMessage(),
                    e);
        }
    }

    private static Config config(ClusterSettings settings) {
        Config config = ConfigUtil.loadConfig();
        config.setClusterName("curbline");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.shutdownhook.enabled", "false"); // the program ends it in its own order
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
        config.setProperty("hazelcast.max.no.heartbeat.seconds", "10");
        config.setProperty("hazelcast.wait.seconds.before.join", "1");
        config.setProperty("hazelcast.merge.first.run.delay.seconds", "5"); // those that were apart meet again soon
        config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
        config.getMetricsConfig().setEnabled(false);
        config.getJetConfig().setEnabled(false);
        NetworkConfig network = config.getNetworkConfig();
        network.setPort(settings.port()).setPortAutoIncrement(false);
        settings.publicPort().ifPresent(port -> network.setPublicAddress(settings.host() + ':' + port));
        network.getInterfaces().setEnabled(true).addInterface(settings.host());
        JoinConfig join = network.getJoin();
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(settings.members().orElse(List.of()));
        return config;
    }

    /** @param id this gateway's, in this run */
    record Joined(Vertx vertx, String id) {}
}
