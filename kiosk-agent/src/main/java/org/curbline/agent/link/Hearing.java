package org.curbline.agent.link;

import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * Hears what comes over a connection and that it has ended. On Paho's threads: it only hands over, as Paho swallows
 * what is thrown here and a client that is called from here can stand still for good.
 *
 * @param ended the reason code that the gateway gave; -1 if it gave none
 */
record Hearing(Consumer<MqttMessage> message, Consumer<Integer> ended) implements MqttCallback {
    @Override
    public void disconnected(MqttDisconnectResponse response) {
        ended.accept(response == null ? -1 : response.getReturnCode());
    }

    @Override
    public void mqttErrorOccurred(MqttException error) {
        ended.accept(-1);
    }

    @Override
    public void messageArrived(String topic, MqttMessage arrived) {
        message.accept(arrived);
    }

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean again, String server) {}

    @Override
    public void authPacketArrived(int reason, MqttProperties properties) {}
}
