package org.curbline.simulator.calibration;

/**
 * A published figure, beside what the simulated city makes of it.
 *
 * @param source where and when it was published
 * @param tolerance by what part of the published one they may differ
 */
public record Figure(String name, String source, double published, double simulated, double tolerance) {
    /** Of weekly totals, and means of them. */
    static final double TOTAL = 0.03;
    /** Of quantiles of kiosks, and how they differ. */
    static final double KIOSKS = 0.10;
    /** Of days over other days. */
    static final double DAYS = 0.03;

    /** By what part of the published one the simulated one is more. */
    public double difference() {
        return simulated / published - 1;
    }

    /** Whether that is within the tolerance; not if there is nothing to compare. */
    public boolean holds() {
        return Math.abs(difference()) <= tolerance;
    }
}
