package org.curbline.telemetry.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.curbline.program.http.Period;
import org.curbline.status.ServiceState;
import org.curbline.store.Column;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader.StoredPoint;
import org.curbline.telemetry.availability.Availability;
import org.curbline.telemetry.availability.AvailabilityAnswer;
import org.curbline.telemetry.availability.AvailabilityRequest;
import org.curbline.telemetry.calendar.Bucket;
import org.curbline.telemetry.calendar.Comparison;
import org.curbline.telemetry.usage.EventsAnswer;
import org.curbline.telemetry.usage.UsageAnswer;
import org.curbline.telemetry.usage.UsageAnswer.Row;
import org.curbline.telemetry.usage.UsageAnswer.Used;
import org.curbline.telemetry.usage.UsageRequest;
import org.curbline.telemetry.usage.UsedService;
import org.jspecify.annotations.Nullable;

/** Answers in JSON. Of what time figures are is put to them by {@link TimedAnswer}. */
final class JsonAnswers {
    private JsonAnswers() {}

    /** All but the rows. */
    static JsonObject usage(UsageAnswer answer) {
        UsageRequest request = answer.request();
        JsonObject json = period(request.period());
        Bucket bucket = request.grouping().bucket();
        if (request.grouping().by() != UsageRequest.By.NOTHING) {
            json.put("by", request.grouping().by().word());
        }
        if (bucket != null) {
            json.put("bucket", bucket.word());
        }
        if (bucket != null && bucket.length() == Bucket.Length.WEEK) {
            json.put("weekStart", bucket.firstDay().name().toLowerCase(Locale.ROOT));
        }
        Comparison comparison = request.comparison();
        if (comparison != null) {
            json.put("compared", compared(comparison, comparison.of(request.period())));
        }
        return json;
    }

    static Stream<JsonObject> rows(UsageAnswer answer) {
        return answer.rows().stream().map(row -> row(answer.request(), row));
    }

    private static JsonObject compared(Comparison with, Period period) {
        return new JsonObject()
                .put("with", with.word())
                .put("from", period.from().toString())
                .put("to", period.to().toString());
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

    /** All but the rows. */
    static JsonObject availability(AvailabilityAnswer answer) {
        AvailabilityRequest request = answer.request();
        JsonObject json = period(request.period())
                .put("view", "known")
                .put("by", request.by().word())
                .put("target", request.target());
        if (request.bucket() != null) {
            json.put("bucket", request.bucket().word());
        }
        if (answer.isKnownInPart()
                && answer.knownSince().isBefore(request.period().to())) {
            json.put("knownSince", answer.knownSince().toString());
        }
        AvailabilityRequest.Compared compared = request.compared();
        if (compared != null) {
            json.put("compared", compared(compared.with(), compared.period()));
        }
        return json;
    }

    static Stream<JsonObject> rows(AvailabilityAnswer answer) {
        return answer.rows().stream().map(row -> row(answer.request(), row));
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
        UsageRequest.By by = request.grouping().by();
        if (by != UsageRequest.By.NOTHING) {
            json.put(by.key(), by == UsageRequest.By.HOUR_OF_DAY ? (Object) Integer.valueOf(row.key()) : key(by, row));
        }
        if (row.start() != null) {
            json.put("start", start(row.start(), request.period()));
        }
        putMeasures(json, request, row.service(), row.used());
        if (row.previous() != null) {
            JsonObject previous = new JsonObject();
            putMeasures(previous, request, row.service(), row.previous());
            json.put("previous", previous);
        }
        return json;
    }

    private static void putMeasures(JsonObject json, UsageRequest request, UsedService service, Used used) {
        request.measures().stream().filter(measure -> measure.isOf(service)).forEach(measure -> {
            List<@Nullable Number> told = measure.told(used);
            for (int i = 0; i < told.size(); i++) {
                if (told.get(i) != null) {
                    json.put(measure.columns().get(i), told.get(i));
                }
            }
        });
    }

    /** A row's key as answers have it. */
    static String key(UsageRequest.By by, Row row) {
        return by == UsageRequest.By.WEEKDAY
                ? DayOfWeek.of(Integer.parseInt(row.key())).name().toLowerCase(Locale.ROOT)
                : row.key();
    }

    /** A bucket's beginning, with the zone's offset. */
    static String start(Instant start, Period period) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                start.atZone(period.zone()).toOffsetDateTime());
    }

    private static JsonObject row(AvailabilityRequest request, AvailabilityAnswer.Row row) {
        JsonObject json = new JsonObject().put("service", row.service());
        if (request.by() != AvailabilityRequest.By.FLEET) {
            json.put(request.by().word(), row.key());
        }
        putCounted(json, request, row);
        if (row.previous() != null) {
            JsonObject previous = new JsonObject();
            putCounted(previous, request, row.previous());
            json.put("previous", previous);
        }
        return json;
    }

    private static void putCounted(JsonObject json, AvailabilityRequest request, AvailabilityAnswer.Row row) {
        Availability counted = row.counted();
        JsonObject seconds = new JsonObject();
        for (ServiceState state : ServiceState.values()) {
            seconds.put(state.word(), seconds(counted.millis(state)));
        }
        json.put("from", row.from().toString())
                .put("to", row.to().toString())
                .put("kiosks", counted.services())
                .put("seconds", seconds)
                .put("unwatchedSeconds", seconds(counted.unwatchedMillis()));
        if (!counted.isKnown()) {
            json.put("why", counted.whyNone());
        } else {
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
