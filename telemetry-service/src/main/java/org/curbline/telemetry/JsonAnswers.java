package org.curbline.telemetry;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.curbline.program.http.Period;
import org.curbline.status.ServiceState;
import org.curbline.store.Column;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader.StoredPoint;
import org.curbline.telemetry.UsageAnswer.Row;

/** Answers in JSON. */
final class JsonAnswers {
    private JsonAnswers() {}

    static String usage(UsageAnswer answer) {
        JsonArray rows = new JsonArray();
        answer.rows().forEach(row -> rows.add(row(answer.request(), row)));
        JsonObject json = period(answer.request().period());
        if (answer.request().by() != UsageRequest.By.NOTHING) {
            json.put("by", answer.request().by().word());
        }
        return json.put("rows", rows).encode();
    }

    static String events(EventsAnswer answer) {
        JsonArray events = new JsonArray();
        Measurement measurement = answer.request().service().measurement();
        answer.events().forEach(point -> events.add(event(measurement, point)));
        JsonObject json = new JsonObject()
                .put("service", answer.request().service().word())
                .put("kiosk", answer.request().kiosk())
                .mergeIn(period(answer.request().period()))
                .put("events", events);
        answer.next().ifPresent(next -> json.put("next", Long.toString(next)));
        return json.encode();
    }

    static String availability(AvailabilityAnswer answer) {
        AvailabilityRequest request = answer.request();
        JsonObject json = period(request.period())
                .put("view", "known")
                .put("by", request.by().word())
                .put("target", request.target());
        if (request.bucket() != null) {
            json.put("bucket", request.bucket().word());
        }
        JsonArray rows = new JsonArray();
        answer.rows().forEach(row -> rows.add(row(request, row)));
        return json.put("rows", rows).encode();
    }

    /** A timestamp to the millisecond, as kiosks write it. */
    static String at(long epochNanos) {
        return Instant.ofEpochMilli(Math.floorDiv(epochNanos, 1_000_000L)).toString();
    }

    private static JsonObject period(Period period) {
        return new JsonObject()
                .put("from", period.from().toString())
                .put("to", period.to().toString())
                .put("zone", period.zone().getId());
    }

    private static JsonObject row(UsageRequest request, Row row) {
        JsonObject json = new JsonObject().put("service", row.service().word());
        if (!request.by().key().isEmpty()) {
            json.put(request.by().key(), row.key());
        }
        json.put("count", row.count());
        row.service().sums().forEach((name, column) -> json.put(name, row.sums().getOrDefault(column, 0L)));
        return json;
    }

    private static JsonObject row(AvailabilityRequest request, AvailabilityAnswer.Row row) {
        Availability counted = row.counted();
        JsonObject json = new JsonObject().put("service", row.service());
        if (request.by() != AvailabilityRequest.By.FLEET) {
            json.put(request.by().word(), row.key());
        }
        JsonObject seconds = new JsonObject();
        for (ServiceState state : ServiceState.values()) {
            seconds.put(state.word(), seconds(counted.millis(state)));
        }
        json.put("from", row.from().toString())
                .put("to", row.to().toString())
                .put("kiosks", counted.services())
                .put("seconds", seconds);
        if (!Double.isNaN(counted.share())) {
            json.put("availability", counted.share())
                    .put("targetMet", counted.share() >= request.target())
                    .put("unknownShare", counted.shareUnknown());
        }
        if (!Double.isNaN(counted.shareOfKnown())) {
            json.put("availabilityOfKnown", counted.shareOfKnown());
        }
        json.put("outages", counted.outages())
                .put("outageSeconds", seconds(counted.outageMillis()))
                .put("longestOutageSeconds", seconds(counted.longestOutageMillis()));
        if (counted.outages() > 0) {
            json.put("meanTimeToRepairSeconds", seconds(Math.round(counted.meanTimeToRepairMillis())))
                    .put(
                            "meanTimeBetweenFailuresSeconds",
                            seconds(Math.round(counted.meanTimeBetweenFailuresMillis())));
        }
        return json;
    }

    static double seconds(long millis) {
        return millis / 1000.0;
    }

    private static JsonObject event(Measurement measurement, StoredPoint point) {
        JsonObject json = new JsonObject()
                .put("at", at(point.epochNanos()))
                .put("timestampNanos", Long.toString(point.epochNanos()));
        measurement.tags().forEach(tag -> putPresent(json, tag, point));
        measurement.fields().forEach(field -> putPresent(json, field, point));
        return json;
    }

    private static void putPresent(JsonObject json, Column column, StoredPoint point) {
        Object value = point.values().get(column.name());
        if (value != null) {
            json.put(column.name(), value);
        }
    }
}
