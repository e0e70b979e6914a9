package org.curbline.status.usual;

/**
 * How much a whole fleet uses a service at the moment, by what is usual: on a holiday and in a snowstorm nobody comes
 * anywhere, and no kiosk is to be suspected for it. Reckoned each quarter of an hour from the quarters before it, as
 * many as have enough use; then never changed. Less than usual counts, more does not. Not thread-safe.
 */
final class Demand {
    static final long QUARTER = 900_000;

    /** As long as use is learnt from, usually. */
    private static final int REMEMBERED = 4 * 7 * 96;
    /** Uses that must be expected in the quarters that are looked at: by chance they are off by 14 % then. */
    private static final double ENOUGH = 50;

    private static final int A_DAY = 96;
    /** No weather keeps away more than that; where there is less, the service itself must have failed everywhere. */
    private static final float LEAST = 0.25f;

    /** Fewer kiosks are no fleet: one that fails would be taken for all. */
    private static final int FLEET = 20;

    private final float[] factors = new float[REMEMBERED];
    private final double[] expected = new double[A_DAY];
    private final double[] seen = new double[A_DAY];
    private long current = Long.MIN_VALUE;

    /**
     * A quarter is over.
     *
     * @param quarter which begins now, counted from the epoch
     * @param kiosks whose use was expected in the one that is over
     * @param expectedUses of them
     * @param uses of them
     */
    void begin(long quarter, int kiosks, double expectedUses, long uses) {
        if (quarter <= current) {
            return;
        }
        for (long each = Math.max(current + 1, quarter - REMEMBERED + 1); each < quarter; each++) {
            factors[(int) (each % REMEMBERED)] = 1;
            expected[(int) (each % A_DAY)] = 0;
            seen[(int) (each % A_DAY)] = 0;
        }
        int over = (int) ((quarter - 1) % A_DAY);
        expected[over] = kiosks < FLEET ? 0 : expectedUses;
        seen[over] = kiosks < FLEET ? 0 : (double) uses;
        current = quarter;
        factors[(int) (quarter % REMEMBERED)] = factor();
    }

    private float factor() {
        double ofExpected = 0;
        double ofSeen = 0;
        for (long each = current - 1; each >= current - A_DAY && ofExpected < ENOUGH; each--) {
            ofExpected += expected[(int) (each % A_DAY)];
            ofSeen += seen[(int) (each % A_DAY)];
        }
        return ofExpected < ENOUGH ? 1 : (float) Math.max(LEAST, Math.min(1, ofSeen / ofExpected));
    }

    /** What to multiply with what is usual at a moment; 1 in the future. */
    double factorAt(long epochMillis) {
        long quarter = Math.floorDiv(epochMillis, QUARTER);
        return quarter > current || quarter <= current - REMEMBERED ? 1 : factors[(int) (quarter % REMEMBERED)];
    }

    /** Until when the factor of a moment holds. */
    long holdsUntil(long epochMillis) {
        long quarter = Math.floorDiv(epochMillis, QUARTER);
        return quarter > current ? Long.MAX_VALUE : (quarter + 1) * QUARTER;
    }
}
