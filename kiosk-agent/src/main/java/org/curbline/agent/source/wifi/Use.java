package org.curbline.agent.source.wifi;

/** How long and how much, of a session or a part of one. */
record Use(long seconds, long downBytes, long upBytes) {
    static final Use NONE = new Use(0, 0, 0);

    /** What is more in it than in another; never less than nothing. */
    Use beyond(Use other) {
        return new Use(
                Math.max(0, seconds - other.seconds),
                Math.max(0, downBytes - other.downBytes),
                Math.max(0, upBytes - other.upBytes));
    }

    Use and(Use other) {
        return new Use(seconds + other.seconds, downBytes + other.downBytes, upBytes + other.upBytes);
    }
}
