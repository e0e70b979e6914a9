package org.curbline.agent.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.curbline.agent.spool.Records.Found;

/** One file of a spool, and what is known of it. One thread at a time. */
final class Segment {
    private static final int WINDOW = 64 * 1024 + Records.HEAD + Records.MOST_BODY;

    private final String name;
    private long bytes;
    private long lastSeq = -1;
    private boolean begun;

    Segment(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    long bytes() {
        return bytes;
    }

    /** The number of its newest event; -1 without any. */
    long lastSeq() {
        return lastSeq;
    }

    /** Whether it says at its begin to which run it belongs. */
    boolean isBegun() {
        return begun;
    }

    void begun() {
        begun = true;
    }

    /** A record was written behind all others. */
    void grew(int by) {
        bytes += by;
    }

    void holds(long seq) {
        lastSeq = Math.max(lastSeq, seq);
    }

    /**
     * Reads the whole file, over whatever is damaged. Never holds more of it than a window, and of the last file where
     * its records stand.
     *
     * @param isLast whether it was written when the power may have been cut: then what was not yet safe is to be
     *     {@link #cut} off from the first damage on, as what follows may be there only by chance, and so is a bookmark
     *     some of whose events are
     * @return bytes that could not be read
     */
    long recover(SpoolFiles files, boolean isLast, Visitor visitor) throws IOException {
        bytes = files.size(name);
        if (isLast) {
            bytes = wholeEnd(files);
        }
        List<Damage> bad = scan(files, (place, record) -> {
            visitor.found(record);
            begun |= record.type() == Records.BEGIN;
            if (record.kind() != null) {
                holds(record.seq());
            }
        });
        return bad.stream().mapToLong(Damage::bytes).sum();
    }

    /** Cuts off what was found to be half written. */
    void cut(SpoolFiles files) throws IOException {
        if (files.size(name) > bytes) {
            files.truncate(name, bytes);
        }
    }

    private long wholeEnd(SpoolFiles files) throws IOException {
        List<Placed> good = new ArrayList<>();
        List<Damage> bad = scan(files, (place, record) -> good.add(Placed.of(place, record)));
        return wholePagesEnd(good, safeEnd(good, bad, bytes));
    }

    /**
     * Where what a power cut may have left half written begins: at the first damage behind what is known to be safe.
     */
    private static long safeEnd(List<Placed> good, List<Damage> bad, long size) {
        long safeSeq = safeSeq(good);
        long safePlace = good.stream() // of the first: a file begins with one, and both were forced
                .filter(each -> each.type == Records.DONE)
                .mapToLong(Placed::place)
                .min()
                .orElse(Long.MAX_VALUE);
        long last = safePlace == Long.MAX_VALUE ? -1 : safePlace;
        for (Placed each : good) {
            boolean isSafe = each.isEvent ? each.number <= safeSeq : each.type == Records.DONE && each.number < safeSeq;
            if (isSafe) {
                last = Math.max(last, each.place);
            }
        }
        long behind = last;
        return bad.stream()
                .mapToLong(Damage::place)
                .filter(place -> place > behind)
                .findFirst()
                .orElse(size);
    }

    /** Where the last bookmark stands, if it is not safe and not all of its events are there; else where it was. */
    private static long wholePagesEnd(List<Placed> good, long end) {
        long safeSeq = safeSeq(good);
        long awaited = -1;
        long bookmark = end;
        for (Placed each : good) {
            if (each.place >= end) {
                break;
            }
            if (each.type == Records.BOOKMARK && each.number > safeSeq) {
                awaited = each.number;
                bookmark = each.place;
            } else if (each.isEvent && each.number >= awaited) {
                bookmark = end;
            }
        }
        return bookmark;
    }

    private static long safeSeq(List<Placed> good) {
        return good.stream()
                .filter(each -> each.type == Records.DONE)
                .mapToLong(Placed::number)
                .max()
                .orElse(-1);
    }

    /** Shows every good record; returns what is between them. */
    private List<Damage> scan(SpoolFiles files, Sight sight) throws IOException {
        List<Damage> bad = new ArrayList<>();
        ByteBuffer window = ByteBuffer.allocate(WINDOW);
        long at = 0;
        long badFrom = -1;
        while (at < bytes) {
            window.clear();
            files.read(name, at, window);
            window.flip();
            window.limit((int) Math.min(window.limit(), bytes - at));
            int place = 0;
            while (place < window.limit()) {
                Found found = Records.at(window, place);
                if (found == null
                        && window.limit() - place < Records.HEAD + Records.MOST_BODY
                        && at + window.limit() < bytes) {
                    break; // it may go on behind the window
                }
                if (found == null) {
                    badFrom = badFrom < 0 ? at + place : badFrom;
                    place++;
                } else {
                    addDamage(badFrom, at + place, bad);
                    badFrom = -1;
                    sight.of(at + place, found);
                    place += found.bytes();
                }
            }
            at += place;
        }
        addDamage(badFrom, bytes, bad);
        return bad;
    }

    private static void addDamage(long from, long to, List<Damage> bad) {
        if (from >= 0) {
            bad.add(new Damage(from, to - from));
        }
    }

    /** Sees what a file holds, record by record. */
    interface Visitor {
        void found(Found record);
    }

    /** What a scan passes, and where it stands. */
    private interface Sight {
        void of(long place, Found record);
    }

    /**
     * Where a record stands, without what is in it.
     *
     * @param number its own; of what says how far all is done, up to where all is safe
     */
    private record Placed(long place, byte type, boolean isEvent, long number) {
        static Placed of(long place, Found record) {
            long number = record.type() == Records.DONE ? Records.safeUpTo(record) : record.seq();
            return new Placed(place, record.type(), record.kind() != null, number);
        }
    }

    private record Damage(long place, long bytes) {}
}
