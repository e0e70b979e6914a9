package org.curbline.gateway.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.curbline.protocol.Command;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.KioskTopic;

/** What MQTT 5 says beside a command: how long it is good for, and where its reply goes (MQTT 5, 4.10). */
final class CommandProperties {
    private CommandProperties() {}

    static MqttProperties of(Command command, KioskId kiosk, long nowMillis) {
        long seconds = TimeUnit.MILLISECONDS.toSeconds(command.expiresAt().toEpochMilli() - nowMillis);
        MqttProperties properties = new MqttProperties();
        properties.add(new IntegerProperty(
                MqttProperties.PUBLICATION_EXPIRY_INTERVAL, (int) Math.min(Integer.MAX_VALUE, Math.max(1, seconds))));
        properties.add(new StringProperty(MqttProperties.CONTENT_TYPE, "application/json"));
        properties.add(
                new StringProperty(MqttProperties.RESPONSE_TOPIC, new KioskTopic(kiosk, EventKind.REPLY).name()));
        properties.add(
                new BinaryProperty(MqttProperties.CORRELATION_DATA, command.id().getBytes(StandardCharsets.US_ASCII)));
        return properties;
    }
}
