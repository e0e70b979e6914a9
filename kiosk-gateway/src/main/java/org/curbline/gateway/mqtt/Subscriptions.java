package org.curbline.gateway.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttTopicSubscription;
import io.vertx.mqtt.messages.MqttSubscribeMessage;
import io.vertx.mqtt.messages.MqttUnsubscribeMessage;
import io.vertx.mqtt.messages.codes.MqttSubAckReasonCode;
import io.vertx.mqtt.messages.codes.MqttUnsubAckReasonCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.curbline.protocol.KioskId;
import org.jspecify.annotations.Nullable;

/** What a kiosk may listen to: its own commands. Everything else is refused with the standard's reason. */
final class Subscriptions {
    private Subscriptions() {}

    static void answer(MqttEndpoint endpoint, MqttSubscribeMessage message, @Nullable KioskId self) {
        boolean mqtt5 = endpoint.protocolVersion() >= 5;
        List<MqttSubAckReasonCode> codes = new ArrayList<>();
        for (MqttTopicSubscription subscription : message.topicSubscriptions()) {
            MqttSubAckReasonCode code = judge(
                    subscription.topicName(), subscription.qualityOfService().value(), self);
            boolean refused = code != MqttSubAckReasonCode.GRANTED_QOS0 && code != MqttSubAckReasonCode.GRANTED_QOS1;
            codes.add(refused && !mqtt5 ? MqttSubAckReasonCode.UNSPECIFIED_ERROR : code);
        }
        endpoint.subscribeAcknowledge(message.messageId(), codes, MqttProperties.NO_PROPERTIES);
    }

    /** Ends subscriptions that there may never have been; MQTT 5 wants a reason for each. */
    static void answer(MqttEndpoint endpoint, MqttUnsubscribeMessage message) {
        if (endpoint.protocolVersion() < 5) {
            endpoint.unsubscribeAcknowledge(message.messageId());
            return;
        }
        List<MqttUnsubAckReasonCode> codes =
                Collections.nCopies(message.topics().size(), MqttUnsubAckReasonCode.SUCCESS);
        endpoint.unsubscribeAcknowledge(message.messageId(), codes, MqttProperties.NO_PROPERTIES);
    }

    static MqttSubAckReasonCode judge(String filter, int qos, @Nullable KioskId self) {
        if (filter.startsWith("$share/")) {
            return MqttSubAckReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED;
        }
        if (self == null || !filter.startsWith("kiosks/" + self.value() + "/commands/")) {
            return MqttSubAckReasonCode.NOT_AUTHORIZED;
        }
        return qos == 0 ? MqttSubAckReasonCode.GRANTED_QOS0 : MqttSubAckReasonCode.GRANTED_QOS1;
    }
}
