package org.curbline.gateway;

import static org.curbline.gateway.Events.KIOSK;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
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

/** A gateway as a process whose registry's machine is gone: no answer comes any more, and nobody says so. */
class SilentRegistryIT {
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
    void whoseCredentialsAreInMemoryIsAdmittedAlthoughOthersWait(@TempDir Path folder) throws Exception {
        String url = database();
        try (KioskRegistry registry = KioskRegistry.open(url, InstantSource.system())) {
            registry.discover(KIOSK);
            registry.setPassword(KIOSK, "secret");
        }
        List<RawMqtt> clients = new ArrayList<>();
        try (SilentWay way = postgres.way();
                GatewayProcess gateway = gateway(folder, PostgresServer.over(way, url) + "&socketTimeout=0")
                        .with("mqtt.access", "REGISTRY")) {
            gateway.start().awaitReady();
            try (Locked tables = new Locked(url, "credential")) {
                for (int stranger = 1; stranger <= 4; stranger++) {
                    byte[] connect = Packets.connect5("stranger-" + stranger, "bk-09-00000" + stranger, "secret");
                    clients.add(RawMqtt.open(gateway.mqttPort, true).send(connect));
                }
                gateway.await("they are looked for", () -> tables.waiting() >= 2);
                way.fallSilent();
            }
            RawMqtt known = RawMqtt.open(gateway.mqttPort, true);
            clients.add(known);
            assertEquals(
                    0,
                    known.send(Packets.connect5("known", KIOSK, "secret"))
                            .expect(0x20)
                            .at(1));
        } finally {
            for (RawMqtt client : clients) {
                client.close();
            }
        }
    }

    private static String database() {
        return postgres.createDatabase() + "?user=" + postgres.user();
    }

    private static GatewayProcess gateway(Path folder, String url) {
        Map<String, String> settings = new HashMap<>();
        settings.put("store.embedded.directory", folder.resolve("store").toString());
        settings.put("registry.url", url);
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
        try (Locked tables = new Locked(url, "gateway, webhook_log, webhook_gateway, command")) {
            gateway.await("they are being asked for", () -> tables.waiting() >= 3);
            way.fallSilent();
        }
    }

    /** Tables nobody can read. */
    private static final class Locked implements AutoCloseable {
        private final Connection connection;
        private final Statement statement;

        Locked(String url, String tables) throws SQLException {
            connection = DriverManager.getConnection(url);
            connection.setAutoCommit(false);
            statement = connection.createStatement();
            statement.execute("LOCK TABLE " + tables);
        }

        /** How many connections want to. */
        int waiting() {
            String queries = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                    + " AND datname = current_database()";
            try (ResultSet answer = statement.executeQuery(queries)) {
                answer.next();
                return answer.getInt(1);
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
