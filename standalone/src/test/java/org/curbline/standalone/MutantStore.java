package org.curbline.standalone;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.curbline.store.Column;
import org.curbline.store.Measurement;
import org.curbline.store.PointBatch;
import org.curbline.store.PointReader;
import org.curbline.store.PointWriter;
import org.curbline.store.Retention;
import org.curbline.store.StoreCondition;
import org.curbline.store.TelemetryStore;
import org.curbline.store.embedded.EmbeddedStore;

/**
 * The embedded store, behind a writer that makes a gateway lie: it says that it has stored a batch, and has stored what
 * a mutation made of its lines.
 */
final class MutantStore implements TelemetryStore {
    private final TelemetryStore real;
    private final Mutation mutation;

    private MutantStore(TelemetryStore real, Mutation mutation) {
        this.real = real;
        this.mutation = mutation;
    }

    static TelemetryStore open(Path folder, Retention retention, InstantSource clock, Mutation mutation) {
        return new MutantStore(EmbeddedStore.open(folder, retention, clock), mutation);
    }

    @Override
    public PointWriter writer() {
        return new Writer();
    }

    @Override
    public PointReader reader() {
        return real.reader();
    }

    @Override
    public void close() {
        real.close();
    }

    /** What becomes of a line. Called by several threads. */
    @FunctionalInterface
    interface Mutation {
        /** @return the lines that are stored for it: the same line, another, several or none */
        List<Line> of(Line line);
    }

    private final class Writer implements PointWriter {
        @Override
        public List<RefusedPoint> write(PointBatch batch) throws InterruptedException {
            PointBatch mutated = new PointBatch(batch.lengthInBytes());
            for (int i = 0; i < batch.size(); i++) {
                mutation.of(Line.of(batch.lines(i, i + 1).strip())).forEach(line -> line.addTo(mutated));
            }
            List<RefusedPoint> refused = real.writer().write(mutated);
            if (!refused.isEmpty()) {
                throw new IllegalStateException("The mutant is refused: " + refused);
            }
            return refused;
        }

        @Override
        public StoreCondition condition() {
            return real.writer().condition();
        }

        @Override
        public void probe() throws InterruptedException {
            real.writer().probe();
        }

        @Override
        public void close() {
            real.writer().close();
        }
    }

    /**
     * A point in line protocol, taken apart. None of those in a test has a space in a value.
     *
     * @param tags as they stand, without the measurement
     * @param fields as they stand
     */
    record Line(Measurement measurement, String tags, String fields, long nanos) {
        static Line of(String text) {
            String[] parts = text.split(" ", -1);
            if (parts.length != 3) {
                throw new IllegalStateException("A space in a value: " + text);
            }
            String[] key = parts[0].split(",", 2);
            Measurement measurement = Arrays.stream(Measurement.values())
                    .filter(each -> each.table().equals(key[0]))
                    .findFirst()
                    .orElseThrow();
            return new Line(measurement, key[1], parts[1], Long.parseLong(parts[2]));
        }

        /** The value of a tag or a field, without quotes and the {@code i} of whole numbers; empty if it has none. */
        String value(Column column) {
            for (String each : (tags + "," + fields).split(",", -1)) {
                if (each.startsWith(column.name() + "=")) {
                    String value = each.substring(column.name().length() + 1).replace("\"", "");
                    return column instanceof Column.Whole ? value.substring(0, value.length() - 1) : value;
                }
            }
            return "";
        }

        Line later(long moreNanos) {
            return new Line(measurement, tags, fields, nanos + moreNanos);
        }

        /** With one more in a whole number. */
        Line withOneMore(Column.Whole field) {
            String more = fields.replace(
                    field.name() + "=" + value(field) + "i",
                    field.name() + "=" + (Long.parseLong(value(field)) + 1) + "i");
            return new Line(measurement, tags, more, nanos);
        }

        void addTo(PointBatch batch) {
            batch.begin(measurement);
            measurement.tags().forEach(tag -> batch.tag(tag, value(tag)));
            for (Column column : measurement.fields()) {
                String value = value(column);
                if (!value.isEmpty()) {
                    add(column, value, batch);
                }
            }
            batch.end(nanos);
        }

        private static void add(Column column, String value, PointBatch batch) {
            if (column instanceof Column.Whole whole) {
                batch.field(whole, Long.parseLong(value));
            } else if (column instanceof Column.Real real) {
                batch.field(real, Double.parseDouble(value));
            } else if (column instanceof Column.Text text) {
                batch.field(text, value);
            }
        }
    }
}
