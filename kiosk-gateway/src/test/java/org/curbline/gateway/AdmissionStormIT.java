package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.IntStream;
import org.curbline.registry.KioskRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A fleet that comes at once to a gateway that has just started, and so remembers none of its passwords. */
@Timeout(600)
class AdmissionStormIT {
    private static final int FLEET = 250;
    private static final int ADMITTED = 0;
    private static final int SERVER_UNAVAILABLE = 0x88;
    private static final String PASSWORD = "secret";
    private static final String TURNED_AWAY =
            "curbline_gateway_clients_turned_away_total{waiting_for=\"password-check\"}";

    @Test
    void everyKioskIsAdmittedInTheEndAndWhatItBringsIsStored(@TempDir Path folder) throws Exception {
        String url = "jdbc:h2:file:" + folder.resolve("registry");
        register(url);
        Map<String, String> settings = Map.of(
                "registry.url",
                url,
                "store.embedded.directory",
                folder.resolve("store").toString(),
                "mqtt.access",
                "REGISTRY",
                "mqtt.accept-unknown",
                "false");
        try (GatewayProcess gateway = new GatewayProcess("gateway", folder, settings)) {
            gateway.start().awaitReady();
            int turnedAway = 0;
            Queue<String> outside = new ArrayDeque<>(
                    IntStream.range(0, FLEET).mapToObj(AdmissionStormIT::id).toList());
            while (!outside.isEmpty()) {
                List<String> again = storm(gateway, List.copyOf(outside));
                outside.clear();
                outside.addAll(again);
                turnedAway += again.size();
            }
            assertTrue(turnedAway > 0, "they were more than may wait");
            assertEquals(turnedAway, gateway.meter(TURNED_AWAY));
            assertEquals(FLEET, gateway.get("/api/v1/books").getLong("stored"));
        }
    }

    /** All at once. @return who is to come again */
    private static List<String> storm(GatewayProcess gateway, List<String> kiosks) throws IOException {
        List<String> again = new ArrayList<>();
        List<RawMqtt> clients = new ArrayList<>();
        try {
            for (String kiosk : kiosks) {
                clients.add(RawMqtt.open(gateway.mqttPort, true).send(Packets.connect5(kiosk, kiosk, PASSWORD)));
            }
            for (int i = 0; i < kiosks.size(); i++) {
                int answer = clients.get(i).expect(0x20).at(1);
                if (answer == SERVER_UNAVAILABLE) {
                    again.add(kiosks.get(i));
                } else {
                    assertEquals(ADMITTED, answer);
                    tell(clients.get(i), kiosks.get(i));
                }
            }
        } finally {
            for (RawMqtt client : clients) {
                client.close();
            }
        }
        return again;
    }

    private static void tell(RawMqtt client, String kiosk) throws IOException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        client.publish(1, Events.topic(kiosk), Events.wifi(1, now.toString()));
        assertEquals(0, client.puback(1));
    }

    /** All have the same password; that is no shortcut, as each has to be checked. */
    private static void register(String url) throws SQLException {
        try (KioskRegistry registry = KioskRegistry.open(url, InstantSource.system())) {
            for (int i = 0; i < FLEET; i++) {
                registry.discover(id(i));
            }
            registry.setPassword(id(0), PASSWORD);
        }
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            int copied = statement.executeUpdate("INSERT INTO credential (kiosk, password_hash, changed_at)"
                    + " SELECT k.id, c.password_hash, c.changed_at FROM kiosk k, credential c WHERE k.id <> c.kiosk");
            assertEquals(FLEET - 1, copied);
        }
    }

    private static String id(int number) {
        return "mn-05-" + (100_000 + number);
    }
}
