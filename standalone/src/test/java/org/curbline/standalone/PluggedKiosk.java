package org.curbline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

/** One kiosk in a test's hands: it says what it is told to, and can be unplugged. Blocking. */
final class PluggedKiosk implements AutoCloseable {
    private static final List<String> SERVICES = List.of("wifi", "charging", "call", "tablet");

    private final String address;
    private final String id;
    private long seq;
    private MqttClient client;

    PluggedKiosk(String address, String id) throws MqttException {
        this.address = address;
        this.id = id;
        this.client = connected();
    }

    String id() {
        return id;
    }

    /** Reports the state of its services by their words, and of those that are not named that they are up. */
    void reports(Map<String, String> states) throws MqttException {
        JsonArray reports = new JsonArray();
        String now = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
        for (String service : SERVICES) {
            String state = states.getOrDefault(service, "up");
            JsonObject report = new JsonObject()
                    .put("seq", ++seq)
                    .put("at", now)
                    .put("service", service)
                    .put("state", state);
            reports.add(state.equals("up") ? report : report.put("reason", "no-dhcp"));
        }
        client.publish("kiosks/" + id + "/status", reports.encode().getBytes(UTF_8), 1, false);
    }

    /** Reports how its computer is, too little voltage and lost events among it. */
    void reportsWhatIsAmiss() throws MqttException {
        JsonObject report = new JsonObject()
                .put("seq", ++seq)
                .put("at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
                .put("temperatureCelsius", 51.5)
                .put("cpuPercent", 12)
                .put("memoryPercent", 48)
                .put("diskPercent", 31)
                .put("uptimeSeconds", 864_000)
                .put("spooledEvents", 0)
                .put("lostEvents", 12)
                .put("supply", "low");
        client.publish("kiosks/" + id + "/health", report.encode().getBytes(UTF_8), 1, false);
    }

    /** Reports that it lost an event, and no figure: nothing measures any. */
    void reportsWithoutSensors() throws MqttException {
        JsonObject report = new JsonObject()
                .put("seq", ++seq)
                .put("at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
                .put("spooledEvents", 0)
                .put("lostEvents", 1);
        client.publish("kiosks/" + id + "/health", report.encode().getBytes(UTF_8), 1, false);
    }

    /** Its next events are lost, though it has numbered them. */
    void loses(int events) {
        seq += events;
    }

    /** Sends what is no JSON; refused, and kept, when this returns. */
    void sendRubbish() throws MqttException {
        client.publish("kiosks/" + id + "/health", "}".getBytes(UTF_8), 1, false);
    }

    /** Answered when this returns. */
    void sends(String topic, String payload) throws MqttException {
        client.publish(topic, payload.getBytes(UTF_8), 1, false);
    }

    /** Its connection breaks without a goodbye. */
    void unplug() throws MqttException {
        client.disconnectForcibly(0, 0, false);
        client.close();
    }

    /** Connects it, unless it is connected. */
    void plugIn() throws MqttException {
        if (!client.isConnected()) {
            client = connected();
        }
    }

    @Override
    public void close() throws MqttException {
        if (client.isConnected()) {
            unplug();
        }
    }

    private MqttClient connected() throws MqttException {
        MqttClient connecting = new MqttClient(address, id, new MemoryPersistence());
        connecting.connect();
        return connecting;
    }
}
