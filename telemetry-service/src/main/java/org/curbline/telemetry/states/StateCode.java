package org.curbline.telemetry.states;

import java.util.EnumMap;
import java.util.Map;
import org.curbline.status.ServiceState;

/**
 * In four bits what is known of a service: what its kiosk said of it, and whether its use speaks against that, as
 * {@link org.curbline.status.SuspectTime} lays the one over the other.
 */
public final class StateCode {
    /** Nobody has told of it. */
    public static final byte NEVER_TOLD = 0;

    static final byte UNKNOWN;

    private static final byte SUSPECTED = 8;
    private static final byte KNOWN = 7;
    private static final ServiceState[] STATES = ServiceState.values();
    private static final Map<ServiceState, Byte> CODES = new EnumMap<>(ServiceState.class);

    static {
        byte code = NEVER_TOLD;
        for (ServiceState state : STATES) {
            code++;
            CODES.put(state, code);
        }
        UNKNOWN = of(ServiceState.UNKNOWN);
    }

    private StateCode() {}

    private static byte of(ServiceState state) {
        return CODES.getOrDefault(state, NEVER_TOLD);
    }

    /** The same suspicion, and what the kiosk says now. */
    public static byte known(byte code, ServiceState state) {
        return (byte) ((code & SUSPECTED) | of(state));
    }

    /** What the kiosk says, and whether it is suspected now. */
    static byte suspected(byte code, boolean isSuspected) {
        return (byte) (isSuspected ? code | SUSPECTED : code & KNOWN);
    }

    /** Whether its kiosk has said anything that still holds. */
    static boolean isKnown(byte code) {
        int known = code & KNOWN;
        return known != NEVER_TOLD && known != UNKNOWN;
    }

    /** Whether its kiosk says the same, whatever use says. */
    public static boolean saySame(byte code, byte other) {
        return (code & KNOWN) == (other & KNOWN);
    }

    /** Whether anybody has told of it. */
    public static boolean isTold(byte code) {
        return (code & KNOWN) != NEVER_TOLD;
    }

    /** What holds. */
    public static ServiceState state(byte code) {
        int known = code & KNOWN;
        ServiceState said = known == NEVER_TOLD ? ServiceState.UNKNOWN : STATES[known - 1];
        return said == ServiceState.UP && (code & SUSPECTED) != 0 ? ServiceState.SUSPECT : said;
    }
}
