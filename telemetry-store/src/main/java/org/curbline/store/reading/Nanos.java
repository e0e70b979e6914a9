package org.curbline.store.reading;

import java.time.Instant;
import org.curbline.store.PointReader.Step;

/** Instants as stores count them: nanoseconds since the epoch, which a long holds from 1970 to 2262. */
public final class Nanos {
    /** The last nanosecond that InfluxDB accepts in a question. */
    private static final long LAST = Long.MAX_VALUE - 1;

    private static final long A_SECOND = 1_000_000_000L;

    private Nanos() {}

    /** The nearest that can be told: what lies before 1970 or after 2262 becomes its beginning or end. */
    public static long of(Instant instant) {
        if (instant.getEpochSecond() < 0) {
            return 0;
        }
        if (instant.getEpochSecond() >= LAST / A_SECOND) {
            return LAST;
        }
        return instant.getEpochSecond() * A_SECOND + instant.getNano();
    }

    /** When the step begins that a time lies in, whether before or after where one is known to begin. */
    public static long begin(Step step, long time) {
        return time - Math.floorMod(time - of(step.origin()), step.length().toNanos());
    }
}
