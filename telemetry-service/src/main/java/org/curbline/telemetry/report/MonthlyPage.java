package org.curbline.telemetry.report;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.curbline.store.Measurement.Columns;
import org.curbline.telemetry.availability.Availability;
import org.curbline.telemetry.availability.AvailabilityAnswer;
import org.curbline.telemetry.clients.DeviceCount;
import org.curbline.telemetry.report.MonthlyFigures.Worst;
import org.curbline.telemetry.usage.UsageAnswer.Row;
import org.curbline.telemetry.usage.UsageAnswer.Used;
import org.curbline.telemetry.usage.UsedService;
import org.jspecify.annotations.Nullable;

/** A monthly report as one HTML document that needs nothing else, to be read, printed or sent. */
public final class MonthlyPage {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final String NOT_KNOWN = "–";
    private static final String NOTHING_WORKED =
            "Nothing is known of how services worked: there is no share, no outage, and no target that was met or missed.";
    private static final String COMPARED_AS_FAR =
            "The month is not over: it is compared with as much of the months before.";
    private static final String USE_KNOWN_IN_PART =
            "No use is known from before %s: what is told of a month that began earlier, and a change against it, is of a part of that month.";
    private static final String KNOWN_IN_PART =
            "Of a part of the month nothing is known of some kiosks, as it was before the first report or before they were registered. It is left out: counted is %s of the time in service. A day with – has no share.";

    private final MonthlyFigures figures;
    private final ReportWords words;
    private final Locale locale;

    /** @param locale how numbers and dates are written */
    public MonthlyPage(MonthlyFigures figures, Locale locale) {
        this.figures = figures;
        this.words = new ReportWords(locale);
        this.locale = locale;
    }

    /** As a document that needs nothing else. */
    public String html() {
        return html("");
    }

    /** With links to the pages that the same server has, and to other months. */
    public String linkedHtml() {
        String days = "?from=" + figures.month().atDay(1) + "&to=" + lastDay().plusDays(1);
        Map<String, String> links = new LinkedHashMap<>();
        links.put("/", "Curbline");
        links.put("/usage" + days, "Usage");
        links.put("/availability" + days, "Availability");
        links.put("/places" + days, "Places");
        links.put(
                address(figures.month().minusMonths(1)),
                "← " + name(figures.month().minusMonths(1)));
        if (figures.isOver()) {
            links.put(
                    address(figures.month().plusMonths(1)), name(figures.month().plusMonths(1)) + " →");
        }
        return html(ReportDocument.links("Pages and other months", links));
    }

    private String html(String links) {
        ReportDocument document = new ReportDocument("Monthly report, " + name(figures.month()), links);
        document.lead(day(figures.month().atDay(1)) + " to ", figures.until(), day(lastDay()), asOf());
        if (!figures.isKnown()) {
            document.lead("Nothing is known of this month: neither a use nor a report of it is stored.");
            return document.html();
        }
        document.section("What was used", summary());
        if (!figures.use().now().isEmpty()) {
            document.section("Day by day", usedByDay());
            document.section("Where", wherever());
            document.section("Different devices", devices());
        }
        document.section("How well it worked", worked() + workedByDay());
        document.section("The kiosks that worked least", worst());
        if (!figures.use().now().isEmpty()) {
            document.section("Every day", everyDay());
        }
        return document.html();
    }

    private String asOf() {
        String state = !figures.isOver()
                ? "The month is not over."
                : figures.finalUntil().isBefore(figures.until())
                        ? "What kiosks tell late can still change it."
                        : "It can no longer change.";
        return ", by the clocks of " + figures.zone().getId() + ". As of " + moment(figures.asOf()) + ". " + state;
    }

    private LocalDate lastDay() {
        return LocalDate.ofInstant(figures.until().minusMillis(1), figures.zone());
    }

    private String summary() {
        List<List<String>> rows = new ArrayList<>();
        for (UsedService service : UsedService.used()) {
            Used used = figures.use().now().getOrDefault(service, Used.NOTHING);
            rows.add(List.of(
                    name(service),
                    words.count(used.count()),
                    change(used, figures.use().before().get(service)),
                    change(used, figures.use().yearBefore().get(service)),
                    words.length(used.count() == 0 ? 0 : used.sum(Columns.DURATION) / (double) used.count()),
                    conveyed(service, used)));
        }
        String table = ReportDocument.table(
                List.of(
                        "Service",
                        "Uses",
                        "Against the month before",
                        "Against the year before",
                        "Average length",
                        "Data or energy"),
                rows);
        String asFar = figures.isOver() ? "" : ReportDocument.note(COMPARED_AS_FAR);
        String since = figures.isUseKnownInPart()
                ? ReportDocument.note(
                        USE_KNOWN_IN_PART.formatted(moment(figures.use().since())))
                : "";
        return table + asFar + since;
    }

