package org.curbline.telemetry.calendar;

import java.time.DayOfWeek;
import java.time.ZoneId;
import org.curbline.status.StatusRule;
import org.curbline.status.StatusSettings;

/**
 * What answers are reckoned with.
 *
 * @param zone whose days are meant when a request does not say
 * @param rule when a report is too old
 * @param weekStart on which day weeks begin
 * @param target the share of time that a service should work, from 0 to 1, when a request does not say
 */
public record Reckoning(ZoneId zone, DayOfWeek weekStart, StatusRule rule, double target) {
    /** As New York's reports have it. */
    public static final DayOfWeek USUAL_WEEK_START = DayOfWeek.SUNDAY;

    /** With weeks from Sunday. */
    public Reckoning(ZoneId zone, StatusRule rule, double target) {
        this(zone, USUAL_WEEK_START, rule, target);
    }

    public static Reckoning of(ZoneId zone, DayOfWeek weekStart, StatusSettings status) {
        return new Reckoning(
                zone,
                weekStart,
                new StatusRule(status.allowedAge(), status.offlineGrace()),
                status.availabilityTarget());
    }
}
