package org.curbline.simulator;

import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * Where a command speaks to people, and they to it.
 *
 * @param in what a person types; asked without waiting
 * @param interactive whether a line can be written over the one before
 */
record Terminal(PrintWriter out, InputStream in, boolean interactive) {
    private static final String CLEAR_LINE = "\r\u001B[K";

    /** How often a progress line is worth showing. */
    Duration beat() {
        return Duration.ofSeconds(interactive ? 1 : 10);
    }

    /** A line that the next one replaces, where that is possible. */
    void progress(String line) {
        if (interactive) {
            out.print(CLEAR_LINE + line);
            out.flush();
        } else {
            out.println(line);
        }
    }

    void line(String line) {
        out.println(interactive ? CLEAR_LINE + line : line);
    }
}
