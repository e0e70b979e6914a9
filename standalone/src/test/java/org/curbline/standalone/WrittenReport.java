package org.curbline.standalone;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the report of a month has to say, to readers of American English, of what the API answers of that month.
 *
 * @param firstUse the day of the first use that is known
 * @param until as far as the month has gone
 */
record WrittenReport(LiveCity city, YearMonth month, ZoneId zone, LocalDate firstUse, Instant until) {
    /** When what it tells ends. */
    static final String UNTIL = "document.querySelector('.lead time').dateTime";

    /** Its sections by their titles: the rows of tables, then what bars say. */
    static final String SHOWN =
            """
            JSON.stringify(Object.fromEntries([
              ['', [document.querySelector('.lead').textContent.split('. ').slice(0, 2), [...document.querySelectorAll('thead th')]
                .map((cell) => cell.textContent).filter((text) => text.startsWith('Target') && !text.endsWith('by'))]],
              ...[...document.querySelectorAll('section')].map((part) => [part.querySelector('h2').textContent, [
                ...[...part.querySelectorAll('tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent)),
                ...[...part.querySelectorAll('rect title')].map((says) => [says.textContent]),
              ]])]))""";

    private static final Map<String, String> SERVICES = services();
    private static final String NOT_KNOWN = "–";
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(Locale.US);
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("MMM d, uuuu, HH:mm", Locale.US);

