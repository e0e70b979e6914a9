package org.curbline.status.usual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class MagnitudeTest {
    @Test
    void aNumberComesBackWithinAFewPercent() {
        for (double value = 0.2; value < 9_000; value *= 1.01) {
            assertEquals(value, Magnitude.value(Magnitude.of(value)), value * 0.022);
        }
    }

    @Test
    void nothingIsNotZeroAndZeroIsNotALittle() {
        assertNotEquals(Magnitude.UNKNOWN, Magnitude.of(0));
        assertEquals(0, Magnitude.value(Magnitude.of(0)));
        assertEquals(0, Magnitude.value(Magnitude.UNKNOWN));
        assertEquals(0.2, Magnitude.value(Magnitude.of(1e-9)), 1e-9);
        assertEquals(10_000, Magnitude.value(Magnitude.of(1e9)), 1e-6);
    }
}
