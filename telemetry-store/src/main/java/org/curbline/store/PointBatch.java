package org.curbline.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.curbline.store.Column.Real;
import org.curbline.store.Column.Tag;
import org.curbline.store.Column.Text;
import org.curbline.store.Column.Whole;

/**
 * Points on their way to the store, already in the bytes they are sent in (InfluxDB line protocol), so that nothing is
 * built twice.
 *
 * <p>A point is written as {@code begin}, its tags, its fields, {@code end}; one that was begun and not ended is left
 * out. Control characters become spaces; an empty tag is left out, as line protocol cannot say it. Reusable after
 * {@link #clear}. Not safe for several threads: whoever fills it hands it over whole.
 */
public final class PointBatch {
    private byte[] bytes;
    private int length;
    /** Where the last finished line ends. */
    private int finished;

    private int[] lineStarts;
    private int size;
    private boolean hasField;
    private Measurement.Kept kept = Measurement.Kept.POINTS;

    /** @param expectedBytes room made beforehand; it grows when needed */
    public PointBatch(int expectedBytes) {
        bytes = new byte[Math.max(256, expectedBytes)];
        lineStarts = new int[64];
    }

    /** How many points it holds. */
    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** How many bytes its lines have. */
    public int lengthInBytes() {
        return finished;
    }

    public void clear() {
        length = 0;
        finished = 0;
        size = 0;
    }

    /**
     * Begins a point.
     *
     * @throws IllegalArgumentException for points, history and rollups in one batch: a store may keep them in different
     *     places
     */
    public PointBatch begin(Measurement measurement) {
        if (size == 0) {
            kept = measurement.kept();
        } else if (kept != measurement.kept()) {
            throw new IllegalArgumentException(
                    "What is kept for different times needs batches of its own: " + kept + ", " + measurement.kept());
        }
        if (size == lineStarts.length) {
            lineStarts = Arrays.copyOf(lineStarts, size * 2);
        }
        length = finished;
        lineStarts[size] = length;
        hasField = false;
        ascii(measurement.table());
        return this;
    }

    /**
     * Adds a tag.
     *
     * @throws IllegalArgumentException if the value has a backslash, which line protocol cannot carry unharmed in a tag
     */
    public PointBatch tag(Tag column, String value) {
        if (value.isEmpty()) {
            return this;
        }
        if (value.indexOf('\\') >= 0) {
            throw new IllegalArgumentException(column.name() + " must not have a backslash");
        }
        put((byte) ',');
        ascii(column.name());
        put((byte) '=');
        escaped(value, false);
        return this;
    }

    public PointBatch field(Whole column, long value) {
        fieldName(column.name());
        digits(value);
        put((byte) 'i');
        return this;
    }

    /**
     * Adds a real number.
     *
     * @throws IllegalArgumentException if the value is not finite
     */
    public PointBatch field(Real column, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(column.name() + " must be a finite number");
        }
        fieldName(column.name());
        ascii(Double.toString(value));
        return this;
    }

    public PointBatch field(Text column, String value) {
        fieldName(column.name());
        put((byte) '"');
        escaped(value, true);
        put((byte) '"');
        return this;
    }

    /**
     * Ends the point.
     *
     * @param epochNanos the point's timestamp, nanoseconds since the epoch
     */
    public void end(long epochNanos) {
        put((byte) ' ');
        digits(epochNanos);
        put((byte) '\n');
        finished = length;
        size++;
    }

    /** The lines of the points from one index (inclusive) to another (exclusive). */
    public String lines(int from, int to) {
        int start = start(from);
        return new String(bytes, start, start(to) - start, StandardCharsets.UTF_8);
    }

    private int start(int index) {
        return index == size ? finished : lineStarts[index];
    }

    private void fieldName(String name) {
        put((byte) (hasField ? ',' : ' '));
        hasField = true;
        ascii(name);
        put((byte) '=');
    }

    private void put(byte value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, length * 2);
        }
        bytes[length++] = value;
    }

    @SuppressWarnings("deprecation") // the one copy that makes no garbage; the text is ASCII
    private void ascii(String text) {
        int count = text.length();
        room(count);
        text.getBytes(0, count, bytes, length);
        length += count;
    }

    private void room(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }

    private void escaped(String text, boolean quoted) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                beyondAscii(text, i, quoted);
                return;
            }
            escapedChar(c, quoted);
        }
    }

    private void beyondAscii(String text, int from, boolean quoted) {
        for (byte b : text.substring(from).getBytes(StandardCharsets.UTF_8)) {
            if (b < 0) {
                put(b);
            } else {
                escapedChar((char) b, quoted);
            }
        }
    }

    private void escapedChar(char character, boolean quoted) {
        // A line feed would end the line; no other control character has a meaning here.
        char c = character < ' ' ? ' ' : character;
        boolean special = quoted ? c == '"' || c == '\\' : c == ',' || c == '=' || c == ' ';
        if (special) {
            put((byte) '\\');
        }
        put((byte) c);
    }

    private void digits(long value) {
        if (value == Long.MIN_VALUE) {
            ascii(Long.toString(value));
            return;
        }
        room(20);
        long rest = value;
        if (rest < 0) {
            bytes[length++] = '-';
            rest = -rest;
        }
        int count = 1;
        for (long bound = 10; count < 19 && rest >= bound; bound *= 10) {
            count++;
        }
        int at = length + count;
        length = at;
        do {
            bytes[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest != 0);
    }
}
