package org.curbline.simulator.calibration;

import java.util.Arrays;

/** Numbers of which each counts once; millions of them, without an object for each. */
final class Distinct {
    private Distinct() {}

    /** Each of them once. */
    static long[] of(long[] numbers) {
        long[] sorted = numbers.clone();
        Arrays.sort(sorted);
        int size = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                sorted[size++] = sorted[i];
            }
        }
        return Arrays.copyOf(sorted, size);
    }
}
