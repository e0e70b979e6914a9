package org.curbline.agent.spool;

/** Numbers of events from the first to the last, at least one. */
record Span(long first, long last) {
    static Span of(long only) {
        return new Span(only, only);
    }

    /** With all between. */
    Span and(Span other) {
        return new Span(Math.min(first, other.first), Math.max(last, other.last));
    }

    long size() {
        return last - first + 1;
    }

    /** How many of them are from one number to another. */
    long within(long from, long to) {
        return Math.max(0, Math.min(last, to) - Math.max(first, from) + 1);
    }
}
