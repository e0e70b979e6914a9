package org.curbline.telemetry.api;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.curbline.program.http.CsvBody;
import org.curbline.program.http.HttpFace;
import org.curbline.program.http.Parameters;
import org.curbline.protocol.wire.ProtocolLimits;
import org.curbline.registry.KioskRegistry;
import org.curbline.store.PointReader;
import org.curbline.telemetry.availability.AvailabilityAnswer;
import org.curbline.telemetry.availability.AvailabilityReading;
import org.curbline.telemetry.availability.AvailabilityRequest;
import org.curbline.telemetry.bound.RowBudget;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.completeness.CompletenessReading;
import org.curbline.telemetry.open.FleetNow;
import org.curbline.telemetry.open.OpenDataRule;
import org.curbline.telemetry.open.WeeksReading;
import org.curbline.telemetry.report.MonthlyReading;
import org.curbline.telemetry.rollup.Coverage;
import org.curbline.telemetry.usage.EventsAnswer;
import org.curbline.telemetry.usage.EventsRequest;
import org.curbline.telemetry.usage.UsageAnswer;
import org.curbline.telemetry.usage.UsageQuestion;
import org.curbline.telemetry.usage.UsageReading;
import org.curbline.telemetry.usage.UsageRequest;

/**
 * The operations of the telemetry service's OpenAPI document. Called on HTTP event loops; the store is asked on worker
 * threads, by a bounded number of requests at a time.
 */
public final class TelemetryApi {
    /** The OpenAPI document on the class path. */
    public static final String DOCUMENT = "org/curbline/telemetry/openapi.json";

    private static final String PAGES = "org/curbline/telemetry/pages";

    /** The library that draws the pages' charts. */
    private static final String CHARTS = "META-INF/resources/webjars/uplot/1.6.30/dist";

    static final String JSON = "application/json";

    /** Where the next page begins; CSV has no other place to say it. */
    private static final String NEXT_PAGE = "Curbline-Next";

    /** Of all answers that are being made: two of the longest, each some 100 MB until it is sent. */
    private static final long MOST_ROWS = 200_000;

    private final RowBudget rows = new RowBudget(MOST_ROWS);
    private final PointReader reader;
    private final UsageReading usage;
    private final SharedAnswers<UsageQuestion, TimedAnswer> usageAnswers;
    private final InstantSource clock;
    private final Reckoning reckoning;
    private final AvailabilityReading availability;
    private final FleetNow fleet;
    private final CompletenessApi completeness;
    private final ReportApi reports;
    private final ExportApi exports;
    private final Questions questions;
    private final CompletenessReading numbers;

    /**
     * The operations on one store and registry.
     *
     * @param coverage what rollups answer for; {@link Coverage#NONE} where nobody makes any
     */
    public TelemetryApi(
            Vertx vertx,
            PointReader reader,
            KioskRegistry registry,
            InstantSource clock,
            Reckoning reckoning,
            Supplier<Coverage> coverage,
            MeterRegistry meters) {
        this.reader = reader;
        this.usage =
                new UsageReading(reader, registry, coverage, clock, reckoning.zone(), ProtocolLimits.DEFAULT.maxAge());
        Gauge.builder("curbline_telemetry_remembered_use_bytes", usage, UsageReading::rememberedBytes)
                .description("Kiosks' rollups in memory; of what is not, the store is asked")
                .register(meters);
        Gauge.builder("curbline_telemetry_remembered_devices", usage, UsageReading::rememberedDevices)
                .description("Numbers of devices in memory; of what is not, sketches are read")
                .register(meters);
        this.usageAnswers =
                new SharedAnswers<>(clock, answer -> !answer.tagged().isLarge());
        this.clock = clock;
        this.reckoning = reckoning;
        this.availability = new AvailabilityReading(reader, registry, reckoning, clock);
        this.fleet = new FleetNow(reader, registry, reckoning.rule(), clock);
        this.questions = new Questions(vertx, meters);
        this.numbers = new CompletenessReading(reader, clock);
        this.completeness = new CompletenessApi(questions, numbers, registry, clock, reckoning.zone(), coverage);
        this.exports = new ExportApi(questions, usage, rows, clock, reckoning);
        this.reports = new ReportApi(questions, new MonthlyReading(usage, availability, registry, clock, reckoning));
    }

    /** @param told each time that the store did not answer a question, on the thread that asked */
    public void whenStoreIsAway(Runnable told) {
        questions.whenAway(told);
    }

    /**
     * What can be done ahead, each part piece by piece, so that those who ask first need not wait until a store has
     * told of much.
     */
    public List<Supplier<List<Runnable>>> remembered() {
        return List.of(availability::remember, usage::rememberDevices, usage::remember, numbers::remember);
    }

    /** Of that the states, which no event changes that comes late without a mark. */
    public List<Supplier<List<Runnable>>> rememberedStates() {
        return List.of(availability::remember);
    }

