package org.curbline.telemetry.api;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.curbline.program.http.CsvBody;
import org.curbline.program.http.HttpFace;
import org.curbline.program.http.TaggedAnswer;
import org.curbline.telemetry.open.FleetNow;
import org.curbline.telemetry.open.FleetNow.Snapshot;
import org.curbline.telemetry.open.KioskFeed;
import org.curbline.telemetry.open.KioskMap;
import org.curbline.telemetry.open.KioskStatusReport;
import org.curbline.telemetry.open.WeeklyUsageReport;
import org.curbline.telemetry.open.WeeksReading;
import org.curbline.telemetry.open.WeeksReading.Weeks;

/**
 * What anybody may know, in the forms of New York's open data. However many ask, the store is asked once in some
 * seconds. Called on HTTP event loops.
 */
public final class OpenDataApi {
    /** The OpenAPI document on the class path. */
    public static final String DOCUMENT = "org/curbline/telemetry/open/openapi.json";

    private static final String BELOW = "/api/v1/open/*";
    private static final Duration SHARED = Duration.ofSeconds(10);
    private static final String GEO_JSON = "application/geo+json";

    private final Questions questions;
    private final WeeksReading weeks;
    private final FleetNow fleet;
    private final ZoneId zone;
    private final InstantSource clock;
    private final SharedAnswers<String, Snapshot> snapshots;
    private final SharedAnswers<String, TimedAnswer> made;

    OpenDataApi(Questions questions, WeeksReading weeks, FleetNow fleet, ZoneId zone, InstantSource clock) {
        this.questions = questions;
        this.weeks = weeks;
        this.fleet = fleet;
        this.zone = zone;
        this.clock = clock;
        this.snapshots = new SharedAnswers<>(clock);
        this.made = new SharedAnswers<>(clock);
    }

    /** Adds it to what a program serves, for pages of any site, too. */
    public HttpFace.Builder addTo(HttpFace.Builder face) {
        return face.api(DOCUMENT, operations()).openToOtherSites(BELOW, TimedAnswer.HEADERS);
    }

    private Map<String, Handler<RoutingContext>> operations() {
        return Map.of(
                "getOpenWeeklyUsage",
                this::getWeeklyUsage,
                "getOpenKioskStatus",
                this::getKioskStatus,
                "getOpenKiosks",
                context -> sendFleet(context, "map", GEO_JSON, KioskMap::geoJson),
                "getOpenFeed",
                this::getFeed,
                "getOpenKioskInformation",
                context -> sendFleet(context, "information", TelemetryApi.JSON, KioskFeed::information),
                "getOpenFeedStatus",
                context -> sendFleet(context, "status", TelemetryApi.JSON, KioskFeed::status));
    }

    private void getWeeklyUsage(RoutingContext context) {
        boolean csv = CsvBody.isWanted(context);
        sendShared(
                context,
                csv ? "weeks.csv" : "weeks.json",
                () -> questions.begin(() -> {
                    Weeks read = weeks.read();
                    return new TimedAnswer(
                            csv
                                    ? TaggedAnswer.of(CsvBody.CONTENT_TYPE, WeeklyUsageReport.csv(read.rows()))
                                    : TaggedAnswer.of(TelemetryApi.JSON, WeeklyUsageReport.json(read.rows())),
                            read.asOf(),
                            read.finalUntil());
                }));
    }

    private void getKioskStatus(RoutingContext context) {
        if (CsvBody.isWanted(context)) {
            sendFleet(context, "status.csv", CsvBody.CONTENT_TYPE, snapshot -> KioskStatusReport.csv(snapshot, zone));
        } else {
            sendFleet(context, "status.json", TelemetryApi.JSON, snapshot -> KioskStatusReport.json(snapshot, zone));
        }
    }

    private void getFeed(RoutingContext context) {
        Instant now = clock.instant();
        new TimedAnswer(TaggedAnswer.of(TelemetryApi.JSON, KioskFeed.documents(now)), now, null).send(context);
    }

    /** The forms of one snapshot agree with each other. */
    private void sendFleet(RoutingContext context, String name, String type, Function<Snapshot, String> form) {
        sendShared(context, name, () -> snapshots
                .get("fleet", SHARED, () -> questions.begin(fleet::read))
                .answer()
                .compose(snapshot -> questions.begin(
                        () -> new TimedAnswer(TaggedAnswer.of(type, form.apply(snapshot)), snapshot.at(), null))));
    }

    private void sendShared(RoutingContext context, String name, Supplier<Future<TimedAnswer>> make) {
        questions
                .inTime(made.get(name, SHARED, make).answer())
                .onSuccess(answer -> answer.send(context))
                .onFailure(context::fail);
    }
}
