package org.curbline.gateway.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Over the clustered event bus: every gateway has an address there. */
final class EventBusWire implements Wire {
    private static final String ADDRESS = "curbline.gateway.";

    private final Vertx vertx;

    EventBusWire(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public Future<Void> open(String self, UnaryOperator<Buffer> answer) {
        return vertx.eventBus()
                .<Buffer>consumer(ADDRESS + self, message -> message.reply(answer.apply(message.body())))
                .completion();
    }

    @Override
    public Future<Buffer> ask(String gateway, Buffer message, Duration patience) {
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(patience.toMillis());
        return vertx.eventBus()
                .<Buffer>request(ADDRESS + gateway, message, options)
                .map(Message::body);
    }
}
