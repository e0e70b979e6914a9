package org.curbline.telemetry.rollup;

import java.util.List;
import org.curbline.store.Column.Tag;
import org.curbline.store.Column.Whole;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.store.PointWriter;

/** Rollups on their way to the store, written as they become enough: not all of them are in memory. One thread. */
final class RollupWriter {
    private static final int POINTS_A_WRITE = 5_000;
    /** Of some kilobytes each. */
    private static final int SKETCHES_A_WRITE = 500;

    private final PointWriter writer;
    private final PointBatch batch = new PointBatch(64 * 1024);

    RollupWriter(PointWriter writer) {
        this.writer = writer;
    }

    /**
     * Adds one; what is full is written.
     *
     * @param tags in the order of the measurement's own, without service and zone
     * @param zone by whose clocks its day begins; empty for an hour
     * @param uses how many, and then the sums of the service's own columns
     */
    void add(Measurement measurement, RolledUse use, List<String> tags, String zone, long epochNanos, List<Long> uses) {
        batch.begin(measurement);
        int next = 0;
        for (Tag tag : measurement.tags()) {
            if (tag.equals(Columns.SERVICE)) {
                batch.tag(tag, use.word());
            } else if (tag.equals(Columns.ZONE)) {
                batch.tag(tag, zone);
            } else {
                batch.tag(tag, tags.get(next++));
            }
        }
        batch.field(Columns.USES, uses.get(0));
        List<Whole> summed = use.sums();
        for (int i = 0; i < summed.size(); i++) {
            batch.field(summed.get(i), uses.get(i + 1));
        }
        batch.end(epochNanos);
        writeIfFull(POINTS_A_WRITE);
    }

    /**
     * Adds a sketch, likewise.
     *
     * @param tags in the order of the measurement's own
     * @param sketches of how many it was merged
     */
    void add(Measurement measurement, List<String> tags, long epochNanos, long sketches, String base64) {
        batch.begin(measurement);
        for (int i = 0; i < tags.size(); i++) {
            batch.tag(measurement.tags().get(i), tags.get(i));
        }
        batch.field(Columns.USES, sketches).field(Columns.SKETCH, base64);
        batch.end(epochNanos);
        writeIfFull(SKETCHES_A_WRITE);
    }

    private void writeIfFull(int points) {
        if (batch.size() >= points) {
            try {
                write();
            } catch (InterruptedException e) {
                throw new InterruptedWriteException(e);
            }
        }
    }

    /** Writes what is left. */
    void write() throws InterruptedException {
        List<PointWriter.RefusedPoint> refused = writer.write(batch);
        if (!refused.isEmpty()) {
            throw new IllegalStateException(
                    "The store refuses a rollup: " + refused.get(0).why());
        }
        batch.clear();
    }

    /** Carries an interruption out of a reader's answer. */
    static final class InterruptedWriteException extends RuntimeException {
        private static final long serialVersionUID = 1;

        final transient InterruptedException interruption;

        private InterruptedWriteException(InterruptedException interruption) {
            super(interruption);
            this.interruption = interruption;
        }
    }
}
