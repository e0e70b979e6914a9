package org.curbline.gateway.pipeline;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.curbline.gateway.events.LocalEvents;
import org.curbline.gateway.quarantine.Quarantine;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.wire.DecodedMessage;
import org.curbline.protocol.wire.EventDecoder;
import org.curbline.protocol.wire.EventEncoder;
import org.curbline.protocol.wire.Rejection;
import org.curbline.store.PointWriter;
import org.curbline.store.PointWriter.RefusedPoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decode, validate, batch, store, settle. One per event loop, all methods on it. A message is settled when everything
 * in it is safe; what is waiting is bounded by {@link Flow}, which stops the sockets.
 */
public final class Pipeline {
    private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

    /** Reason of a message whose sender may not publish to its topic. */
    public static final String NOT_AUTHORIZED = "NOT_AUTHORIZED";
    /** Reason of an event that the store will never take. */
    public static final String STORE_REFUSED = "STORE_REFUSED";

    /** What an event costs beside its payload while it waits: itself decoded, and its line for the store. */
    private static final int EVENT_OVERHEAD_BYTES = 256;

    private static final EventEncoder ENCODER = new EventEncoder();

    private final Vertx vertx;
    private final EventDecoder decoder;
    private final Quarantine quarantine;
    private final PipelineSettings settings;
    private final InstantSource clock;
    private final Flow flow;
    private final BatchingWriter writer;
    private final Books books = new Books();
    private long waitingBytes;
    private boolean stopped;

    /** Must be made on the event loop it will live on. */
    public Pipeline(Vertx vertx, Parts parts, PipelineSettings settings, Flow flow, PipelineMetrics metrics) {
        this.vertx = vertx;
        this.decoder = parts.decoder;
        this.quarantine = parts.quarantine;
        this.clock = parts.clock;
        this.settings = settings;
        this.flow = flow;
        this.writer =
                new BatchingWriter(vertx, parts.workers, parts.store, settings, this::written, metrics::batchWritten);
    }

    /**
     * Takes one message from a kiosk that may send it.
     *
     * @param origin who sent it and where to, for the quarantine
     * @param payload only read during this call
     */
    public void accept(
            Origin origin, KnownKiosk kiosk, EventKind kind, byte[] payload, int offset, int length, Receipt receipt) {
        long now = clock.millis();
        DecodedMessage message = decoder.decode(kind, payload, offset, length, now);
        take(receipt, message.eventCount());
        if (message.unknownFields() > 0) {
            books.unknownFields(message.unknownFields());
        }
        List<KioskEvent> accepted = message.accepted();
        for (int i = 0; i < accepted.size(); i++) {
            event(kiosk, accepted.get(i), receipt, now);
        }
        List<Rejection> rejected = message.rejected();
        for (int i = 0; i < rejected.size(); i++) {
            Rejection rejection = rejected.get(i);
            int from = offset + rejection.offset();
            byte[] fragment = Arrays.copyOfRange(payload, from, from + rejection.length());
            refuse(origin, rejection.reason().name(), rejection.detail(), fragment, receipt);
        }
        done(receipt);
    }

    /** Takes a message that goes to quarantine as a whole, as one event. */
    public void reject(Origin origin, String reason, String detail, byte[] payload, Receipt receipt) {
        take(receipt, 1);
        refuse(origin, reason, detail, payload, receipt);
        done(receipt);
    }

    /** Whether so much is waiting that no more should be read. */
    public boolean isFull() {
        return stopped;
    }

    /** How many events wait to be stored or quarantined. */
    public long waiting() {
        return books.waiting();
    }

    public Books.Snapshot books() {
        return books.snapshot();
    }

    private void take(Receipt receipt, int events) {
        books.received(events);
        receipt.expect(events);
        waitingBytes += cost(receipt);
        if (!stopped && waitingBytes > settings.maxWaitingBytes()) {
            stopped = true;
            flow.holdBack();
        }
    }

    private void event(KnownKiosk kiosk, KioskEvent event, Receipt receipt, long now) {
        long fingerprint = KnownKiosk.fingerprint(event.kind(), event.id());
        if (kiosk.hasStored(event.id(), fingerprint)) {
            books.duplicate();
            done(receipt);
        } else {
            writer.add(kiosk, event, fingerprint, receipt, now);
        }
    }

    private void refuse(Origin origin, String reason, String detail, byte[] payload, Receipt receipt) {
        receipt.refused(reason, detail);
        if (receipt.isKept()) {
            books.quarantined(reason);
            done(receipt);
            return;
        }
        quarantine
                .add(origin.kiosk(), origin.sender(), origin.topic(), reason, detail, payload)
                .onSuccess(kept -> {
                    books.quarantined(reason);
                    done(receipt);
                });
        // When the quarantine cannot keep it, it is not acknowledged; the quarantine says so and tries on.
    }

    private void written(EventBatch batch, List<RefusedPoint> refused) {
        boolean[] refusedAt = refused.isEmpty() ? null : new boolean[batch.size()];
        for (RefusedPoint point : refused) {
            refuseStored(batch, point, refusedAt);
        }
        for (int i = 0; i < batch.size(); i++) {
            if (refusedAt == null || !refusedAt[i]) {
                batch.kiosk(i).stored(batch.event(i).id(), batch.fingerprint(i));
                books.stored();
                done(batch.receipt(i));
            }
        }
        LocalEvents.publish(vertx, StoredEvents.ADDRESS, batch.without(refusedAt));
        flow.batchSettled();
    }

    private void refuseStored(EventBatch batch, RefusedPoint point, boolean @Nullable [] refusedAt) {
        if (refusedAt == null) {
            return;
        }
        if (point.index() >= batch.size()) {
            log.error("That events came late could not be noted: {}", point.why());
            return;
        }
        refusedAt[point.index()] = true;
        KnownKiosk kiosk = batch.kiosk(point.index());
        KioskEvent event = batch.event(point.index());
        Origin origin = new Origin(
                kiosk.id().value(),
                kiosk.id().value(),
                "kiosks/" + kiosk.id().value() + "/" + event.kind().topicSuffix());
        refuse(origin, STORE_REFUSED, point.why(), ENCODER.encode(event), batch.receipt(point.index()));
    }

    private static long cost(Receipt receipt) {
        return receipt.bytes() + (long) EVENT_OVERHEAD_BYTES * Math.max(1, receipt.events());
    }

    private void done(Receipt receipt) {
        receipt.partDone();
        if (receipt.isSettled()) {
            waitingBytes -= cost(receipt);
            if (stopped && waitingBytes < settings.maxWaitingBytes() / 2) {
                stopped = false;
                flow.goOn();
            }
        }
    }

    /**
     * Who sent a message, and where to.
     *
     * @param kiosk the kiosk's id; empty when it is not known
     * @param sender the client id or user name it came under
     */
    public record Origin(String kiosk, String sender, String topic) {}

    /** What every pipeline of a gateway shares. */
    public record Parts(
            EventDecoder decoder,
            PointWriter store,
            WorkerExecutor workers,
            Quarantine quarantine,
            InstantSource clock) {}

    /** Stops and starts the sockets that feed a pipeline. All on the event loop. */
    public interface Flow {
        /** Too much is waiting: read no more. */
        void holdBack();

        /** Half of it is gone: read again. */
        void goOn();

        /** A batch was written and its receipts are settled: what is to be sent for them may be sent together. */
        void batchSettled();
    }
}
