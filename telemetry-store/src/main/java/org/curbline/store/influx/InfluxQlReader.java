package org.curbline.store.influx;

import com.influxdb.exceptions.InfluxException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.curbline.store.Column;
import org.curbline.store.Column.Real;
import org.curbline.store.Column.Tag;
import org.curbline.store.Column.Whole;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader;
import org.curbline.store.reading.Nanos;
import org.curbline.store.writing.Answers;
import org.jspecify.annotations.Nullable;

/**
 * Answers by InfluxQL, and by Flux where that costs less. InfluxDB answers with what it has acknowledged; there is
 * nothing to wait for.
 */
final class InfluxQlReader implements PointReader {
    private static final long HOUR_NANOS = 3_600_000_000_000L;
    private static final Duration FEW_DAYS = Duration.ofDays(8);
    private static final Duration LONGEST_UNPAGED = Duration.ofDays(1_830);
    /**
     * Points that are summed up here; of more, groups cost less. An evening's hour of New York's WiFi is 33,000, a day
     * half a million.
     */
    static final long MOST_SUMMED_UP = 250_000;

    private final InfluxQl influxQl;
    private final FluxSums fluxSums;
    private final FluxSteps fluxSteps;
    private final Buckets buckets;
    private final long mostSummedUp;
    private volatile boolean closed;

    /** @param mostSummedUp such as {@link #MOST_SUMMED_UP} */
    InfluxQlReader(InfluxQl influxQl, FluxSums fluxSums, FluxSteps fluxSteps, Buckets buckets, long mostSummedUp) {
        this.influxQl = influxQl;
        this.fluxSums = fluxSums;
        this.fluxSteps = fluxSteps;
        this.buckets = buckets;
        this.mostSummedUp = mostSummedUp;
    }

