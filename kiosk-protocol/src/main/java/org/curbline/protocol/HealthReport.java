package org.curbline.protocol;

/**
 * How the kiosk's computer is. What cannot be measured there is left out on the wire: {@link #NOT_MEASURED}, or
 * {@link ComputerCondition#NOT_SAID} of what is counted.
 *
 * @param temperatureCelsius of the processor; or {@link #NOT_MEASURED}
 * @param cpuPercent use of the processor since the last report, 0 to 100; or {@link #NOT_MEASURED}
 * @param memoryPercent memory in use, 0 to 100; or {@link #NOT_MEASURED}
 * @param diskPercent storage in use, 0 to 100; or {@link #NOT_MEASURED}
 * @param uptimeSeconds since the computer started; or {@link ComputerCondition#NOT_SAID}
 * @param spooledEvents events waiting in the kiosk to be acknowledged
 * @param condition what else is known of it
 */
public record HealthReport(
        EventId id,
        double temperatureCelsius,
        double cpuPercent,
        double memoryPercent,
        double diskPercent,
        long uptimeSeconds,
        long spooledEvents,
        ComputerCondition condition)
        implements KioskEvent {
    /**
     * No number: as no figure is invented, a report lacks what a computer has no sensor for. Ask by
     * {@link #isMeasured}.
     */
    public static final double NOT_MEASURED = Double.NaN;

    /** Of a computer with which nothing is known to be amiss. */
    public HealthReport(
            EventId id,
            double temperatureCelsius,
            double cpuPercent,
            double memoryPercent,
            double diskPercent,
            long uptimeSeconds,
            long spooledEvents) {
        this(
                id,
                temperatureCelsius,
                cpuPercent,
                memoryPercent,
                diskPercent,
                uptimeSeconds,
                spooledEvents,
                ComputerCondition.NOTHING_SAID);
    }

    /** Whether it is a figure, and not {@link #NOT_MEASURED}. */
    public static boolean isMeasured(double figure) {
        return !Double.isNaN(figure);
    }

    @Override
    public EventKind kind() {
        return EventKind.HEALTH;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.health(this);
    }
}
