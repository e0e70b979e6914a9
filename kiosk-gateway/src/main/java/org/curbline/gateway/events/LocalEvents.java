package org.curbline.gateway.events;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.Consumer;

/** Publishes immutable objects to consumers in the same process as they are. Any thread. */
public final class LocalEvents {
    private static final AsTheyAre CODEC = new AsTheyAre();
    private static final DeliveryOptions LOCAL =
            new DeliveryOptions().setLocalOnly(true).setCodecName(CODEC.name());

    private LocalEvents() {}

    /** To be called before anything is published; idempotent. */
    public static void prepare(Vertx vertx) {
        try {
            vertx.eventBus().registerCodec(CODEC);
        } catch (IllegalStateException e) {
            // it is there already, and there is no way to ask
        }
    }

    public static void publish(Vertx vertx, String address, Object event) {
        vertx.eventBus().publish(address, event, LOCAL);
    }

    /** Consumes on the context this is called on. */
    public static <T> MessageConsumer<T> consume(Vertx vertx, String address, Consumer<T> consumer) {
        return vertx.eventBus().<T>localConsumer(address, message -> consumer.accept(message.body()));
    }

    /** Hands objects over without a copy. */
    private static final class AsTheyAre implements MessageCodec<Object, Object> {
        @Override
        public void encodeToWire(Buffer buffer, Object event) {
            throw new UnsupportedOperationException("Local events stay in the process");
        }

        @Override
        public Object decodeFromWire(int position, Buffer buffer) {
            throw new UnsupportedOperationException("Local events stay in the process");
        }

        @Override
        public Object transform(Object event) {
            return event;
        }

        @Override
        public String name() {
            return "curbline-local";
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }
}
