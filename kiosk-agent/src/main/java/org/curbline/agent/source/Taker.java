package org.curbline.agent.source;

import java.util.function.LongFunction;
import org.curbline.protocol.EventKind;

/** Takes events from sources. Any thread. */
public interface Taker {
    /** The run that events are to name. */
    String run();

    /**
     * Takes an event.
     *
     * @param json what is to be published, by the event's number; called on another thread
     * @param answer is told once, on another thread
     */
    void take(EventKind kind, LongFunction<byte[]> json, Answer answer);

    /** What becomes of an event. */
    interface Answer {
        /** It is safe on the card. */
        void taken(long seq);

        /** The card does not take it, for a reason in a sentence. */
        void refused(String why);
    }
}
