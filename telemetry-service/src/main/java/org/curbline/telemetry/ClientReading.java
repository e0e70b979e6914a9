package org.curbline.telemetry;

import java.time.DayOfWeek;
import java.time.Instant;
import java.util.Set;
import org.curbline.program.http.Period;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.PointsQuestion;
import org.curbline.store.PointReader.StoredPoint;
import org.curbline.telemetry.UsageTally.Group;

/**
 * Reads the sketches of devices that a question is about. One question at a time: what is merged takes some megabytes
 * each. Blocking.
 */
final class ClientReading {
    private static final int PAGE = 5_000;

    private final PointReader reader;
    private final KioskPlaces places;

    ClientReading(PointReader reader, KioskPlaces places) {
        this.reader = reader;
        this.places = places;
    }

    /** @throws PointReader.StoreUnavailableException if the store does not answer */
    synchronized void read(UsageRequest request, Period period, UsageTally tally) {
        Set<String> kiosks = request.filter().kiosks();
        String one = kiosks.size() == 1 ? kiosks.iterator().next() : "";
        PointsQuestion question = new PointsQuestion(Measurement.CLIENTS, period.from(), period.to(), one, -1, PAGE);
        reader.forEach(question, point -> {
            String kiosk = text(point, Columns.KIOSK.name());
            boolean asked = kiosks.isEmpty() || kiosks.contains(kiosk);
            if (asked && request.filter().takes(kiosk, places)) {
                Instant at = Instant.ofEpochSecond(0, point.epochNanos());
                tally.addClients(
                        group(request, period, kiosk, at),
                        text(point, Columns.SALT.name()),
                        text(point, Columns.SKETCH.name()));
            }
        });
    }

    private Group group(UsageRequest request, Period period, String kiosk, Instant at) {
        Bucket bucket = request.grouping().bucket();
        Instant start = bucket == null ? null : bucket.start(at, period.zone());
        return new Group(
                UsedService.WIFI,
                switch (request.grouping().by()) {
                    case KIOSK -> kiosk;
                    case BOROUGH -> places.borough(kiosk);
                    case DISTRICT -> places.district(kiosk);
                    case WEEKDAY -> Integer.toString(weekday(at, period).getValue());
                    case NOTHING, KIND, HOUR_OF_DAY -> "";
                },
                start);
    }

    private static DayOfWeek weekday(Instant at, Period period) {
        return at.atZone(period.zone()).getDayOfWeek();
    }

    private static String text(StoredPoint point, String column) {
        return String.valueOf(point.values().getOrDefault(column, ""));
    }
}
