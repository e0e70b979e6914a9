package org.curbline.agent.source.radius;

/** One session of a device at one access point, from what is said of it again and again. One thread at a time. */
final class AccountedSession {
    /** A counter of 32 bits that was beyond this and is small now has come round. */
    private static final long NEAR_THE_END = 3L << 30;

    private final Counter up = new Counter();
    private final Counter down = new Counter();
    private final long begunMillis;
    private long heardMillis;
    private long seconds;
    private String network = "";
    private boolean everCounted;
    private Use told = Use.NONE;
    private boolean isTold;
    private int telling;

    AccountedSession(long nowMillis) {
        this.begunMillis = nowMillis;
        this.heardMillis = nowMillis;
    }

    void hear(AccountingPacket packet, long nowMillis) {
        heardMillis = Math.max(heardMillis, nowMillis);
        if (!packet.network().isEmpty()) {
            network = packet.network();
        }
        if (packet.status() != AccountingPacket.START) {
            everCounted = true;
            up.read(packet.upBytes(), packet.has64Bits());
            down.read(packet.downBytes(), packet.has64Bits());
        }
        long lasted = packet.seconds() >= 0 ? packet.seconds() : (heardMillis - begunMillis) / 1_000;
        seconds = Math.max(seconds, lasted);
    }

    long heardMillis() {
        return heardMillis;
    }

    String network() {
        return network;
    }

    /** Whether its access point says more than its start and its end. */
    boolean isCounted() {
        return everCounted;
    }

    /** What is not told yet; {@link Use#NONE} if all is, or is on its way. */
    Use untold() {
        Use now = new Use(seconds, down.total, up.total);
        if (telling > 0) {
            return Use.NONE;
        }
        Use more = new Use(now.seconds - told.seconds, now.downBytes - told.downBytes, now.upBytes - told.upBytes);
        return isTold && more.equals(Use.NONE) ? Use.NONE : more;
    }

    /** Whether something must be told: a session that never was is told even if nothing was used. */
    boolean isUntold() {
        return telling == 0 && (!isTold || !untold().equals(Use.NONE));
    }

    boolean isTelling() {
        return telling > 0;
    }

    void telling() {
        telling++;
    }

    /** It is safe on the card. */
    void told(Use use) {
        telling--;
        isTold = true;
        told = new Use(told.seconds + use.seconds, told.downBytes + use.downBytes, told.upBytes + use.upBytes);
    }

    /** The card does not take it. */
    void notTold() {
        telling--;
    }

    /** A part of a session. */
    record Use(long seconds, long downBytes, long upBytes) {
        static final Use NONE = new Use(0, 0, 0);
    }

    /** A count that may come round, or begin anew. */
    private static final class Counter {
        private long base;
        private long last;
        private long total;

        void read(long value, boolean has64Bits) {
            if (value < last) {
                boolean cameRound = !has64Bits && last >= NEAR_THE_END;
                base += cameRound ? 1L << 32 : last;
            }
            last = value;
            total = base + value;
        }
    }
}
