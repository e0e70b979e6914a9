package org.curbline.simulator;

import java.io.IOException;
import java.time.Duration;
import org.curbline.simulator.fleet.FleetProgress;
import org.curbline.simulator.ledger.LedgerIndex;

/** A fleet that runs, in this process or in several, as a command sees it. For one thread. */
interface RunningFleet extends AutoCloseable {
    FleetProgress progress();

    /** Lets simulated time stand still, or go on. */
    void pause(boolean paused) throws IOException;

    /**
     * Ends it: nothing new is made, and what waits is sent.
     *
     * @param drain how long that may take
     * @return what is not as it should be then, a sentence each; empty if all is
     */
    String end(Duration drain) throws IOException, InterruptedException;

    /** What was made and what became of it, once it has ended. */
    LedgerIndex index() throws IOException;

    /** Ends it at once, if it has not ended. */
    @Override
    void close() throws IOException;
}
