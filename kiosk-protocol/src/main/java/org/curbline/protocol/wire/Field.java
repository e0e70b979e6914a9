package org.curbline.protocol.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.curbline.protocol.Call;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.Command;
import org.curbline.protocol.CommandReply;
import org.curbline.protocol.ComputerCondition;
import org.curbline.protocol.EventId;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.WifiSession;
import org.jspecify.annotations.Nullable;

/**
 * Every field a kiosk may send, with what it may hold. The one table that decoder, encoder and the AsyncAPI document
 * agree on.
 */
enum Field {
    SEQ("seq", 0, (1L << 53) - 1),
    AT("at", Type.TIME),
    RUN("run", Type.RUN),
    DURATION_SECONDS("durationSeconds", 0, 7 * 86_400),
    DOWN_BYTES("downBytes", 0, 1L << 50),
    UP_BYTES("upBytes", 0, 1L << 50),
    NETWORK("network", wordsOf(WifiSession.Network.values())),
    PORT("port", 1, 16),
    ENERGY_MILLIWATT_HOURS("energyMilliwattHours", 0, 10_000_000),
    KIND("kind", wordsOf(Call.CallKind.values(), Call.CallKind::word)),
    OUTCOME("outcome", wordsOf(Call.Outcome.values())),
    ACTIVITY("activity", wordsOf(TabletSession.Activity.values())),
    SERVICE("service", wordsOf(Service.values(), Service::word)),
    STATE("state", wordsOf(ServiceReport.State.values())),
    REASON("reason", Type.CODE),
    TEMPERATURE_CELSIUS("temperatureCelsius", Type.DECIMAL, -60, 150),
    CPU_PERCENT("cpuPercent", Type.DECIMAL, 0, 100),
    MEMORY_PERCENT("memoryPercent", Type.DECIMAL, 0, 100),
    DISK_PERCENT("diskPercent", Type.DECIMAL, 0, 100),
    UPTIME_SECONDS("uptimeSeconds", 0, 100L * 366 * 86_400),
    SPOOLED_EVENTS("spooledEvents", 0, 1_000_000_000),
    LOAD("load", Type.DECIMAL, 0, 100_000),
    LINK_MEGABITS("linkMegabits", 0, 1_000_000),
    LOST_EVENTS("lostEvents", 0, (1L << 53) - 1),
    SUPPLY("supply", wordsOf(ComputerCondition.Supply.values())),
    PROCESSOR("processor", wordsOf(ComputerCondition.Processor.values())),
    LINK("link", wordsOf(ComputerCondition.Link.values())),
    CLOCK("clock", wordsOf(ComputerCondition.ClockState.values())),
    SALT("salt", Type.NAME),
    SKETCH("sketch", Type.SKETCH),
    COMMAND("command", Type.LETTERS),
    RESULT("result", wordsOf(CommandReply.Result.values()));

    /** What a field holds, and so how it is read. */
    enum Type {
        INTEGER,
        DECIMAL,
        WORD,
        TIME,
        RUN,
        CODE,
        LETTERS,
        NAME,
        SKETCH
    }

    /** Longest value of {@link Type#RUN}. */
    static final int MAX_RUN_LENGTH = EventId.LONGEST_RUN;

    /** Longest value of {@link Type#NAME}. */
    static final int MAX_NAME_LENGTH = 16;

    /** Longest value of {@link Type#CODE}. */
    static final int MAX_CODE_LENGTH = 64;

    /** Longest value of {@link Type#LETTERS}. */
    static final int MAX_LETTERS = Command.LONGEST_ID;

    static final int COUNT = values().length;

    private static final Field[] ALL = values();

    private final String wireName;
    private final Type type;
    private final long min;
    private final long max;
    private final Map<? extends Enum<?>, String> wordOf;
    private final List<String> words;

    Field(String wireName, Type type) {
        this(wireName, type, 0, 0, Map.of());
    }

    Field(String wireName, long min, long max) {
        this(wireName, Type.INTEGER, min, max, Map.of());
    }

    Field(String wireName, Type type, long min, long max) {
        this(wireName, type, min, max, Map.of());
    }

    Field(String wireName, Map<? extends Enum<?>, String> words) {
        this(wireName, Type.WORD, 0, 0, words);
    }

    Field(String wireName, Type type, long min, long max, Map<? extends Enum<?>, String> words) {
        this.wireName = wireName;
        this.type = type;
        this.min = min;
        this.max = max;
        this.wordOf = words;
        this.words = List.copyOf(words.values());
    }

    /** The field of that name in JSON, or null when there is none. */
    static @Nullable Field named(String name) {
        return switch (name) {
            case "seq" -> SEQ;
            case "at" -> AT;
            case "run" -> RUN;
            case "durationSeconds" -> DURATION_SECONDS;
            case "downBytes" -> DOWN_BYTES;
            case "upBytes" -> UP_BYTES;
            case "network" -> NETWORK;
            case "port" -> PORT;
            case "energyMilliwattHours" -> ENERGY_MILLIWATT_HOURS;
            case "kind" -> KIND;
            case "outcome" -> OUTCOME;
            case "activity" -> ACTIVITY;
            case "service" -> SERVICE;
            case "state" -> STATE;
            case "reason" -> REASON;
            case "temperatureCelsius" -> TEMPERATURE_CELSIUS;
            case "cpuPercent" -> CPU_PERCENT;
            case "memoryPercent" -> MEMORY_PERCENT;
            case "diskPercent" -> DISK_PERCENT;
            case "uptimeSeconds" -> UPTIME_SECONDS;
            case "spooledEvents" -> SPOOLED_EVENTS;
            case "load" -> LOAD;
            case "linkMegabits" -> LINK_MEGABITS;
            case "lostEvents" -> LOST_EVENTS;
            case "supply" -> SUPPLY;
            case "processor" -> PROCESSOR;
            case "link" -> LINK;
            case "clock" -> CLOCK;
            case "salt" -> SALT;
            case "sketch" -> SKETCH;
            case "command" -> COMMAND;
            case "result" -> RESULT;
            default -> null;
        };
    }

