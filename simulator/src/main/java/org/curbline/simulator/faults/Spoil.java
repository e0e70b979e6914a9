package org.curbline.simulator.faults;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a kiosk may do to an event before it sends it, so that it must be refused, and for which reason. Only the bytes
 * are spoiled: the event happened as it is.
 */
public enum Spoil {
    TRUNCATED(FaultKind.CORRUPTED, "MALFORMED_JSON", Extent.MESSAGE, json -> json.substring(0, json.length() / 2)),
    /** A byte that no UTF-8 has. */
    FLIPPED(FaultKind.CORRUPTED, "MALFORMED_JSON", Extent.MESSAGE, json -> json.substring(0, 9) + "\u00ff}"),
    GOES_ON(FaultKind.CORRUPTED, "MALFORMED_JSON", Extent.MESSAGE, json -> json + "}"),
    NOTHING(FaultKind.CORRUPTED, "EMPTY", Extent.MESSAGE, json -> ""),
    A_NUMBER(FaultKind.CORRUPTED, "NOT_AN_EVENT", Extent.MESSAGE, json -> "17"),
    NESTED(FaultKind.CORRUPTED, "TOO_DEEP", Extent.MESSAGE, json -> with(json, "\"a\":[[[[[[1]]]]]]")),
    WITHOUT_TIME(FaultKind.CORRUPTED, "MISSING_FIELD", Extent.EVENT, json -> json.replace("\"at\":", "\"zt\":")),
    TIME_AS_NUMBER(
            FaultKind.CORRUPTED,
            "WRONG_TYPE",
            Extent.EVENT,
            json -> json.replaceFirst("\"at\":\"[^\"]*\"", "\"at\":17")),
    NO_TIME(
            FaultKind.CORRUPTED,
            "BAD_TIMESTAMP",
            Extent.EVENT,
            json -> json.replaceFirst("\"at\":\"[^\"]*\"", "\"at\":\"yesterday\"")),
    NEGATIVE(FaultKind.CORRUPTED, "OUT_OF_RANGE", Extent.EVENT, json -> json.replaceFirst("\"seq\":", "\"seq\":-")),
    TWICE(FaultKind.CORRUPTED, "DUPLICATE_FIELD", Extent.EVENT, json -> with(json, "\"seq\":1")),
    LONG(FaultKind.CORRUPTED, "STRING_TOO_LONG", Extent.EVENT, json -> with(json, "\"a\":\"" + "a".repeat(300) + '"')),
    MAC_ADDRESS(FaultKind.PERSONAL_DATA, json -> with(json, "\"client\":\"3c:22:fb:8a:01:7e\"")),
    PHONE_NUMBER(FaultKind.PERSONAL_DATA, json -> with(json, "\"caller\":\"+1 (212) 555-0143\"")),
    URL(FaultKind.PERSONAL_DATA, json -> with(json, "\"page\":\"https://example.org/a?b=c\"")),
    E_MAIL(FaultKind.PERSONAL_DATA, json -> with(json, "\"user\":\"jo@example.org\"")),
    IP_ADDRESS(FaultKind.PERSONAL_DATA, json -> with(json, "\"peer\":\"203.0.113.9\"")),
    /** Two levels down. */
    HIDDEN(FaultKind.PERSONAL_DATA, json -> with(json, "\"device\":{\"ids\":[\"3c-22-fb-8a-01-7e\"]}")),
    IN_A_NAME(FaultKind.PERSONAL_DATA, json -> with(json, "\"jo@example.org\":1")),
    /** Sent under the id of another kiosk. */
    MISDIRECTED(FaultKind.FOREIGN_TOPIC, "NOT_AUTHORIZED", Extent.MESSAGE, json -> json);

    private static final Map<FaultKind, List<Spoil>> OF_FAULTS = ofFaults();

    private final FaultKind fault;
    private final String reason;
    private final Extent extent;
    private final UnaryOperator<String> effect;

    Spoil(FaultKind fault, UnaryOperator<String> effect) {
        this(fault, "PERSONAL_DATA", Extent.EVENT, effect);
    }

    Spoil(FaultKind fault, String reason, Extent extent, UnaryOperator<String> effect) {
        this.fault = fault;
        this.reason = reason;
        this.extent = extent;
        this.effect = effect;
    }

    /** What is done to an event under a fault; null for nothing. About half of the events are spoiled. */
    public static @Nullable Spoil of(@Nullable Fault fault, long seq) {
        List<Spoil> some = fault == null ? null : OF_FAULTS.get(fault.kind());
        if (fault == null || some == null) {
            return null;
        }
        long drawn = Draws.spread(fault.fromMillis() * 31 + seq);
        return drawn < 0 ? null : some.get((int) (drawn % some.size()));
    }

    /** The event as it is sent. */
    public byte[] applied(byte[] json) {
        // one character a byte, so that what is no UTF-8 stays as it is
        return effect.apply(new String(json, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The reason for which it must be refused. */
    public String reason() {
        return reason;
    }

    /** Whether the whole message is refused that it stands in, so that it must stand alone in one. */
    public boolean spoilsMessage() {
        return extent == Extent.MESSAGE;
    }

    /** Its name in the ledger, such as {@code mac-address}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The one of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Spoil of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static Map<FaultKind, List<Spoil>> ofFaults() {
        Map<FaultKind, List<Spoil>> spoils = new EnumMap<>(FaultKind.class);
        for (Spoil each : values()) {
            spoils.put(
                    each.fault,
                    Arrays.stream(values())
                            .filter(other -> other.fault == each.fault)
                            .toList());
        }
        return spoils;
    }

    private static String with(String json, String field) {
        return json.substring(0, json.length() - 1) + ',' + field + '}';
    }

    private enum Extent {
        EVENT,
        MESSAGE
    }
}
