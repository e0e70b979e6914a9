package org.curbline.telemetry;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.curbline.store.Column.Whole;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;

/** What can be asked for by the name {@code service}, and where the store keeps it. */
enum UsedService {
    WIFI(Measurement.WIFI, true),
    CHARGING(Measurement.CHARGING, true),
    CALL(Measurement.CALL, true),
    TABLET(Measurement.TABLET, true),
    STATUS(Measurement.STATUS, false),
    HEALTH(Measurement.HEALTH, false),
    REPLY(Measurement.REPLY, false);

    private static final Pattern WORD_START = Pattern.compile("_([a-z])");

    private final Measurement measurement;
    private final boolean usage;

    UsedService(Measurement measurement, boolean usage) {
        this.measurement = measurement;
        this.usage = usage;
    }

    /** @throws IllegalArgumentException for a word the OpenAPI document does not let through */
    static UsedService of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Those that people use, in the order in which they are answered. */
    static List<UsedService> used() {
        return Arrays.stream(values()).filter(service -> service.usage).toList();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    Measurement measurement() {
        return measurement;
    }

    /** The store's columns of what it sums up, in the order of the schema, by their names in answers. */
    Map<String, String> sums() {
        Map<String, String> names = new LinkedHashMap<>();
        measurement.fields().stream()
                .filter(Whole.class::isInstance)
                .filter(column -> column != Columns.SEQ)
                .forEach(column -> names.put(camelCase(column.name()), column.name()));
        return names;
    }

    private static String camelCase(String column) {
        return WORD_START.matcher(column).replaceAll(start -> start.group(1).toUpperCase(Locale.ROOT));
    }
}
