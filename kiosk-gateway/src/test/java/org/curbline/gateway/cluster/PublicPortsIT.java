package org.curbline.gateway.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.curbline.gateway.cluster.HazelcastBus.Joined;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.testservers.FreePort;
import org.curbline.testservers.SilentWay;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two gateways that reach each other at other ports than those they listen at. */
@Timeout(300)
class PublicPortsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(5);

    private final List<SilentWay> ways = new ArrayList<>();
    private final List<Vertx> joined = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (Vertx each : joined) {
            each.close().await();
        }
        for (SilentWay way : ways) {
            way.close();
        }
    }

    @Test
    void allThatTheyTellEachOtherPassesThere() {
        int[] ports = {FreePort.find(), FreePort.find(), FreePort.find(), FreePort.find()};
        for (int port : ports) {
            ways.add(SilentWay.to(port));
        }
        Wire one = join(ports, 0);
        Wire other = join(ports, 2);
        one.open("one", message -> Buffer.buffer("heard: ").appendBuffer(message))
                .await();
        other.open("other", message -> Buffer.buffer("heard, too: ").appendBuffer(message))
                .await();
        assertEquals("heard: hello", ask(other, "one", PATIENCE));
        assertEquals("heard, too: hello", ask(one, "other", PATIENCE));

        ways.forEach(SilentWay::fallSilent);
        assertThrows(Exception.class, () -> ask(other, "one", SOON));
        assertThrows(Exception.class, () -> ask(one, "other", SOON));
    }

    private static String ask(Wire wire, String whom, Duration patience) {
        return wire.ask(whom, Buffer.buffer("hello"), patience).await().toString();
    }

    /** @param first of its two ports, that for finding the others */
    private Wire join(int[] ports, int first) {
        Map<String, String> told = Map.of(
                "curbline.cluster.port", Integer.toString(ports[first]),
                "curbline.cluster.bus-port", Integer.toString(ports[first + 1]),
                "curbline.cluster.public-port", Integer.toString(ways.get(first).port()),
                "curbline.cluster.public-bus-port",
                        Integer.toString(ways.get(first + 1).port()),
                "curbline.cluster.members",
                        "127.0.0.1:" + ways.get(0).port() + ",127.0.0.1:"
                                + ways.get(2).port());
        ClusterSettings settings = new SettingsLoader(Map.of(), Path.of(""))
                .load(null, told, ClusterSettings.class)
                .get(ClusterSettings.class);
        Joined bus = HazelcastBus.join(settings);
        joined.add(bus.vertx());
        return new EventBusWire(bus.vertx());
    }
}
