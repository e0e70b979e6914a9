package org.curbline.protocol;

/**
 * What is known of a kiosk's computer beside its measures. On the wire each part is left out that says what is usual,
 * or that nobody can say: the first constant of each enum, no lost events, and {@link #NOT_SAID}.
 *
 * @param load how many want a processor, over the last minute; or {@link #NOT_SAID}
 * @param linkMegabits what the network link carries in a second; or {@link #NOT_SAID}
 * @param lostEvents events of the kiosk's run that have numbers and will never come: its storage was full or failed, or
 *     nobody will know when they were
 */
public record ComputerCondition(
        double load,
        int linkMegabits,
        long lostEvents,
        Supply supply,
        Processor processor,
        Link link,
        ClockState clock) {
    public static final int NOT_SAID = -1;

    /** Nothing is known to be amiss. */
    public static final ComputerCondition NOTHING_SAID =
            new ComputerCondition(NOT_SAID, NOT_SAID, 0, Supply.OK, Processor.FULL, Link.UP, ClockState.KEPT);

    /** The same of a kiosk that has lost so many events. */
    public ComputerCondition withLost(long events) {
        return new ComputerCondition(load, linkMegabits, events, supply, processor, link, clock);
    }

    /** What the power supply gives. */
    public enum Supply {
        OK,
        /** Too little voltage. */
        LOW
    }

    /** How fast the processor goes. */
    public enum Processor {
        FULL,
        /** Slower than it could, as it is too hot or has too little voltage. */
        SLOWED
    }

    /** The network link. */
    public enum Link {
        UP,
        DOWN
    }

    /** What the times of events are from. */
    public enum ClockState {
        /** Something keeps the computer's clock right. */
        KEPT,
        /** The gateway said what time it is. */
        GATEWAY,
        /** It was known once, and the computer has counted on since. */
        HELD,
        /** Nobody knew what time it is: the report got its time later. */
        UNKNOWN
    }
}
