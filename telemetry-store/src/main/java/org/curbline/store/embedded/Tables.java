package org.curbline.store.embedded;

import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.CairoException;
import io.questdb.cairo.MetadataCacheWriter;
import io.questdb.cairo.TableReader;
import io.questdb.cairo.TableToken;
import io.questdb.cairo.sql.TableMetadata;
import io.questdb.cairo.sql.TableRecordMetadata;
import io.questdb.cairo.wal.seq.SeqTxnTracker;
import io.questdb.griffin.SqlException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.curbline.store.Column;
import org.curbline.store.Column.Real;
import org.curbline.store.Column.Tag;
import org.curbline.store.Column.Whole;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.curbline.store.Retention;
import org.curbline.store.StoreOpenException;

/**
 * One table for each measurement, and how far each has come: what is written goes to a log first, and from there into
 * the table. A table whose log cannot be applied (no room on the disk, or it is read-only) is suspended; that shows
 * here.
 */
final class Tables {
    private static final int HOURS_OF_DAY = 24;
    private static final int HOURS_OF_WEEK = 7 * HOURS_OF_DAY;
    private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(300);

    /** The longest that a table's files may be under way to their places. */
    private static final Duration MOVING = Duration.ofSeconds(10);

    private final QuestDb questDb;
    private final Map<Measurement, Table> tables = new EnumMap<>(Measurement.class);

    private Tables(QuestDb questDb) {
        this.questDb = questDb;
    }

    /**
     * Makes what is missing.
     *
     * @param retention how long what is kept, rounded up to whole days
     * @throws StoreOpenException if a table cannot be made
     */
    static Tables make(QuestDb questDb, Retention retention) {
        Tables made = new Tables(questDb);
        for (Measurement measurement : Measurement.values()) {
            SeqTxnTracker log = questDb.with(engine -> make(engine, measurement, retention.of(measurement)));
            made.tables.put(measurement, new Table(measurement.table(), log));
        }
        return made;
    }

    private static SeqTxnTracker make(CairoEngine engine, Measurement measurement, Duration retention) {
        try {
            boolean isNew = engine.getTableTokenIfExists(measurement.table()) == null;
            engine.execute(definition(measurement, retention));
            TableToken token = engine.verifyTableName(measurement.table());
            SeqTxnTracker log = engine.getTableSequencerAPI().getTxnTracker(token);
            if (!isNew) {
                change(engine, token, log, measurement, retention);
            }
            return log;
        } catch (SqlException | CairoException e) {
            throw new StoreOpenException("The table " + measurement.table() + " cannot be made: " + e.getMessage(), e);
        }
    }

    /** Makes a table that is there already what it should be now. */
    private static void change(
            CairoEngine engine, TableToken token, SeqTxnTracker log, Measurement measurement, Duration retention)
            throws SqlException {
        List<String> changes = new ArrayList<>();
        for (Column field : lacking(engine, token, measurement)) {
            changes.add("ADD COLUMN " + column(field)); // QuestDB's log takes no two at once
        }
        if (!isKeptFor(engine, token, log, timeToLiveHours(measurement, retention))) {
            changes.add("SET TTL " + timeToLive(measurement, retention));
        }
        if (!changes.isEmpty()) {
            makeKnown(engine, token); // before the first change: the table's files move while one is taken in
        }
        for (String each : changes) {
            engine.execute("ALTER TABLE " + measurement.table() + " " + each);
        }
    }

    /** The columns that a table has not, as it was made when less was known of its measurement. */
    private static List<Column> lacking(CairoEngine engine, TableToken token, Measurement measurement) {
        try (TableRecordMetadata table = engine.getSequencerMetadata(token)) {
            return measurement.fields().stream()
                    .filter(field -> table.getColumnIndexQuiet(field.name()) < 0)
                    .toList();
        }
    }

    /** Whether a table is known to be kept for so long; not while its log may hold another word. */
    private static boolean isKeptFor(CairoEngine engine, TableToken token, SeqTxnTracker log, int hours) {
        if (takenIn(engine, token, log) != engine.getTableSequencerAPI().lastTxn(token)) {
            return false;
        }
        try (TableMetadata table = engine.getTableMetadata(token)) {
            return table.getTtlHoursOrMonths() == hours;
        }
    }

    /** How far it has come; just after a start nobody has told its log yet, and only the table itself knows. */
    private static long takenIn(CairoEngine engine, TableToken token, SeqTxnTracker log) {
        if (log.isInitialised()) {
            return log.getWriterTxn();
        }
        try (TableReader table = engine.getReader(token)) {
            return table.getSeqTxn();
        }
    }

