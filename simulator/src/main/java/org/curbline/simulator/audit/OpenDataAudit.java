package org.curbline.simulator.audit;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.audit.HttpApi.Table;
import org.curbline.simulator.audit.StoredOfKiosk.Reported;
import org.jspecify.annotations.Nullable;

/**
 * Compares the files of open data with what is stored: every week of WiFi use that lies within the ledger's time, as
 * far as it is told; and of every kiosk when its services last reported, and whether what is said of them is what they
 * said. Nothing said is no lie, but counted.
 */
final class OpenDataAudit {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MM/dd/uuuu", Locale.ROOT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);
    /** An older report is not told. */
    private static final Duration LAST_AT_MOST = Duration.ofDays(7);

    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final List<Columns> SERVICES = List.of(
            new Columns("wifi", "wifi_status", "wifi_last_ts"),
            new Columns("tablet", "tablet_status", "tablet_last_ts"),
            new Columns("call", "phone_status", "dialer_last_ts"));

    private final Answers answers;
    private final InstantSource clock;
    private final Duration patience;

    /**
     * @param clock as the telemetry service's
     * @param patience how long to ask again while answers say that they are not as of now
     */
    OpenDataAudit(Answers answers, InstantSource clock, Duration patience) {
        this.answers = answers;
        this.clock = clock;
        this.patience = patience;
    }

    /** Blocks until everything has been asked. */
    Compared compare(Collection<KioskId> kiosks, StoredOfKiosks stored) throws IOException, InterruptedException {
        Instant now = clock.instant();
        try {
            Compared weeks = weeks(stored, now);
            Compared services = services(kiosks, stored, now);
            List<String> differences = new ArrayList<>(weeks.differences());
            differences.addAll(services.differences());
            return new Compared(
                    "open data  " + weeks.line() + "  " + services.line() + "  differing " + differences.size(),
                    differences);
        } catch (DateTimeException | NumberFormatException e) {
            throw new IOException("A file of open data is not understood", e);
        }
    }

