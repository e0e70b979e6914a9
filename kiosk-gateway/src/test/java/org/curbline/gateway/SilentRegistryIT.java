package org.curbline.gateway;

import static org.curbline.gateway.Events.KIOSK;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.curbline.gateway.webhooks.Receiver;
import org.curbline.registry.KioskRegistry;
import org.curbline.testservers.PostgresServer;
import org.curbline.testservers.SilentWay;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A gateway as a process whose registry's machine is gone: no answer comes any more, and nobody says so. */
@Execution(ExecutionMode.CONCURRENT)
class SilentRegistryIT {
    private static final int SERVER_UNAVAILABLE = 0x88;

    private static PostgresServer postgres;

    @BeforeAll
    static void start() {
        postgres = PostgresServer.start();
    }

    @AfterAll
    static void stop() {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void itGoesOnWhenTheRegistryIsBack(@TempDir Path folder) throws Exception {
        String url = database();
        try (SilentWay way = postgres.way();
                Receiver receiver = new Receiver();
                GatewayProcess gateway = gateway(folder, PostgresServer.over(way, url))) {
            begin(gateway, receiver);
            fallSilent(gateway, way, url);
            gateway.await("it is said", () -> gateway.said().contains("The roll of gateways cannot be read"));
            gateway.await("it is said", () -> gateway.said().contains("Webhooks cannot be served"));
            way.mend();
            gateway.await("it is back", () -> gateway.said().contains("The roll of gateways can be read again"));
            gateway.await("they are told", () -> gateway.said().contains("Webhooks are served again"));
        }
    }

    @Test
    void itEndsAlthoughTheRegistryIsSilentForEver(@TempDir Path folder) throws Exception {
        String url = database();
        try (SilentWay way = postgres.way();
                Receiver receiver = new Receiver();
                GatewayProcess gateway = gateway(folder, PostgresServer.over(way, url) + "&socketTimeout=0")) {
            begin(gateway, receiver);
            fallSilent(gateway, way, url);
            gateway.signal("TERM");
            gateway.awaitEnd();
        }
    }

    @Test
    void whatIsLearntHoldsUpNoChangeOfStateAndNotTheEnd(@TempDir Path folder) throws Exception {
        String url = database();
        try (KioskRegistry registry = KioskRegistry.open(url, InstantSource.system())) {
            registry.discover(KIOSK);
        }
        try (Locked tables = new Locked(url, "lifecycle_change");
                GatewayProcess gateway = gateway(folder, url + "&socketTimeout=0")) {
            gateway.start().awaitReady();
            gateway.await("it learns what use is usual", () -> tables.asked() == 1);
            try (RawMqtt kiosk = RawMqtt.v5(gateway.mqttPort, KIOSK)) {
                kiosk.publish(1, "kiosks/" + KIOSK + "/status", report("down"));
                assertEquals(0, kiosk.puback(1));
                gateway.await("it is stored", () -> history(gateway).contains("down"));
            }
            assertEquals(1, tables.asked(), "what is learnt waits");
            gateway.signal("TERM");
            gateway.awaitEnd();
        }
    }

    @Test
    void whosePasswordIsInMemoryIsAdmittedAndOthersAreToldToComeAgain(@TempDir Path folder) throws Exception {
        String url = database();
        try (KioskRegistry registry = KioskRegistry.open(url, InstantSource.system())) {
            registry.discover(KIOSK);
            registry.setPassword(KIOSK, "secret");
        }
        List<RawMqtt> strangers = new ArrayList<>();
        try (SilentWay way = postgres.way();
                GatewayProcess gateway = gateway(folder, PostgresServer.over(way, url) + "&socketTimeout=0")
                        .with("mqtt.access", "REGISTRY")) {
            gateway.start().awaitReady();
            try (Locked tables = new Locked(url, "credential")) {
                gateway.await("two passwords are looked for", () -> {
                    String name = "bk-09-" + strangers.size();
                    byte[] connect = Packets.connect5(name, name, "secret");
                    strangers.add(RawMqtt.open(gateway.mqttPort, true).send(connect));
                    return tables.asking() >= 2;
                });
                way.fallSilent();
            }
            try (RawMqtt known = RawMqtt.open(gateway.mqttPort, true)) {
                assertEquals(0, answer(known.send(Packets.connect5("known", KIOSK, "secret"))));
            }
            for (RawMqtt stranger : strangers) {
                assertEquals(SERVER_UNAVAILABLE, answer(stranger), "though nobody can say what it is");
            }
        } finally {
            for (RawMqtt stranger : strangers) {
                stranger.close();
            }
        }
    }

    private static int answer(RawMqtt client) throws IOException {
        return client.expect(0x20).at(1);
    }

    private static String report(String state) {
        Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return "{\"seq\":1,\"at\":\"" + at + "\",\"service\":\"wifi\",\"state\":\"" + state + "\"}";
    }

    /** Of the kiosk's WiFi, as it was seen and stored. */
    private static String history(GatewayProcess gateway) throws IOException, InterruptedException {
        return gateway.get("/api/v1/kiosks/" + KIOSK + "/history?view=seen")
                .getJsonObject("services")
                .getJsonArray("wifi")
                .encode();
    }

    private static String database() {
        return postgres.createDatabase() + "?user=" + postgres.user();
    }

    private static GatewayProcess gateway(Path folder, String url) {
        Map<String, String> settings = new HashMap<>();
        settings.put("store.embedded.directory", folder.resolve("store").toString());
        settings.put("registry.url", url);
        settings.put("registry.pool-size", "12"); // for all that can be asked at once, as everything is
        settings.put("webhooks.allow", "127.0.0.1");
        settings.put("webhooks.takeover", "4s");
        int[] ports = GatewayProcess.freePorts(2);
        settings.put("cluster.enabled", "true");
        settings.put("cluster.members", "127.0.0.1:" + ports[0]);
        settings.put("cluster.port", Integer.toString(ports[0]));
        settings.put("cluster.bus-port", Integer.toString(ports[1]));
        return new GatewayProcess("gateway", folder, settings);
    }

    private static void begin(GatewayProcess gateway, Receiver receiver) throws Exception {
        gateway.start().awaitReady();
        gateway.send("POST", "/api/v1/webhooks", new JsonObject().put("url", receiver.url()));
        assertEquals(1, gateway.get("/api/v1/webhooks").getJsonArray("webhooks").size());
    }

    /** While the roll, the webhooks and the commands are being asked for. */
    private static void fallSilent(GatewayProcess gateway, SilentWay way, String url) throws Exception {
        try (Locked tables = new Locked(url, "gateway", "webhook_log", "command")) {
            gateway.await("they are being asked for", () -> tables.asked() == 3);
            way.fallSilent();
        }
    }

    /** Tables nobody can read. */
    private static final class Locked implements AutoCloseable {
        private final Connection holding;
        private final Connection looking;

        Locked(String url, String... tables) throws SQLException {
            holding = DriverManager.getConnection(url);
            holding.setAutoCommit(false);
            try (Statement statement = holding.createStatement()) {
                statement.execute("LOCK TABLE " + String.join(", ", tables));
            }
            looking = DriverManager.getConnection(url);
        }

        /** How many of them somebody wants to read. */
        int asked() {
            return look("count(DISTINCT relation)");
        }

        /** How many connections. */
        int asking() {
            return look("count(*)");
        }

        private int look(String what) {
            String query = "SELECT " + what + " FROM pg_locks WHERE NOT granted AND database ="
                    + " (SELECT oid FROM pg_database WHERE datname = current_database())";
            try (Statement statement = looking.createStatement();
                    ResultSet answer = statement.executeQuery(query)) {
                answer.next();
                return answer.getInt(1);
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() throws SQLException {
            try (holding;
                    looking) {
                holding.rollback();
            }
        }
    }
}
