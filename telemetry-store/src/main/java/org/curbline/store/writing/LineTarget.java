package org.curbline.store.writing;

/** Where lines go. Safe for several threads. */
public interface LineTarget extends AutoCloseable {
    /**
     * One attempt; blocks until the store has answered or the time for it is over. What goes wrong is an answer, never
     * an exception.
     *
     * @param lines line protocol, timestamps in nanoseconds
     */
    WriteAnswer write(String lines);

    /** One attempt without any lines: stored if some would be taken, as far as can be told without. */
    WriteAnswer probe();

    /** Breaks off attempts under way, so that their threads return at once. Idempotent. */
    @Override
    void close();
}
