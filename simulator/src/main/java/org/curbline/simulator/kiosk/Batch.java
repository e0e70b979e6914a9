package org.curbline.simulator.kiosk;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.wire.EventEncoder;

/** The events of one message: all of one kind and one run, in the order of their numbers. */
record Batch(List<SpooledEvent> events) {
    EventKind kind() {
        return events.get(0).kind();
    }

    String run() {
        return events.get(0).run();
    }

    long[] seqs() {
        return events.stream().mapToLong(SpooledEvent::seq).toArray();
    }

    /** Whether its first number is. */
    boolean isOdd() {
        return events.get(0).seq() % 2 == 1;
    }

    /** Whether it is sent as another kiosk's. */
    boolean isMisdirected() {
        return events.get(0).isMisdirected();
    }

    /** Whether the gateway must refuse something of it. */
    boolean isSpoiled() {
        return events.stream().anyMatch(SpooledEvent::isSpoiled);
    }

    /** The same with the latest first. */
    Batch reversed() {
        List<SpooledEvent> reversed = new ArrayList<>(events);
        Collections.reverse(reversed);
        return new Batch(reversed);
    }

    /** A single event as an object, several as an array. */
    byte[] payload() {
        return EventEncoder.joined(events.stream().map(SpooledEvent::bytes).toList());
    }

    /** Bytes of its payload. */
    int length() {
        if (events.size() == 1) {
            return events.get(0).bytes().length;
        }
        int length = 1;
        for (SpooledEvent event : events) {
            length += event.bytes().length + 1;
        }
        return length;
    }
}
