package org.curbline.protocol;

/**
 * How the kiosk's computer is.
 *
 * @param temperatureCelsius of the processor
 * @param cpuPercent use of the processor since the last report, 0 to 100
 * @param memoryPercent memory in use, 0 to 100
 * @param diskPercent storage in use, 0 to 100
 * @param uptimeSeconds since the computer started
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

    @Override
    public EventKind kind() {
        return EventKind.HEALTH;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.health(this);
    }
}
