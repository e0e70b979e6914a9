package org.curbline.status;

import java.time.Duration;
import java.time.Instant;
import org.curbline.protocol.KioskId;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.status.ServiceFacts.Report;
import org.jspecify.annotations.Nullable;

/**
 * One service's states as the kiosk's own reports tell them, whenever they came. A report holds from the moment it
 * speaks of until the next one, or until it is too old. What comes after the newest report is not told: a spool may yet
 * tell it. So a change is never taken back as long as reports come in the order of their moments, as a spool sends
 * them; and the same reports give the same changes, however often the gateway was away. Not thread-safe.
 *
 * <p>Once a day, at a moment of its own, a state that goes on is told as a change to itself: whoever asks what holds at
 * some moment need not look back further than {@link #LOOK_BACK} before it.
 */
public final class KnownTimeline {
    /** A service of which nothing is told for this long was unknown at the end of it. */
    public static final Duration LOOK_BACK = Duration.ofHours(25);

    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    private final StatusRule rule;
    private final long markMillis;
    private @Nullable Report newest;
    private Judgement judged = StatusRule.unknown(StateReason.NEVER_REPORTED);

    /** @param kiosk whose service it is: kiosks have different moments, so that not all are told of at once */
    public KnownTimeline(StatusRule rule, KioskId kiosk) {
        this.rule = rule;
        this.markMillis = Math.floorMod(kiosk.value().hashCode(), DAY_MILLIS);
    }

    /** Goes on behind a report whose changes are told already. */
    public void resume(Report told) {
        newest = told;
        judged = judge(told);
    }

    /** The newest report that was heard; null before the first. */
    public @Nullable Report newest() {
        return newest;
    }

    /**
     * Hears a report.
     *
     * @return false if a later one was heard before: then the changes since the moment it speaks of are to be told
     *     anew, from the reports in the store
     */
    public boolean hear(Report report, StateChanges changes) {
        Report last = newest;
        if (last != null && report.at().isBefore(last.at())) {
            return false;
        }
        if (last != null) {
            if (judged.until().isBefore(report.at())) {
                say(judged.until(), StatusRule.unknown(StateReason.REPORT_TOO_OLD), changes);
            } else {
                tellAgain(last.at(), report.at(), changes);
            }
        }
        newest = report;
        Judgement next = judge(report);
        if (next.saysAs(judged)) {
            judged = next;
        } else {
            say(report.at(), next, changes);
        }
        return true;
    }

    private Judgement judge(Report report) {
        return rule.judge(ServiceFacts.none(Lifecycle.ACTIVE).with(report), report.at());
    }

    private void say(Instant at, Judgement next, StateChanges changes) {
        Judgement before = judged;
        judged = next;
        changes.changed(at, before, next);
    }

    /** If the moment of the day lies between two reports, says that the state goes on. */
    private void tellAgain(Instant from, Instant to, StateChanges changes) {
        long day = Math.floorDiv(to.toEpochMilli() - markMillis, DAY_MILLIS);
        Instant mark = Instant.ofEpochMilli(day * DAY_MILLIS + markMillis);
        if (mark.isAfter(from)) {
            changes.changed(mark, judged, judged);
        }
    }
}
