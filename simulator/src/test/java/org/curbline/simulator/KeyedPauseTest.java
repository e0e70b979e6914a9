package org.curbline.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.curbline.program.EndSignal;
import org.junit.jupiter.api.Test;

class KeyedPauseTest {
    private final EndSignal stop = new EndSignal();
    private final List<Boolean> told = new ArrayList<>();
    private int looks;

    @Test
    void standsStillFromOneEnterToTheNextAndSaysForHowLong() throws Exception {
        KeyedPause pause = pausedWithLooks(1, 3);
        assertFalse(pause.ends(Duration.ZERO));
        assertEquals(List.of(true, false), told);
        assertEquals(3, looks);
        assertTrue(pause.stood().toMillis() >= 190, () -> pause.stood().toString());
        assertFalse(pause.ends(Duration.ofMillis(1)));
    }

    @Test
    void aPauseEndsWhenTheProgramShall() throws Exception {
        KeyedPause pause = pausedWithLooks(1, 100);
        stop.ask();
        assertTrue(pause.ends(Duration.ofHours(1)));
    }

    /** Enter comes with the looks of these numbers. */
    private KeyedPause pausedWithLooks(int first, int second) {
        InputStream typed = new InputStream() {
            private int asked;

            @Override
            public int available() {
                asked++;
                return asked == first || asked == second ? 1 : 0;
            }

            @Override
            public int read() {
                return '\n';
            }
        };
        return new KeyedPause(stop, new PauseKey(typed), told::add, () -> looks++);
    }
}
