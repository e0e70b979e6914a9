package org.curbline.standalone;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Holds what a page shows against what its very questions were answered. Figures of a living city go on, so both are
 * taken at one moment, and looked at again until they agree.
 */
final class ScreenFigures {
    /** From then on the page notes what the API answers it. */
    static final String NOTED =
            """
            window.answered ??= {};
            if (!window.answering) {
              window.answering = window.fetch;
              window.fetch = async (...asked) => {
                const answer = await window.answering(...asked);
                window.answered[asked[0]] = await answer.clone().json().catch(() => null);
                return answer;
              };
            }
            """;

    private static final String TABLE =
            """
            ((panel) => {
              const address = document.querySelector(`#${panel}-sources a:last-child`)?.getAttribute('href');
              const cells = (row) => [...row.children].filter((cell) => cell.className !== 'share');
              const texts = (row) => cells(row).map((cell) => cell.textContent.replace(/[\\s\\u00a0]+/g, ' ').trim());
              const rows = [...document.querySelectorAll(`#${panel}-table tbody tr`)].map(texts);
              return [JSON.stringify(rows), JSON.stringify(window.answered?.[address] ?? {})];
            })('%s')""";

    private static final String TILES =
            """
            (() => {
              const address = document.querySelector('#sums-sources a:last-child')?.getAttribute('href');
              const text = (node) => (node?.textContent ?? '').replace(/[\\s\\u00a0]+/g, ' ').trim();
              const tiles = [...document.querySelectorAll('#sums-list dd')].map((tile) =>
                [tile.dataset.measure ?? tile.dataset.service, text(tile.firstChild), ...[...tile.querySelectorAll('small')].map(text)]);
              return [JSON.stringify(tiles), JSON.stringify(window.answered?.[address] ?? {})];
            })()""";

    /** What elements show, as rows of texts, beside the newest answer of an address that begins so. */
    private static final String ELEMENTS =
            """
            (() => {
              const text = (node) => (node?.textContent ?? '').replace(/[\\s\\u00a0]+/g, ' ').trim();
              const rows = [...document.querySelectorAll('%s')].map((row) => (%s).map(text));
              const address = Object.keys(window.answered ?? {}).filter((asked) => asked.startsWith('%s')).at(-1);
              return [JSON.stringify(rows), JSON.stringify(window.answered?.[address] ?? {})];
            })()""";

