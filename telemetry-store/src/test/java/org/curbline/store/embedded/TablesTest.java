package org.curbline.store.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.ErrorTag;
import io.questdb.griffin.SqlException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader.PointsQuestion;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesTest {
    private static final Duration A_WHILE = Duration.ofSeconds(10);

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
    void aTableThatTakesNothingInIsTroubleUntilItIsResumed(@TempDir Path folder) {
        try (QuestDb questDb = QuestDb.start(folder)) {
            Tables tables = Tables.make(questDb, Duration.ofDays(36_500));
            SqlReader reader = new SqlReader(questDb, tables);
            assertEquals("", tables.trouble());

            questDb.with(TablesTest::suspendAndInsert);
            assertEquals(
                    "table wifi is suspended, is there room on the disk? no space left; logs are in "
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
}