    @Override
    public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
        if (isOfKiosksRollups(question) || isOfAreasRollups(question)) {
            fluxSums.sums(bucket(question.measurement()).name(), question, consumer);
        } else if (isOfKiosksPoints(question)) {
            sumsOfKiosksPoints(question, consumer);
        } else {
            sumsInGroups(question, consumer);
        }
    }

    private void sumsOfKiosksPoints(SumsQuestion question, Consumer<SumsRow> consumer) {
        if (isShort(question) || isByHour(question)) {
            if (isOftenUsed(question.measurement()) && isLongAndNotTooLong(question) && FluxSteps.fit(question)) {
                fluxSteps.sums(bucket(question.measurement()).name(), question, consumer);
            } else {
                sumUp(question, consumer);
            }
            return;
        }
        long points = count(question);
        if (points > mostSummedUp) {
            sumsInGroups(question, consumer);
        } else if (points > 0) { // of what is left of today there are none
            sumUp(question, consumer);
        }
    }

    /** To count costs InfluxDB little, whatever it is that is counted. */
    private long count(SumsQuestion question) {
        SumsQuestion whole = new SumsQuestion(
                question.measurement(), question.from(), question.to(), null, List.of(), question.among(), List.of());
        AtomicLong count = new AtomicLong();
        sumsInGroups(whole, row -> count.addAndGet(row.count()));
        return count.get();
    }

    private void sumsInGroups(SumsQuestion question, Consumer<SumsRow> consumer) {
        List<Whole> fields = question.fields();
        ask(question.measurement(), sumsQuery(question), (tags, values) -> {
            long count = whole(values.get(1));
            if (count > 0) {
                List<Long> sums = new ArrayList<>(fields.size());
                for (int i = 0; i < fields.size(); i++) {
                    sums.add(whole(values.get(i + 2)));
                }
                List<String> by = question.by().stream()
                        .map(tag -> tags.getOrDefault(tag.name(), ""))
                        .toList();
                consumer.accept(new SumsRow(whole(values.get(0)), by, count, sums));
            }
        });
    }

    /** A group costs InfluxDB more for each field than the few points do that it has of an hour. */
    private static boolean isByHour(SumsQuestion question) {
        Step step = question.step();
        return step != null && step.length().toNanos() <= HOUR_NANOS;
    }

    /** A kiosk's network is used several times an hour, everything else once or not at all. */
    private static boolean isOftenUsed(Measurement measurement) {
        return measurement == Measurement.WIFI;
    }

    /** Flux costs so much for each series, however short the time is, and holds the sums of two days. */
    private static boolean isLongAndNotTooLong(SumsQuestion question) {
        return !isShort(question) && isOfFewDays(question);
    }

    /** Of many series, and not by time. */
    private static boolean isOfKiosksRollups(SumsQuestion question) {
        return question.measurement().isRollup()
                && question.step() == null
                && question.by().contains(Columns.KIOSK);
    }

    /** Of many series, or of many steps of each. */
    private static boolean isOfAreasRollups(SumsQuestion question) {
        return question.measurement().isRollup()
                && question.measurement().tags().contains(Columns.AREA)
                && (question.step() != null || question.by().contains(Columns.AREA));
    }

    private static boolean isOfKiosksPoints(SumsQuestion question) {
        return !question.measurement().isRollup() && question.by().contains(Columns.KIOSK);
    }

    private static boolean isShort(SumsQuestion question) {
        return Nanos.of(question.to()) - Nanos.of(question.from()) <= HOUR_NANOS;
    }

    private static boolean isOfFewDays(SumsQuestion question) {
        return Nanos.of(question.to()) - Nanos.of(question.from()) <= FEW_DAYS.toNanos();
    }

    /**
     * Points as they are, in no groups, which InfluxDB would have to make. A few days one by one, of UTC, as it keeps
     * points: what is of one of its parts it need not merge with what is of the next.
     */
    private void sumUp(SumsQuestion question, Consumer<SumsRow> consumer) {
        StepSums sums = new StepSums(question, consumer);
        Instant begin = question.from();
        while (begin.isBefore(question.to())) {
            Instant end = isOfFewDays(question) ? earlier(nextMidnight(begin), question.to()) : question.to();
            StringBuilder query = new StringBuilder(select(question.measurement(), sums.columns()));
            where(query, question.within(begin, end));
            influxQl.askForMuch(
                    bucket(question.measurement()).name(), query.toString(), (tags, values) -> sums.add(values));
            begin = end;
        }
        sums.end();
    }

    private static Instant nextMidnight(Instant moment) {
        return moment.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** Points are counted by the first field: every point has it, and of rollups it says of how many they were made. */
    private static String sumsQuery(SumsQuestion question) {
        StringBuilder query = new StringBuilder("SELECT ")
                .append(question.measurement().isRollup() ? "sum(" : "count(")
                .append(InfluxQl.name(question.measurement().fields().get(0).name()))
                .append(") AS n");
        for (Whole field : question.fields()) {
            query.append(", sum(").append(InfluxQl.name(field.name())).append(')');
        }
        query.append(" FROM ").append(InfluxQl.name(question.measurement().table()));
        where(query, question);
        StringJoiner groups = new StringJoiner(", ", " GROUP BY ", "").setEmptyValue("");
        question.by().forEach(tag -> groups.add(InfluxQl.name(tag.name())));
        Step step = question.step();
        if (step != null) {
            long length = step.length().toNanos();
            groups.add("time(" + length + "ns, " + Nanos.of(step.origin()) % length + "ns)");
        }
        return query.append(groups).append(step == null ? "" : " fill(none)").toString();
    }

    private static void where(StringBuilder query, SumsQuestion question) {
        query.append(" WHERE time >= ").append(Nanos.of(question.from()));
        query.append(" AND time < ").append(Nanos.of(question.to())).append(among(question.among()));
    }

    private static String among(Map<Tag, Set<String>> among) {
        StringBuilder conditions = new StringBuilder();
        among.forEach((tag, values) -> conditions.append(" AND ").append(anyOf(tag, values)));
        return conditions.toString();
    }

    private static String anyOf(Tag tag, Set<String> values) {
        StringJoiner alternatives = new StringJoiner(" OR ", "(", ")");
        values.forEach(value -> alternatives.add(is(tag, value)));
        return alternatives.toString();
    }

    private static String is(Tag tag, String value) {
        return InfluxQl.name(tag.name()) + " = " + InfluxQl.text(value);
    }

    @Override
    public List<StoredPoint> points(PointsQuestion question) {
        List<Column> columns = columns(question);
        List<StoredPoint> points = new ArrayList<>();
        ask(
                question.measurement(),
                select(question.measurement(), columns)
                        + where(question, question.from(), question.to())
                        + " ORDER BY time ASC LIMIT " + question.limit(),
                (tags, values) -> points.add(point(values, columns)));
        return points;
    }

    private static List<Column> columns(PointsQuestion question) {
        List<Column> columns = new ArrayList<>(question.measurement().tags());
        columns.addAll(question.fields());
        return columns;
    }

    private static String where(PointsQuestion question, Instant from, Instant to) {
        StringBuilder where = new StringBuilder(" WHERE time >= ")
                .append(Nanos.of(from))
                .append(" AND time < ")
                .append(Nanos.of(to))
                .append(" AND time > ")
                .append(Math.max(-1, question.afterNanos()))
                .append(ofKiosk(question.kiosk()));
        return where.append(among(question.among())).toString();
    }

    /**
     * Everybody's changes of states without pages, unless they are of all time: for each page InfluxDB would look at
     * every series from where it begins until the end. A few days at once, as it looks at all series of these at once.
     * Of what kiosks say every minute a few days are too much for one answer; one kiosk's series are few.
     */
    @Override
    public void forEach(PointsQuestion question, Consumer<StoredPoint> consumer) {
        boolean isLong = Duration.between(question.from(), question.to()).compareTo(LONGEST_UNPAGED) > 0;
        boolean isOfOne = !question.kiosk().isEmpty();
        if (isLong || isOfOne || question.measurement() != Measurement.TRANSITION) {
            PointReader.super.forEach(question, consumer);
            return;
        }
        List<Column> columns = columns(question);
        Instant begin = question.from();
        while (begin.isBefore(question.to())) {
            Instant end = earlier(begin.plus(FEW_DAYS), question.to());
            influxQl.askForMuch(
                    bucket(question.measurement()).name(),
                    select(question.measurement(), columns) + where(question, begin, end),
                    (tags, values) -> consumer.accept(point(values, columns)));
            begin = end;
        }
    }

    /** The tags come once with each group: asked for as columns, too, they would cost the server half as much again. */
    @Override
    public List<StoredPoint> newest(NewestQuestion question) {
        List<Column> fields = question.fields();
        StringBuilder query = new StringBuilder(select(question.measurement(), fields))
                .append(" WHERE time >= ")
                .append(Nanos.of(question.since()))
                .append(ofKiosk(question.kiosk()));
        query.append(among(question.among()));
        StringJoiner series = new StringJoiner(", ");
        question.measurement().tags().forEach(tag -> series.add(InfluxQl.name(tag.name())));
        query.append(" GROUP BY ").append(series).append(" ORDER BY time DESC LIMIT 1");
        List<StoredPoint> points = new ArrayList<>();
        ask(question.measurement(), query.toString(), (tags, values) -> {
            StoredPoint point = point(values, fields);
            tags.forEach((tag, value) -> {
                if (!value.isEmpty()) {
                    point.values().put(tag, value);
                }
            });
            points.add(point);
        });
        return points;
    }

    @Override
    public void hourly(HourlyQuestion question, Consumer<HourlyRow> consumer) {
        long from = Nanos.of(question.from());
        String empty = question.empty() == null
                ? ""
                : " AND " + InfluxQl.name(question.empty().name()) + " = 0";
        String query = "SELECT count(" + InfluxQl.name(Columns.SEQ.name()) + ") FROM "
                + InfluxQl.name(question.measurement().table())
                + " WHERE time >= " + from + " AND time < " + Nanos.of(question.to()) + empty
                + " GROUP BY " + InfluxQl.name(Columns.KIOSK.name())
                + ", time(1h, " + from % HOUR_NANOS + "ns) fill(none)";
        ask(question.measurement(), query, (tags, values) -> {
            long count = whole(values.get(1));
            if (count > 0) {
                int hour = (int) ((whole(values.get(0)) - from) / HOUR_NANOS);
                consumer.accept(new HourlyRow(tags.getOrDefault(Columns.KIOSK.name(), ""), hour, count));
            }
        });
    }

    @Override
    public void lastUses(Measurement measurement, Instant since, Consumer<LastUse> consumer) {
        String query = "SELECT last(" + InfluxQl.name(Columns.SEQ.name()) + ") FROM "
                + InfluxQl.name(measurement.table())
                + " WHERE time >= " + Nanos.of(since)
                + " GROUP BY " + InfluxQl.name(Columns.KIOSK.name());
        ask(
                measurement,
                query,
                (tags, values) -> consumer.accept(
                        new LastUse(tags.getOrDefault(Columns.KIOSK.name(), ""), whole(values.get(0)))));
    }

    /** A field cannot be grouped by, but it can be asked whether it has one value. */
    @Override
    public void numbers(Measurement measurement, Instant from, Instant to, Consumer<NumbersRow> consumer) {
        String seq = InfluxQl.name(Columns.SEQ.name());
        String run = InfluxQl.name(Columns.RUN.name());
        String query = "SELECT count(" + seq + "), min(" + seq + "), max(" + seq + "), count(" + run + "), first(" + run
                + "), count(distinct(" + run + ")) FROM " + InfluxQl.name(measurement.table())
                + " WHERE time >= " + Nanos.of(from) + " AND time < " + Nanos.of(to)
                + " GROUP BY " + InfluxQl.name(Columns.KIOSK.name());
        ask(measurement, query, (tags, values) -> {
            long count = whole(values.get(1));
            if (count > 0) {
                consumer.accept(new NumbersRow(
                        tags.getOrDefault(Columns.KIOSK.name(), ""),
                        run(values, count),
                        count,
                        whole(values.get(2)),
                        whole(values.get(3))));
            }
        });
    }

    private static @Nullable String run(List<@Nullable String> numbers, long count) {
        long ofRuns = whole(numbers.get(4));
        if (ofRuns == 0) {
            return "";
        }
        return ofRuns == count && whole(numbers.get(6)) == 1 ? numbers.get(5) : null;
    }

    private static String ofKiosk(String kiosk) {
        return kiosk.isEmpty() ? "" : " AND " + is(Columns.KIOSK, kiosk);
    }

    private static String select(Measurement measurement, List<? extends Column> columns) {
        StringJoiner names = new StringJoiner(", ");
        columns.forEach(
                column -> names.add(InfluxQl.name(column.name()) + (column instanceof Tag ? "::tag" : "::field")));
        return "SELECT " + names + " FROM " + InfluxQl.name(measurement.table());
    }

    private static StoredPoint point(List<@Nullable String> row, List<Column> columns) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            String sent = row.get(i + 1);
            if (sent != null) {
                values.put(columns.get(i).name(), value(sent, columns.get(i)));
            }
        }
        return new StoredPoint(whole(row.get(0)), values);
    }

    private static Object value(String sent, Column column) {
        if (column instanceof Whole) {
            return Long.valueOf(sent);
        }
        return column instanceof Real ? (Object) Double.valueOf(sent) : sent;
    }

    static long whole(@Nullable String sent) {
        return sent == null ? 0 : Long.parseLong(sent);
    }

    private void ask(Measurement measurement, String query, InfluxQl.RowTaker taker) {
        influxQl.ask(bucket(measurement).name(), query, taker);
    }

    private Bucket bucket(Measurement measurement) {
        if (closed) {
            throw new StoreUnavailableException("The reader is closed", null);
        }
        Bucket bucket = buckets.of(measurement);
        try {
            bucket.make();
        } catch (InfluxException e) {
            throw new StoreUnavailableException("InfluxDB does not answer: " + Answers.words(e), e);
        }
        return bucket;
    }

    @Override
    public void close() {
        closed = true;
    }
}