    /**
     * QuestDB tells itself which tables there are in a thread of its own when it starts. Until that has come to a
     * table, version 9.3.4 fails with a NullPointerException when the table is to be altered. For a moment there is no
     * file to learn it from, if a change of the run before is only being taken in.
     */
    private static void makeKnown(CairoEngine engine, TableToken token) {
        long until = System.nanoTime() + MOVING.toNanos();
        while (true) {
            try (MetadataCacheWriter known = engine.getMetadataCache().writeLock()) {
                known.hydrateTable(token);
                return;
            } catch (CairoException e) {
                if (!e.isFileCannotRead() || System.nanoTime() > until) {
                    throw e;
                }
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    static String definition(Measurement measurement, Duration retention) {
        StringJoiner columns = new StringJoiner(", ");
        StringJoiner keys = new StringJoiner(", ");
        columns.add("timestamp TIMESTAMP_NS");
        keys.add("timestamp");
        for (Tag tag : measurement.tags()) {
            columns.add('"' + tag.name() + "\" SYMBOL");
            keys.add('"' + tag.name() + '"');
        }
        for (Column field : measurement.fields()) {
            columns.add(column(field));
        }
        return "CREATE TABLE IF NOT EXISTS " + measurement.table() + " (" + columns
                + ") TIMESTAMP(timestamp) PARTITION BY " + (isByWeeks(measurement) ? "WEEK" : "DAY") + " TTL "
                + timeToLive(measurement, retention) + " WAL DEDUP UPSERT KEYS(" + keys + ")";
    }

    private static String column(Column field) {
        return '"' + field.name() + "\" " + type(field);
    }

    private static String type(Column field) {
        if (field instanceof Whole) {
            return "LONG";
        }
        return field instanceof Real ? "DOUBLE" : "VARCHAR";
    }

    /** Of these there are few rows a day and years to keep: in parts of a day each, opening them would cost most. */
    private static boolean isByWeeks(Measurement measurement) {
        return measurement.isRollup() && measurement != Measurement.USAGE_HOUR;
    }

    private static String timeToLive(Measurement measurement, Duration retention) {
        long hours = timeToLiveHours(measurement, retention);
        return isByWeeks(measurement) ? hours / HOURS_OF_WEEK + " WEEKS" : hours / HOURS_OF_DAY + " DAYS";
    }

    /** Whole weeks or days, as the table has parts. */
    private static int timeToLiveHours(Measurement measurement, Duration retention) {
        long days = Math.max(1, retention.plusDays(1).minusNanos(1).toDays());
        return Math.toIntExact(isByWeeks(measurement) ? (days + 6) / 7 * HOURS_OF_WEEK : days * HOURS_OF_DAY);
    }

    /** Why a table takes nothing in, or has not yet caught up since, in a sentence; empty if all do. */
    String trouble() {
        for (Table table : tables.values()) {
            String trouble = table.trouble();
            if (!trouble.isEmpty()) {
                return trouble + "; logs are in " + questDb.logs();
            }
        }
        return "";
    }

    /** Lets suspended tables try again; what they could not take in waits in their log. */
    void resume() {
        tables.forEach((measurement, table) -> {
            if (table.log.isSuspended()) {
                questDb.with(engine -> resume(engine, measurement));
            }
        });
    }

    private static boolean resume(CairoEngine engine, Measurement measurement) {
        try {
            engine.execute("ALTER TABLE " + measurement.table() + " RESUME WAL");
            return true;
        } catch (SqlException | CairoException e) {
            return false; // still suspended, and asked again later
        }
    }

    /**
     * Waits until everything committed before this call can be read.
     *
     * @throws StoreUnavailableException if the table is suspended, or does not get there in time
     */
    void awaitApplied(Measurement measurement, Duration atMost) {
        Table table = tables.get(measurement);
        if (table == null) {
            throw new IllegalStateException("No table " + measurement.table());
        }
        SeqTxnTracker tracker = table.log;
        long goal = tracker.getSeqTxn();
        long deadline = System.nanoTime() + atMost.toNanos();
        while (tracker.getWriterTxn() < goal) {
            if (tracker.isSuspended()) {
                throw new StoreUnavailableException(trouble(), null);
            }
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                throw new StoreUnavailableException(
                        "The store is still taking in what was written before (table " + measurement.table()
                                + ", writes to go: " + (goal - tracker.getWriterTxn())
                                + "); ask again in some seconds.",
                        null);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** One table and the log it takes in. */
    private static final class Table {
        private final String name;
        private final SeqTxnTracker log;
        /** Why it was suspended, until it has taken in what was in its log then; guarded by this. */
        private String trouble = "";

        private long inLogThen;

        Table(String name, SeqTxnTracker log) {
            this.name = name;
            this.log = log;
        }

        /** A table that was resumed may be suspended again at once, so that alone ends no trouble. */
        synchronized String trouble() {
            if (log.isSuspended()) {
                inLogThen = log.getSeqTxn();
                trouble = "table " + name + " is suspended, is there room on the disk, and can it be written? "
                        + log.getErrorMessage();
            } else if (log.getWriterTxn() >= inLogThen) {
                trouble = "";
            }
            return trouble;
        }
    }
}
