package org.curbline.telemetry.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
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
import org.curbline.telemetry.usage.Measure;
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
            JsonObject compared = compared(comparison, comparison.of(request.period()));
            Instant since = answer.comparedSince();
            if (since != null) {
                compared.put("knownSince", since.toString());
            }
            json.put("compared", compared);
        }
        return json;
    }

    static void writeRows(UsageAnswer answer, JsonGenerator json) throws IOException {
        for (Row row : answer.rows()) {
            write(row, answer.request(), json);
        }
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

    static void writeRows(AvailabilityAnswer answer, JsonGenerator json) throws IOException {
        for (AvailabilityAnswer.Row row : answer.rows()) {
            write(row, answer.request(), json);
        }
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

    private static void write(Row row, UsageRequest request, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("service", row.service().word());
        UsageRequest.By by = request.grouping().by();
        if (by == UsageRequest.By.HOUR_OF_DAY) {
            json.writeNumberField(by.key(), Integer.parseInt(row.key()));
        } else if (by != UsageRequest.By.NOTHING) {
            json.writeStringField(by.key(), key(by, row));
        }
        if (row.start() != null) {
            json.writeStringField("start", start(row.start(), request.period()));
        }
        writeMeasures(row.used(), row.service(), request, json);
        if (row.previous() != null) {
            json.writeObjectFieldStart("previous");
            writeMeasures(row.previous(), row.service(), request, json);
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void writeMeasures(Used used, UsedService service, UsageRequest request, JsonGenerator json)
            throws IOException {
        for (Measure measure : request.measures()) {
            if (measure.isOf(service)) {
                List<@Nullable Number> told = measure.told(used);
                for (int i = 0; i < told.size(); i++) {
                    write(measure.columns().get(i), told.get(i), json);
                }
            }
        }
    }

    /** What is not known is left out. */
    private static void write(String column, @Nullable Number told, JsonGenerator json) throws IOException {
        if (told instanceof Double) {
            json.writeNumberField(column, told.doubleValue());
        } else if (told != null) {
            json.writeNumberField(column, told.longValue());
        }
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

    private static void write(AvailabilityAnswer.Row row, AvailabilityRequest request, JsonGenerator json)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("service", row.service());
        if (request.by() != AvailabilityRequest.By.FLEET) {
            json.writeStringField(request.by().word(), row.key());
        }
        writeCounted(row, request, json);
        if (row.previous() != null) {
            json.writeObjectFieldStart("previous");
            writeCounted(row.previous(), request, json);
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void writeCounted(AvailabilityAnswer.Row row, AvailabilityRequest request, JsonGenerator json)
            throws IOException {
        Availability counted = row.counted();
        json.writeStringField("from", row.from().toString());
        json.writeStringField("to", row.to().toString());
        json.writeNumberField("kiosks", counted.services());
        json.writeObjectFieldStart("seconds");
        for (ServiceState state : ServiceState.values()) {
            json.writeNumberField(state.word(), seconds(counted.millis(state)));
        }
        json.writeEndObject();
        json.writeNumberField("unwatchedSeconds", seconds(counted.unwatchedMillis()));
        if (!counted.isKnown()) {
            json.writeStringField("why", counted.whyNone());
        } else {
            json.writeNumberField("availability", counted.share());
            json.writeBooleanField("targetMet", counted.share() >= request.target());
            json.writeNumberField("unknownShare", counted.shareUnknown());
        }
        if (!Double.isNaN(counted.shareOfKnown())) {
            json.writeNumberField("availabilityOfKnown", counted.shareOfKnown());
        }
        json.writeNumberField("outages", counted.outages());
        json.writeNumberField("outageSeconds", seconds(counted.outageMillis()));
        json.writeNumberField("longestOutageSeconds", seconds(counted.longestOutageMillis()));
        if (counted.outages() > 0) {
            long repair = Math.round(counted.meanTimeToRepairMillis());
            long between = Math.round(counted.meanTimeBetweenFailuresMillis());
            json.writeNumberField("meanTimeToRepairSeconds", seconds(repair));
            json.writeNumberField("meanTimeBetweenFailuresSeconds", seconds(between));
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
