package org.curbline.agent.source;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.curbline.protocol.EventKind;

/**
 * Takes what a source has read of something that stays where it is, such as a file: the events of a piece and how far
 * that goes are on the card together or not at all, whenever the power is cut. So each is taken once. Any thread.
 */
public interface PageTaker {
    /** The run that events are to name. */
    String run();

    /**
     * How far a source was read when the newest of its pages was taken; empty if none ever was. Blocking, until the
     * agent's own thread answers: not to be called under a lock that an answer, or who asks how the source is, waits
     * for.
     *
     * @throws IOException if the agent ends
     */
    Optional<String> bookmark(String source) throws IOException;

    /**
     * Takes a page.
     *
     * @param answer is told once, on another thread; the number is that of the first event
     */
    void take(Page page, Taker.Answer answer);

    /**
     * What was read.
     *
     * @param source names who read it, always the same
     * @param bookmark where to read on
     */
    record Page(String source, List<Entry> events, String bookmark) {}

    /** @param json what is to be published, by the event's number; called on another thread */
    record Entry(EventKind kind, LongFunction<byte[]> json) {}
}
