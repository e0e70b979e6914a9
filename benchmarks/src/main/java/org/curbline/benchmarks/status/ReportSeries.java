package org.curbline.benchmarks.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.curbline.protocol.ServiceReport.State;
import org.curbline.status.ServiceFacts.Report;
import org.jspecify.annotations.Nullable;

/** One service's reports, those that come regularly and say the same kept as one. Not thread-safe. */
final class ReportSeries {
    private static final long INTERVAL = 60_000;

    private final List<Run> runs = new ArrayList<>();
    private @Nullable Run newest;

    void add(State state, String reason, long at) {
        Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
        if (last != null && last.state == state && last.reason.equals(reason) && last.goesOnAt(at)) {
            last.end = at;
        } else {
            last = new Run(state, reason, at);
            runs.add(last);
        }
        if (newest == null || at >= newest.end) {
            newest = last;
        }
    }

    @Nullable
    Report newest() {
        return newest == null ? null : newest.report(newest.end);
    }

    /** Adds those within a range, to exclusive, in no order. */
    void within(long from, long to, List<Report> found) {
        for (Run run : runs) {
            if (run.end >= from && run.begin < to) {
                long steps = Math.max(0, Math.floorDiv(from - run.begin + INTERVAL - 1, INTERVAL));
                for (long at = run.begin + steps * INTERVAL; at <= run.end && at < to; at += INTERVAL) {
                    found.add(run.report(at));
                }
            }
        }
    }

    private static final class Run {
        private final State state;
        private final String reason;
        private final long begin;
        private long end;

        Run(State state, String reason, long begin) {
            this.state = state;
            this.reason = reason;
            this.begin = begin;
            this.end = begin;
        }

        /** One that speaks of the same moment again is the same. */
        boolean goesOnAt(long at) {
            return at == end || at == end + INTERVAL;
        }

        Report report(long at) {
            return new Report(state, reason, Instant.ofEpochMilli(at));
        }
    }
}