    private static Map<String, String> services() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("wifi", "WiFi");
        names.put("charging", "Charging");
        names.put("call", "Calls");
        names.put("tablet", "Tablet");
        return names;
    }

    /** What {@link #SHOWN} is to be. */
    JsonObject expected() throws IOException, InterruptedException {
        JsonObject days = usage(month, "&bucket=day");
        JsonObject services = availability("");
        JsonObject sections = new JsonObject()
                .put("", List.of(lead(), List.of("Target " + percent(services.getDouble("target")))))
                .put("What was used", used())
                .put("Day by day", sessions(days))
                .put("Where", counts(rows(usage(month, "&by=borough")), row -> row.getString("borough")))
                .put("Different devices", devices())
                .put("How well it worked", worked(services))
                .put("The kiosks that worked least", worst())
                .put(
                        "Every day",
                        counts(rows(days), row -> start(row).toString()).stream()
                                .map(row -> with(DAY.format(LocalDate.parse(row.get(0))), row.subList(1, row.size())))
                                .toList());
        return new JsonObject(sections.encode());
    }

    private List<String> lead() throws IOException, InterruptedException {
        JsonObject answer = usage(month, "");
        Instant last = Instant.parse(answer.getString("to")).minusMillis(1);
        return List.of(
                DAY.format(month.atDay(1)) + " to " + DAY.format(last.atZone(zone)) + ", by the clocks of " + zone,
                "As of " + MOMENT.format(Instant.parse(answer.getString("asOf")).atZone(zone)));
    }

    private List<List<String>> used() throws IOException, InterruptedException {
        Map<String, JsonObject> now = byService(usage(month, ""));
        Map<String, JsonObject> before = byService(usage(month.minusMonths(1), ""));
        Map<String, JsonObject> yearBefore = byService(usage(month.minusYears(1), ""));
        List<List<String>> rows = new ArrayList<>();
        SERVICES.forEach((service, name) -> {
            JsonObject row = now.getOrDefault(service, new JsonObject());
            long count = row.getLong("count", 0L);
            rows.add(List.of(
                    name,
                    ScreenFigures.grouped(count),
                    change(count, before.get(service)),
                    change(count, yearBefore.get(service)),
                    ScreenFigures.duration(count == 0 ? 0 : row.getLong("durationSeconds") / (double) count),
                    carried(service, row)));
        });
        return rows;
    }

    private static String change(long count, @Nullable JsonObject before) {
        if (before == null || before.getLong("count") == 0) {
            return NOT_KNOWN;
        }
        double change = count / (double) before.getLong("count") - 1;
        return (change > 0 ? "+" : "") + String.format(Locale.ROOT, "%,d%%", Math.round(100 * change));
    }

    private static String carried(String service, JsonObject row) {
        return switch (service) {
            case "wifi" -> bytes(row.getLong("downBytes", 0L)) + " down, " + bytes(row.getLong("upBytes", 0L)) + " up";
            case "charging" -> energy(row.getLong("energyMilliwattHours", 0L));
            default -> "";
        };
    }

    private List<List<String>> sessions(JsonObject days) {
        LocalDate last = until.minusMillis(1).atZone(zone).toLocalDate();
        return SERVICES.keySet().stream()
                .filter(service ->
                        rows(days).anyMatch(row -> row.getString("service").equals(service)))
                .flatMap(service -> {
                    Map<LocalDate, Long> counts = rows(days)
                            .filter(row -> row.getString("service").equals(service))
                            .collect(Collectors.toMap(WrittenReport::start, row -> row.getLong("count")));
                    return IntStream.rangeClosed(1, month.lengthOfMonth())
                            .mapToObj(month::atDay)
                            .map(day -> DAY.format(day)
                                    + ": "
                                    + (day.isBefore(firstUse)
                                            ? "nothing is known"
                                            : day.isAfter(last)
                                                    ? "not yet"
                                                    : ScreenFigures.grouped(counts.getOrDefault(day, 0L))));
                })
                .map(List::of)
                .toList();
    }

    private static List<List<String>> counts(Stream<JsonObject> rows, Function<JsonObject, String> key) {
        SortedMap<String, Map<String, Long>> counts = new TreeMap<>();
        rows.forEach(row -> counts.computeIfAbsent(key.apply(row), none -> new TreeMap<>())
                .put(row.getString("service"), row.getLong("count")));
        return counts.entrySet().stream()
                .map(each -> with(
                        each.getKey(),
                        SERVICES.keySet().stream()
                                .map(service ->
                                        ScreenFigures.grouped(each.getValue().getOrDefault(service, 0L)))
                                .toList()))
                .toList();
    }

    private List<List<String>> devices() throws IOException, InterruptedException {
        return rows(usage(month, "&service=wifi&bucket=week&measure=uniqueClients"))
                .map(row -> List.of(
                        DAY.format(start(row)) + " – " + DAY.format(start(row).plusDays(6)),
                        row.containsKey("uniqueClients")
                                ? ScreenFigures.grouped(row.getLong("uniqueClients"))
                                : NOT_KNOWN,
                        row.containsKey("uniqueClients")
                                ? ScreenFigures.grouped(row.getLong("uniqueClientsLow")) + " – "
                                        + ScreenFigures.grouped(row.getLong("uniqueClientsHigh"))
                                : NOT_KNOWN))
                .toList();
    }

    private List<List<String>> worked(JsonObject services) throws IOException, InterruptedException {
        List<List<String>> rows = new ArrayList<>();
        rows(services).forEach(row -> rows.add(worked(row, row.containsKey("availability"))));
        rows(availability("&bucket=day"))
                .forEach(row -> rows.add(
                        List.of(DAY.format(Instant.parse(row.getString("from")).atZone(zone))
                                + ": "
                                + (row.containsKey("availability")
                                        ? percent(row.getDouble("availability"))
                                        : row.getString("why")))));
        return rows;
    }

    private static List<String> worked(JsonObject row, boolean known) {
        String name = String.valueOf(SERVICES.get(row.getString("service")));
        return known
                ? List.of(
                        name,
                        percent(row.getDouble("availability")),
                        row.getBoolean("targetMet") ? "✓ met" : "✗ missed",
                        percent(row.getDouble("unknownShare")),
                        ScreenFigures.grouped(row.getLong("outages")),
                        row.getLong("outages") == 0
                                ? NOT_KNOWN
                                : ScreenFigures.duration(row.getDouble("meanTimeToRepairSeconds")))
                : List.of(name, NOT_KNOWN, NOT_KNOWN, NOT_KNOWN, NOT_KNOWN, NOT_KNOWN);
    }

    private List<List<String>> worst() throws IOException, InterruptedException {
        Map<String, String> boroughs = city.get("/api/v1/kiosks").getJsonArray("kiosks").stream()
                .map(JsonObject.class::cast)
                .collect(Collectors.toMap(kiosk -> kiosk.getString("id"), kiosk -> kiosk.getString("borough")));
        Map<String, List<JsonObject>> kiosks =
                rows(availability("&by=kiosk")).collect(Collectors.groupingBy(row -> row.getString("kiosk")));
        kiosks.values().removeIf(rows -> rows.stream().allMatch(row -> row.getBoolean("targetMet", true)));
        return kiosks.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, List<JsonObject>> each) -> share(each.getValue()))
                        .thenComparing(Map.Entry::getKey))
                .limit(20)
                .map(each -> List.of(
                        each.getKey(),
                        String.valueOf(boroughs.get(each.getKey())),
                        percent(share(each.getValue())),
                        each.getValue().stream()
                                .filter(row -> !row.getBoolean("targetMet", true))
                                .map(row -> row.getString("service"))
                                .collect(Collectors.joining(", ")),
                        ScreenFigures.grouped(each.getValue().stream()
                                .mapToLong(row -> row.getLong("outages"))
                                .sum()),
                        ScreenFigures.duration(each.getValue().stream()
                                .mapToDouble(row -> row.getDouble("longestOutageSeconds"))
                                .max()
                                .orElse(0))))
                .toList();
    }

    /** Of all services together. */
    private static double share(List<JsonObject> rows) {
        long worked = millis(rows, "up", "degraded");
        return worked / (double) (worked + millis(rows, "down", "suspect", "unknown"));
    }

    private static long millis(List<JsonObject> rows, String... states) {
        return rows.stream()
                .flatMap(row -> Stream.of(states).map(row.getJsonObject("seconds")::getDouble))
                .mapToLong(seconds -> Math.round(1000 * seconds))
                .sum();
    }

    private JsonObject usage(YearMonth of, String more) throws IOException, InterruptedException {
        return city.get("/api/v1/usage?" + time(of) + more);
    }

    private JsonObject availability(String more) throws IOException, InterruptedException {
        return city.get("/api/v1/availability?" + time(month) + more);
    }

    /** Of an earlier month as much as this one has gone, in whole hours. */
    private String time(YearMonth of) {
        ZonedDateTime end = of.plusMonths(1).atDay(1).atStartOfDay(zone);
        ZonedDateTime gone = until.atZone(zone);
        if (of.equals(month) || !YearMonth.from(gone).equals(month)) {
            return "from=" + of.atDay(1) + "&to=" + (gone.isBefore(end) ? until : end.toInstant());
        }
        ZonedDateTime asFar = of.atDay(1)
                .plusDays(gone.getDayOfMonth() - 1)
                .atTime(gone.toLocalTime().truncatedTo(ChronoUnit.HOURS))
                .atZone(zone);
        return "from=" + of.atDay(1) + "&to=" + (asFar.isBefore(end) ? asFar : end).toInstant();
    }

    private static Map<String, JsonObject> byService(JsonObject answer) {
        return rows(answer).collect(Collectors.toMap(row -> row.getString("service"), row -> row));
    }

    private static Stream<JsonObject> rows(JsonObject answer) {
        return answer.getJsonArray("rows").stream().map(JsonObject.class::cast);
    }

    private static LocalDate start(JsonObject row) {
        return OffsetDateTime.parse(row.getString("start")).toLocalDate();
    }

    private static List<String> with(String first, List<String> others) {
        return Stream.concat(Stream.of(first), others.stream()).toList();
    }

    /** Rounded down, but for all of it. */
    private static String percent(double share) {
        BigDecimal cut = BigDecimal.valueOf(share).movePointRight(2).setScale(2, RoundingMode.DOWN);
        return share == 1 ? "100%" : cut.toPlainString() + '%';
    }

    private static String bytes(long n) {
        return n >= 1_000_000_000_000L
                ? tenth(n, 12) + " TB"
                : n >= 1_000_000_000L ? tenth(n, 9) + " GB" : tenth(n, 6) + " MB";
    }

    private static String energy(long milliwattHours) {
        return milliwattHours >= 1_000_000
                ? tenth(milliwattHours, 6) + " kWh"
                : ScreenFigures.grouped(milliwattHours / 1000) + " Wh";
    }

    private static String tenth(long n, int power) {
        return String.format(
                Locale.ROOT, "%,.1f", BigDecimal.valueOf(n).movePointLeft(power).setScale(1, RoundingMode.HALF_EVEN));
    }
}
