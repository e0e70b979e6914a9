package org.curbline.gateway.pipeline;

import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;

/**
 * Events that have just been stored, as they are published on the event bus at {@link #ADDRESS}, one message a batch.
 * Consumers run on their own contexts and cannot hold up storing; through {@link StoredEventsInbox} they cannot take up
 * the memory either. Not changed after it is published.
 */
public final class StoredEvents {
    /** The event bus address; local to the process. */
    public static final String ADDRESS = "curbline.events.stored";

    private final KioskId[] kiosks;
    private final KioskEvent[] events;
    private int size;

    StoredEvents(int capacity) {
        kiosks = new KioskId[capacity];
        events = new KioskEvent[capacity];
    }

    void add(KioskId kiosk, KioskEvent event) {
        kiosks[size] = kiosk;
        events[size++] = event;
    }

    public int size() {
        return size;
    }

    public KioskId kiosk(int index) {
        return kiosks[index];
    }

    public KioskEvent event(int index) {
        return events[index];
    }
}
