package org.curbline.telemetry.usage;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.curbline.store.Column.Whole;
import org.curbline.store.Measurement.Columns;
import org.curbline.telemetry.clients.DeviceCount;
import org.curbline.telemetry.usage.UsageAnswer.Used;
import org.jspecify.annotations.Nullable;

/** What can be told of use; a service tells those whose columns it has. In the order of answers. */
public enum Measure {
    COUNT("count", null),
    DURATION("durationSeconds", Columns.DURATION),
    DOWN("downBytes", Columns.DOWN),
    UP("upBytes", Columns.UP),
    ENERGY("energyMilliwattHours", Columns.ENERGY),
    /**
     * How many different devices, about; told only when asked for. Over several weeks each is counted once a week, and
     * that has columns of its own.
     */
    CLIENTS("uniqueClients", null),
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

    public static List<Measure> usual() {
        return List.of(COUNT, DURATION, DOWN, UP, ENERGY);
    }

    /** Its name in requests and answers. */
    String word() {
        return word;
    }

    /** What it is told by, in the order of answers: an estimate is told with its bounds. */
    public List<String> columns() {
        return this == CLIENTS
                ? List.of(
                        word,
                        word + "Low",
                        word + "High",
                        "clientWeeks",
                        "clientWeeksLow",
                        "clientWeeksHigh",
                        "weeks",
                        word + "LeftOut")
                : List.of(word);
    }

    public boolean isOf(UsedService service) {
        if (this == CLIENTS) {
            return service == UsedService.WIFI;
        }
        return column == null || service.measurement().fields().contains(column);
    }

    /** Whether that is summed for it. */
    boolean isToldBy(Whole summed) {
        return summed.equals(column);
    }

    /** What each column tells; null where there is nothing to tell. */
    public List<@Nullable Number> told(Used used) {
        if (this != CLIENTS) {
            boolean isOfNothing = this == AVERAGE && used.count() == 0;
            return Collections.singletonList(isOfNothing ? null : of(used));
        }
        DeviceCount clients = used.clients();
        if (clients == null) {
            return Collections.nCopies(columns().size(), null);
        }
        Long leftOut = clients.leftOut() == 0 ? null : (Long) clients.leftOut();
        return clients.weeks() == 1
                ? Arrays.asList(clients.estimate(), clients.least(), clients.most(), null, null, null, null, leftOut)
                : Arrays.asList(
                        null,
                        null,
                        null,
                        clients.estimate(),
                        clients.least(),
                        clients.most(),
                        clients.weeks(),
                        leftOut);
    }

    /** What it is ranked by: a whole number, or for an average a real one. */
    public Number of(Used used) {
        if (this == CLIENTS) {
            return used.clients() == null ? 0 : used.clients().estimate();
        }
        if (this == AVERAGE) {
            return used.count() == 0 ? 0.0 : used.sum(Columns.DURATION) / (double) used.count();
        }
        return column == null ? used.count() : used.sum(column);
    }
}
