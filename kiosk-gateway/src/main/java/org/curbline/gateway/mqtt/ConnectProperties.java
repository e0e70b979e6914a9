package org.curbline.gateway.mqtt;

import static io.netty.handler.codec.mqtt.MqttProperties.ASSIGNED_CLIENT_IDENTIFIER;
import static io.netty.handler.codec.mqtt.MqttProperties.MAXIMUM_PACKET_SIZE;
import static io.netty.handler.codec.mqtt.MqttProperties.MAXIMUM_QOS;
import static io.netty.handler.codec.mqtt.MqttProperties.RECEIVE_MAXIMUM;
import static io.netty.handler.codec.mqtt.MqttProperties.REQUEST_PROBLEM_INFORMATION;
import static io.netty.handler.codec.mqtt.MqttProperties.RETAIN_AVAILABLE;
import static io.netty.handler.codec.mqtt.MqttProperties.SERVER_KEEP_ALIVE;
import static io.netty.handler.codec.mqtt.MqttProperties.SESSION_EXPIRY_INTERVAL;
import static io.netty.handler.codec.mqtt.MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE;
import static io.netty.handler.codec.mqtt.MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE;
import static io.netty.handler.codec.mqtt.MqttProperties.TOPIC_ALIAS;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import java.time.Instant;
import org.curbline.protocol.wire.GatewayTime;
import org.jspecify.annotations.Nullable;

/** What MQTT 5 clients say in CONNECT and are told in CONNACK (sections 3.1.2.11 and 3.2.2.3 of the standard). */
final class ConnectProperties {
    /** An answer with the time in it is never longer than this; without it is what a client cannot do without. */
    private static final int ROOM_FOR_THE_TIME = 128;

    static final int MOST_QOS = 1;

    private ConnectProperties() {}

    /**
     * The gateway's answer.
     *
     * @param now what time it is here: kiosks without a clock learn it so
     * @param mostBytes of a packet, as the client said
     * @param assignedClientId the id made for a client that brought none
     * @param keepAliveSeconds the keep-alive it must use, if another than it asked for
     */
    static MqttProperties answer(
            MqttSettings settings,
            Instant now,
            int mostBytes,
            @Nullable String assignedClientId,
            @Nullable Integer keepAliveSeconds) {
        MqttProperties answer = new MqttProperties();
        answer.add(new IntegerProperty(SESSION_EXPIRY_INTERVAL, 0));
        answer.add(new IntegerProperty(RECEIVE_MAXIMUM, settings.receiveMaximum()));
        answer.add(new IntegerProperty(MAXIMUM_QOS, MOST_QOS));
        answer.add(new IntegerProperty(RETAIN_AVAILABLE, 0));
        answer.add(new IntegerProperty(MAXIMUM_PACKET_SIZE, settings.maxPacketSize()));
        answer.add(new IntegerProperty(SHARED_SUBSCRIPTION_AVAILABLE, 0));
        answer.add(new IntegerProperty(SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0));
        if (mostBytes >= ROOM_FOR_THE_TIME) {
            answer.add(new UserProperty(GatewayTime.PROPERTY, GatewayTime.write(now)));
        }
        if (assignedClientId != null) {
            answer.add(new StringProperty(ASSIGNED_CLIENT_IDENTIFIER, assignedClientId));
        }
        if (keepAliveSeconds != null) {
            answer.add(new IntegerProperty(SERVER_KEEP_ALIVE, keepAliveSeconds));
        }
        return answer;
    }

    static boolean wantsReasonStrings(MqttProperties connect) {
        Integer wanted = number(connect, REQUEST_PROBLEM_INFORMATION);
        return wanted == null || wanted != 0;
    }

    /** How many bytes a packet to the client may have (MQTT-3.1.2-24); as many as there can be if it did not say. */
    static int mostBytes(MqttProperties connect) {
        Integer most = number(connect, MAXIMUM_PACKET_SIZE);
        return most == null || most < 0 ? Integer.MAX_VALUE : most; // four bytes without a sign
    }

    /** How many messages of QoS 1 it takes at once (MQTT-3.3.4-9). */
    static int receiveMaximum(MqttProperties connect) {
        Integer most = number(connect, RECEIVE_MAXIMUM);
        return most == null ? 65_535 : most;
    }

    static boolean hasTopicAlias(MqttProperties publish) {
        return publish.getProperty(TOPIC_ALIAS) != null;
    }

    private static @Nullable Integer number(MqttProperties properties, int id) {
        return properties.getProperty(id) instanceof IntegerProperty number ? number.value() : null;
    }
}
