package org.curbline.telemetry;

import java.time.ZoneId;
import org.curbline.status.StatusRule;
import org.curbline.status.StatusSettings;

/**
 * What answers are reckoned with.
 *
 * @param zone whose days are meant when a request does not say
 * @param rule when a report is too old
 * @param target the share of time that a service should work, from 0 to 1, when a request does not say
 */
public record Reckoning(ZoneId zone, StatusRule rule, double target) {
    public static Reckoning of(ZoneId zone, StatusSettings status) {
        return new Reckoning(
                zone, new StatusRule(status.allowedAge(), status.offlineGrace()), status.availabilityTarget());
    }
}
