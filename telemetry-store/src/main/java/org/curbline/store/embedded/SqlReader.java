package org.curbline.store.embedded;

import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.CairoException;
import io.questdb.cairo.security.AllowAllSecurityContext;
import io.questdb.cairo.sql.Record;
import io.questdb.cairo.sql.RecordCursor;
import io.questdb.cairo.sql.RecordCursorFactory;
import io.questdb.griffin.SqlException;
import io.questdb.griffin.SqlExecutionContextImpl;
import io.questdb.std.Numbers;
import io.questdb.std.str.Utf8Sequence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.curbline.store.Column;
import org.curbline.store.Column.Real;
import org.curbline.store.Column.Tag;
import org.curbline.store.Column.Whole;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader;
import org.curbline.store.reading.Nanos;
import org.jspecify.annotations.Nullable;

/** Answers by SQL, once the tables have taken in what was written. */
final class SqlReader implements PointReader {
    private static final long HOUR_NANOS = 3_600_000_000_000L;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final QuestDb questDb;
    private final Tables tables;
    private volatile boolean closed;

    SqlReader(QuestDb questDb, Tables tables) {
        this.questDb = questDb;
        this.tables = tables;
    }

    @Override
    public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
        Step step = question.step();
        long origin = step == null ? 0 : Nanos.of(step.origin());
        long length = step == null ? 0 : step.length().toNanos();
        int tags = question.by().size();
        ask(question.measurement(), sumsSql(question, origin, length), row -> {
            List<String> by = new ArrayList<>(tags);
            for (int i = 0; i < tags; i++) {
                by.add(text(row.getSymA(i + 2)));
            }
            List<Long> sums = new ArrayList<>(question.fields().size());
            for (int i = 0; i < question.fields().size(); i++) {
                long sum = row.getLong(i + 2 + tags);
                sums.add(sum == Numbers.LONG_NULL ? 0 : sum);
            }
            if (row.getLong(1) > 0) {
                consumer.accept(new SumsRow(origin + row.getLong(0) * length, by, row.getLong(1), sums));
            }
        });
    }

    private static String sumsSql(SumsQuestion question, long origin, long length) {
        StringBuilder sql = new StringBuilder("SELECT ")
                .append(length == 0 ? "0L" : "(cast(timestamp AS LONG) - " + origin + "L) / " + length + "L")
                .append(" AS t, ")
                .append(question.measurement().isRollup() ? "sum(" + name(Columns.USES) + ")" : "count()")
                .append(" AS n");
        question.by().forEach(tag -> sql.append(", ").append(name(tag)));
        question.fields()
                .forEach(field -> sql.append(", sum(").append(name(field)).append(')'));
        sql.append(" FROM ").append(question.measurement().table());
        sql.append(" WHERE timestamp >= ").append(timestamp(Nanos.of(question.from())));
        sql.append(" AND timestamp < ").append(timestamp(Nanos.of(question.to())));
        return sql.append(among(question.among())).toString();
    }

    private static String among(Map<Tag, Set<String>> among) {
        StringBuilder where = new StringBuilder();
        among.forEach((tag, values) ->
                where.append(" AND ").append(name(tag)).append(" IN ").append(list(values)));
        return where.toString();
    }

    @Override
    public List<StoredPoint> points(PointsQuestion question) {
        String where = " WHERE timestamp >= " + timestamp(Nanos.of(question.from()))
                + " AND timestamp < " + timestamp(Nanos.of(question.to()))
                + " AND timestamp > " + timestamp(Math.max(0, question.afterNanos()))
                + ofKiosk(question.kiosk())
                + among(question.among())
                + " ORDER BY timestamp LIMIT " + question.limit();
        return points(question.measurement(), question.fields(), where);
    }

    @Override
    public List<StoredPoint> newest(NewestQuestion question) {
        StringJoiner series = new StringJoiner(", ");
        question.measurement().tags().forEach(tag -> series.add(name(tag)));
        String where = " WHERE timestamp >= " + timestamp(Nanos.of(question.since())) + ofKiosk(question.kiosk())
                + among(question.among());
        return points(question.measurement(), question.fields(), where + " LATEST ON timestamp PARTITION BY " + series);
    }

    @Override
    public void hourly(HourlyQuestion question, Consumer<HourlyRow> consumer) {
        long from = Nanos.of(question.from());
        String empty =
                question.empty() == null ? "" : " AND \"" + question.empty().name() + "\" = 0";
        String sql = "SELECT kiosk, (cast(timestamp AS LONG) - " + from + "L) / " + HOUR_NANOS + "L AS h, count() AS n"
                + " FROM " + question.measurement().table()
                + " WHERE timestamp >= " + timestamp(from)
                + " AND timestamp < " + timestamp(Nanos.of(question.to()))
                + empty;
        ask(
                question.measurement(),
                sql,
                row -> consumer.accept(new HourlyRow(text(row.getSymA(0)), (int) row.getLong(1), row.getLong(2))));
    }

    @Override
    public void lastUses(Measurement measurement, Instant since, Consumer<LastUse> consumer) {
        String sql = "SELECT timestamp, kiosk FROM " + measurement.table()
                + " WHERE timestamp >= " + timestamp(Nanos.of(since))
                + " LATEST ON timestamp PARTITION BY kiosk";
        ask(measurement, sql, row -> consumer.accept(new LastUse(text(row.getSymA(1)), row.getTimestamp(0))));
    }

    @Override
    public void numbers(Measurement measurement, Instant from, Instant to, Consumer<NumbersRow> consumer) {
        String sql = "SELECT kiosk, run, count(), min(seq), max(seq) FROM " + measurement.table()
                + " WHERE timestamp >= " + timestamp(Nanos.of(from))
                + " AND timestamp < " + timestamp(Nanos.of(to));
        ask(measurement, sql, row -> {
            Utf8Sequence run = row.getVarcharA(1);
            consumer.accept(new NumbersRow(
                    text(row.getSymA(0)),
                    run == null ? "" : run.toString(),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4)));
        });
    }

    private static String ofKiosk(String kiosk) {
        return kiosk.isEmpty() ? "" : " AND kiosk = " + quoted(kiosk);
    }

    private List<StoredPoint> points(Measurement measurement, List<? extends Column> fields, String rest) {
        List<Column> columns = new ArrayList<>(measurement.tags());
        columns.addAll(fields);
        StringJoiner names = new StringJoiner(", ");
        columns.forEach(column -> names.add(name(column)));
        List<StoredPoint> points = new ArrayList<>();
        ask(
                measurement,
                "SELECT timestamp, " + names + " FROM " + measurement.table() + rest,
                row -> points.add(point(row, columns)));
        return points;
    }

    private static StoredPoint point(Record row, List<Column> columns) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            Object value = value(row, i + 1, columns.get(i));
            if (value != null) {
                values.put(columns.get(i).name(), value);
            }
        }
        return new StoredPoint(row.getTimestamp(0), values);
    }

    private static @Nullable Object value(Record row, int index, Column column) {
        if (column instanceof Tag) {
            CharSequence symbol = row.getSymA(index);
            return symbol == null ? null : symbol.toString();
        }
        if (column instanceof Whole) {
            long value = row.getLong(index);
            return value == Numbers.LONG_NULL ? null : (Long) value;
        }
        if (column instanceof Real) {
            double value = row.getDouble(index);
            return Double.isNaN(value) ? null : (Double) value;
        }
        Utf8Sequence text = row.getVarcharA(index);
        return text == null ? null : text.toString();
    }

    private void ask(Measurement measurement, String sql, Consumer<Record> eachRow) {
        if (closed) {
            throw new StoreUnavailableException("The reader is closed", null);
        }
        tables.awaitApplied(measurement, LONGEST_WAIT);
        questDb.with(engine -> {
            read(engine, sql, eachRow);
            return true;
        });
    }

    private static void read(CairoEngine engine, String sql, Consumer<Record> eachRow) {
        try (SqlExecutionContextImpl context =
                        new SqlExecutionContextImpl(engine, 1).with(AllowAllSecurityContext.INSTANCE);
                RecordCursorFactory factory = engine.select(sql, context);
                RecordCursor cursor = factory.getCursor(context)) {
            Record row = cursor.getRecord();
            while (cursor.hasNext()) {
                eachRow.accept(row);
            }
        } catch (SqlException | CairoException e) {
            throw new StoreUnavailableException("The embedded store does not answer: " + e.getMessage(), e);
        }
    }

    private static String name(Column column) {
        return '"' + column.name() + '"';
    }

    private static String timestamp(long nanos) {
        return nanos + "L::TIMESTAMP_NS";
    }

    private static String list(Set<String> values) {
        StringJoiner quoted = new StringJoiner(", ", "(", ")");
        values.forEach(value -> quoted.add(quoted(value)));
        return quoted.toString();
    }

    /** A text literal. In SQL nothing but the quote itself has a meaning within quotes. */
    static String quoted(String value) {
        return '\'' + value.replace("'", "''") + '\'';
    }

    private static String text(@Nullable CharSequence symbol) {
        return symbol == null ? "" : symbol.toString();
    }

    @Override
    public void close() {
        closed = true;
    }
}
