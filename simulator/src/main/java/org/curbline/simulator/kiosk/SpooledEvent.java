package org.curbline.simulator.kiosk;

import org.curbline.protocol.EventKind;

/** An event in the form it is sent in, from when it is made until it is acknowledged. */
final class SpooledEvent {
    final EventKind kind;
    final String run;
    final long seq;
    final byte[] json;

    SpooledEvent(EventKind kind, String run, long seq, byte[] json) {
        this.kind = kind;
        this.run = run;
        this.seq = seq;
        this.json = json;
    }
}
