package org.curbline.protocol.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z,                 0",
        "2026-11-23T16:04:05.123Z,             1795449845123",
        "2026-11-23T16:04:05.1Z,               1795449845100",
        "2026-11-23T16:04:05.123999999Z,       1795449845123",
        "2024-02-29T23:59:59.999Z,             1709251199999",
        "2000-02-29T00:00:00Z,                 951782400000",
        "0000-01-01T00:00:00Z,                 -62167219200000",
        "9999-12-31T23:59:59.999Z,             253402300799999",
    })
    void readsRfc3339InUtc(String text, long millis) {
        assertEquals(millis, parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2026",
                "2026-11-23",
                "2026-11-23T16:04Z",
                "2026-11-23T16:04:05",
                "2026-11-23T16:04:05.Z",
                "2026-11-23T16:04:05.1234567890Z",
                "2026-11-23t16:04:05Z",
                "2026-11-23T16:04:05z",
                "2026-11-23 16:04:05Z",
                "2026-11-23T16:04:05+00:00",
                "2026-13-23T16:04:05Z",
                "2026-00-23T16:04:05Z",
                "2026-11-31T16:04:05Z",
                "2026-11-00T16:04:05Z",
                "2026-02-29T16:04:05Z",
                "2100-02-29T16:04:05Z",
                "2026-11-23T24:00:00Z",
                "2026-11-23T16:60:05Z",
                "2026-11-23T16:04:60Z",
                "2026-11-23T16:04:05,1Z",
                "2026-11-23T16:04:05.12x4Z",
                "2026-11-23T16:04:05ZZ",
                "-026-11-23T16:04:05Z",
                "2026/11/23T16:04:05Z",
                "2026-11-23T16.04:05Z",
                "2026-11-23T16:04.05Z",
                "٢026-11-23T16:04:05Z",
                "20261123T160405Z",
            })
    void refusesEverythingElse(String text) {
        assertEquals(Timestamps.INVALID, parse(text));
    }

    @Test
    void agreesWithTheJdkOnAnyTime() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 50_000; i++) {
            long millis = random.nextLong(-62_167_219_200_000L, 253_402_300_800_000L);
            String text = MILLIS.format(Instant.ofEpochMilli(millis));
            byte[] written = new byte[Timestamps.LENGTH];
            Timestamps.write(millis, written, 0);
            assertEquals(text, new String(written, StandardCharsets.US_ASCII));
            assertEquals(millis, parse(text));
        }
    }

    private static long parse(String text) {
        return Timestamps.parse(("xx" + text + "yy").toCharArray(), 2, text.length());
    }
}
