package org.curbline.gateway.pipeline;

import java.util.Arrays;
import org.curbline.protocol.KioskEvent;
import org.curbline.store.PointBatch;
import org.jspecify.annotations.Nullable;

/**
 * Events that are written together, and who waits for each. Index n of everything here is point n of {@link #points}.
 */
final class EventBatch {
    private static final int BYTES_A_POINT = 160;

    final PointBatch points;
    private KioskEvent[] events;
    private KnownKiosk[] kiosks;
    private Receipt[] receipts;
    private long[] fingerprints;

    EventBatch(int expectedEvents) {
        points = new PointBatch(expectedEvents * BYTES_A_POINT);
        events = new KioskEvent[expectedEvents];
        kiosks = new KnownKiosk[expectedEvents];
        receipts = new Receipt[expectedEvents];
        fingerprints = new long[expectedEvents];
    }

    int size() {
        return points.size();
    }

    void add(KnownKiosk kiosk, KioskEvent event, long fingerprint, Receipt receipt, EventPoints format) {
        int index = points.size();
        if (index == events.length) {
            events = Arrays.copyOf(events, index * 2);
            kiosks = Arrays.copyOf(kiosks, index * 2);
            receipts = Arrays.copyOf(receipts, index * 2);
            fingerprints = Arrays.copyOf(fingerprints, index * 2);
        }
        events[index] = event;
        kiosks[index] = kiosk;
        receipts[index] = receipt;
        fingerprints[index] = fingerprint;
        format.add(kiosk.id(), event, points);
    }

    KioskEvent event(int index) {
        return events[index];
    }

    KnownKiosk kiosk(int index) {
        return kiosks[index];
    }

    /** As the kiosk remembers the event. */
    long fingerprint(int index) {
        return fingerprints[index];
    }

    Receipt receipt(int index) {
        return receipts[index];
    }

    /** The events and their kiosks without those at the given places, for whoever consumes what was stored. */
    StoredEvents without(boolean @Nullable [] left) {
        StoredEvents stored = new StoredEvents(size());
        for (int i = 0; i < size(); i++) {
            if (left == null || !left[i]) {
                stored.add(kiosks[i].id(), events[i]);
            }
        }
        return stored;
    }

    void clear() {
        int used = size();
        points.clear();
        Arrays.fill(events, 0, used, null);
        Arrays.fill(kiosks, 0, used, null);
        Arrays.fill(receipts, 0, used, null);
    }
}
