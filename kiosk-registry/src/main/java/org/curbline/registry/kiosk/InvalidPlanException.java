package org.curbline.registry.kiosk;

/** What was asked for cannot be a maintenance window; the message is a sentence for who asked. */
public final class InvalidPlanException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String part;

    InvalidPlanException(String part, String message) {
        super(message);
        this.part = part;
    }

    /** What of the plan is at fault: {@code kiosks}, {@code boroughs}, {@code from}, {@code to}, {@code repeats} ... */
    public String part() {
        return part;
    }
}
