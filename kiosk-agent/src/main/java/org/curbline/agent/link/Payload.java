package org.curbline.agent.link;

import java.util.List;
import org.curbline.agent.spool.SpooledEvent;

/** Several events in one message. */
final class Payload {
    private Payload() {}

    /** The event itself if it is one, else an array. */
    static byte[] of(List<SpooledEvent> events) {
        if (events.size() == 1) {
            return events.get(0).json();
        }
        int length = 1;
        for (SpooledEvent event : events) {
            length += event.json().length + 1;
        }
        byte[] array = new byte[length];
        int at = 0;
        for (SpooledEvent event : events) {
            array[at++] = (byte) (at == 1 ? '[' : ',');
            System.arraycopy(event.json(), 0, array, at, event.json().length);
            at += event.json().length;
        }
        array[at] = ']';
        return array;
    }
}
