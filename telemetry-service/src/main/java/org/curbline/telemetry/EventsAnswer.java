package org.curbline.telemetry;

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
record EventsAnswer(EventsRequest request, List<StoredPoint> events, OptionalLong next) {
    /**
     * Asks for one more than wanted: so it is known whether there is a next page, and that no two points of one
     * timestamp are torn apart, for the next page begins later than the last timestamp of this one. Blocking.
     *
     * @throws PointReader.StoreUnavailableException if the store does not answer
     */
    static EventsAnswer read(PointReader reader, EventsRequest request) {
        List<StoredPoint> points = reader.points(new PointsQuestion(
                request.service().measurement(),
                request.period().from(),
                request.period().to(),
                request.kiosk(),
                request.afterNanos(),
                request.limit() + 1));
        if (points.size() <= request.limit()) {
            return new EventsAnswer(request, points, OptionalLong.empty());
        }
        int end = request.limit();
        long following = points.get(end).epochNanos();
        while (end > 1 && points.get(end - 1).epochNanos() == following) {
            end--;
        }
        return new EventsAnswer(
                request,
                List.copyOf(points.subList(0, end)),
                OptionalLong.of(points.get(end - 1).epochNanos()));
    }
}
