package org.curbline.store.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader.PointsQuestion;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.curbline.store.PointWriter.WriterClosedException;
import org.curbline.store.StoreOpenException;
import org.curbline.store.TelemetryStore;
import org.curbline.store.TelemetryStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreIT extends TelemetryStoreContract {
    private static final Duration RETENTION = Duration.ofDays(36_500);

    private static Path folder;
    private static EmbeddedStore store;

    @BeforeAll
    static void open(@TempDir Path directory) {
        folder = directory;
        store = EmbeddedStore.open(folder, RETENTION, InstantSource.system());
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Override
    protected TelemetryStore store() {
        return store;
    }

    @Test
    void aFolderInUseIsRefusedInOneSentence() {
        StoreOpenException refusal = assertThrows(
                StoreOpenException.class, () -> EmbeddedStore.open(folder, RETENTION, InstantSource.system()));
        assertEquals(
                "The data folder " + folder + " is in use by another process: end that one, or choose another folder",
                refusal.getMessage());
    }

    @Test
    void aFolderThatCannotBeMadeIsRefusedInOneSentence(@TempDir Path other) throws Exception {
        Path file = Files.writeString(other.resolve("file"), "");
        StoreOpenException refusal = assertThrows(
                StoreOpenException.class,
                () -> EmbeddedStore.open(file.resolve("data"), RETENTION, InstantSource.system()));
        assertTrue(String.valueOf(refusal.getMessage()).contains("cannot be written to"), refusal::toString);
        assertFalse(String.valueOf(refusal.getMessage()).contains("java"), refusal::toString);

        refusal = assertThrows(
                StoreOpenException.class, () -> EmbeddedStore.open(file, RETENTION, InstantSource.system()));
        assertEquals("The data folder " + file + " cannot be written to: " + file + " is a file", refusal.getMessage());
    }

    /** As it is where the disk is full: a table of QuestDB's own cannot be made, when half of it runs already. */
    @Test
    void whatKeepsItFromStartingIsSaid(@TempDir Path other) throws Exception {
        Files.writeString(Files.createDirectories(other.resolve("db")).resolve("_query_trace"), "in the way");
        StoreOpenException refusal = assertThrows(
                StoreOpenException.class, () -> EmbeddedStore.open(other, RETENTION, InstantSource.system()));
        String said = String.valueOf(refusal.getMessage());
        assertTrue(said.startsWith("The embedded store in " + other + " does not start: "), said);
        assertTrue(said.contains("_query_trace"), said);
    }

    @Test
    void openedAgainEverythingIsStillThere(@TempDir Path other) throws Exception {
        Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        try (EmbeddedStore first = EmbeddedStore.open(other, RETENTION, InstantSource.system())) {
            first.writer().write(wifi("k", at, 1, 1, 1, 1));
        }
        try (EmbeddedStore second = EmbeddedStore.open(other, RETENTION, InstantSource.system())) {
            second.writer().write(wifi("k", at, 2, 1, 1, 1));
            assertEquals(
                    2,
                    second.reader()
                            .points(new PointsQuestion(Measurement.WIFI, at, at.plusSeconds(1), "k", 0, 10))
                            .size());
        }
    }

    @Test
    void closedItSaysSo(@TempDir Path other) {
        EmbeddedStore closed = EmbeddedStore.open(other, RETENTION, InstantSource.system());
        closed.close();
        closed.close();
        assertThrows(WriterClosedException.class, () -> closed.writer()
                .write(wifi("k", Instant.now().truncatedTo(ChronoUnit.MILLIS), 1, 1, 1, 1)));
        assertThrows(StoreUnavailableException.class, () -> closed.reader()
                .points(new PointsQuestion(Measurement.WIFI, Instant.EPOCH, Instant.now(), "k", 0, 10)));
    }
}
