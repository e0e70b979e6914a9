package org.curbline.protocol.wire;

import java.util.Arrays;
import java.util.List;
import org.curbline.protocol.KioskEvent;

/**
 * Writes events as kiosks publish them. The twin of {@link EventDecoder}: what it writes of an event that is within the
 * protocol's ranges, that accepts and reads back equal. It does not judge: an event out of range is written as it is,
 * so that a receiver can be tried with it. Thread-safe.
 */
public final class EventEncoder {
    /** No event of a kiosk takes more bytes, if its values are within the protocol's ranges; a sketch takes most. */
    public static final int MAX_EVENT_BYTES = 320 + SketchForm.MAX_CHARS;

    /** About what an event takes. Buffers begin with it. */
    public static final int USUAL_EVENT_BYTES = 192;

    private static final byte[] BEFORE_TIME = JsonBytes.ascii(",\"at\":\"");

    /**
     * One event as a JSON object.
     *
     * @throws IllegalArgumentException if the event cannot be said in JSON: a number that is not finite, or a time
     *     outside the years 0000 to 9999
     */
    public byte[] encode(KioskEvent event) {
        JsonBytes json = new JsonBytes(USUAL_EVENT_BYTES);
        event.match(new EventWriter(json));
        return json.toByteArray();
    }

    /**
     * Several events of one kind as a JSON array. However many: keeping to {@link ProtocolLimits} is up to the sender.
     *
     * @throws IllegalArgumentException as {@link #encode(KioskEvent)}
     */
    public byte[] encode(List<? extends KioskEvent> events) {
        JsonBytes json = new JsonBytes(2 + events.size() * USUAL_EVENT_BYTES);
        EventWriter writer = new EventWriter(json);
        json.raw('[');
        for (int i = 0; i < events.size(); i++) {
            if (i > 0) {
                json.raw(',');
            }
            events.get(i).match(writer);
        }
        json.raw(']');
        return json.toByteArray();
    }

    /**
     * An event with its {@code at} moved by some time, for kiosks that learn only later what time it was.
     *
     * @param event as {@link #encode(KioskEvent)} wrote it; it is not changed
     * @throws IllegalArgumentException if it was written otherwise, or would be outside the years 0000 to 9999
     */
    public static byte[] moved(byte[] event, long byMillis) {
        int at = placeOfTime(event);
        char[] written = new char[Timestamps.LENGTH];
        for (int i = 0; i < written.length; i++) {
            written[i] = (char) event[at + i];
        }
        long millis = Timestamps.parse(written, 0, written.length);
        if (millis == Timestamps.INVALID) {
            throw new IllegalArgumentException("No time stands where an event has its own");
        }
        byte[] moved = event.clone();
        Timestamps.write(millis + byMillis, moved, at);
        return moved;
    }

    private static int placeOfTime(byte[] event) {
        int at = 0;
        while (at < event.length && event[at] != ',') {
            at++;
        }
        at += BEFORE_TIME.length;
        if (at + Timestamps.LENGTH > event.length
                || !Arrays.equals(event, at - BEFORE_TIME.length, at, BEFORE_TIME, 0, BEFORE_TIME.length)) {
            throw new IllegalArgumentException("An event begins with its number and its time");
        }
        return at;
    }

    /** Events that were encoded one by one as one message: the event itself if it is one, else an array. */
    public static byte[] joined(List<byte[]> events) {
        if (events.size() == 1) {
            return events.get(0);
        }
        int length = 1;
        for (byte[] event : events) {
            length += event.length + 1;
        }
        byte[] array = new byte[length];
        int at = 0;
        for (byte[] event : events) {
            array[at++] = (byte) (at == 1 ? '[' : ',');
            System.arraycopy(event, 0, array, at, event.length);
            at += event.length;
        }
        array[at] = ']';
        return array;
    }
}