    /**
     * Adds the pages: the first one at {@code /}, those of figures over time, and one for each kiosk.
     *
     * @param tiles what lies below their maps
     */
    public static HttpFace.Builder pages(HttpFace.Builder face, MapTiles tiles) {
        return face.pages(PAGES)
                .imagesFrom(tiles.origin())
                .document("/map.json", "application/json", tiles.json())
                .pages(CHARTS)
                .page("/kiosks/:id", "/kiosk.html")
                .page("/usage", "/usage.html")
                .page("/availability", "/availability.html")
                .page("/places", "/places.html")
                .page("/quality", "/quality.html")
                .page("/wall", "/wall.html");
    }

    /** What may be published of the same store and registry. */
    public OpenDataApi openData(OpenDataRule rule) {
        return new OpenDataApi(
                questions, new WeeksReading(usage, clock, rule, reckoning.zone()), fleet, reckoning.zone(), clock);
    }

    /** Handlers by operation id. */
    public Map<String, Handler<RoutingContext>> operations() {
        Map<String, Handler<RoutingContext>> operations = new HashMap<>(completeness.operations());
        operations.putAll(reports.operations());
        operations.putAll(exports.operations());
        operations.put("getUsage", this::getUsage);
        operations.put("listEvents", this::listEvents);
        operations.put("getAvailability", this::getAvailability);
        operations.put("getCalendar", this::getCalendar);
        return operations;
    }

    private void getCalendar(RoutingContext context) {
        context.json(new JsonObject()
                .put("zone", reckoning.zone().getId())
                .put("weekStart", reckoning.weekStart().name().toLowerCase(Locale.ROOT)));
    }

    private void getUsage(RoutingContext context) {
        UsageRequest request = UsageRequest.of(Parameters.of(context), clock, reckoning);
        boolean csv = CsvBody.isWanted(context);
        String accepted = context.request().getHeader(HttpHeaders.CACHE_CONTROL);
        SharedAnswers.Shared<TimedAnswer> shared = usageAnswers.get(
                new UsageQuestion(request, csv),
                SharedAnswers.acceptedAge(accepted),
                () -> questions.begin(() -> {
                    try (RowBudget.Share share = rows.open()) {
                        return used(usage.answer(request, share), csv);
                    }
                }));
        questions
                .inTime(shared.answer())
                .onSuccess(answer -> {
                    context.response()
                            .putHeader(
                                    HttpHeaders.AGE,
                                    Long.toString(shared.age(clock.instant()).toSeconds()));
                    answer.send(context);
                })
                .onFailure(context::fail);
    }

    private void getAvailability(RoutingContext context) {
        AvailabilityRequest request = AvailabilityRequest.of(Parameters.of(context), clock, reckoning);
        boolean csv = CsvBody.isWanted(context);
        Duration oldest = SharedAnswers.acceptedAge(context.request().getHeader(HttpHeaders.CACHE_CONTROL));
        questions
                .ask(() -> {
                    try (RowBudget.Share share = rows.open()) {
                        return worked(availability.answer(request, oldest, share), csv);
                    }
                })
                .onSuccess(answer -> answer.send(context))
                .onFailure(context::fail);
    }

    private static TimedAnswer used(UsageAnswer answer, boolean csv) {
        Instant asOf = answer.asOf();
        Instant finalUntil =
                TimedAnswer.finalUntil(asOf, answer.request().period().to());
        return csv
                ? TimedAnswer.csv(CsvAnswers.usage(answer), asOf, finalUntil)
                : TimedAnswer.json(
                        JsonAnswers.usage(answer), json -> JsonAnswers.writeRows(answer, json), asOf, finalUntil);
    }

    private static TimedAnswer worked(AvailabilityAnswer answer, boolean csv) {
        Instant asOf = answer.asOf();
        Instant finalUntil =
                TimedAnswer.finalUntil(asOf, answer.request().period().to());
        return csv
                ? TimedAnswer.csv(CsvAnswers.availability(answer), asOf, finalUntil)
                : TimedAnswer.json(
                        JsonAnswers.availability(answer),
                        json -> JsonAnswers.writeRows(answer, json),
                        asOf,
                        finalUntil);
    }

    private void listEvents(RoutingContext context) {
        EventsRequest request = EventsRequest.of(Parameters.of(context), clock, reckoning.zone());
        boolean csv = CsvBody.isWanted(context);
        questions
                .ask(() -> {
                    Instant asOf = clock.instant();
                    Instant finalUntil =
                            TimedAnswer.finalUntil(asOf, request.period().to());
                    EventsAnswer answer = EventsAnswer.read(reader, request);
                    String body = csv
                            ? CsvAnswers.events(answer)
                            : TimedAnswer.timed(JsonAnswers.events(answer), asOf, finalUntil);
                    return new EventsPage(body, answer.next(), asOf, finalUntil);
                })
                .onSuccess(page -> {
                    page.next().ifPresent(next -> context.response().putHeader(NEXT_PAGE, Long.toString(next)));
                    TimedAnswer.putTimes(context.response(), page.asOf(), page.finalUntil());
                    context.response()
                            .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                            .putHeader(HttpHeaders.CONTENT_TYPE, csv ? CsvBody.CONTENT_TYPE : JSON)
                            .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                            .end(page.body());
                })
                .onFailure(context::fail);
    }

    private record UsageQuestion(UsageRequest request, boolean csv) {}

    private record EventsPage(String body, OptionalLong next, Instant asOf, Instant finalUntil) {}
}
