package org.curbline.status;

/** Why a service is in its state: a code for machines and a sentence for people. */
public enum StateReason {
    MAINTENANCE_WINDOW("maintenance-window", "Maintenance is planned for this time."),
    UNDER_MAINTENANCE("under-maintenance", "Somebody works on the kiosk."),
    NOT_IN_SERVICE("not-in-service", "The kiosk is not in service: planned, installed but not active yet, or removed."),
    NEVER_REPORTED("never-reported", "The kiosk has never said anything of this service."),
    REPORT_TOO_OLD("report-too-old", "The kiosk's last report of this service is too old."),
    KIOSK_OFFLINE("kiosk-offline", "The kiosk is not connected."),
    NOT_OBSERVED("not-observed", "Curbline itself was away, and the kiosk has said nothing since."),
    GATEWAY_SILENT("gateway-silent", "The gateway that the kiosk is connected to has not been heard of for too long."),
    REPORTED_DOWN("reported-down", "The kiosk says that the service does not work."),
    REPORTED_DEGRADED("reported-degraded", "The kiosk says that the service works badly."),
    USE_HAS_STOPPED(
            "use-has-stopped", "The kiosk says it is up, but nobody uses it any more, which is not usual here."),
    SESSIONS_CARRY_NOTHING(
            "sessions-carry-nothing", "The kiosk says it is up, but what people start there carries nothing."),
    REPORTED_UP("reported-up", "The kiosk says that the service works.");

    private final String code;
    private final String sentence;

    StateReason(String code, String sentence) {
        this.code = code;
        this.sentence = sentence;
    }

    /** Whether people decided it, whatever the kiosk says. */
    boolean isPlanned() {
        return this == MAINTENANCE_WINDOW || this == UNDER_MAINTENANCE || this == NOT_IN_SERVICE;
    }

    /** Its name in the API and in the store. */
    public String code() {
        return code;
    }

    /** For people, in English. */
    public String sentence() {
        return sentence;
    }
}
