package org.curbline.simulator;

import java.io.IOException;
import java.io.InputStream;

/**
 * The Enter key, as often as it was pressed. Asks without waiting: a program in the background must not read from its
 * terminal.
 */
final class PauseKey {
    private final InputStream in;

    PauseKey(InputStream in) {
        this.in = in;
    }

    /** Whether it was pressed since the last time, an odd number of times. */
    boolean pressed() {
        boolean odd = false;
        try {
            for (int waiting = in.available(); waiting > 0; waiting--) {
                odd ^= in.read() == '\n';
            }
        } catch (IOException e) {
            return false; // nobody is there
        }
        return odd;
    }
}
