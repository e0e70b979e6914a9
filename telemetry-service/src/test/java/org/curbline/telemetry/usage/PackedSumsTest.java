package org.curbline.telemetry.usage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedSumsTest {
    @Test
    void sumsOfAnySizeArePacked() {
        Random random = new Random(5);
        for (int bits = 0; bits < Long.SIZE; bits++) {
            long[] sums = random.longs(100, 0, Long.MAX_VALUE).toArray();
            for (int i = 0; i < sums.length; i++) {
                sums[i] >>>= Long.SIZE - 1 - bits;
            }
            PackedSums packed = PackedSums.of(sums);
            assertEquals((bits + 7) / 8 * 100, packed.size());
            long[] totals = new long[120];
            packed.addTo(totals);
            assertArrayEquals(sums, Arrays.copyOf(totals, 100));
        }
    }
}
