package org.curbline.telemetry.open;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.curbline.telemetry.open.WeeklyUsage.ToDate;
import org.curbline.telemetry.open.WeeklyUsage.Week;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WeeklyUsageReportTest {
    private static final String REAL = "LinkNYC_Weekly_Usage_Updated_20251008.csv";

    @Test
    void readsWhatTheColumnsSay() throws IOException {
        List<WeeklyUsage> rows = read(sample());

        assertEquals(
                new WeeklyUsage(
                        LocalDate.of(2027, 1, 3),
                        new Week(
                                120_034L,
                                Duration.ofMinutes(31).plusSeconds(7),
                                8_120L,
                                new BigDecimal("4.5"),
                                new BigDecimal("0.71")),
                        new ToDate(new BigDecimal("5.21"), 120_034L, 8_120L)),
                rows.get(0));
        assertEquals(
                new WeeklyUsage(
                        LocalDate.of(2027, 1, 24), Week.WITHHELD, new ToDate(new BigDecimal("15.9"), 357_001L, null)),
                rows.get(3));
    }

    @Test
    void writesWhatItReads() throws IOException {
        assertEquals(sample(), WeeklyUsageReport.csv(read(sample())).replace("\r\n", "\n"));
    }

    /** Cell for cell, where the city's own file is at hand. */
    @Test
    void theCitysOwnReportIsReadAndWrittenByTheSameCode() throws IOException {
        Path file = real();
        assumeTrue(file != null, "the city's files are not here");
        String text = Files.readString(Objects.requireNonNull(file));

        List<WeeklyUsage> rows = read(text);

        assertEquals(text.lines().count() - 1, rows.size());
        assertEquals(text.lines().toList(), WeeklyUsageReport.csv(rows).lines().toList());
    }

    @Test
    void jsonHasTheSameColumnsAndLeavesOutWhatIsNotThere() throws IOException {
        JsonArray json = new JsonArray(WeeklyUsageReport.json(read(sample())));

        assertEquals(
                new JsonArray(
                                """
                        [{"Report Ending (weekly starting on Sundays)":"01/03/2027","Number of Sessions":120034,
                          "Average Session Length":"00:31:07","Number of Unique Clients":8120,"TB Downloaded":4.5,
                          "TB Uploaded":0.71,"Cumulative Bandwidth Utilization To Date (TB)":5.21,
                          "Cumulative Sessions To Date":120034,"Cumulative Subscribers To Date":8120}]""")
                        .getJsonObject(0)
                        .encode(),
                json.getJsonObject(0).encode());
        assertEquals(
                "{\"Report Ending (weekly starting on Sundays)\":\"01/17/2027\"}",
                json.getJsonObject(2).encode());
    }

    @Test
    void bytesAreRoundedToTheMegabyteAndSecondsToTheSecond() {
        WeeklyUsage row = new WeeklyUsage(
                LocalDate.of(2027, 1, 3),
                Week.of(new WeekOfUse(LocalDate.of(2027, 1, 3), 3, 11_000, 1_499_999, 10), 0),
                ToDate.of(3, 2_000_000_000_000L));

        assertEquals(
                "01/03/2027,3,01:01:07,,0.000001,0,2,3,",
                WeeklyUsageReport.csv(List.of(row)).lines().toList().get(1));
    }

    @Test
    void whatIsNoReportIsSaidWithItsRow() throws IOException {
        assertTrue(message("a,b\r\n1,2\r\n").startsWith("The columns must be [Report Ending"));
        assertTrue(message(sample().replace("00:32:48", "32 min"))
                .startsWith("Row 2 is none of a weekly report: A length"));
        assertTrue(message(sample().replace("01/10/2027", "13/10/2027")).startsWith("Row 2 "));
    }

    private static String message(String csv) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> read(csv)).getMessage());
    }

    private static List<WeeklyUsage> read(String csv) {
        return WeeklyUsageReport.read(new StringReader(csv));
    }

    private static String sample() throws IOException {
        try (InputStream sample =
                Objects.requireNonNull(WeeklyUsageReportTest.class.getResourceAsStream("weekly-usage.csv"))) {
            return new String(sample.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** In {@code $CURBLINE_SHARED/data}, or {@code shared/data} further up. */
    private static @Nullable Path real() {
        String shared = System.getenv("CURBLINE_SHARED");
        Stream<Path> folders = shared == null
                ? Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                        .map(folder -> folder.resolve("shared"))
                : Stream.of(Path.of(shared));
        return folders.map(folder -> folder.resolve("data").resolve(REAL))
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
    }
}
