package org.curbline.simulator.faults;

import java.util.Locale;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport.State;
import org.jspecify.annotations.Nullable;

/**
 * What is true of a service from a moment on.
 *
 * @param atMillis true time
 * @param is what a perfect observer would see
 * @param says what the kiosk itself says; null while it says nothing
 * @param heard when that reaches others
 */
public record TrueState(Service service, long atMillis, State is, @Nullable State says, Heard heard) {
    /** When others hear what a kiosk says. */
    public enum Heard {
        NOW,
        /** When its spool tells. */
        LATER,
        /** Not at all, or as if it were of another time. */
        NEVER;

        /** Its name in the ledger. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is true under a fault, or without one. */
    public static TrueState under(@Nullable Fault fault, Service service, long atMillis) {
        State is = is(fault, service, atMillis);
        return new TrueState(service, atMillis, is, says(fault, is), heard(fault));
    }

    /** Whether nothing is different, whatever the moment. */
    boolean saysAs(@Nullable TrueState other) {
        return other != null && is == other.is && says == other.says && heard == other.heard;
    }

    private static State is(@Nullable Fault fault, Service service, long atMillis) {
        if (fault == null || !fault.befalls(service)) {
            return State.UP;
        }
        return switch (fault.kind()) {
            case DEAD, SILENT, EMPTY, POWER_CUT, LOST_MEMORY -> State.DOWN;
            case DEGRADED -> State.DEGRADED;
            case FLAPPING -> fault.isFlappedDown(atMillis) ? State.DOWN : State.UP;
            case NETWORK_AWAY, HALF_OPEN, SPOOL_OVERFLOW, WRONG_CLOCK, STUCK_REPORTS -> State.UP;
            case STUCK_VALUES, CORRUPTED, PERSONAL_DATA, FOREIGN_TOPIC, REPEATING, OUT_OF_ORDER, SLOW_SENDER ->
                State.UP;
        };
    }

    private static @Nullable State says(@Nullable Fault fault, State is) {
        if (fault != null && fault.kind().isHidden()) {
            return State.UP;
        }
        return fault != null && fault.kind().isDark() ? null : is;
    }

    private static Heard heard(@Nullable Fault fault) {
        if (fault == null) {
            return Heard.NOW;
        }
        return switch (fault.kind()) {
            case DEAD, SILENT, EMPTY, DEGRADED, FLAPPING, STUCK_VALUES -> Heard.NOW;
            case CORRUPTED, PERSONAL_DATA, FOREIGN_TOPIC, REPEATING, OUT_OF_ORDER, SLOW_SENDER -> Heard.NOW;
            case NETWORK_AWAY, HALF_OPEN, SPOOL_OVERFLOW -> Heard.LATER;
            case POWER_CUT, LOST_MEMORY, WRONG_CLOCK, STUCK_REPORTS -> Heard.NEVER;
        };
    }
}
