package org.curbline.store.embedded;

import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.CairoException;
import io.questdb.cairo.wal.seq.SeqTxnTracker;
import io.questdb.griffin.SqlException;
import java.time.Duration;
import java.util.EnumMap;
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
import org.curbline.store.StoreOpenException;

/**
 * One table for each measurement, and how far each has come: what is written goes to a log first, and from there into
 * the table. A table whose log cannot be applied (no room on the disk) is suspended; that shows here.
 */
final class Tables {
    private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(300);

    private final QuestDb questDb;
    private final Map<Measurement, SeqTxnTracker> progress = new EnumMap<>(Measurement.class);

    private Tables(QuestDb questDb) {
        this.questDb = questDb;
    }

    /**
     * Makes what is missing.
     *
     * @param retention how long points are kept, rounded up to whole days
     * @throws StoreOpenException if a table cannot be made
     */
    static Tables make(QuestDb questDb, Duration retention) {
        Tables tables = new Tables(questDb);
        for (Measurement measurement : Measurement.values()) {
            questDb.with(engine -> tables.progress.put(measurement, make(engine, measurement, retention)));
        }
        return tables;
    }

    private static SeqTxnTracker make(CairoEngine engine, Measurement measurement, Duration retention) {
        try {
            engine.execute(definition(measurement, retention));
            engine.execute("ALTER TABLE " + measurement.table() + " SET TTL " + days(retention) + " DAYS");
            return engine.getTableSequencerAPI().getTxnTracker(engine.verifyTableName(measurement.table()));
        } catch (SqlException | CairoException e) {
            throw new StoreOpenException("The table " + measurement.table() + " cannot be made: " + e.getMessage(), e);
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
            columns.add('"' + field.name() + "\" " + type(field));
        }
        return "CREATE TABLE IF NOT EXISTS " + measurement.table() + " (" + columns
                + ") TIMESTAMP(timestamp) PARTITION BY DAY TTL " + days(retention) + " DAYS WAL DEDUP UPSERT KEYS("
                + keys + ")";
    }

    private static String type(Column field) {
        if (field instanceof Whole) {
            return "LONG";
        }
        return field instanceof Real ? "DOUBLE" : "VARCHAR";
    }

    private static long days(Duration retention) {
        return Math.max(1, retention.plusDays(1).minusNanos(1).toDays());
    }

    /** Why a table takes nothing in, in a sentence; empty if all do. */
    String trouble() {
        for (Map.Entry<Measurement, SeqTxnTracker> table : progress.entrySet()) {
            if (table.getValue().isSuspended()) {
                return "table " + table.getKey().table() + " is suspended, is there room on the disk? "
                        + table.getValue().getErrorMessage() + "; logs are in " + questDb.logs();
            }
        }
        return "";
    }

    /** Lets suspended tables try again; what they could not take in waits in their log. */
    void resume() {
        progress.forEach((measurement, tracker) -> {
            if (tracker.isSuspended()) {
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
        SeqTxnTracker tracker = progress.get(measurement);
        if (tracker == null) {
            throw new IllegalStateException("No table " + measurement.table());
        }
        long goal = tracker.getSeqTxn();
        long deadline = System.nanoTime() + atMost.toNanos();
        while (tracker.getWriterTxn() < goal) {
            if (tracker.isSuspended()) {
                throw new StoreUnavailableException(trouble(), null);
            }
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                throw new StoreUnavailableException(
                        "Table " + measurement.table() + " is behind its log by " + (goal - tracker.getWriterTxn())
                                + " transactions",
                        null);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
