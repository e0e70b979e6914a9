package org.curbline.gateway.cluster;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** The way from gateway to gateway. */
interface Wire {
    /**
     * From now on what comes in is answered, on the context this is called on. Completes when the others can reach it.
     */
    Future<Void> open(String self, UnaryOperator<Buffer> answer);

    /** Asks a gateway. Fails if no answer comes in time. */
    Future<Buffer> ask(String gateway, Buffer message, Duration patience);
}
