package org.curbline.benchmarks.status;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How long things took to be shown, those that never were among them. Not thread-safe. */
final class Detections {
    private static final long NEVER = Long.MAX_VALUE;

    private final List<Long> millis = new ArrayList<>();

    void shownAfter(long after) {
        millis.add(after);
    }

    void neverShown() {
        millis.add(NEVER);
    }

    void add(Detections others) {
        millis.addAll(others.millis);
    }

    int count() {
        return millis.size();
    }

    /** The share of those that took no longer; NaN without any. */
    double shareWithin(long limit) {
        return millis.stream().filter(each -> each <= limit).count() / (double) millis.size();
    }

    /** The share of those that were shown at all. */
    double shareShown() {
        return shareWithin(NEVER - 1);
    }

    /** Of those that were shown; NaN without any. */
    double secondsAt(double quantile) {
        List<Long> shown = new ArrayList<>(millis);
        shown.removeIf(each -> each == NEVER);
        Collections.sort(shown);
        return shown.isEmpty()
                ? Double.NaN
                : shown.get((int) Math.min(shown.size() - 1, Math.floor(quantile * shown.size()))) / 1000.0;
    }
}
