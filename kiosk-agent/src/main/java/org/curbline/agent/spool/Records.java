package org.curbline.agent.spool;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.curbline.protocol.EventKind;
import org.jspecify.annotations.Nullable;

/**
 * How a spool's files are written: records, one behind the other, each with a mark, a checksum, its type, its length, a
 * number and a body. A reader that finds a checksum wrong goes on at the next mark.
 */
final class Records {
    /** Bytes before a record's body. */
    static final int HEAD = 4 + 4 + 1 + 4 + 8;
    /** No body is longer: far above any event's. */
    static final int MOST_BODY = 64 * 1024;

    /** First in every file: the number of the next event, and the run. */
    static final byte BEGIN = 0;
    /** Every event up to this number was acknowledged. */
    static final byte DONE = 1;

    /** What is added to the time since a start of the computer, as its number; the start. */
    static final byte TIME = 2;

    /** How far a source was read, before the events that were read; its number is that of the last of them, or -1. */
    static final byte BOOKMARK = 3;

    /** How many events were lost up to its number, up to which every other was acknowledged. */
    static final byte LOST = 4;

    /** Added to the type of an event that came before the time was known; before its JSON stand two things. */
    private static final byte UNDATED = 64;

    private static final int BOOT_BYTES = 2 * Long.BYTES;
    private static final int UNDATED_HEAD = BOOT_BYTES + Long.BYTES;

    static final int MARK = 0x43424C31;
    private static final int CHECKED_FROM = 8;
    private static final Map<Byte, EventKind> KINDS =
            Stream.of(EventKind.values()).collect(Collectors.toUnmodifiableMap(Records::type, Function.identity()));

    private Records() {}

    /** Written on cards: never to be changed. */
    static byte type(EventKind kind) {
        return switch (kind) {
            case WIFI -> 16;
            case CHARGING -> 17;
            case CALL -> 18;
            case TABLET -> 19;
            case STATUS -> 20;
            case HEALTH -> 21;
            case REPLY -> 22;
            case CLIENTS -> 23;
        };
    }

    static ByteBuffer begin(long nextSeq, String run) {
        return write(BEGIN, nextSeq, run.getBytes(StandardCharsets.US_ASCII));
    }

    /** @param safeUpTo the newest event that a power cut cannot take any more */
    static ByteBuffer done(long upTo, long safeUpTo, String run) {
        byte[] name = run.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer body = ByteBuffer.allocate(Long.BYTES + name.length);
        return write(DONE, upTo, body.putLong(safeUpTo).put(name).array());
    }

    static long safeUpTo(Found done) {
        return done.body.length < Long.BYTES ? -1 : ByteBuffer.wrap(done.body).getLong();
    }

    static ByteBuffer event(EventKind kind, long seq, byte[] json) {
        return write(type(kind), seq, json);
    }

    /**
     * An event whose time is not known yet.
     *
     * @param assumedOffset what was added to the time since the start of the computer, for want of better
     */
    static ByteBuffer undated(EventKind kind, long seq, UUID boot, long assumedOffset, byte[] json) {
        ByteBuffer body = ByteBuffer.allocate(UNDATED_HEAD + json.length);
        put(body, boot).putLong(assumedOffset).put(json);
        return write((byte) (type(kind) + UNDATED), seq, body.array());
    }

    static ByteBuffer time(UUID boot, long offset) {
        return write(TIME, offset, put(ByteBuffer.allocate(BOOT_BYTES), boot).array());
    }

    static ByteBuffer bookmark(long lastSeq, Bookmark bookmark) {
        return write(BOOKMARK, lastSeq, (bookmark.source() + '\n' + bookmark.place()).getBytes(StandardCharsets.UTF_8));
    }

    static Bookmark bookmark(Found record) {
        String[] parts = new String(record.body, StandardCharsets.UTF_8).split("\n", 2);
        return new Bookmark(parts[0], parts.length > 1 ? parts[1] : "");
    }

    static ByteBuffer lost(long upTo, Losses losses) {
        ByteBuffer body = ByteBuffer.allocate(2 * Long.BYTES);
        return write(
                LOST,
                upTo,
                body.putLong(losses.lost()).putLong(losses.undatable()).array());
    }

    static Losses losses(Found record) {
        ByteBuffer body = ByteBuffer.wrap(record.body);
        return new Losses(body.getLong(), body.getLong());
    }

    private static ByteBuffer put(ByteBuffer into, UUID boot) {
        return into.putLong(boot.getMostSignificantBits()).putLong(boot.getLeastSignificantBits());
    }

    /** The start that an undated event, or a time, names. */
    static UUID boot(Found record) {
        ByteBuffer body = ByteBuffer.wrap(record.body);
        return new UUID(body.getLong(), body.getLong());
    }

    static long assumedOffset(Found undated) {
        return ByteBuffer.wrap(undated.body).getLong(BOOT_BYTES);
    }

    static byte[] undatedJson(Found undated) {
        return Arrays.copyOfRange(undated.body, UNDATED_HEAD, undated.body.length);
    }

    /** Behind one another, to be written at once. */
    static ByteBuffer joined(List<ByteBuffer> records) {
        if (records.size() == 1) {
            return records.get(0);
        }
        ByteBuffer all = ByteBuffer.allocate(
                records.stream().mapToInt(ByteBuffer::remaining).sum());
        records.forEach(all::put);
        return all.flip();
    }

    private static ByteBuffer write(byte type, long seq, byte[] body) {
        ByteBuffer record = ByteBuffer.allocate(HEAD + body.length);
        record.putInt(MARK).putInt(0).put(type).putInt(body.length).putLong(seq).put(body);
        record.putInt(4, checksum(record, 0, body.length));
        return record.flip();
    }

    /**
     * Reads the record that begins at a place; null if there is none that is whole and right.
     *
     * @param bytes from which nothing is taken
     */
    static @Nullable Found at(ByteBuffer bytes, int place) {
        int left = bytes.limit() - place;
        if (left < HEAD || bytes.getInt(place) != MARK) {
            return null;
        }
        int length = bytes.getInt(place + 9);
        if (length < 0 || length > MOST_BODY || left - HEAD < length) {
            return null;
        }
        if (bytes.getInt(place + 4) != checksum(bytes, place, length)) {
            return null;
        }
        byte[] body = new byte[length];
        bytes.get(place + HEAD, body);
        return new Found(bytes.get(place + 8), bytes.getLong(place + 13), body);
    }

    private static int checksum(ByteBuffer bytes, int place, int bodyLength) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate()
                .limit(place + HEAD + bodyLength)
                .position(place + CHECKED_FROM)
                .slice());
        return (int) crc.getValue();
    }

    /** A record that was read. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Found(byte type, long seq, byte[] body) {
        int bytes() {
            return HEAD + body.length;
        }

        /** Null if it is no event, or one of a version to come. */
        @Nullable
        EventKind kind() {
            return KINDS.get(isUndated() ? (byte) (type - UNDATED) : type);
        }

        boolean isUndated() {
            return type >= UNDATED && body.length > UNDATED_HEAD;
        }

        /** Which a file's begin names, and in case that is damaged every other record that is no event. */
        String run() {
            int from = type == DONE ? Math.min(Long.BYTES, body.length) : 0;
            return new String(body, from, body.length - from, StandardCharsets.US_ASCII);
        }
    }
}
