package org.curbline.store.reading;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.curbline.store.Column;
import org.curbline.store.Column.Whole;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader.Grouping;
import org.curbline.store.PointReader.UsageRow;

/**
 * Adds up what a store counted. Hours and days are put together here from quarter hours, so that both stores know the
 * same about time zones: an offset from UTC is a multiple of a quarter hour, everywhere since 1972.
 */
public final class UsageTally {
    /** What stores group by when hours or days are asked for, aligned to the epoch. */
    public static final long QUARTER_HOUR_NANOS = 900_000_000_000L;

    private final Grouping grouping;
    private final ZoneId zone;
    private final Map<String, Sums> groups = new TreeMap<>();

    public UsageTally(Grouping grouping, ZoneId zone) {
        this.grouping = grouping;
        this.zone = zone;
    }

    /** The fields that are summed. */
    public static List<String> summed(Measurement measurement) {
        List<String> names = new ArrayList<>();
        for (Column field : measurement.fields()) {
            if (field instanceof Whole && !field.equals(Columns.SEQ)) {
                names.add(field.name());
            }
        }
        return List.copyOf(names);
    }

    /** The key of the group a quarter hour belongs to. */
    public String keyOf(long quarterHour) {
        ZonedDateTime start = Instant.ofEpochSecond(quarterHour * 900).atZone(zone);
        ZonedDateTime group =
                grouping == Grouping.DAY ? start.toLocalDate().atStartOfDay(zone) : start.truncatedTo(ChronoUnit.HOURS);
        return group.toInstant().toString();
    }

    /**
     * @param sums by column name
     * @throws ArithmeticException if a sum does not fit a long: better no answer than a wrong one
     */
    public void add(String key, long count, Map<String, Long> sums) {
        groups.computeIfAbsent(key, any -> new Sums()).add(count, sums);
    }

    public List<UsageRow> rows() {
        List<UsageRow> rows = new ArrayList<>(groups.size());
        groups.forEach((key, sums) -> rows.add(new UsageRow(key, sums.count, Map.copyOf(sums.byColumn))));
        return rows;
    }

    private static final class Sums {
        private final Map<String, Long> byColumn = new HashMap<>();
        private long count;

        void add(long more, Map<String, Long> sums) {
            count += more;
            sums.forEach((column, sum) -> byColumn.merge(column, sum, Math::addExact));
        }
    }
}
