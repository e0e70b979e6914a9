package org.curbline.agent.link;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where Paho writes of itself: into java.util.logging, which puts the stack trace of a connection that ended while it
 * was written to into the kiosk's journal.
 */
final class PahoLog {
    /** Held: of a logger that nobody holds the level is forgotten with it. */
    private static final Logger PAHO = Logger.getLogger("org.eclipse.paho");

    private PahoLog() {}

    /** What it would write is told to {@link GatewayLink}, too, which says it in a sentence. */
    static void silence() {
        PAHO.setLevel(Level.OFF);
    }
}
