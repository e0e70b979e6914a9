package org.curbline.gateway.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.store.PointBatch;
import org.jspecify.annotations.Nullable;

/**
 * Events that are written together, and who waits for each. Index n of everything here is point n of {@link #points};
 * behind them are the marks of what came late.
 */
final class EventBatch {
    private static final int BYTES_A_POINT = 160;

    final PointBatch points;
    private KioskEvent[] events;
    private KnownKiosk[] kiosks;
    private Receipt[] receipts;
    private long[] fingerprints;
    private int size;
    private final List<LateMark> late = new ArrayList<>();

    EventBatch(int expectedEvents) {
        points = new PointBatch(expectedEvents * BYTES_A_POINT);
        events = new KioskEvent[expectedEvents];
        kiosks = new KnownKiosk[expectedEvents];
        receipts = new Receipt[expectedEvents];
        fingerprints = new long[expectedEvents];
    }

    /** How many events. */
    int size() {
        return size;
    }

    /** @param nowMillis when it came */
    void add(
            KnownKiosk kiosk, KioskEvent event, long fingerprint, Receipt receipt, EventPoints format, long nowMillis) {
        int index = size++;
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
        if (kiosk.isToMark(event.id().atMillis(), nowMillis)) {
            late.add(new LateMark(kiosk.id(), event.id().atMillis(), nowMillis));
        }
    }

    /** Nothing is added any more. */
    void seal(EventPoints format) {
        for (LateMark mark : late) {
            format.addLate(mark.kiosk, mark.oldestMillis, mark.cameMillis, points);
        }
        late.clear();
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
        points.clear();
        Arrays.fill(events, 0, size, null);
        Arrays.fill(kiosks, 0, size, null);
        Arrays.fill(receipts, 0, size, null);
        size = 0;
    }

    private record LateMark(KioskId kiosk, long oldestMillis, long cameMillis) {}
}
