package org.curbline.standalone;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the page of use has to say of an answer that is compared with the time before.
 *
 * @param measure that charts and tables show
 */
record WrittenUse(String measure) {
    private static final List<String> OF_WIFI =
            List.of("count", "uniqueClients", "downBytes", "upBytes", "durationSeconds", "averageSeconds");

    /** Tiles of WiFi; of devices nothing below the figure, as it says how sure that is. */
    static List<List<String>> tiles(JsonObject answer) {
        JsonObject row = answer.getJsonArray("rows").getJsonObject(0);
        return OF_WIFI.stream()
                .map(measure -> tile(new WrittenUse(measure), row))
                .toList();
    }

    private static List<String> tile(WrittenUse use, JsonObject row) {
        if (use.measure.equals("uniqueClients")) {
            String below = "told when a day is over";
            Number devices = row.getNumber(use.measure);
            return devices == null
                    ? List.of(use.measure, "–", below)
                    : List.of(
                            use.measure,
                            use.write(devices),
                            "between " + grouped(row, "uniqueClientsLow") + " and " + grouped(row, "uniqueClientsHigh")
                                    + ", with 95 % certainty");
        }
        Number before = use.of(row.getJsonObject("previous"));
        String change = use.change(row);
        return List.of(
                use.measure,
                use.write(use.of(row)),
                change.isEmpty()
                        ? "none in the time before"
                        : change + " on " + use.write(before) + ", the time before");
    }

    private static String grouped(JsonObject row, String column) {
        return ScreenFigures.grouped(row.getLong(column));
    }

    /** Each hour of the time, also those without use. */
    List<List<String>> course(JsonObject answer) {
        Instant from = Instant.parse(answer.getString("from"));
        long hours =
                Duration.between(from, Instant.parse(answer.getString("to"))).toHours();
        return steps(IntStream.range(0, (int) hours)
                .mapToObj(hour -> rows(answer)
                        .filter(row -> OffsetDateTime.parse(row.getString("start"))
                                .toInstant()
                                .equals(from.plus(Duration.ofHours(hour))))
                        .findFirst()
                        .orElseGet(JsonObject::new))
                .toList());
    }

    List<List<String>> clock(JsonObject answer) {
        return steps(IntStream.range(0, 24)
                .mapToObj(hour -> rows(answer)
                        .filter(row -> row.getInteger("hourOfDay") == hour)
                        .findFirst()
                        .orElseGet(JsonObject::new))
                .toList());
    }

    /** Without their names, which the reader's language writes; compared if anything was used then. */
    private List<List<String>> steps(List<JsonObject> rows) {
        boolean isCompared = rows.stream()
                .map(row -> of(row.getJsonObject("previous")))
                .anyMatch(before -> before != null && before.doubleValue() > 0);
        return rows.stream()
                .map(row -> isCompared
                        ? List.of(write(of(row)), write(of(row.getJsonObject("previous"))), change(row))
                        : List.of(write(of(row))))
                .toList();
    }

    /** Boroughs or kinds, those with the most first. */
    List<List<String>> ranked(JsonObject answer) {
        String key = answer.getString("by");
        return rows(answer)
                .sorted((a, b) -> Double.compare(number(b), number(a)))
                .map(row -> {
                    List<String> cells = new ArrayList<>();
                    String name = row.getString(key).replace('_', ' ');
                    cells.add(name.isEmpty() ? "not said" : name);
                    cells.add(write(of(row)));
                    if (answer.containsKey("compared")) {
                        cells.add(change(row));
                    }
                    return cells;
                })
                .map(List::copyOf)
                .toList();
    }

    private static Stream<JsonObject> rows(JsonObject answer) {
        return answer.getJsonArray("rows").stream().map(JsonObject.class::cast);
    }

    private double number(JsonObject row) {
        Number told = of(row);
        return told == null ? 0 : told.doubleValue();
    }

    /** Where nothing was used it is 0, but of nothing there is no average. */
    private @Nullable Number of(@Nullable JsonObject row) {
        Number told = row == null ? null : row.getNumber(measure);
        return told == null && !measure.equals("averageSeconds") ? Integer.valueOf(0) : told;
    }

    private String change(JsonObject row) {
        Number now = of(row);
        Number before = of(row.getJsonObject("previous"));
        if (now == null || before == null || before.doubleValue() <= 0) {
            return "";
        }
        BigDecimal more = rounded(100 * (now.doubleValue() - before.doubleValue()) / before.doubleValue(), 0);
        return (more.signum() > 0 ? "+" : "") + String.format(Locale.ROOT, "%,.0f %%", more);
    }

    private String write(@Nullable Number told) {
        if (told == null) {
            return "–";
        }
        return switch (measure) {
            case "downBytes", "upBytes" -> bytes(told.doubleValue());
            case "energyMilliwattHours" -> energy(told.doubleValue() / 1000);
            case "durationSeconds", "averageSeconds" -> ScreenFigures.duration(told.doubleValue());
            default -> ScreenFigures.grouped(told.longValue());
        };
    }

    private static String bytes(double n) {
        double size = n >= 1e12 ? n / 1e12 : n >= 1e9 ? n / 1e9 : n / 1e6;
        String unit = n >= 1e12 ? "TB" : n >= 1e9 ? "GB" : "MB";
        return String.format(
                Locale.ROOT, size >= 100 ? "%,.0f %s" : "%,.1f %s", rounded(size, size >= 100 ? 0 : 1), unit);
    }

    private static String energy(double wattHours) {
        return wattHours >= 1000
                ? String.format(Locale.ROOT, "%,.1f kWh", rounded(wattHours / 1000, 1))
                : String.format(Locale.ROOT, "%,.0f Wh", rounded(wattHours, 0));
    }

    /** As browsers round: of what lies in the middle, away from zero. */
    private static BigDecimal rounded(double n, int digits) {
        return Objects.requireNonNull(new BigDecimal(n).setScale(digits, RoundingMode.HALF_UP));
    }
}
