package org.curbline.protocol.wire;

import org.curbline.protocol.Call;
import org.curbline.protocol.ChargingSession;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.CommandReply;
import org.curbline.protocol.ComputerCondition;
import org.curbline.protocol.EventId;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.HealthReport;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.WifiSession;

/** The values of one event's fields while it is read; used again for the next. */
final class FieldValues {
    private static final WifiSession.Network[] NETWORKS = WifiSession.Network.values();
    private static final Call.CallKind[] CALL_KINDS = Call.CallKind.values();
    private static final Call.Outcome[] OUTCOMES = Call.Outcome.values();
    private static final TabletSession.Activity[] ACTIVITIES = TabletSession.Activity.values();
    private static final Service[] SERVICES = Service.values();
    private static final CommandReply.Result[] RESULTS = CommandReply.Result.values();
    private static final ServiceReport.State[] STATES = ServiceReport.State.values();
    private static final ComputerCondition.Supply[] SUPPLIES = ComputerCondition.Supply.values();
    private static final ComputerCondition.Processor[] PROCESSORS = ComputerCondition.Processor.values();
    private static final ComputerCondition.Link[] LINKS = ComputerCondition.Link.values();
    private static final ComputerCondition.ClockState[] CLOCKS = ComputerCondition.ClockState.values();

    private final long[] values = new long[Field.COUNT];
    private String run = EventId.FIRST_RUN;
    private String reason = "";
    private String letters = "";
    private String name = "";
    private String sketch = "";

    /** Forgets the values that an event need not have. */
    void clear() {
        run = EventId.FIRST_RUN;
        reason = "";
        put(Field.TEMPERATURE_CELSIUS, HealthReport.NOT_MEASURED);
        put(Field.CPU_PERCENT, HealthReport.NOT_MEASURED);
        put(Field.MEMORY_PERCENT, HealthReport.NOT_MEASURED);
        put(Field.DISK_PERCENT, HealthReport.NOT_MEASURED);
        put(Field.UPTIME_SECONDS, ComputerCondition.NOT_SAID);
        put(Field.LOAD, (double) ComputerCondition.NOT_SAID);
        put(Field.LINK_MEGABITS, ComputerCondition.NOT_SAID);
        put(Field.LOST_EVENTS, 0);
        put(Field.SUPPLY, 0);
        put(Field.PROCESSOR, 0);
        put(Field.LINK, 0);
        put(Field.CLOCK, 0);
    }

    /** A whole number, a time in milliseconds, or the place of a word among {@link Field#words()}. */
    void put(Field field, long value) {
        values[field.slot()] = value;
    }

    void put(Field field, double value) {
        // adding zero makes one zero of the two
        values[field.slot()] = Double.doubleToRawLongBits(value + 0.0);
    }

    /** Whether it is a run at all; kept if so. */
    boolean putRun(char[] chars, int offset, int length) {
        if (!isName(chars, offset, length, Field.MAX_RUN_LENGTH)) {
            return false;
        }
        boolean first = length == 1 && chars[offset] == EventId.FIRST_RUN.charAt(0);
        run = first ? EventId.FIRST_RUN : new String(chars, offset, length);
        return true;
    }

    /** Whether it is a code at all; kept if so. */
    boolean putReason(char[] chars, int offset, int length) {
        if (length > Field.MAX_CODE_LENGTH) {
            return false;
        }
        for (int i = offset; i < offset + length; i++) {
            if (!isLetterOrDigit(chars[i]) && chars[i] != '-') {
                return false;
            }
        }
        reason = length == 0 ? "" : new String(chars, offset, length);
        return true;
    }

    /** Whether it is of letters alone; kept if so. */
    boolean putLetters(char[] chars, int offset, int length) {
        if (length < 1 || length > Field.MAX_LETTERS) {
            return false;
        }
        for (int i = offset; i < offset + length; i++) {
            if (chars[i] < 'a' || chars[i] > 'z') {
                return false;
            }
        }
        letters = new String(chars, offset, length);
        return true;
    }

    /** Whether it is of letters and digits alone; kept if so. */
    boolean putName(char[] chars, int offset, int length) {
        if (!isName(chars, offset, length, Field.MAX_NAME_LENGTH)) {
            return false;
        }
        name = new String(chars, offset, length);
        return true;
    }

    /** Whether it can be a sketch; kept if so. */
    boolean putSketch(char[] chars, int offset, int length) {
        if (!SketchForm.fits(chars, offset, length)) {
            return false;
        }
        sketch = new String(chars, offset, length);
        return true;
    }

    String reason() {
        return reason;
    }

    /** The event, if every field its kind requires was put and in range. */
    KioskEvent toEvent(EventKind kind) {
        EventId id = new EventId(integer(Field.SEQ), integer(Field.AT), run);
        return switch (kind) {
            case WIFI ->
                new WifiSession(
                        id,
                        (int) integer(Field.DURATION_SECONDS),
                        integer(Field.DOWN_BYTES),
                        integer(Field.UP_BYTES),
                        NETWORKS[(int) integer(Field.NETWORK)]);
            case CHARGING ->
                new ChargingSession(
                        id,
                        (int) integer(Field.PORT),
                        (int) integer(Field.DURATION_SECONDS),
                        integer(Field.ENERGY_MILLIWATT_HOURS));
            case CALL ->
                new Call(
                        id,
                        CALL_KINDS[(int) integer(Field.KIND)],
                        (int) integer(Field.DURATION_SECONDS),
                        OUTCOMES[(int) integer(Field.OUTCOME)]);
            case TABLET ->
                new TabletSession(id, ACTIVITIES[(int) integer(Field.ACTIVITY)], (int) integer(Field.DURATION_SECONDS));
            case STATUS ->
                new ServiceReport(
                        id, SERVICES[(int) integer(Field.SERVICE)], STATES[(int) integer(Field.STATE)], reason);
            case HEALTH ->
                new HealthReport(
                        id,
                        decimal(Field.TEMPERATURE_CELSIUS),
                        decimal(Field.CPU_PERCENT),
                        decimal(Field.MEMORY_PERCENT),
                        decimal(Field.DISK_PERCENT),
                        integer(Field.UPTIME_SECONDS),
                        integer(Field.SPOOLED_EVENTS),
                        condition());
            case CLIENTS -> new ClientSketch(id, name, (int) integer(Field.DURATION_SECONDS), sketch);
            case REPLY -> new CommandReply(id, letters, RESULTS[(int) integer(Field.RESULT)], reason);
        };
    }

    /** One for all that say nothing. */
    private ComputerCondition condition() {
        ComputerCondition said = new ComputerCondition(
                decimal(Field.LOAD),
                (int) integer(Field.LINK_MEGABITS),
                integer(Field.LOST_EVENTS),
                SUPPLIES[(int) integer(Field.SUPPLY)],
                PROCESSORS[(int) integer(Field.PROCESSOR)],
                LINKS[(int) integer(Field.LINK)],
                CLOCKS[(int) integer(Field.CLOCK)]);
        return said.equals(ComputerCondition.NOTHING_SAID) ? ComputerCondition.NOTHING_SAID : said;
    }

    private long integer(Field field) {
        return values[field.slot()];
    }

    private double decimal(Field field) {
        return Double.longBitsToDouble(values[field.slot()]);
    }

    private static boolean isName(char[] chars, int offset, int length, int longest) {
        if (length < 1 || length > longest) {
            return false;
        }
        for (int i = offset; i < offset + length; i++) {
            if (!isLetterOrDigit(chars[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }
}
