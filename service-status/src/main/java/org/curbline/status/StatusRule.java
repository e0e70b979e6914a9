package org.curbline.status;

import java.time.Duration;
import java.time.Instant;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.status.ServiceFacts.Report;
import org.jspecify.annotations.Nullable;

/**
 * The rule: from what is known of a service to its state. The first line that fits decides.
 *
 * <table>
 * <caption>Precedence</caption>
 * <tr><th>if</th><th>then</th><th>because</th></tr>
 * <tr><td>the kiosk is planned, installed or removed</td><td>unknown</td><td>not-in-service</td></tr>
 * <tr><td>a maintenance window is open</td><td>maintenance</td><td>maintenance-window</td></tr>
 * <tr><td>the kiosk is under maintenance</td><td>maintenance</td><td>under-maintenance</td></tr>
 * <tr><td>there never was a report</td><td>unknown</td><td>never-reported</td></tr>
 * <tr><td>the kiosk is offline beyond the grace</td><td>unknown</td><td>kiosk-offline</td></tr>
 * <tr><td>the newest report is older than allowed</td><td>unknown</td><td>report-too-old</td></tr>
 * <tr><td>the report says down, degraded</td><td>down, degraded</td><td>reported-down, reported-degraded</td></tr>
 * <tr><td>the report says up, and use says otherwise</td><td>suspect</td><td>what speaks against it</td></tr>
 * <tr><td>the report says up</td><td>up</td><td>reported-up</td></tr>
 * </table>
 *
 * <p>Of offline and too old, that which came first is the reason, so that time passing changes no reason.
 *
 * @param allowedAge how old a report may be
 * @param offlineGrace how long a kiosk may be without connection before its word no longer counts
 */
public record StatusRule(Duration allowedAge, Duration offlineGrace) {
    /** Says what holds at a moment, and until when. Pure. */
    public Judgement judge(ServiceFacts facts, Instant now) {
        Judgement planned = planned(facts);
        if (planned != null) {
            return planned;
        }
        return evident(facts, now);
    }

    /** What the kiosk's word and connection say, whatever people decided. */
    Judgement evident(ServiceFacts facts, Instant now) {
        Report report = facts.report();
        if (report == null) {
            return unknown(StateReason.NEVER_REPORTED);
        }
        Instant tooOld = report.at().plus(allowedAge);
        Instant gone = facts.offlineSince() == null
                ? Instant.MAX
                : facts.offlineSince().plus(offlineGrace);
        boolean goneFirst = !gone.isAfter(tooOld);
        Instant until = goneFirst ? gone : tooOld;
        if (!now.isBefore(until)) {
            return unknown(goneFirst ? StateReason.KIOSK_OFFLINE : StateReason.REPORT_TOO_OLD);
        }
        return reported(report, facts.suspicion(), until);
    }

    /** What people decided, whatever the kiosk says; null if it is meant to work. */
    static @Nullable Judgement planned(ServiceFacts facts) {
        return planned(facts.lifecycle(), facts.windowOpen());
    }

    /** The same, of a kiosk. */
    static @Nullable Judgement planned(Lifecycle lifecycle, boolean windowOpen) {
        return switch (lifecycle) {
            case PLANNED, INSTALLED, REMOVED -> unknown(StateReason.NOT_IN_SERVICE);
            case ACTIVE, MAINTENANCE -> {
                if (windowOpen) {
                    yield new Judgement(ServiceState.MAINTENANCE, StateReason.MAINTENANCE_WINDOW, "", Instant.MAX);
                }
                yield lifecycle == Lifecycle.ACTIVE
                        ? null
                        : new Judgement(ServiceState.MAINTENANCE, StateReason.UNDER_MAINTENANCE, "", Instant.MAX);
            }
        };
    }

    private static Judgement reported(Report report, @Nullable StateReason suspicion, Instant until) {
        return switch (report.state()) {
            case DOWN -> new Judgement(ServiceState.DOWN, StateReason.REPORTED_DOWN, report.code(), until);
            case DEGRADED -> new Judgement(ServiceState.DEGRADED, StateReason.REPORTED_DEGRADED, report.code(), until);
            case UP ->
                suspicion == null
                        ? new Judgement(ServiceState.UP, StateReason.REPORTED_UP, report.code(), until)
                        : new Judgement(ServiceState.SUSPECT, suspicion, report.code(), until);
        };
    }

    /** No evidence, for good. */
    public static Judgement unknown(StateReason why) {
        return new Judgement(ServiceState.UNKNOWN, why, "", Instant.MAX);
    }
}
