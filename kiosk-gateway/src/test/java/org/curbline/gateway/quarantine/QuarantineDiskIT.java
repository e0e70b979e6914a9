package org.curbline.gateway.quarantine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** What becomes of bad messages when the disk they are to be kept on fails, and works again. */
@Timeout(60)
class QuarantineDiskIT {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-23T16:05:00Z"));

    private final Vertx vertx = Vertx.vertx();
    private final Path folder;

    QuarantineDiskIT(@TempDir(factory = TempDirFactory.Standard.class) Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void close() {
        DiskThatFails.repair();
        vertx.close().await();
    }

    @Test
    void whatAFullDiskRefusesIsKeptOnceWhenThereIsRoomAgain() throws Exception {
        try (Quarantine quarantine = open(100_000)) {
            add(quarantine, "before").await();
            DiskThatFails.fill();
            List<Future<Void>> waiting = addAll(quarantine, 0, 50);
            await(() -> !quarantine.trouble().isEmpty());
            assertTrue(quarantine.trouble().contains("No space left on device"), quarantine.trouble());
            waiting.addAll(addAll(quarantine, 50, 100));
            assertTrue(waiting.stream().noneMatch(Future::isComplete));
            assertEquals(1, quarantine.count());
            DiskThatFails.repair();
            Future.all(waiting).await();
            assertEquals("", quarantine.trouble());
            assertEquals(101, quarantine.count());
        }
        assertKept("before", 100, 0);
    }

    @Test
    void whatCouldNotBeSyncedIsNotCalledKeptAndIsThereOnceInTheEnd() throws Exception {
        try (Quarantine quarantine = open(100_000)) {
            add(quarantine, "before").await();
            DiskThatFails.failToSync();
            List<Future<Void>> waiting = addAll(quarantine, 0, 20);
            await(() -> !quarantine.trouble().isEmpty());
            assertTrue(waiting.stream().noneMatch(Future::isComplete));
            DiskThatFails.repair();
            Future.all(waiting).await();
            assertEquals(21, quarantine.count());
        }
        assertKept("before", 20, 0);
    }

    @Test
    void whatLeavesAFullQuarantineOnAFailingDiskIsCountedOnce() throws Exception {
        try (Quarantine quarantine = open(2_000)) {
            Future.all(addAll(quarantine, 0, 20)).await();
            long keptBefore = quarantine.count();
            long droppedBefore = quarantine.dropped();
            DiskThatFails.failToSync();
            List<Future<Void>> waiting = addAll(quarantine, 20, 60);
            await(() -> !quarantine.trouble().isEmpty());
            assertEquals(60 - 40, keptBefore + droppedBefore);
            DiskThatFails.repair();
            Future.all(waiting).await();
            assertEquals(60, quarantine.count() + quarantine.dropped());
            assertEquals(
                    "payload 59", quarantine.list(null, null, 1).await().get(0).payload());
        }
        try (Quarantine quarantine = open(2_000)) {
            assertEquals(60, quarantine.count() + quarantine.dropped());
        }
    }

    @Test
    void whatIsKeptCanBeReadWhileNothingCanBeWritten() throws Exception {
        try (Quarantine quarantine = open(100_000)) {
            add(quarantine, "before").await();
            DiskThatFails.fill();
            List<Future<Void>> waiting = addAll(quarantine, 0, 5);
            await(() -> !quarantine.trouble().isEmpty());
            assertEquals(
                    List.of("before"),
                    quarantine.list(null, null, 10).await().stream()
                            .map(QuarantinedMessage::payload)
                            .toList());
            assertEquals("before", quarantine.find(1).await().orElseThrow().payload());
            assertTrue(String.valueOf(assertThrows(
                                    QuarantineUnavailableException.class,
                                    () -> quarantine.remove(List.of(1L)).await())
                            .getMessage())
                    .contains("No space left on device"));
            DiskThatFails.repair();
            Future.all(waiting).await();
            quarantine.remove(List.of(1L)).await();
            assertEquals(5, quarantine.count());
        }
    }

    @Test
    void readersAreToldWhenTheDiskIsGoneAltogether() throws Exception {
        try (Quarantine quarantine = open(100_000)) {
            add(quarantine, "before").await();
            DiskThatFails.goAway();
            List<Future<Void>> waiting = addAll(quarantine, 0, 5);
            await(() -> !quarantine.trouble().isEmpty());
            String said = String.valueOf(assertThrows(
                            QuarantineUnavailableException.class,
                            () -> quarantine.find(1).await())
                    .getMessage());
            assertTrue(said.startsWith("The quarantine cannot be read: "), said);
            assertEquals(1, quarantine.count());
            DiskThatFails.repair();
            Future.all(waiting).await();
            assertEquals(6, quarantine.list(null, null, 10).await().size());
        }
    }

    @Test
    void closingWhileTheDiskFailsEndsAndKeepsWhatWasPromised() throws Exception {
        Future<Void> never;
        try (Quarantine quarantine = open(100_000)) {
            add(quarantine, "before").await();
            DiskThatFails.fill();
            never = add(quarantine, "never promised");
            await(() -> !quarantine.trouble().isEmpty());
        }
        assertFalse(never.isComplete());
        DiskThatFails.repair();
        assertKept("before", 0, 0);
    }

    @Test
    void whereverInItsWritingTheDiskFailsEverythingIsKeptOnce() throws Exception {
        SplittableRandom random = new SplittableRandom(11);
        int sent = 0;
        int failures = 0;
        try (Quarantine quarantine = open(10_000_000)) {
            add(quarantine, "before").await();
            for (int round = 0; round < 8; round++) {
                DiskThatFails.failAfter(round % 3);
                int more = 1 + random.nextInt(200);
                List<Future<Void>> waiting = addAll(quarantine, sent, sent + more);
                sent += more;
                await(() -> !quarantine.trouble().isEmpty() || waiting.stream().allMatch(Future::isComplete));
                failures += quarantine.trouble().isEmpty() ? 0 : 1;
                DiskThatFails.repair();
                Future.all(waiting).await();
            }
        }
        assertTrue(failures >= 3, failures + " failures");
        assertKept("before", sent, 0);
    }

    private void assertKept(String first, int numbered, long dropped) throws IOException {
        List<String> expected = new ArrayList<>(List.of(first));
        IntStream.range(0, numbered).forEach(i -> expected.add("payload " + i));
        try (Quarantine quarantine = open(10_000_000)) {
            List<QuarantinedMessage> kept =
                    quarantine.list(null, null, 1_000_000).await();
            assertEquals(
                    expected.stream().sorted().toList(),
                    kept.stream().map(QuarantinedMessage::payload).sorted().toList());
            assertEquals(
                    kept.size(),
                    kept.stream().mapToLong(QuarantinedMessage::id).distinct().count());
            assertEquals(kept.size(), quarantine.count());
            assertEquals(dropped, quarantine.dropped());
        }
    }

    private static List<Future<Void>> addAll(Quarantine quarantine, int from, int to) {
        List<Future<Void>> waiting = new ArrayList<>();
        for (int i = from; i < to; i++) {
            waiting.add(add(quarantine, "payload " + i));
        }
        return waiting;
    }

    private static Future<Void> add(Quarantine quarantine, String payload) {
        return quarantine.add("a", "a", "kiosks/a/usage/wifi", "EMPTY", "", payload.getBytes(UTF_8));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private Quarantine open(long maxSize) throws IOException {
        return Quarantine.open(vertx, new Told(DiskThatFails.path(folder.resolve("quarantine.mv")), maxSize), CLOCK);
    }

    private record Told(Path file, long maxSize) implements QuarantineSettings {}
}