    private String conveyed(UsedService service, Used used) {
        return switch (service) {
            case WIFI -> words.bytes(used.sum(Columns.DOWN)) + " down, " + words.bytes(used.sum(Columns.UP)) + " up";
            case CHARGING -> words.energy(used.sum(Columns.ENERGY));
            case CALL, TABLET, STATUS, HEALTH, CLIENTS, REPLY -> "";
        };
    }

    private String change(Used now, @Nullable Used before) {
        return before == null || before.count() == 0
                ? NOT_KNOWN
                : words.change(now.count() / (double) before.count() - 1);
    }

    private String usedByDay() {
        return UsedService.used().stream()
                .filter(figures.use().now()::containsKey)
                .map(service -> ReportDocument.bars(bars(service), uses(service) + " on each day"))
                .collect(Collectors.joining());
    }

    private List<ReportDocument.Bar> bars(UsedService service) {
        Map<LocalDate, Long> uses = new HashMap<>();
        for (Row row : figures.days()) {
            if (row.service() == service && row.start() != null) {
                uses.put(
                        LocalDate.ofInstant(row.start(), figures.zone()),
                        row.used().count());
            }
        }
        LocalDate known = LocalDate.ofInstant(figures.use().since(), figures.zone());
        List<ReportDocument.Bar> bars = new ArrayList<>();
        for (int i = 1; i <= figures.month().lengthOfMonth(); i++) {
            LocalDate day = figures.month().atDay(i);
            boolean isTold = !day.isBefore(known) && !day.isAfter(lastDay());
            long count = uses.getOrDefault(day, 0L);
            String told = isTold ? words.count(count) : day.isBefore(known) ? "nothing is known" : "not yet";
            bars.add(new ReportDocument.Bar(
                    Integer.toString(i), day(day) + ": " + told, isTold ? (double) count : Double.NaN));
        }
        return bars;
    }

    private String wherever() {
        Map<String, Map<UsedService, Long>> boroughs = new TreeMap<>();
        for (Row row : figures.places()) {
            boroughs.computeIfAbsent(row.key(), none -> new TreeMap<>())
                    .put(row.service(), row.used().count());
        }
        return ReportDocument.table(head("Borough"), byServices(boroughs));
    }

    private String everyDay() {
        Map<LocalDate, Map<UsedService, Long>> days = new TreeMap<>();
        for (Row row : figures.days()) {
            if (row.start() != null) {
                days.computeIfAbsent(LocalDate.ofInstant(row.start(), figures.zone()), none -> new TreeMap<>())
                        .put(row.service(), row.used().count());
            }
        }
        Map<String, Map<UsedService, Long>> written = new LinkedHashMap<>();
        days.forEach((day, counts) -> written.put(day(day), counts));
        return ReportDocument.table(head("Day"), byServices(written));
    }

    private static List<String> head(String first) {
        List<String> head = new ArrayList<>(List.of(first));
        UsedService.used().forEach(service -> head.add(name(service)));
        return head;
    }

    private List<List<String>> byServices(Map<String, Map<UsedService, Long>> keys) {
        List<List<String>> rows = new ArrayList<>();
        keys.forEach((key, counts) -> {
            List<String> row = new ArrayList<>(List.of(key));
            UsedService.used().forEach(service -> row.add(words.count(counts.getOrDefault(service, 0L))));
            rows.add(row);
        });
        return rows;
    }

    private String devices() {
        List<List<String>> rows = new ArrayList<>();
        for (Row row : figures.weeks()) {
            DeviceCount clients = row.used().clients();
            if (row.start() != null && row.service() == UsedService.WIFI) {
                LocalDate begin = LocalDate.ofInstant(row.start(), figures.zone());
                rows.add(List.of(
                        day(begin) + " – " + day(begin.plusDays(6)),
                        clients == null ? NOT_KNOWN : words.count(clients.estimate()),
                        clients == null
                                ? NOT_KNOWN
                                : words.count(clients.least()) + " – " + words.count(clients.most())));
            }
        }
        return ReportDocument.table(List.of("Week, as far as it is in the month", "Devices", "95 % certain"), rows)
                + ReportDocument.note(
                        "Kiosks hash devices anew each week, so that none can be known again for longer.");
    }

