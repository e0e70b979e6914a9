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
import org.curbline.protocol.Command;
import org.curbline.protocol.KioskId;
import org.jspecify.annotations.Nullable;

/** What a kiosk may listen to: its own commands, all of them. Everything else is refused with the standard's reason. */
final class Subscriptions {
    private Subscriptions() {}

    /** @return whether the kiosk listens to its commands now, to any of them */
    static boolean answer(MqttEndpoint endpoint, MqttSubscribeMessage message, @Nullable KioskId self) {
        boolean mqtt5 = endpoint.protocolVersion() >= 5;
        boolean commands = false;
        List<MqttSubAckReasonCode> codes = new ArrayList<>();
        for (MqttTopicSubscription subscription : message.topicSubscriptions()) {
            MqttSubAckReasonCode code = judge(
                    subscription.topicName(), subscription.qualityOfService().value(), self);
            boolean refused = code != MqttSubAckReasonCode.GRANTED_QOS0 && code != MqttSubAckReasonCode.GRANTED_QOS1;
            commands |= !refused && areAllCommands(subscription.topicName(), self);
            codes.add(refused && !mqtt5 ? MqttSubAckReasonCode.UNSPECIFIED_ERROR : code);
        }
        endpoint.subscribeAcknowledge(message.messageId(), codes, MqttProperties.NO_PROPERTIES);
        return commands;
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

    /** Whose commands it wants to listen to; null if nobody's. */
    static @Nullable KioskId claimed(MqttSubscribeMessage message) {
        for (MqttTopicSubscription subscription : message.topicSubscriptions()) {
            String[] levels = subscription.topicName().split("/", -1);
            if (levels.length == 4 && KioskId.isValid(levels[1])) {
                KioskId kiosk = KioskId.of(levels[1]);
                if (areAllCommands(subscription.topicName(), kiosk)) {
                    return kiosk;
                }
            }
        }
        return null;
    }

    static boolean areAllCommands(String filter, @Nullable KioskId self) {
        return self != null
                && (filter.equals(Command.topics(self)) || filter.equals("kiosks/" + self.value() + "/commands/#"));
    }

    static MqttSubAckReasonCode judge(String filter, int qos, @Nullable KioskId self) {
        if (filter.startsWith("$share/")) {
            return MqttSubAckReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED;
        }
        if (!areAllCommands(filter, self)) {
            return MqttSubAckReasonCode.NOT_AUTHORIZED;
        }
        return qos == 0 ? MqttSubAckReasonCode.GRANTED_QOS0 : MqttSubAckReasonCode.GRANTED_QOS1;
    }
}
