package org.curbline.status.usual;

/**
 * A number that is not negative in one byte: nothing known, zero, or one of 254 steps of 4.4 % each. Enough for a count
 * that is by chance anyway.
 */
final class Magnitude {
    static final byte UNKNOWN = 0;

    private static final double SMALLEST = 0.2;
    private static final double LARGEST = 10_000;
    private static final int STEPS = 253;
    private static final double STEP = Math.log(LARGEST / SMALLEST) / STEPS;
    private static final double[] VALUES = values();

    private Magnitude() {}

    static byte of(double value) {
        if (value <= 0) {
            return 1;
        }
        long step = Math.round(Math.log(value / SMALLEST) / STEP);
        return (byte) (2 + Math.max(0, Math.min(STEPS, step)));
    }

    /** What a byte stands for; 0 if nothing is known. */
    static double value(byte magnitude) {
        return VALUES[magnitude & 0xFF];
    }

    private static double[] values() {
        double[] values = new double[256];
        for (int step = 0; step <= STEPS; step++) {
            values[2 + step] = SMALLEST * Math.exp(step * STEP);
        }
        return values;
    }
}
