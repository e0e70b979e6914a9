package org.curbline.store;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.curbline.store.Column.Tag;
import org.curbline.store.Column.Whole;
import org.curbline.store.Measurement.Columns;
import org.jspecify.annotations.Nullable;

/**
 * The reading port. Blocking: called on worker threads. What a finished write has stored is in the next answer. Times
 * are half open: from inclusive, to exclusive.
 */
public interface PointReader extends AutoCloseable {
    /** How many points are read at once to be counted. */
    int NUMBERS_PAGE = 20_000;

    /**
     * Hands over counts and sums by time and tags, in no order; groups without a point are left out. A group may be
     * handed over in parts. Not all of it is in memory at once.
     */
    void sums(SumsQuestion question, Consumer<SumsRow> consumer);

    /**
     * The stored points themselves, in the order of their timestamps, for audits and exports.
     *
     * @throws StoreUnavailableException like every method here, when the store cannot be asked
     */
    List<StoredPoint> points(PointsQuestion question);

    /**
     * Hands over every point that a question means, each once, asking for them page by page. Points of one timestamp
     * are not parted.
     *
     * @param question its limit is the size of a page
     */
    default void forEach(PointsQuestion question, Consumer<StoredPoint> consumer) {
        PointsQuestion next = question;
        while (true) {
            List<StoredPoint> page = points(next);
            boolean last = page.size() < next.limit();
            int end = page.size();
            while (!last
                    && end > 0
                    && page.get(end - 1).epochNanos()
                            == page.get(page.size() - 1).epochNanos()) {
                end--;
            }
            page.subList(0, end).forEach(consumer);
            if (last) {
                return;
            }
            next = end == 0
                    ? next.behind(next.afterNanos(), 2 * next.limit()) // one timestamp fills it
                    : next.behind(page.get(end - 1).epochNanos(), question.limit());
        }
    }

    /** The newest point of every series, that is of every combination of tags, in no order. */
    List<StoredPoint> newest(NewestQuestion question);

    /**
     * Hands over how often each kiosk was used in each hour, in no order; hours without a use are left out. Not all of
     * it is in memory at once.
     */
    void hourly(HourlyQuestion question, Consumer<HourlyRow> consumer);

    /** Hands over when each kiosk was used last, in no order; those that were not used since then are left out. */
    void lastUses(Measurement measurement, Instant since, Consumer<LastUse> consumer);

    /**
     * Hands over the kiosks' own numbers of what they said, run by run, in no order and not counting those of a kiosk
     * that said nothing. Where a store can be asked for that it need not hand over the points.
     */
    default void numbers(Measurement measurement, Instant from, Instant to, Consumer<NumbersRow> consumer) {
        Map<List<String>, NumbersRow> rows = new HashMap<>();
        forEach(new PointsQuestion(measurement, from, to, "", -1, NUMBERS_PAGE), point -> {
            if (point.values().get(Columns.SEQ.name()) instanceof Long seq) {
                String kiosk =
                        point.values().getOrDefault(Columns.KIOSK.name(), "").toString();
                String run = point.values().getOrDefault(Columns.RUN.name(), "").toString();
                rows.merge(List.of(kiosk, run), new NumbersRow(kiosk, run, 1, seq, seq), NumbersRow::with);
            }
        });
        rows.values().forEach(consumer);
    }

    /** Idempotent. */
    @Override
    void close();

    /**
     * @param step how it is grouped by time; null for one group
     * @param by a group for each combination of these
     * @param among only points in which a tag has one of these values; a tag that is not named may have any
     * @param fields what is summed
     */
    record SumsQuestion(
            Measurement measurement,
            Instant from,
            Instant to,
            @Nullable Step step,
            List<Tag> by,
            Map<Tag, Set<String>> among,
            List<Whole> fields) {
        /** The same of another time. */
        public SumsQuestion within(Instant begin, Instant end) {
            return new SumsQuestion(measurement, begin, end, step, by, among, fields);
        }
    }

    /**
     * Groups of equal length in time.
     *
     * @param origin where one of them begins, not later than the question
     */
    record Step(Instant origin, Duration length) {}

    /**
     * @param epochNanos when the group's step begins, which may be before the question does; without a step it means
     *     nothing
     * @param tags in the question's order; empty for a point that lacks it
     * @param count how many points; of rollups, of how many uses or sketches they were made
     * @param sums in the question's order; 0 where no point has the field
     */
    record SumsRow(long epochNanos, List<String> tags, long count, List<Long> sums) {}

    /**
     * @param kiosk whose points; empty means everybody's
     * @param afterNanos only points later than this many nanoseconds since the epoch; to page on
     * @param limit how many points at most; may part points of one timestamp, which differ in other tags than the kiosk
     * @param among only points in which a tag has one of these values; a tag that is not named may have any
     * @param fields what is wanted of each point beside its tags, of which it must have one: for many series, each
     *     field costs
     */
    record PointsQuestion(
            Measurement measurement,
            Instant from,
            Instant to,
            String kiosk,
            long afterNanos,
            int limit,
            Map<Tag, Set<String>> among,
            List<Column> fields) {
        /** About whole points, whatever their tags. */
        public PointsQuestion(
                Measurement measurement, Instant from, Instant to, String kiosk, long afterNanos, int limit) {
            this(measurement, from, to, kiosk, afterNanos, limit, Map.of(), measurement.fields());
        }

        private PointsQuestion behind(long nanos, int most) {
            return new PointsQuestion(measurement, from, to, kiosk, nanos, most, among, fields);
        }
    }

    /**
     * @param kiosk whose; empty means everybody's
     * @param since no older ones
     * @param among only of series in which a tag has one of these values; a tag that is not named may have any
     * @param fields what is wanted of each point beside its tags, of which it must have one: for many series, each
     *     field costs
     */
    record NewestQuestion(
            Measurement measurement, String kiosk, Instant since, Map<Tag, Set<String>> among, List<Column> fields) {}

    /**
     * @param epochNanos the timestamp
     * @param values tags and fields by column name: {@link String}, {@link Long} or {@link Double}; absent fields are
     *     left out
     */
    record StoredPoint(long epochNanos, Map<String, Object> values) {}

    /**
     * @param from where the first hour begins, at a whole quarter of an hour
     * @param empty counts only points of which this field is 0; null counts all
     */
    record HourlyQuestion(Measurement measurement, Instant from, Instant to, @Nullable Whole empty) {}

    /**
     * How many points a run of a kiosk has, and between which of its numbers.
     *
     * @param run which life of the kiosk's memory, empty for the first; null for several together, where a store cannot
     *     tell them apart
     */
    record NumbersRow(String kiosk, @Nullable String run, long count, long lowest, long highest) {
        /** Both, of one kiosk. */
        public NumbersRow with(NumbersRow other) {
            return new NumbersRow(
                    kiosk,
                    Objects.equals(run, other.run) ? run : null,
                    count + other.count,
                    Math.min(lowest, other.lowest),
                    Math.max(highest, other.highest));
        }
    }

    /** @param hour counted from the question's beginning, which is 0 */
    record HourlyRow(String kiosk, int hour, long count) {}

    /** @param epochNanos the timestamp of the point */
    record LastUse(String kiosk, long epochNanos) {}

    /** The store could not be asked, or did not answer. */
    final class StoreUnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public StoreUnavailableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
