package org.curbline.telemetry.open;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.curbline.telemetry.open.WeeklyUsage.ToDate;
import org.curbline.telemetry.open.WeeklyUsage.Week;
import org.jspecify.annotations.Nullable;

/** The weekly usage report with the columns of New York's data set nxmt-wszr, written and read. */
public final class WeeklyUsageReport {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("MM/dd/uuuu", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final Pattern LENGTH = Pattern.compile("(\\d{2,}):([0-5]\\d):([0-5]\\d)");

    private WeeklyUsageReport() {}

    public static String csv(List<WeeklyUsage> rows) {
        StringBuilder text = new StringBuilder();
        try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
            printer.printRecord(Arrays.stream(Column.values()).map(column -> column.title));
            for (WeeklyUsage row : rows) {
                printer.printRecord(Arrays.stream(Column.values()).map(column -> column.write(row)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A text in memory cannot be written", e);
        }
        return text.toString();
    }

    /** An object for each row, under the columns' names; what is null is left out. */
    public static String json(List<WeeklyUsage> rows) {
        JsonArray all = new JsonArray();
        for (WeeklyUsage row : rows) {
            JsonObject json = new JsonObject();
            for (Column column : Column.values()) {
                Object value = column.value.apply(row);
                if (value != null) {
                    json.put(column.title, value instanceof Number number ? number : column.write(row));
                }
            }
            all.add(json);
        }
        return all.encode();
    }

    /**
     * Reads a report, the city's own or ours, to its end.
     *
     * @throws IllegalArgumentException saying the line, if it is none
     */
    public static List<WeeklyUsage> read(Reader csv) {
        List<WeeklyUsage> rows = new ArrayList<>();
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (CSVParser parser = format.parse(csv)) {
            List<String> expected =
                    Arrays.stream(Column.values()).map(column -> column.title).toList();
            if (!parser.getHeaderNames().equals(expected)) {
                throw new IllegalArgumentException(
                        "The columns must be " + expected + ", not " + parser.getHeaderNames());
            }
            for (CSVRecord line : parser) {
                rows.add(row(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The report cannot be read", e);
        }
        return rows;
    }

    private static WeeklyUsage row(CSVRecord line) {
        try {
            return new WeeklyUsage(
                    LocalDate.parse(line.get(Column.REPORT_ENDING.title), DAY),
                    new Week(
                            read(line, Column.SESSIONS, Long::valueOf),
                            read(line, Column.AVERAGE, WeeklyUsageReport::length),
                            read(line, Column.CLIENTS, Long::valueOf),
                            read(line, Column.DOWN, BigDecimal::new),
                            read(line, Column.UP, BigDecimal::new)),
                    new ToDate(
                            read(line, Column.TERABYTES_TO_DATE, BigDecimal::new),
                            read(line, Column.SESSIONS_TO_DATE, Long::valueOf),
                            read(line, Column.SUBSCRIBERS_TO_DATE, Long::valueOf)));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Row " + line.getRecordNumber() + " is none of a weekly report: " + e.getMessage(), e);
        }
    }

    private static <T> @Nullable T read(CSVRecord line, Column column, Function<String, T> value) {
        String text = line.get(column.title);
        return text.isEmpty() ? null : value.apply(text);
    }

    private static Duration length(String text) {
        Matcher parts = LENGTH.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("A length is written 00:32:48, not " + text);
        }
        return Duration.ofHours(Long.parseLong(parts.group(1)))
                .plusMinutes(Long.parseLong(parts.group(2)))
                .plusSeconds(Long.parseLong(parts.group(3)));
    }

    /** The city's, in its order. */
    private enum Column {
        REPORT_ENDING("Report Ending (weekly starting on Sundays)", WeeklyUsage::reportEnding),
        SESSIONS("Number of Sessions", row -> row.week().sessions()),
        AVERAGE("Average Session Length", row -> row.week().averageSession()),
        CLIENTS("Number of Unique Clients", row -> row.week().uniqueClients()),
        DOWN("TB Downloaded", row -> row.week().terabytesDown()),
        UP("TB Uploaded", row -> row.week().terabytesUp()),
        TERABYTES_TO_DATE("Cumulative Bandwidth Utilization To Date (TB)", row -> row.toDate()
                .terabytes()),
        SESSIONS_TO_DATE("Cumulative Sessions To Date", row -> row.toDate().sessions()),
        SUBSCRIBERS_TO_DATE(
                "Cumulative Subscribers To Date", row -> row.toDate().subscribers());

        private final String title;
        private final Function<WeeklyUsage, @Nullable Object> value;

        Column(String title, Function<WeeklyUsage, @Nullable Object> value) {
            this.title = title;
            this.value = value;
        }

        String write(WeeklyUsage row) {
            Object written = value.apply(row);
            if (written instanceof LocalDate day) {
                return DAY.format(day);
            }
            if (written instanceof Duration length) {
                return String.format(
                        Locale.ROOT,
                        "%02d:%02d:%02d",
                        length.toHours(),
                        length.toMinutesPart(),
                        length.toSecondsPart());
            }
            return written instanceof BigDecimal number
                    ? number.toPlainString()
                    : written == null ? "" : written.toString();
        }
    }
}