    private Compared weeks(StoredOfKiosks stored, Instant now) throws IOException, InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        Table table = answers.weeks();
        Compared compared = weeks(stored, table);
        while (!compared.agrees() && table.asOf().isBefore(now) && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(AGAIN.toMillis());
            table = answers.weeks();
            compared = weeks(stored, table);
        }
        return compared;
    }

    private Compared weeks(StoredOfKiosks stored, Table table) throws IOException, InterruptedException {
        int told = 0;
        List<String> differences = new ArrayList<>();
        for (Map<String, String> row : table.rows()) {
            LocalDate end = LocalDate.parse(cell(row, "Report Ending (weekly starting on Sundays)"), DAY);
            Instant from = midnight(end.minusWeeks(1), stored.zone());
            Instant to = midnight(end, stored.zone());
            Used truth = stored.week(end);
            if (!cell(row, "Number of Sessions").isEmpty()
                    && stored.span().holds(from, to)
                    && answers.sessions(from, to) == truth.count()) { // or others used it, too
                told++;
                String answered = String.join(
                        ", ",
                        cell(row, "Number of Sessions"),
                        cell(row, "Average Session Length"),
                        cell(row, "TB Downloaded"),
                        cell(row, "TB Uploaded"));
                String expected = String.join(
                        ", ",
                        Long.toString(truth.count()),
                        length(Math.round(truth.durationSeconds() / (double) truth.count())),
                        terabytes(truth.downBytes()),
                        terabytes(truth.upBytes()));
                if (!answered.equals(expected)) {
                    differences.add(
                            "open data: the week until " + end + " is told " + answered + "; stored are " + expected);
                }
            }
        }
        return new Compared("weeks " + told, differences);
    }

    private Compared services(Collection<KioskId> kiosks, StoredOfKiosks stored, Instant now)
            throws IOException, InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        Table table = answers.kiosks();
        while (table.asOf().isBefore(now) && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(AGAIN.toMillis());
            table = answers.kiosks();
        }
        Set<KioskId> asked = Set.copyOf(kiosks);
        int told = 0;
        int silent = 0;
        List<String> differences = new ArrayList<>();
        for (Map<String, String> row : table.rows()) {
            String id = cell(row, "site_id");
            if (!KioskId.isValid(id) || !asked.contains(KioskId.of(id))) {
                continue;
            }
            for (Columns columns : SERVICES) {
                Reported reported = stored.of(KioskId.of(id)).newest(columns.service);
                String state = cell(row, columns.status);
                if (isOfOthers(cell(row, columns.last), reported, stored)) {
                    continue;
                }
                String expected =
                        reported == null || reported.at().isBefore(table.asOf().minus(LAST_AT_MOST))
                                ? ""
                                : TIME.format(reported.at().atZone(stored.zone()));
                told += state.isEmpty() ? 0 : 1;
                silent += state.isEmpty() ? 1 : 0;
                if (!cell(row, columns.last).equals(expected) || isLie(state, reported)) {
                    differences.add("open data: " + id + "'s " + columns.service + " is told '" + state + "' at '"
                            + cell(row, columns.last) + "'; it said " + (reported == null ? "nothing" : reported));
                }
            }
        }
        return new Compared("services " + told + "  not told " + silent, differences);
    }

    /**
     * Whether what is told is of a run before the ledger's, in which this service said nothing yet, or of one after.
     */
    private static boolean isOfOthers(String last, @Nullable Reported reported, StoredOfKiosks stored) {
        if (last.isEmpty()) {
            return false;
        }
        Instant told = LocalDateTime.parse(last, TIME).atZone(stored.zone()).toInstant();
        boolean before = told.isBefore(stored.span().from());
        return before ? reported == null : told.isAfter(stored.span().to());
    }

    private static boolean isLie(String state, @Nullable Reported reported) {
        return switch (state) {
            case "" -> false;
            case "up" -> reported == null || reported.state().equals("down");
            case "down" -> reported == null || !reported.state().equals("down");
            default -> true;
        };
    }

    private static Instant midnight(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }

    private static String length(long seconds) {
        return String.format(Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** Of 10^12 bytes, to the megabyte. */
    private static String terabytes(long bytes) {
        BigDecimal rounded = BigDecimal.valueOf(bytes, 12).setScale(6, RoundingMode.HALF_UP);
        return (rounded.signum() == 0 ? BigDecimal.ZERO : rounded.stripTrailingZeros()).toPlainString();
    }

    private static String cell(Map<String, String> row, String column) throws IOException {
        String cell = row.get(column);
        if (cell == null) {
            throw new IOException("A file of open data lacks the column " + column);
        }
        return cell;
    }

    /** The city's columns of a service. */
    private record Columns(String service, String status, String last) {}

    /** The files of open data. Blocking. */
    interface Answers {
        /**
         * The weekly usage report.
         *
         * @throws IOException if nobody can be asked, or answers what cannot be understood
         */
        Table weeks() throws IOException, InterruptedException;

        /** The status of every kiosk. */
        Table kiosks() throws IOException, InterruptedException;

        /** How often the WiFi of the whole city was used. */
        long sessions(Instant from, Instant to) throws IOException, InterruptedException;
    }

    /** Asks by HTTP. */
    record HttpAnswers(HttpApi telemetry) implements Answers {
        @Override
        public Table weeks() throws IOException, InterruptedException {
            return telemetry.table("/api/v1/open/weekly-usage");
        }

        @Override
        public Table kiosks() throws IOException, InterruptedException {
            return telemetry.table("/api/v1/open/kiosk-status");
        }

        @Override
        public long sessions(Instant from, Instant to) throws IOException, InterruptedException {
            String path = "/api/v1/usage?service=wifi&from=" + from + "&to=" + to;
            return telemetry.table(path).rows().stream()
                    .mapToLong(row -> Long.parseLong(row.getOrDefault("count", "0")))
                    .sum();
        }
    }
}