    /** Pages that ask now and then ask at once when somebody looks at them again. */
    private static final String ASK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))";

    private ScreenFigures() {}

    /**
     * Waits until elements of a page that asks now and then show what an address was answered.
     *
     * @param parts of {@code row}, as an expression
     */
    static JsonObject awaitElements(
            Chromium browser,
            String rows,
            String parts,
            String address,
            Function<JsonObject, List<List<String>>> expected) {
        browser.run(NOTED);
        browser.run(ASK_AGAIN);
        return await(browser, rows, ELEMENTS.formatted(rows, parts, address), expected);
    }

    /**
     * Waits until a panel's table has the rows that its answer makes.
     *
     * @param panel its table's and its sources' ids begin with it
     * @return the answer
     */
    static JsonObject awaitRows(Chromium browser, String panel, Function<JsonObject, List<List<String>>> expected) {
        return await(browser, panel, TABLE.formatted(panel), expected);
    }

    /** The same of rows without their names, which the reader's language writes. */
    static JsonObject awaitSteps(Chromium browser, String panel, Function<JsonObject, List<List<String>>> expected) {
        return await(
                browser,
                panel,
                TABLE.formatted(panel).replace("[...row.children]", "[...row.cells].slice(1)"),
                expected);
    }

    /** The same of the sums in all: of each its measure or service, the figure, and what stands below it. */
    static JsonObject awaitTiles(Chromium browser, Function<JsonObject, List<List<String>>> expected) {
        return await(browser, "sums", TILES, expected);
    }

    private static JsonObject await(
            Chromium browser, String panel, String shown, Function<JsonObject, List<List<String>>> expected) {
        AtomicReference<JsonObject> answer = new AtomicReference<>(new JsonObject());
        AtomicReference<String> difference = new AtomicReference<>("");
        try {
            browser.await(panel + " shows what was answered", () -> {
                List<?> both = (List<?>) browser.value(shown);
                JsonObject body = new JsonObject(String.valueOf(both.get(1)));
                JsonArray wanted = new JsonArray();
                if (!body.isEmpty()) {
                    expected.apply(body).forEach(row -> wanted.add(new JsonArray(new ArrayList<>(row))));
                }
                answer.set(body);
                difference.set(both.get(0) + " and not " + wanted.encode());
                return !wanted.isEmpty() && new JsonArray(String.valueOf(both.get(0))).equals(wanted);
            });
        } catch (RuntimeException e) {
            throw new AssertionError(panel + " shows " + difference.get(), e);
        }
        return Objects.requireNonNull(answer.get());
    }

    /** Of {@code /availability}, the worst first. */
    static List<List<String>> comparedPlaces(JsonObject answer) {
        String key = answer.getString("by");
        return answer.getJsonArray("rows").stream()
                .map(JsonObject.class::cast)
                .filter(row -> row.containsKey("availability"))
                .sorted((a, b) -> {
                    int worse = a.getDouble("availability").compareTo(b.getDouble("availability"));
                    return worse != 0 ? worse : a.getString(key).compareTo(b.getString(key));
                })
                .map(row -> {
                    List<String> cells = new ArrayList<>();
                    cells.add((key.equals("district") ? "District " + row.getString(key) : row.getString(key))
                            + partly(row));
                    cells.addAll(worked(row));
                    if (answer.containsKey("compared")) {
                        cells.addAll(compared(row));
                    }
                    return cells;
                })
                .toList();
    }

    /** Of {@code /availability} over time, without comparison. */
    static List<List<String>> course(JsonObject answer) {
        return answer.getJsonArray("rows").stream()
                .map(JsonObject.class::cast)
                .map(row -> row.containsKey("availability") ? worked(row) : Collections.nCopies(6, "–"))
                .toList();
    }

    /** Of {@code /availability}, without comparison, of what is known. */
    static List<List<String>> availabilityTiles(JsonObject answer) {
        return Stream.of("wifi", "call", "charging", "tablet")
                .map(service -> answer.getJsonArray("rows").stream()
                        .map(JsonObject.class::cast)
                        .filter(row -> row.getString("service").equals(service))
                        .findFirst()
                        .orElseThrow())
                .map(row -> List.of(
                        row.getString("service"),
                        percent(row.getDouble("availability")),
                        "target " + worked(row).get(3)
                                + (counted(row) < 1 ? "; " + percent(counted(row)) + " of this time counted" : "")
                                + "; not known "
                                + worked(row).get(1) + ", of the rest worked "
                                + worked(row).get(2) + "; " + worked(row).get(4) + " outages"))
                .toList();
    }

    /** Of a kiosk's page: how much each service worked. */
    static List<List<String>> available(JsonObject answer) {
        return Map.of("wifi", "WiFi", "call", "Calls", "charging", "Charging", "tablet", "Tablet").entrySet().stream()
                .sorted(Comparator.comparing(
                        entry -> List.of("wifi", "call", "charging", "tablet").indexOf(entry.getKey())))
                .flatMap(entry -> answer.getJsonArray("rows").stream()
                        .map(JsonObject.class::cast)
                        .filter(row -> row.getString("service").equals(entry.getKey()))
                        .map(row -> {
                            List<String> cells = new ArrayList<>(List.of(entry.getValue()));
                            cells.addAll(row.containsKey("availability") ? worked(row) : Collections.nCopies(6, "–"));
                            if (answer.containsKey("compared")) {
                                cells.addAll(compared(row));
                            }
                            return cells;
                        }))
                .toList();
    }

    /** How often each service was used today. */
    static List<List<String>> usedToday(JsonObject answer) {
        return Stream.of("wifi", "call", "charging", "tablet")
                .map(service -> List.of(grouped(answer.getJsonArray("rows").stream()
                        .map(JsonObject.class::cast)
                        .filter(row -> row.getString("service").equals(service))
                        .mapToLong(row -> row.getLong("count"))
                        .sum())))
                .toList();
    }

    /** Of the time of rows the share of which somebody could know how it was. */
    static double counted(JsonObject... rows) {
        double watched = Stream.of(rows)
                .flatMap(row -> row.getJsonObject("seconds").stream())
                .mapToDouble(seconds -> ((Number) seconds.getValue()).doubleValue())
                .sum();
        double unwatched = Stream.of(rows)
                .mapToDouble(row -> row.getDouble("unwatchedSeconds"))
                .sum();
        return watched / (watched + unwatched);
    }

    /** Said of what is not of all its time. */
    private static String partly(JsonObject row) {
        return counted(row) < 1 ? " (" + percent(counted(row)) + " of it counted)" : "";
    }

    private static List<String> worked(JsonObject row) {
        boolean isKnown = row.containsKey("availabilityOfKnown");
        return List.of(
                percent(row.getDouble("availability")),
                percent(row.getDouble("unknownShare")),
                isKnown ? percent(row.getDouble("availabilityOfKnown")) : "–",
                row.getBoolean("targetMet") ? "met" : "missed",
                grouped(row.getLong("outages")),
                row.getLong("outages") > 0 ? duration(row.getDouble("longestOutageSeconds")) : "–");
    }

    private static List<String> compared(JsonObject row) {
        JsonObject before = row.getJsonObject("previous");
        if (before == null || !before.containsKey("availability")) {
            return List.of("–", "–");
        }
        long points = hundredths(row.getDouble("availability")) - hundredths(before.getDouble("availability"));
        return List.of(
                percent(before.getDouble("availability")) + partly(before),
                points == 0 ? "0.00" : String.format(Locale.ROOT, "%+.2f", points / 100.0));
    }

    /** As the pages write a share: rounded down. */
    static String percent(double share) {
        return share == 1 ? "100 %" : String.format(Locale.ROOT, "%.2f %%", hundredths(share) / 100.0);
    }

    private static long hundredths(double share) {
        return (long) Math.floor(share * 10_000);
    }

    static String grouped(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /** The number of seconds in the unit that fits, rounded: to tenths where there are less than 25 of it. */
    static String duration(double seconds) {
        Map.Entry<Integer, String> unit = seconds < 120
                ? Map.entry(1, "s")
                : seconds < 7_200
                        ? Map.entry(60, "min")
                        : seconds < 48 * 3_600 ? Map.entry(3_600, "h") : Map.entry(86_400, "d");
        BigDecimal exact = BigDecimal.valueOf(seconds / unit.getKey());
        boolean isSmall = exact.compareTo(BigDecimal.valueOf(25)) < 0 && unit.getKey() > 1;
        BigDecimal rounded =
                exact.setScale(isSmall ? 1 : 0, RoundingMode.HALF_UP).stripTrailingZeros();
        return (isSmall ? rounded.toPlainString() : grouped(rounded.longValueExact())) + ' ' + unit.getValue();
    }
}
