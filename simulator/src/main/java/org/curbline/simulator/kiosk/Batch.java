package org.curbline.simulator.kiosk;

import java.util.List;
import org.curbline.protocol.EventKind;

/** The events of one message: all of one kind and one run, in the order of their numbers. */
record Batch(List<SpooledEvent> events) {
    EventKind kind() {
        return events.get(0).kind;
    }

    String run() {
        return events.get(0).run;
    }

    long[] seqs() {
        return events.stream().mapToLong(event -> event.seq).toArray();
    }

    /** A single event as an object, several as an array. */
    byte[] payload() {
        if (events.size() == 1) {
            return events.get(0).json;
        }
        int length = 1;
        for (SpooledEvent event : events) {
            length += event.json.length + 1;
        }
        byte[] payload = new byte[length];
        int at = 0;
        for (SpooledEvent event : events) {
            payload[at++] = (byte) (at == 1 ? '[' : ',');
            System.arraycopy(event.json, 0, payload, at, event.json.length);
            at += event.json.length;
        }
        payload[at] = ']';
        return payload;
    }
}
