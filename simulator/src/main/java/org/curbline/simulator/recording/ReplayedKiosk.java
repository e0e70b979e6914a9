package org.curbline.simulator.recording;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import java.util.ArrayDeque;
import java.util.Queue;
import org.curbline.simulator.kiosk.Target;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client that sends what was recorded of it, one message after the other, over as many connections as that takes.
 * Everything happens on one event loop.
 */
final class ReplayedKiosk {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayedKiosk.class);
    private static final long AGAIN_MILLIS = 1_000;

    private final Vertx vertx;
    private final String id;
    private final Target target;
    private final Runnable acknowledged;
    private final Queue<Recorded> waiting = new ArrayDeque<>();
    private @Nullable Recorded sent;
    private @Nullable MqttClient client;
    private boolean connected;

    ReplayedKiosk(Vertx vertx, String id, Target target, Runnable acknowledged) {
        this.vertx = vertx;
        this.id = id;
        this.target = target;
        this.acknowledged = acknowledged;
    }

    void send(Recorded message) {
        waiting.add(message);
        if (client == null) {
            connect();
        } else {
            next();
        }
    }

    private void connect() {
        MqttClientOptions options =
                target.into(new MqttClientOptions()).setClientId(id).setAutoKeepAlive(true);
        if (!target.user().isEmpty()) {
            options.setUsername(target.userOf(id)).setPassword(target.password());
        }
        MqttClient opened = MqttClient.create(vertx, options);
        client = opened;
        opened.publishCompletionHandler(packet -> acknowledged());
        opened.exceptionHandler(broken -> LOG.debug("The connection of {} failed.", id, broken)); // it closes, too
        opened.closeHandler(closed -> {
            connected = false;
            vertx.setTimer(AGAIN_MILLIS, timer -> connect());
        });
        opened.connect(target.port(), target.host())
                .onSuccess(welcome -> {
                    connected = true;
                    if (sent == null) {
                        next();
                    } else {
                        publish(opened, sent); // nobody knows what became of it
                    }
                })
                .onFailure(refused -> vertx.setTimer(AGAIN_MILLIS, timer -> connect()));
    }

    private void acknowledged() {
        sent = null;
        acknowledged.run();
        next();
    }

    private void next() {
        if (connected && sent == null && client != null) {
            sent = waiting.poll();
            if (sent != null) {
                publish(client, sent);
            }
        }
    }

    private static void publish(MqttClient over, Recorded message) {
        over.publish(message.topic(), message.payload(), MqttQoS.AT_LEAST_ONCE, false, false);
    }
}
