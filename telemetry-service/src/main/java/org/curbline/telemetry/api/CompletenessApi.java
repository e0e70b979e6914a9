package org.curbline.telemetry.api;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.curbline.program.http.CsvBody;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.Period;
import org.curbline.program.http.Problem;
import org.curbline.registry.KioskRegistry;
import org.curbline.telemetry.completeness.Completeness;
import org.curbline.telemetry.completeness.Completeness.Row;
import org.curbline.telemetry.completeness.CompletenessReading;
import org.curbline.telemetry.completeness.CompletenessReading.MissingNumbers;
import org.curbline.telemetry.place.KioskPlaces;
import org.curbline.telemetry.place.Places;
import org.curbline.telemetry.rollup.Coverage;

/** The operations on what is missing. Called on HTTP event loops. */
final class CompletenessApi {
    private static final Duration USUAL = Duration.ofDays(1);
    private static final int MOST_DAYS = 8;
    private static final int MOST_DAYS_OF_ONE = 31;
    private static final long USUAL_TOP = 100;

    private final Questions questions;
    private final CompletenessReading reading;
    private final KioskRegistry registry;
    private final InstantSource clock;
    private final ZoneId zone;
    private final Supplier<Coverage> coverage;
    private final SharedAnswers<String, TimedAnswer> shared;

    CompletenessApi(
            Questions questions,
            CompletenessReading reading,
            KioskRegistry registry,
            InstantSource clock,
            ZoneId zone,
            Supplier<Coverage> coverage) {
        this.questions = questions;
        this.reading = reading;
        this.registry = registry;
        this.clock = clock;
        this.zone = zone;
        this.coverage = coverage;
        this.shared = new SharedAnswers<>(clock);
    }

    Map<String, Handler<RoutingContext>> operations() {
        return Map.of("getCompleteness", this::getCompleteness, "listHoles", this::listHoles);
    }

    private void getCompleteness(RoutingContext context) {
        Period period = period(Parameters.of(context), MOST_DAYS);
        long top = Parameters.of(context).whole("top").orElse(USUAL_TOP);
        boolean csv = CsvBody.isWanted(context);
        SharedAnswers.Shared<TimedAnswer> counting = shared.get(
                csv + context.request().uri(),
                SharedAnswers.acceptedAge(context.request().getHeader(HttpHeaders.CACHE_CONTROL)),
                () -> questions.begin(() -> {
                    Completeness counted = reading.of(period.from(), period.to());
                    Instant asOf = counted.asOf();
                    Instant finalUntil = TimedAnswer.finalUntil(asOf, period.to());
                    return csv
                            ? TimedAnswer.csv(csv(counted), asOf, finalUntil)
                            : TimedAnswer.json(json(counted, period, top), asOf, finalUntil);
                }));
        questions
                .inTime(counting.answer())
                .onSuccess(answer -> answer.send(context))
                .onFailure(context::fail);
    }

    private void listHoles(RoutingContext context) {
        Period period = period(Parameters.of(context), MOST_DAYS_OF_ONE);
        String kiosk = Parameters.of(context).text("kiosk").orElseThrow().toLowerCase(Locale.ROOT);
        boolean csv = CsvBody.isWanted(context);
        questions
                .ask(() -> {
                    Instant asOf = clock.instant();
                    List<MissingNumbers> holes = reading.holes(kiosk, period.from(), period.to());
                    Instant finalUntil = TimedAnswer.finalUntil(asOf, period.to());
                    return csv
                            ? TimedAnswer.csv(csv(holes), asOf, finalUntil)
                            : TimedAnswer.json(holes(holes, kiosk, period), asOf, finalUntil);
                })
                .onSuccess(answer -> answer.send(context))
                .onFailure(context::fail);
    }

    private Period period(Parameters given, int mostDays) {
        Period period = Period.last(USUAL, given, clock, zone);
        Duration longest = Duration.ofDays(mostDays).plusHours(1); // one of the days may have 25
        if (period.length().compareTo(longest) > 0) {
            throw Problem.badParameter("from", "At most " + mostDays + " days at once.")
                    .asException();
        }
        return period;
    }

