package org.curbline.gateway.events;

import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** How a kiosk's connection ended, in words: MQTT's, and two of our own. The API and the events say nothing else. */
public final class ConnectionEnd {
    /** It broke, and nobody said why. */
    public static final String CONNECTION_LOST = "connection-lost";

    /** Its gateway is gone. */
    public static final String GATEWAY_LOST = "gateway-lost";

    private ConnectionEnd() {}

    /** MQTT's word for what client or gateway said at the end. */
    public static String of(MqttDisconnectReasonCode reason) {
        return reason == MqttDisconnectReasonCode.NORMAL
                ? "normal-disconnection"
                : reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Every word there is. */
    public static Set<String> words() {
        Set<String> words = new TreeSet<>(Set.of(CONNECTION_LOST, GATEWAY_LOST));
        for (MqttDisconnectReasonCode reason : MqttDisconnectReasonCode.values()) {
            words.add(of(reason));
        }
        return words;
    }
}