    /** The fields an event of the kind must have, as a set of {@link #bit}s. */
    static int required(EventKind kind) {
        return SEQ.bit()
                | AT.bit()
                | switch (kind) {
                    case WIFI -> DURATION_SECONDS.bit() | DOWN_BYTES.bit() | UP_BYTES.bit() | NETWORK.bit();
                    case CHARGING -> PORT.bit() | DURATION_SECONDS.bit() | ENERGY_MILLIWATT_HOURS.bit();
                    case CALL -> KIND.bit() | DURATION_SECONDS.bit() | OUTCOME.bit();
                    case TABLET -> ACTIVITY.bit() | DURATION_SECONDS.bit();
                    case STATUS -> SERVICE.bit() | STATE.bit();
                    case HEALTH -> SPOOLED_EVENTS.bit();
                    case CLIENTS -> SALT.bit() | DURATION_SECONDS.bit() | SKETCH.bit();
                    case REPLY -> COMMAND.bit() | RESULT.bit();
                };
    }

    /** The fields an event of the kind may have, as a set of {@link #bit}s. */
    static int allowed(EventKind kind) {
        return required(kind)
                | RUN.bit()
                | switch (kind) {
                    case STATUS, REPLY -> REASON.bit();
                    case HEALTH ->
                        TEMPERATURE_CELSIUS.bit()
                                | CPU_PERCENT.bit()
                                | MEMORY_PERCENT.bit()
                                | DISK_PERCENT.bit()
                                | UPTIME_SECONDS.bit()
                                | LOAD.bit()
                                | LINK_MEGABITS.bit()
                                | LOST_EVENTS.bit()
                                | SUPPLY.bit()
                                | PROCESSOR.bit()
                                | LINK.bit()
                                | CLOCK.bit();
                    case WIFI, CHARGING, CALL, TABLET, CLIENTS -> 0;
                };
    }

    /** The first field of a set of {@link #bit}s, which must not be empty. */
    static Field first(int bits) {
        return ALL[Integer.numberOfTrailingZeros(bits)];
    }

    int bit() {
        return 1 << slot();
    }

    /** The field's place in an array of {@link #COUNT} places. */
    @SuppressWarnings("EnumOrdinal") // slots and bits live as long as the process: nothing keeps them
    int slot() {
        return ordinal();
    }

    String wireName() {
        return wireName;
    }

    Type type() {
        return type;
    }

    long min() {
        return min;
    }

    long max() {
        return max;
    }

    /** The words allowed, in the order of their enum; empty unless the type is {@link Type#WORD}. */
    List<String> words() {
        return words;
    }

    /** The words allowed, by what each stands for. */
    Map<? extends Enum<?>, String> wordOf() {
        return wordOf;
    }

    /** The place of a word in {@link #words()}, or -1. */
    int indexOfWord(char[] chars, int offset, int length) {
        for (int i = 0; i < words.size(); i++) {
            if (equal(words.get(i), chars, offset, length)) {
                return i;
            }
        }
        return -1;
    }

    /** What the field must be, for people. */
    String rule() {
        return wireName
                + switch (type) {
                    case INTEGER -> " must be a whole number from " + min + " to " + max + ".";
                    case DECIMAL -> " must be a number from " + min + " to " + max + ".";
                    case WORD -> " must be one of " + String.join(", ", words) + ".";
                    case TIME -> " must be a time in UTC such as 2026-11-23T16:04:05.123Z.";
                    case RUN -> " must be 1 to " + MAX_RUN_LENGTH + " of a-z and 0-9.";
                    case NAME -> " must be 1 to " + MAX_NAME_LENGTH + " of a-z and 0-9.";
                    case SKETCH ->
                        " must be a CPC sketch of lgK " + ClientSketch.LG_K + " in at most " + SketchForm.MAX_CHARS
                                + " characters of base64.";
                    case LETTERS -> " must be 1 to " + MAX_LETTERS + " of a-z.";
                    case CODE -> " must be at most " + MAX_CODE_LENGTH + " of a-z, 0-9 and hyphens.";
                };
    }

    private static boolean equal(String word, char[] chars, int offset, int length) {
        if (word.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (word.charAt(i) != chars[offset + i]) {
                return false;
            }
        }
        return true;
    }

    private static <E extends Enum<E>> Map<E, String> wordsOf(E[] constants) {
        return wordsOf(constants, constant -> constant.name().toLowerCase(Locale.ROOT));
    }

    private static <E extends Enum<E>> Map<E, String> wordsOf(E[] constants, Function<E, String> word) {
        Map<E, String> words = new LinkedHashMap<>();
        for (E constant : constants) {
            words.put(constant, word.apply(constant));
        }
        return Collections.unmodifiableMap(words);
    }
}
