package org.curbline.telemetry;

import java.util.Arrays;
import java.util.List;
import org.curbline.store.Column.Whole;
import org.curbline.store.Measurement.Columns;
import org.curbline.telemetry.UsageAnswer.Used;
import org.jspecify.annotations.Nullable;

/** What can be told of use; a service tells those whose columns it has. In the order of answers. */
enum Measure {
    COUNT("count", null),
    DURATION("durationSeconds", Columns.DURATION),
    DOWN("downBytes", Columns.DOWN),
    UP("upBytes", Columns.UP),
    ENERGY("energyMilliwattHours", Columns.ENERGY),
    /** Of one session or call; told only when asked for. */
    AVERAGE("averageSeconds", Columns.DURATION);

    private final String word;
    private final @Nullable Whole column;

    Measure(String word, @Nullable Whole column) {
        this.word = word;
        this.column = column;
    }

    static Measure of(String word) {
        return Arrays.stream(values())
                .filter(measure -> measure.word.equals(word))
                .findFirst()
                .orElseThrow();
    }

    static List<Measure> usual() {
        return List.of(COUNT, DURATION, DOWN, UP, ENERGY);
    }

    /** Its name in requests and answers. */
    String word() {
        return word;
    }

    boolean isOf(UsedService service) {
        return column == null || service.measurement().fields().contains(column);
    }

    /** A whole number, or for an average a real one. */
    Number of(Used used) {
        if (this == AVERAGE) {
            return used.count() == 0 ? 0.0 : used.sum(Columns.DURATION) / (double) used.count();
        }
        return column == null ? used.count() : used.sum(column);
    }
}
