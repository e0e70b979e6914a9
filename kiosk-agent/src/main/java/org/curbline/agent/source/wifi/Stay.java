package org.curbline.agent.source.wifi;

import java.util.Locale;

/** One stay of a device at one access point, from what is said of it again and again. One thread at a time. */
final class Stay {
    /** A counter of 32 bits that was beyond this and is small now has come round. */
    private static final long NEAR_THE_END = 3L << 30;

    private static final long ROUND = 1L << 32;

    private final Counter up = new Counter();
    private final Counter down = new Counter();
    private final String accessPoint;
    /** By which it is known again on the card. */
    private final String mark;

    private final long beganMillis;
    private final Visit visit;
    private long heardMillis;
    private long seconds;
    private boolean everCounted;
    private boolean isOver;
    private boolean isEndSaid;

    /** Of which a first thing was said. */
    Stay(StayReport report, String mark, long atMillis, Visit visit) {
        this.accessPoint = report.accessPoint();
        this.mark = mark;
        this.beganMillis = begin(report, atMillis);
        this.heardMillis = atMillis;
        this.visit = visit;
    }

    /** One that ended, as the card has it. */
    private Stay(String mark, long beganMillis, Use use, Visit visit) {
        this.accessPoint = "";
        this.mark = mark;
        this.beganMillis = beganMillis;
        this.seconds = use.seconds();
        this.heardMillis = endMillis();
        this.down.begin(use.downBytes());
        this.up.begin(use.upBytes());
        this.isOver = true;
        this.isEndSaid = true;
        this.visit = visit;
    }

    static long begin(StayReport report, long atMillis) {
        return atMillis - Math.max(0, report.counts().seconds()) * 1_000;
    }

    void hear(StayReport report, long atMillis) {
        boolean isEnd = report.phase() == StayReport.Phase.ENDED;
        if (!isEnd) {
            heardMillis = Math.max(heardMillis, atMillis);
        } else if (!isEndSaid) { // what is said again is no later end
            heardMillis = Math.max(beganMillis, atMillis);
        }
        StayReport.Counts counts = report.counts();
        if (report.phase() != StayReport.Phase.BEGINS && !counts.equals(StayReport.Counts.NONE)) {
            everCounted = true;
            up.read(counts.upBytes(), counts.has64Bits());
            down.read(counts.downBytes(), counts.has64Bits());
        }
        long lasted = counts.seconds() >= 0 ? counts.seconds() : (heardMillis - beganMillis) / 1_000;
        seconds = Math.max(seconds, lasted);
        isOver = isEnd;
        isEndSaid = isEnd;
    }

    /** Nobody will say more, as far as one knows. */
    void end() {
        isOver = true;
    }

    boolean isOver() {
        return isOver;
    }

    boolean isAt(String point) {
        return accessPoint.equals(point);
    }

    long heardMillis() {
        return heardMillis;
    }

    long beganMillis() {
        return beganMillis;
    }

    long endMillis() {
        return beganMillis + seconds * 1_000;
    }

    /** Whether its access point says more than its start and its end. */
    boolean isCounted() {
        return everCounted;
    }

    Visit visit() {
        return visit;
    }

    String mark() {
        return mark;
    }

    Use use() {
        return new Use(seconds, down.total, up.total);
    }

    /** For the card. */
    String text() {
        return String.format(Locale.ROOT, "%s:%d:%d:%d:%d", mark, beganMillis, seconds, down.total, up.total);
    }

    /** @throws IllegalArgumentException if it is none */
    static Stay parse(String text, Visit visit) {
        String[] parts = text.split(":", -1);
        if (parts.length != 5) {
            throw new IllegalArgumentException("no stay: " + text);
        }
        Use use = new Use(Long.parseLong(parts[2]), Long.parseLong(parts[3]), Long.parseLong(parts[4]));
        return new Stay(parts[0], Long.parseLong(parts[1]), use, visit);
    }

    /** A count that may come round, or begin anew. */
    private static final class Counter {
        private long base;
        private long last;
        private long total;

        void begin(long value) {
            last = value;
            total = value;
        }

        void read(long value, boolean has64Bits) {
            if (value < last) {
                boolean cameRound = !has64Bits && last >= NEAR_THE_END && last < ROUND;
                base += cameRound ? ROUND : last;
            }
            last = value;
            total = base + value;
        }
    }
}
