package org.curbline.telemetry.usage;

import java.util.List;
import java.util.OptionalLong;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.PointsQuestion;
import org.curbline.store.PointReader.StoredPoint;

/**
 * A page of stored events, in the order of their timestamps.
 *
 * @param next where the next page begins, in nanoseconds since the epoch; empty on the last
 */
public record EventsAnswer(EventsRequest request, List<StoredPoint> events, OptionalLong next) {
    /**
     * Reads a page. The next one begins later than the last timestamp of this one, so points of one timestamp are never
     * torn apart: those that no longer fit wait for the next page, and those that fill a page alone come all together,
     * even if they are more than were asked for. Blocking.
     *
     * @throws PointReader.StoreUnavailableException if the store does not answer
     */
    public static EventsAnswer read(PointReader reader, EventsRequest request) {
        int most = request.limit() + 1; // one more than wanted: so it is known whether there is a next page
        List<StoredPoint> points = reader.points(question(request, most));
        while (points.size() == most && nanos(points, 0) == nanos(points, most - 1)) {
            most *= 2;
            points = reader.points(question(request, most));
        }
        int end = Math.min(request.limit(), points.size());
        while (end > 0 && isWithinOneTimestamp(points, end)) {
            end--;
        }
        if (end == 0) {
            end = Math.min(request.limit(), points.size());
            while (isWithinOneTimestamp(points, end)) {
                end++;
            }
        }
        OptionalLong next = end < points.size() ? OptionalLong.of(nanos(points, end - 1)) : OptionalLong.empty();
        return new EventsAnswer(request, List.copyOf(points.subList(0, end)), next);
    }

    private static PointsQuestion question(EventsRequest request, int most) {
        return new PointsQuestion(
                request.service().measurement(),
                request.period().from(),
                request.period().to(),
                request.kiosk(),
                request.afterNanos(),
                most);
    }

    /** Whether a page that ended before this index would tear a timestamp apart. */
    private static boolean isWithinOneTimestamp(List<StoredPoint> points, int end) {
        return end > 0 && end < points.size() && nanos(points, end - 1) == nanos(points, end);
    }

    private static long nanos(List<StoredPoint> points, int index) {
        return points.get(index).epochNanos();
    }
}
