package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.curbline.gateway.cluster.ClusterSettings;
import org.curbline.gateway.mqtt.Listeners;
import org.curbline.gateway.mqtt.MqttSettings;
import org.curbline.gateway.pipeline.PipelineSettings;
import org.curbline.gateway.quarantine.QuarantineSettings;
import org.curbline.program.settings.Settings;
import org.curbline.program.settings.SettingsException;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.status.StatusSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewaySettingsTest {
    private final Path empty;

    GatewaySettingsTest(@TempDir Path empty) {
        this.empty = empty;
    }

    @Test
    void defaults() throws Exception {
        Settings settings = load(Map.of());
        assertEquals(
                "{httpHost=0.0.0.0, httpPort=8080, maxClockAhead=PT5M, registryRefresh=PT30S}",
                values(settings.get(GatewaySettings.class), GatewaySettings.class));
        assertEquals(
                "{acceptUnknown=false, access=REGISTRY, eventLoops=0, host=0.0.0.0, maxConnections=50000,"
                        + " maxKeepAlive=PT5M, maxPacketSize=262144, maxUnread=PT30S, port=1883, receiveMaximum=64,"
                        + " tls={certificate=Optional.empty, clientAuthorities=Optional.empty, key=Optional.empty, port=8883},"
                        + " websocketPort=Optional.empty}",
                values(settings.get(MqttSettings.class), MqttSettings.class));
        assertEquals(
                "{batchEvents=5000, concurrentWrites=2, linger=PT0.003S, maxKiosks=100000, maxWaitingBytes=16777216}",
                values(settings.get(PipelineSettings.class), PipelineSettings.class));
        assertEquals(
                "{file=data/quarantine.mv, maxSize=67108864}",
                values(settings.get(QuarantineSettings.class), QuarantineSettings.class));
        assertEquals(
                "{busPort=5702, enabled=false, host=127.0.0.1, lostAfter=PT10S, members=Optional.empty, port=5701,"
                        + " publicBusPort=Optional.empty, publicPort=Optional.empty}",
                values(settings.get(ClusterSettings.class), ClusterSettings.class));
        assertEquals(
                "{allowedAge=PT2M, availabilityTarget=0.95, eventHold=PT0S, eventsKept=PT1H, maxEventsKept=100000,"
                        + " offlineGrace=PT30S, reportInterval=PT1M,"
                        + " usualUse={falseSuspicions=0.1, learnFrom=PT672H, zone=America/New_York}}",
                values(settings.get(StatusSettings.class), StatusSettings.class));
    }

    @Test
    void everyKeyIsRead() throws Exception {
        Map<String, String> told = new TreeMap<>();
        told.put("gateway.http-host", "h");
        told.put("gateway.http-port", "1");
        told.put("gateway.max-clock-ahead", "2s");
        told.put("gateway.registry-refresh", "3s");
        told.put("mqtt.accept-unknown", "true");
        told.put("mqtt.access", "OPEN");
        told.put("mqtt.event-loops", "4");
        told.put("mqtt.host", "m");
        told.put("mqtt.max-connections", "5");
        told.put("mqtt.max-keep-alive", "6s");
        told.put("mqtt.max-packet-size", "7");
        told.put("mqtt.max-unread", "8s");
        told.put("mqtt.port", "9");
        told.put("mqtt.receive-maximum", "10");
        told.put("mqtt.tls.certificate", "c");
        told.put("mqtt.tls.client-authorities", "a");
        told.put("mqtt.tls.key", "k");
        told.put("mqtt.tls.port", "11");
        told.put("mqtt.websocket-port", "12");
        told.put("pipeline.batch-events", "13");
        told.put("pipeline.concurrent-writes", "14");
        told.put("pipeline.linger", "15ms");
        told.put("pipeline.max-kiosks", "16");
        told.put("pipeline.max-waiting-bytes", "17");
        told.put("quarantine.file", "q");
        told.put("quarantine.max-size", "18");
        told.put("cluster.bus-port", "19");
        told.put("cluster.enabled", "true");
        told.put("cluster.host", "c");
        told.put("cluster.lost-after", "20s");
        told.put("cluster.members", "d:1,e:2");
        told.put("cluster.port", "21");
        told.put("cluster.public-bus-port", "30");
        told.put("cluster.public-port", "31");
        told.put("status.allowed-age", "22s");
        told.put("status.availability-target", "0.23");
        told.put("status.event-hold", "24s");
        told.put("status.events-kept", "25s");
        told.put("status.max-events-kept", "26");
        told.put("status.offline-grace", "27s");
        told.put("status.report-interval", "28s");
        told.put("status.usual-use.false-suspicions", "0.29");
        told.put("status.usual-use.learn-from", "35d");
        told.put("status.usual-use.zone", "UTC");
        Settings settings = load(told);
        assertEquals(
                "{httpHost=h, httpPort=1, maxClockAhead=PT2S, registryRefresh=PT3S}",
                values(settings.get(GatewaySettings.class), GatewaySettings.class));
        assertEquals(
                "{acceptUnknown=true, access=OPEN, eventLoops=4, host=m, maxConnections=5, maxKeepAlive=PT6S,"
                        + " maxPacketSize=7, maxUnread=PT8S, port=9, receiveMaximum=10,"
                        + " tls={certificate=Optional[c], clientAuthorities=Optional[a], key=Optional[k], port=11}, websocketPort=Optional[12]}",
                values(settings.get(MqttSettings.class), MqttSettings.class));
        assertEquals(
                "{batchEvents=13, concurrentWrites=14, linger=PT0.015S, maxKiosks=16, maxWaitingBytes=17}",
                values(settings.get(PipelineSettings.class), PipelineSettings.class));
        assertEquals("{file=q, maxSize=18}", values(settings.get(QuarantineSettings.class), QuarantineSettings.class));
        assertEquals(
                "{busPort=19, enabled=true, host=c, lostAfter=PT20S, members=Optional[[d:1, e:2]], port=21,"
                        + " publicBusPort=Optional[30], publicPort=Optional[31]}",
                values(settings.get(ClusterSettings.class), ClusterSettings.class));
        assertEquals(
                "{allowedAge=PT22S, availabilityTarget=0.23, eventHold=PT24S, eventsKept=PT25S, maxEventsKept=26,"
                        + " offlineGrace=PT27S, reportInterval=PT28S,"
                        + " usualUse={falseSuspicions=0.29, learnFrom=PT840H, zone=UTC}}",
                values(settings.get(StatusSettings.class), StatusSettings.class));
    }

    @Test
    void reportsAllProblemsAtOnce() {
        SettingsException refused = assertThrows(
                SettingsException.class,
                () -> load(Map.of(
                        "gateway.http-port", "many",
                        "mqtt.access", "SOMETIMES",
                        "mqtt.colour", "blue",
                        "pipeline.linger", "a bit",
                        "quarantine.max-size", "large")));
        assertEquals(5, refused.problems().size(), refused::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "gateway.http-port, 65536",
        "gateway.registry-refresh, 0s",
        "mqtt.event-loops, -1",
        "mqtt.max-connections, 0",
        "mqtt.max-keep-alive, 48h",
        "mqtt.max-keep-alive, 0s",
        "mqtt.max-packet-size, 0",
        "mqtt.max-unread, 0s",
        "mqtt.port, -1",
        "mqtt.receive-maximum, 0",
        "mqtt.receive-maximum, 65536",
        "mqtt.tls.port, 70000",
        "mqtt.websocket-port, 70000",
        "pipeline.batch-events, 0",
        "pipeline.concurrent-writes, 0",
        "pipeline.max-kiosks, 0",
        "pipeline.max-waiting-bytes, 0",
        "quarantine.max-size, 0",
        "cluster.bus-port, -1",
        "cluster.lost-after, 0s",
        "cluster.port, 65536",
        "cluster.public-bus-port, -1",
        "cluster.public-port, 65536",
        "status.report-interval, 0s",
        "status.allowed-age, 0s",
        "status.offline-grace, PT-1S",
        "status.event-hold, PT-1S",
        "status.events-kept, PT-1S",
        "status.max-events-kept, -1",
        "status.availability-target, 95",
        "status.availability-target, -0.1",
        "status.usual-use.false-suspicions, -0.1",
        "status.usual-use.false-suspicions, 366",
        "status.usual-use.false-suspicions, NaN",
        "status.usual-use.false-suspicions, few",
        "status.usual-use.zone, Mars/Olympus",
        "status.usual-use.learn-from, 6d",
        "status.usual-use.learn-from, 10d",
        "status.usual-use.learn-from, 371d",
    })
    void aValueThatCannotBeIsNamed(String key, String value) {
        SettingsException refused = assertThrows(SettingsException.class, () -> load(Map.of(key, value)));
        assertEquals(1, refused.problems().size(), refused::toString);
        assertTrue(
                refused.problems().get(0).startsWith("curbline." + key + " cannot be \"" + value + "\": "),
                refused::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "mqtt.tls.certificate, /c.pem, must be given both or neither",
        "mqtt.tls.key, /k.pem, must be given both or neither",
        "mqtt.tls.client-authorities, /a.pem, only over TLS can a kiosk show a certificate",
        "mqtt.websocket-port, 1883, Port 1883 is given twice",
        "mqtt.websocket-port, 8080, Port 8080 is given twice",
        "mqtt.websocket-port, 8083, ",
    })
    void listenersThatCannotBeAreNamed(String key, String value, @Nullable String sentence) {
        Settings settings = load(Map.of(key, value));
        String objection = Listeners.objection(
                        settings.get(MqttSettings.class),
                        settings.get(GatewaySettings.class).httpPort())
                .orElse("");
        assertTrue(sentence == null ? objection.isEmpty() : objection.contains(sentence), objection);
    }

    private Settings load(Map<String, String> told) {
        Map<String, String> options = new TreeMap<>();
        told.forEach((key, value) -> options.put("curbline." + key, value));
        return new SettingsLoader(Map.of(), empty)
                .load(
                        null,
                        options,
                        ClusterSettings.class,
                        GatewaySettings.class,
                        MqttSettings.class,
                        PipelineSettings.class,
                        QuarantineSettings.class,
                        StatusSettings.class);
    }

    /** Every value by the name of its method, so that none can be forgotten. */
    private static String values(Object settings, Class<?> type) throws ReflectiveOperationException {
        Map<String, Object> values = new TreeMap<>();
        for (Method method : type.getDeclaredMethods()) {
            Object value = method.invoke(settings);
            values.put(
                    method.getName(),
                    switch (method.getName()) {
                        case "tls" -> values(value, MqttSettings.Tls.class);
                        case "usualUse" -> values(value, StatusSettings.UsualUse.class);
                        default -> value;
                    });
        }
        return values.toString();
    }
}