    private JsonObject json(Completeness counted, Period period, long top) {
        JsonObject json = head(period)
                .put("kiosks", counted.rows().size())
                .put("complete", counted.complete())
                .put("stored", counted.stored())
                .put("missing", counted.missing());
        if (counted.stored() > 0) {
            json.put("share", Completeness.share(counted.stored(), counted.missing()));
        }
        Coverage rolledUp = coverage.get();
        if (rolledUp.toGo() > 0) {
            json.put(
                    "catchingUp",
                    new JsonObject().put("done", rolledUp.checked().size()).put("toGo", rolledUp.toGo()));
        }
        Places places = KioskPlaces.before(counted.to(), registry);
        JsonArray rows = new JsonArray();
        counted.rows().stream().limit(top).forEach(row -> rows.add(row(row, places)));
        JsonArray waiting = new JsonArray();
        counted.rows().stream()
                .filter(row -> row.spooled() != null && row.spooled() > 0)
                .sorted((a, b) -> Long.compare(spooled(b), spooled(a)))
                .limit(top)
                .forEach(row -> waiting.add(row(row, places)));
        JsonArray late = new JsonArray();
        counted.rows().stream().filter(row -> row.late() != null).limit(top).forEach(row -> late.add(row(row, places)));
        return json.put(
                        "spooled",
                        counted.rows().stream()
                                .mapToLong(CompletenessApi::spooled)
                                .sum())
                .put("rows", rows)
                .put("waiting", waiting)
                .put("late", late);
    }

    private static long spooled(Row row) {
        return row.spooled() == null ? 0 : row.spooled();
    }

    private static JsonObject row(Row row, Places places) {
        JsonObject json = new JsonObject()
                .put("kiosk", row.kiosk())
                .put("borough", places.borough(row.kiosk()))
                .put("stored", row.stored())
                .put("missing", row.missing())
                .put("share", Completeness.share(row.stored(), row.missing()));
        if (row.spooled() != null && row.saidAt() != null) {
            json.put("spooled", row.spooled()).put("saidAt", written(row.saidAt()));
        }
        if (row.late() != null) {
            json.put("lateCame", written(row.late().came()))
                    .put("lateOf", written(row.late().of()));
        }
        return json;
    }

    private Buffer csv(Completeness counted) {
        Places places = KioskPlaces.before(counted.to(), registry);
        Stream<List<Object>> lines = counted.rows().stream()
                .map(row -> List.of(
                        row.kiosk(),
                        places.borough(row.kiosk()),
                        row.stored(),
                        row.missing(),
                        Completeness.share(row.stored(), row.missing()),
                        row.spooled() == null ? "" : row.spooled(),
                        row.saidAt() == null ? "" : written(row.saidAt()),
                        row.late() == null ? "" : written(row.late().came()),
                        row.late() == null ? "" : written(row.late().of())));
        return CsvBody.of(
                List.of("kiosk", "borough", "stored", "missing", "share", "spooled", "saidAt", "lateCame", "lateOf"),
                lines);
    }

    private static Buffer csv(List<MissingNumbers> holes) {
        Stream<List<Object>> lines = holes.stream()
                .map(hole ->
                        List.of(hole.run(), hole.first(), hole.last(), written(hole.after()), written(hole.before())));
        return CsvBody.of(List.of("run", "first", "last", "after", "before"), lines);
    }

    private static JsonObject holes(List<MissingNumbers> holes, String kiosk, Period period) {
        JsonArray rows = new JsonArray();
        for (MissingNumbers hole : holes) {
            JsonObject json = new JsonObject();
            if (!hole.run().isEmpty()) {
                json.put("run", hole.run());
            }
            rows.add(json.put("first", hole.first())
                    .put("last", hole.last())
                    .put("after", written(hole.after()))
                    .put("before", written(hole.before())));
        }
        return head(period).put("kiosk", kiosk).put("holes", rows);
    }

    private static JsonObject head(Period period) {
        return new JsonObject()
                .put("from", period.from().toString())
                .put("to", period.to().toString())
                .put("zone", period.zone().getId());
    }

    private static String written(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
