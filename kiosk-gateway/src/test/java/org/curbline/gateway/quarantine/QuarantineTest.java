package org.curbline.gateway.quarantine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-23T16:05:00Z"));
    private static final String TOPIC = "kiosks/mn-05-129381/usage/wifi";

    private final Vertx vertx = Vertx.vertx();

    private final Path folder;

    QuarantineTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void whatWasKeptIsThereWhenItIsOpenedAgain() throws IOException {
        try (Quarantine quarantine = open(10_000)) {
            add(quarantine, "mn-05-129381", "WRONG_TYPE", "{\"seq\":\"one\"}").await();
        }
        try (Quarantine quarantine = open(10_000)) {
            QuarantinedMessage kept = quarantine.list(null, null, 10).await().get(0);
            assertEquals(1, kept.id());
            assertEquals(CLOCK.instant(), kept.at());
            assertEquals("mn-05-129381", kept.kiosk());
            assertEquals("mn-05-129381", kept.sender());
            assertEquals(TOPIC, kept.topic());
            assertEquals("WRONG_TYPE", kept.reason());
            assertEquals("a sentence", kept.detail());
            assertEquals("{\"seq\":\"one\"}", kept.payload());
        }
    }

    @Test
    void whatIsStillOnItsWayWhenItClosesIsKept() throws IOException {
        try (Quarantine quarantine = open(1_000_000)) {
            for (int i = 0; i < 500; i++) {
                var unused = add(quarantine, "a", "EMPTY", "x" + i);
            }
        }
        try (Quarantine quarantine = open(1_000_000)) {
            assertEquals(500, quarantine.count());
        }
    }

    @Test
    void theOldestLeaveWhenItIsFullAndAreCountedForEver() throws IOException {
        try (Quarantine quarantine = open(2_000)) {
            List<Future<Void>> kept = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                kept.add(add(quarantine, "a", "EMPTY", "payload " + i));
            }
            Future.all(kept).await();
            assertTrue(quarantine.count() < 20, quarantine.count() + " are kept");
            assertEquals(100, quarantine.count() + quarantine.dropped());
            assertEquals(
                    "payload 99", quarantine.list(null, null, 1).await().get(0).payload());
        }
        try (Quarantine quarantine = open(2_000)) {
            assertEquals(100, quarantine.count() + quarantine.dropped());
            add(quarantine, "a", "EMPTY", "one more").await();
            assertEquals(101, quarantine.list(null, null, 1).await().get(0).id());
        }
    }

    @Test
    void numbersAreNotGivenOutAgain() throws IOException {
        try (Quarantine quarantine = open(10_000)) {
            add(quarantine, "a", "EMPTY", "x").await();
            quarantine.remove(List.of(1L)).await();
            assertTrue(quarantine.find(1L).await().isEmpty());
        }
        try (Quarantine quarantine = open(10_000)) {
            add(quarantine, "a", "EMPTY", "y").await();
            assertEquals(2, quarantine.list(null, null, 1).await().get(0).id());
        }
    }

    @Test
    void listsTheNewestFirstByKioskAndReason() throws IOException {
        try (Quarantine quarantine = open(10_000)) {
            add(quarantine, "a", "EMPTY", "1").await();
            add(quarantine, "b", "EMPTY", "2").await();
            add(quarantine, "a", "TOO_OLD", "3").await();
            add(quarantine, "a", "EMPTY", "4").await();
            assertEquals(
                    List.of("4", "3", "2", "1"),
                    payloads(quarantine.list(null, null, 10).await()));
            assertEquals(
                    List.of("4", "1"),
                    payloads(quarantine.list("A", "EMPTY", 10).await()));
            assertEquals(List.of("4"), payloads(quarantine.list("a", "EMPTY", 1).await()));
        }
    }

    @Test
    void aPageOfLargeMessagesIsShorterAndTheNextOneGoesOn() throws IOException {
        try (Quarantine quarantine = open(64_000_000)) {
            String large = "x".repeat(256_000);
            for (int i = 0; i < 40; i++) {
                add(quarantine, "a", "EMPTY", i + large).await();
            }
            List<Long> ids = new ArrayList<>();
            List<Integer> pages = new ArrayList<>();
            List<QuarantinedMessage> page = quarantine.list(null, null, 1_000).await();
            while (!page.isEmpty()) {
                page.forEach(message -> ids.add(message.id()));
                pages.add(page.size());
                page = quarantine
                        .list(null, null, page.get(page.size() - 1).id(), 1_000)
                        .await();
            }
            assertEquals(List.of(16, 16, 8), pages);
            assertEquals(LongStream.rangeClosed(1, 40).mapToObj(i -> 41 - i).toList(), ids);
        }
    }

    @Test
    void whatIdentifiesAPersonIsMaskedAndTheRestCanBeSentAgain() throws IOException {
        String event = "{\"seq\":1042,\"at\":\"2026-11-23T16:04:05.123Z\",\"durationSeconds\":1968,"
                + "\"downBytes\":36211733,\"upBytes\":5199000,\"network\":\"open\"";
        try (Quarantine quarantine = open(10_000)) {
            add(quarantine, "a", "TOO_OLD", event + "}").await();
            add(quarantine, "a", "PERSONAL_DATA", event + ",\"who\":\"jane@example.org\"}")
                    .await();
            assertEquals(event + "}", kept(quarantine, 1).payload());
            assertFalse(kept(quarantine, 2).payload().contains("jane"));
            assertTrue(kept(quarantine, 2).payload().contains("36211733"));
        }
    }

    @Test
    void senderAndTopicAreMaskedUnlessTheyNameTheKiosk() throws IOException {
        try (Quarantine quarantine = open(10_000)) {
            quarantine
                    .add(
                            "mn-05-129381",
                            "00:1A:2B:3C:4D:5E",
                            "visitors/00:1A:2B:3C:4D:5E",
                            "UNKNOWN_TOPIC",
                            "",
                            new byte[0])
                    .await();
            QuarantinedMessage kept = kept(quarantine, 1);
            assertFalse(kept.sender().contains("2B"), kept.sender());
            assertFalse(kept.topic().contains("2B"), kept.topic());
        }
    }

    @Test
    void bytesThatAreNoTextSurvive() throws IOException {
        byte[] noText = {(byte) 0xFF, 0x00, (byte) 0xC3, 0x28};
        try (Quarantine quarantine = open(10_000)) {
            quarantine.add("a", "a", TOPIC, "MALFORMED_JSON", "", noText).await();
            assertArrayEquals(noText, kept(quarantine, 1).bytes());
        }
    }

    @Test
    void aLockedFileIsSaidInASentence() throws IOException {
        try (Quarantine quarantine = open(10_000)) {
            assertEquals("", quarantine.trouble());
            String said = String.valueOf(
                    assertThrows(IOException.class, () -> open(10_000)).getMessage());
            assertEquals(
                    "The quarantine cannot use " + folder.resolve("deeper/quarantine.mv")
                            + ": another process has it. Is another gateway running on it, or may this user not write"
                            + " there?",
                    said);
        }
    }

    private static Future<Void> add(Quarantine quarantine, String kiosk, String reason, String payload) {
        return quarantine.add(kiosk, kiosk, TOPIC, reason, "a sentence", payload.getBytes(UTF_8));
    }

    private static QuarantinedMessage kept(Quarantine quarantine, long id) {
        return quarantine.find(id).await().orElseThrow();
    }

    private static List<String> payloads(List<QuarantinedMessage> messages) {
        return messages.stream().map(QuarantinedMessage::payload).toList();
    }

    private Quarantine open(long maxSize) throws IOException {
        return Quarantine.open(vertx, new Told(folder.resolve("deeper/quarantine.mv"), maxSize), CLOCK);
    }

    private record Told(Path file, long maxSize) implements QuarantineSettings {}
}
