package org.curbline.simulator.kiosk;

import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskEvent;
import org.curbline.simulator.faults.Spoil;
import org.jspecify.annotations.Nullable;

/** An event in the form it is sent in, from when it is made until it is acknowledged. */
final class SpooledEvent {
    private final KioskEvent event;
    private final byte[] bytes;
    private final @Nullable Spoil spoil;

    /**
     * @param bytes as it will stand in a message
     * @param spoil what was done to it; null if it is as it should be
     */
    SpooledEvent(KioskEvent event, byte[] bytes, @Nullable Spoil spoil) {
        this.event = event;
        this.bytes = bytes;
        this.spoil = spoil;
    }

    KioskEvent event() {
        return event;
    }

    byte[] bytes() {
        return bytes;
    }

    EventKind kind() {
        return event.kind();
    }

    String run() {
        return event.id().run();
    }

    long seq() {
        return event.id().seq();
    }

    boolean isMisdirected() {
        return spoil == Spoil.MISDIRECTED;
    }

    /** Whether something was done to it for which it must be refused. */
    boolean isSpoiled() {
        return spoil != null;
    }

    /** Whether no other event may stand beside it in a message. */
    boolean isAlone() {
        return spoil != null && spoil.spoilsMessage();
    }
}
