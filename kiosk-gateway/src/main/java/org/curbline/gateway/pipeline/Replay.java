package org.curbline.gateway.pipeline;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.curbline.gateway.pipeline.Pipeline.Origin;
import org.curbline.gateway.quarantine.Quarantine;
import org.curbline.gateway.quarantine.QuarantinedMessage;
import org.curbline.protocol.KioskTopic;
import org.curbline.protocol.wire.EventDecoder;

/**
 * Takes quarantined messages through the pipeline again after a fix. Only what would now be accepted whole is sent, and
 * what the store refuses again stays as it is, so nothing goes to quarantine twice; what was stored leaves it.
 */
public final class Replay {
    private final EventDecoder decoder;
    private final InstantSource clock;
    private final KnownKiosks kiosks;
    private final Quarantine quarantine;

    public Replay(EventDecoder decoder, InstantSource clock, KnownKiosks kiosks, Quarantine quarantine) {
        this.decoder = decoder;
        this.clock = clock;
        this.kiosks = kiosks;
        this.quarantine = quarantine;
    }

    /**
     * Runs on the event loop of a pipeline; completes when all is stored and out of the quarantine.
     *
     * @param loop the pipeline's event loop
     */
    public Future<Result> run(List<QuarantinedMessage> messages, Executor loop, Supplier<Pipeline> pipeline) {
        Promise<Result> result = Promise.promise();
        loop.execute(() -> {
            List<Future<Boolean>> sent = new ArrayList<>();
            messages.forEach(message -> sent.add(send(message, pipeline.get())));
            Future.join(sent).onComplete(done -> {
                List<Long> stored = new ArrayList<>();
                for (int i = 0; i < sent.size(); i++) {
                    if (Boolean.TRUE.equals(sent.get(i).result())) {
                        stored.add(messages.get(i).id());
                    }
                }
                quarantine
                        .remove(stored)
                        .map(removed -> new Result(stored.size(), messages.size() - stored.size()))
                        .onComplete(result);
            });
        });
        return result.future();
    }

    private Future<Boolean> send(QuarantinedMessage message, Pipeline pipeline) {
        KioskTopic topic = KioskTopic.parse(message.topic());
        KnownKiosk kiosk = topic == null ? null : kiosks.get(topic.kiosk());
        if (topic == null || kiosk == null || message.reason().equals(Pipeline.NOT_AUTHORIZED)) {
            return Future.succeededFuture(false);
        }
        byte[] payload = message.bytes();
        if (!decoder.decode(topic.kind(), payload, 0, payload.length, clock.millis())
                .rejected()
                .isEmpty()) {
            return Future.succeededFuture(false);
        }
        Promise<Boolean> stored = Promise.promise();
        Receipt.Owner owner = receipt -> stored.complete(receipt.refusal() == null);
        Receipt receipt = Receipt.ofKept(owner, payload.length);
        Origin origin = new Origin(message.kiosk(), message.sender(), message.topic());
        pipeline.accept(origin, kiosk, topic.kind(), payload, 0, payload.length, receipt);
        return stored.future();
    }

    /**
     * @param stored messages that are stored now and left the quarantine
     * @param rejected messages that stay
     */
    public record Result(int stored, int rejected) {
        public static final Result NONE = new Result(0, 0);

        /** Both together. */
        public Result plus(Result other) {
            return new Result(stored + other.stored, rejected + other.rejected);
        }
    }
}
