package org.curbline.agent.link;

import java.time.Duration;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a client of Paho's with its threads, on a thread of its own: that may block for long. */
final class Disposal {
    private static final Logger log = LoggerFactory.getLogger(Disposal.class);
    private static final Duration AT_MOST = Duration.ofSeconds(2);

    private Disposal() {}

    static void of(MqttAsyncClient client, boolean inOrder) {
        Thread thread = new Thread(() -> end(client, inOrder), "mqtt-disposal");
        thread.setDaemon(true);
        thread.start();
        if (inOrder) {
            join(thread);
        }
    }

    private static void end(MqttAsyncClient client, boolean inOrder) {
        try {
            if (inOrder && client.isConnected()) {
                client.disconnect(AT_MOST.toMillis()).waitForCompletion(AT_MOST.toMillis());
            } else {
                client.disconnectForcibly(0, 0, false);
            }
        } catch (MqttException e) {
            log.debug("A connection did not end in order.", e);
        }
        try {
            client.close(true);
        } catch (MqttException e) {
            log.debug("A client could not be closed.", e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(2 * AT_MOST.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
