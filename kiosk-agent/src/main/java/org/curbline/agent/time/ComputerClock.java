package org.curbline.agent.time;

import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;

/** What the computer itself says of the time. {@code instant()} may be wrong by years, and may leap. Any thread. */
public interface ComputerClock extends InstantSource {
    /** For how long the computer has been running: goes on evenly, whatever is done to its clock. */
    Duration sinceBoot();

    /** Names this start of the computer. */
    UUID boot();

    /** Whether something keeps the clock right, as the kernel says. May block for seconds. */
    boolean isSynchronised();
}
