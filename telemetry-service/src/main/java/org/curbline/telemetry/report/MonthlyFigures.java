package org.curbline.telemetry.report;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.curbline.telemetry.availability.Availability;
import org.curbline.telemetry.availability.AvailabilityAnswer;
import org.curbline.telemetry.usage.UsageAnswer;
import org.curbline.telemetry.usage.UsageAnswer.Used;
import org.curbline.telemetry.usage.UsedService;

/**
 * What a monthly report tells.
 *
 * @param until as far as the month has gone
 * @param asOf what was stored before is counted
 * @param finalUntil nothing before it can change any more
 * @param target the share of time that a service should work
 * @param use what was used, by service, and how many uses there were before; those without use are left out
 * @param places how many uses there were in each borough, services in their order
 * @param days how many on each day, services in their order
 * @param weeks devices, week by week
 * @param services how each service worked
 * @param workedByDay how each service worked on each day
 * @param worst kiosks, the worst first
 */
public record MonthlyFigures(
        YearMonth month,
        ZoneId zone,
        Instant until,
        Instant asOf,
        Instant finalUntil,
        double target,
        Use use,
        List<UsageAnswer.Row> places,
        List<UsageAnswer.Row> days,
        List<UsageAnswer.Row> weeks,
        List<AvailabilityAnswer.Row> services,
        List<AvailabilityAnswer.Row> workedByDay,
        List<Worst> worst) {
    /** Whether anything of it is known: that something was used, or how something worked. */
    boolean isKnown() {
        return !use.now.isEmpty()
                || services.stream().anyMatch(row -> row.counted().isKnown());
    }

    /** Whether the month is over. */
    boolean isOver() {
        return !until.isBefore(month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant());
    }

    /**
     * What was used in the month, and in as much of the one before and of the same one of the year before.
     *
     * @param since before it no use is known
     */
    record Use(
            Map<UsedService, Used> now,
            Map<UsedService, Used> before,
            Map<UsedService, Used> yearBefore,
            Instant since) {}

    /** Whether some month of which something is told began before anything is known of use. */
    boolean isUseKnownInPart() {
        return isKnownInPart(month, use.now)
                || isKnownInPart(month.minusMonths(1), use.before)
                || isKnownInPart(month.minusYears(1), use.yearBefore);
    }

    private boolean isKnownInPart(YearMonth of, Map<UsedService, Used> used) {
        return !used.isEmpty() && of.atDay(1).atStartOfDay(zone).toInstant().isBefore(use.since);
    }

    /** A kiosk of which some service missed the target: all of its services together. */
    record Worst(String kiosk, String borough, Availability counted, List<String> missed) {}
}
