package org.curbline.store.embedded;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.ErrorTag;
import io.questdb.cairo.MetadataCacheWriter;
import io.questdb.cairo.TableWriter;
import io.questdb.cairo.sql.TableMetadata;
import io.questdb.griffin.SqlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader.PointsQuestion;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.curbline.store.PointReader.StoredPoint;
import org.curbline.store.Retention;
import org.curbline.store.writing.LineTarget;
import org.curbline.store.writing.WriteAnswer;
import org.curbline.store.writing.WriteAnswer.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesIT {
    private static final Duration A_WHILE = Duration.ofSeconds(60);

    @Test
    void aTableIsDefinedByItsMeasurement() {
        assertEquals(
                "CREATE TABLE IF NOT EXISTS charging (timestamp TIMESTAMP_NS, \"kiosk\" SYMBOL, \"port\" SYMBOL, "
                        + "\"seq\" LONG, \"run\" VARCHAR, \"duration_seconds\" LONG, \"energy_milliwatt_hours\" LONG) "
                        + "TIMESTAMP(timestamp) PARTITION BY DAY TTL 61 DAYS WAL "
                        + "DEDUP UPSERT KEYS(timestamp, \"kiosk\", \"port\")",
                Tables.definition(Measurement.CHARGING, Duration.ofDays(60).plusSeconds(1)));
    }

    @Test
    void howLongATableIsKeptIsWrittenOnlyIfItIsAnotherTimeThanBefore(@TempDir Path folder) {
        try (QuestDb questDb = QuestDb.start(folder)) {
            Tables.make(questDb, Retention.of(Duration.ofDays(30)));
            long written = transactions(questDb);
            Tables.make(questDb, Retention.of(Duration.ofDays(30)));
            assertEquals(written, transactions(questDb));

            Tables other = Tables.make(questDb, Retention.of(Duration.ofDays(29)));
            other.awaitApplied(Measurement.WIFI, A_WHILE);
            assertEquals(29 * 24, hoursKept(questDb));
            assertTrue(transactions(questDb) > written);
        }
        try (QuestDb again = QuestDb.start(folder)) {
            long written = transactions(again);
            Tables.make(again, Retention.of(Duration.ofDays(29)));
            assertEquals(written, transactions(again), "nor after a restart");
            Tables.make(again, Retention.of(Duration.ofDays(31))).awaitApplied(Measurement.WIFI, A_WHILE);
            assertEquals(31 * 24, hoursKept(again));
        }
    }

    @Test
    void aTableThatQuestDbDoesNotKnowYetAfterItsStartIsAlteredAsWell(@TempDir Path folder) {
        try (QuestDb questDb = QuestDb.start(folder)) {
            Tables.make(questDb, Retention.of(Duration.ofDays(30)));
            questDb.with(TablesIT::forgetTables);

            Tables.make(questDb, Retention.of(Duration.ofDays(29))).awaitApplied(Measurement.WIFI, A_WHILE);
            assertEquals(29 * 24, hoursKept(questDb));
        }
    }

    @Test
    void aTableWhoseFilesAreBeingMovedAfterAStartIsAlteredAsWell(@TempDir Path folder) throws Exception {
        try (QuestDb questDb = QuestDb.start(folder)) {
            Tables.make(questDb, Retention.of(Duration.ofDays(30)));
            questDb.with(TablesIT::suspendAndInsert); // something is still to be taken in
            questDb.with(TablesIT::forgetTables);
            Path known = wifi(folder).resolve("_meta");
            Path away = Files.move(known, folder.resolve("away"));
            var mover = new Thread(() -> {
                LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
                assertDoesNotThrow(() -> Files.move(away, known));
            });
            mover.start();

            Tables tables = Tables.make(questDb, Retention.of(Duration.ofDays(29)));

            mover.join();
            tables.resume();
            tables.awaitApplied(Measurement.WIFI, A_WHILE);
            assertEquals(29 * 24, hoursKept(questDb));
        }
    }

    private static Path wifi(Path folder) throws IOException {
        try (Stream<Path> tables = Files.list(folder.resolve("db"))) {
            return tables.filter(each -> each.getFileName().toString().startsWith("wifi~"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static boolean forgetTables(CairoEngine engine) {
        try (MetadataCacheWriter known = engine.getMetadataCache().writeLock()) {
            known.clearCache();
            return true;
        }
    }

    @Test
    void aTableOfAnEarlierVersionGetsTheColumnsThatItLacks(@TempDir Path folder) {
        Retention retention = Retention.of(Duration.ofDays(36_500));
        try (QuestDb questDb = QuestDb.start(folder)) {
            questDb.with(engine -> {
                execute(
                        engine,
                        "CREATE TABLE health (timestamp TIMESTAMP_NS, kiosk SYMBOL, seq LONG) TIMESTAMP(timestamp)"
                                + " PARTITION BY DAY WAL DEDUP UPSERT KEYS(timestamp, kiosk)");
                execute(engine, "INSERT INTO health VALUES (1781092800000000000L, 'k', 1)");
                return forgetTables(engine);
            });
            Tables tables = Tables.make(questDb, retention);
            questDb.with(
                    engine -> execute(
                            engine,
                            "INSERT INTO health (timestamp, kiosk, seq, load, supply) VALUES (1781092800000000001L, 'k', 2, 0.5, 'low')"));
            PointsQuestion question = new PointsQuestion(Measurement.HEALTH, Instant.EPOCH, Instant.MAX, "k", 0, 10);
            assertEquals(
                    List.of(
                            Map.of("kiosk", "k", "seq", 1L),
                            Map.of("kiosk", "k", "seq", 2L, "load", 0.5, "supply", "low")),
                    new SqlReader(questDb, tables)
                            .points(question).stream().map(StoredPoint::values).toList());
            Tables.make(questDb, retention).awaitApplied(Measurement.HEALTH, A_WHILE);
        }
    }

    private static boolean execute(CairoEngine engine, String sql) {
        try {
            engine.execute(sql);
            return true;
        } catch (SqlException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long transactions(QuestDb questDb) {
        return questDb.with(engine -> engine.getTableSequencerAPI().lastTxn(engine.verifyTableName("wifi")));
    }

    private static int hoursKept(QuestDb questDb) {
        return questDb.with(engine -> {
            try (TableMetadata table = engine.getTableMetadata(engine.verifyTableName("wifi"))) {
                return table.getTtlHoursOrMonths();
            }
        });
    }

    @Test
    void aTableThatTakesNothingInIsTroubleUntilItIsResumed(@TempDir Path folder) {
        try (QuestDb questDb = QuestDb.start(folder)) {
            Tables tables = Tables.make(questDb, Retention.of(Duration.ofDays(36_500)));
            SqlReader reader = new SqlReader(questDb, tables);
            assertEquals("", tables.trouble());

            questDb.with(TablesIT::suspendAndInsert);
            assertEquals(
                    "table wifi is suspended, is there room on the disk, and can it be written? no space left; logs are in "
                            + folder.resolve("log"),
                    tables.trouble());
            assertThrows(StoreUnavailableException.class, () -> tables.awaitApplied(Measurement.WIFI, A_WHILE));
            StoreUnavailableException refusal =
                    assertThrows(StoreUnavailableException.class, () -> reader.points(question()));
            assertTrue(String.valueOf(refusal.getMessage()).contains("suspended"), refusal::toString);
            tables.awaitApplied(Measurement.CALL, A_WHILE);

            tables.resume();
            assertEquals(1, reader.points(question()).size());
            assertEquals("", tables.trouble());
        }
    }

    @Test
    void aTableThatIsResumedIsTroubleUntilItHasTakenInWhatWaits(@TempDir Path folder) {
        try (QuestDb questDb = QuestDb.start(folder)) {
            Tables tables = Tables.make(questDb, Retention.of(Duration.ofDays(36_500)));
            questDb.with(TablesIT::suspendAndInsert);
            String trouble = tables.trouble();
            assertTrue(trouble.contains("no space left"), trouble);

            questDb.with(engine -> {
                try (TableWriter busy = engine.getWriter(engine.verifyTableName("wifi"), "on purpose")) {
                    tables.resume(); // but nothing is taken in as long as somebody else writes to the table
                    assertEquals(trouble, tables.trouble());
                    return busy.isOpen();
                }
            });
            tables.awaitApplied(Measurement.WIFI, A_WHILE);
            assertEquals("", tables.trouble());
        }
    }

    @Test
    void nothingIsWrittenIntoALogThatNoTableTakesIn(@TempDir Path folder) {
        List<String> written = new ArrayList<>();
        try (QuestDb questDb = QuestDb.start(folder)) {
            Tables tables = Tables.make(questDb, Retention.of(Duration.ofDays(36_500)));
            LineTarget lines = new WatchfulLines(new LinesInMemory(written), tables);
            assertEquals(Verdict.STORED, lines.write("a").verdict());

            questDb.with(TablesIT::suspendAndInsert);
            WriteAnswer answer = lines.write("b");
            assertEquals(Verdict.TRY_LATER, answer.verdict());
            assertTrue(answer.words().contains("no space left"), answer::words);
            assertEquals(List.of("a"), written);

            tables.awaitApplied(Measurement.WIFI, A_WHILE); // the attempt has resumed the table
            assertEquals(Verdict.STORED, lines.write("b").verdict());
            assertEquals(List.of("a", "b"), written);
        }
    }

    @Test
    void whatTheDiskRefusesIsHeldAgainstNoLine(@TempDir Path folder) {
        try (QuestDb questDb = QuestDb.start(folder)) {
            Tables tables = Tables.make(questDb, Retention.of(Duration.ofDays(36_500)));
            WriteAnswer readOnly =
                    new WatchfulLines(new LinesThatFail("write error: wifi, errno: 30, error: no"), tables).write("a");
            assertEquals(Verdict.TRY_LATER, readOnly.verdict());
            assertEquals(
                    "a file was refused, is there room on the disk, and can it be written? write error: wifi, errno: 30, error: no",
                    readOnly.words());
            WriteAnswer own =
                    new WatchfulLines(new LinesThatFail("write error: wifi, errno: 22, error: no"), tables).write("a");
            assertEquals(Verdict.FAILED, own.verdict());
        }
    }

    private static PointsQuestion question() {
        return new PointsQuestion(Measurement.WIFI, Instant.EPOCH, Instant.MAX, "k", 0, 10);
    }

    private static boolean suspendAndInsert(CairoEngine engine) {
        try {
            engine.getTableSequencerAPI()
                    .suspendTable(engine.verifyTableName("wifi"), ErrorTag.DISK_FULL, "no space left");
            engine.execute("INSERT INTO wifi (timestamp, kiosk, seq) VALUES (1781092800000000000L, 'k', 1)");
            return true;
        } catch (SqlException e) {
            throw new IllegalStateException(e);
        }
    }

    private record LinesThatFail(String words) implements LineTarget {
        @Override
        public WriteAnswer write(String lines) {
            return WriteAnswer.failed(words);
        }

        @Override
        public WriteAnswer probe() {
            return WriteAnswer.stored();
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private record LinesInMemory(List<String> written) implements LineTarget {
        @Override
        public WriteAnswer write(String lines) {
            written.add(lines);
            return WriteAnswer.stored();
        }

        @Override
        public WriteAnswer probe() {
            throw new UnsupportedOperationException("the tables know");
        }

        @Override
        public void close() {}
    }
}
