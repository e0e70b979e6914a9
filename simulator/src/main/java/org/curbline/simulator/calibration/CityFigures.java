package org.curbline.simulator.calibration;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.curbline.demand.Calibration;
import org.curbline.program.TextFile;

/**
 * How much the kiosks of a city are used, by the files it publishes: its weekly usage report (data set nxmt-wszr in New
 * York), of which the last 13 weeks count, and its list of kiosks (s4kf-3yrf), of which the live ones do.
 */
public final class CityFigures {
    private static final int WEEKS = 13;
    private static final double TERA_OVER_MEGA = 1e6;
    private static final String SESSIONS = "Number of Sessions";
    private static final String SITE = "Site ID";
    private static final String INSTALLATION = "Installation Status";
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("MM/dd/yyyy", Locale.ROOT);
    private static final CSVFormat FORMAT = CSVFormat.DEFAULT
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreHeaderCase(true)
            .setTrim(true)
            .get();

    private final List<Week> weeks = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private long live;

    private CityFigures() {}

    /**
     * Reads files of both kinds, in any order; which is which, their columns say.
     *
     * @throws IOException if one cannot be read
     * @throws IllegalArgumentException in a sentence, if one is neither, a row is not understood, or a kind is missing
     */
    public static CityFigures of(List<Path> files) throws IOException {
        CityFigures figures = new CityFigures();
        for (Path file : files) {
            figures.names.add(String.valueOf(file.getFileName()));
            String text = TextFile.read(file);
            try (CSVParser rows =
                    FORMAT.parse(new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text))) {
                figures.read(rows, file);
            }
        }
        if (figures.weeks.isEmpty() || figures.live == 0) {
            throw new IllegalArgumentException("A calibration needs a weekly usage report (a file with the column '"
                    + SESSIONS + "') and a list with live kiosks (a file with the column '" + SITE + "')");
        }
        figures.weeks.sort(Comparator.comparing(Week::end));
        figures.weeks.subList(0, Math.max(0, figures.weeks.size() - WEEKS)).clear();
        return figures;
    }

    /** What of an average kiosk is in the files; the rest is New York's. */
    public Calibration calibration() {
        double sessions = sum(Week::sessions);
        double megabytes = TERA_OVER_MEGA * sum(week -> week.down + week.up);
        Calibration usual = Calibration.NEW_YORK_2025;
        return new Calibration(
                rounded(sessions / weeks.size() / 7 / live),
                Duration.ofSeconds(Math.round(sum(week -> week.sessions * week.seconds) / sessions)),
                rounded(megabytes / sessions),
                rounded(TERA_OVER_MEGA * sum(Week::up) / megabytes),
                usual.callsPerDay(),
                usual.tabletPerDay(),
                usual.chargingPerDay());
    }

    /** The calibration as a file that a scenario can name. */
    public String text() {
        Calibration made = calibration();
        return String.join(
                "\n",
                "# From " + String.join(", ", names) + ": " + weeks.size() + " weeks to "
                        + weeks.get(weeks.size() - 1).end + ", " + live + " live kiosks.",
                "wifi-per-day: " + made.wifiPerDay(),
                "wifi-mean-seconds: " + made.wifiMean().toSeconds(),
                "wifi-megabytes: " + made.wifiMegabytes(),
                "up-share: " + made.upShare(),
                "# Not in these files; assumed to be as in New York:",
                "calls-per-day: " + made.callsPerDay(),
                "tablet-per-day: " + made.tabletPerDay(),
                "charging-per-day: " + made.chargingPerDay(),
                "");
    }

    private void read(CSVParser rows, Path file) {
        List<String> columns = rows.getHeaderNames();
        if (has(columns, SESSIONS)) {
            String end = columns.stream()
                    .filter(each -> each.toLowerCase(Locale.ROOT).startsWith("report ending"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(file + " has no column 'Report Ending'"));
            rows.forEach(row -> weeks.add(week(row, end, file)));
        } else if (has(columns, SITE)) {
            for (CSVRecord row : rows) {
                live += !row.isSet(INSTALLATION) || row.get(INSTALLATION).equalsIgnoreCase("Live") ? 1 : 0;
            }
        } else {
            throw new IllegalArgumentException(
                    file + " is neither a weekly usage report nor a list of kiosks: its columns are "
                            + String.join(", ", columns));
        }
    }

    private static boolean has(List<String> columns, String name) {
        return columns.stream().anyMatch(name::equalsIgnoreCase);
    }

    private static Week week(CSVRecord row, String end, Path file) {
        try {
            return new Week(
                    LocalDate.parse(row.get(end), DATE),
                    number(row.get(SESSIONS)),
                    LocalTime.parse(row.get("Average Session Length")).toSecondOfDay(),
                    number(row.get("TB Downloaded")),
                    number(row.get("TB Uploaded")));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Row " + row.getRecordNumber() + " of " + file + " is not understood: " + e.getMessage(), e);
        }
    }

    private static double number(String text) {
        return Double.parseDouble(text.replace(",", ""));
    }

    private double sum(ToDoubleFunction<Week> value) {
        return weeks.stream().mapToDouble(value).sum();
    }

    /** To four digits. */
    private static double rounded(double value) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.4g", value));
    }

    private record Week(LocalDate end, double sessions, double seconds, double down, double up) {}
}