    private String worked() {
        if (figures.services().stream().noneMatch(row -> row.counted().isKnown())) {
            return ReportDocument.note(NOTHING_WORKED);
        }
        List<List<String>> rows = new ArrayList<>();
        for (AvailabilityAnswer.Row row : figures.services()) {
            Availability counted = row.counted();
            boolean known = counted.isKnown();
            rows.add(List.of(
                    name(UsedService.of(row.service())),
                    known ? words.share(counted.share()) : NOT_KNOWN,
                    !known ? NOT_KNOWN : counted.share() >= figures.target() ? "✓ met" : "✗ missed",
                    known ? words.share(counted.shareUnknown()) : NOT_KNOWN,
                    known ? words.count(counted.outages()) : NOT_KNOWN,
                    counted.outages() == 0
                            ? NOT_KNOWN
                            : words.length(Math.round(counted.meanTimeToRepairMillis()) / 1000.0)));
        }
        String table = ReportDocument.table(
                List.of(
                        "Service",
                        "Known to have worked",
                        "Target " + words.share(figures.target()),
                        "Not known",
                        "Outages",
                        "Average outage"),
                rows);
        Availability all = new Availability();
        figures.services().forEach(row -> all.add(row.counted()));
        return all.unwatchedMillis() > 0
                ? table + ReportDocument.note(KNOWN_IN_PART.formatted(words.share(all.shareWatched())))
                : table;
    }

    private String workedByDay() {
        if (figures.workedByDay().stream().noneMatch(row -> row.counted().isKnown())) {
            return "";
        }
        Map<String, List<ReportDocument.Bar>> bars = new LinkedHashMap<>();
        for (AvailabilityAnswer.Row row : figures.workedByDay()) {
            LocalDate day = LocalDate.ofInstant(row.from(), figures.zone());
            double share = row.counted().share();
            String told =
                    row.counted().isKnown() ? words.share(share) : row.counted().whyNone();
            bars.computeIfAbsent(row.service(), none -> new ArrayList<>())
                    .add(new ReportDocument.Bar(Integer.toString(day.getDayOfMonth()), day(day) + ": " + told, share));
        }
        StringBuilder charts = new StringBuilder();
        bars.forEach((service, days) -> charts.append(ReportDocument.shares(
                days,
                figures.target(),
                name(UsedService.of(service)) + ": share of the time in which it worked, day by day")));
        return charts.toString();
    }

    private String worst() {
        if (figures.services().stream().noneMatch(row -> row.counted().isKnown())) {
            return ReportDocument.note(NOTHING_WORKED);
        }
        List<List<String>> rows = new ArrayList<>();
        for (Worst each : figures.worst()) {
            rows.add(List.of(
                    each.kiosk(),
                    each.borough(),
                    words.share(each.counted().share()),
                    String.join(", ", each.missed()),
                    words.count(each.counted().outages()),
                    words.length(each.counted().longestOutageMillis() / 1000.0)));
        }
        return rows.isEmpty()
                ? ReportDocument.note("Every service of every kiosk met the target.")
                : ReportDocument.table(
                        List.of("Kiosk", "Borough", "Worked", "Target missed by", "Outages", "Longest outage"), rows);
    }

    private static String address(YearMonth month) {
        return "/api/v1/reports/monthly?month=" + month;
    }

    private String name(YearMonth month) {
        return month.getMonth().getDisplayName(TextStyle.FULL_STANDALONE, locale) + ' ' + month.getYear();
    }

    private static String uses(UsedService service) {
        return service == UsedService.CALL ? name(service) : name(service) + " sessions";
    }

    private static String name(UsedService service) {
        return switch (service) {
            case WIFI -> "WiFi";
            case CHARGING -> "Charging";
            case CALL -> "Calls";
            case TABLET -> "Tablet";
            case STATUS, HEALTH, CLIENTS, REPLY -> service.word();
        };
    }

    private String day(LocalDate day) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                .withLocale(locale)
                .format(day);
    }

    /** By 24 hours in every language, as on the pages. */
    private String moment(Instant moment) {
        ZonedDateTime time = moment.atZone(figures.zone());
        return day(time.toLocalDate()) + ", " + CLOCK.format(time);
    }
}
