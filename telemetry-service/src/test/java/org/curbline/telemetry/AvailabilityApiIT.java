package org.curbline.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.curbline.program.http.HttpFace;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport.State;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.RegistryInMemory;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.MaintenanceWindow;
import org.curbline.registry.kiosk.MaintenanceWindow.Span;
import org.curbline.registry.kiosk.Origin;
import org.curbline.registry.kiosk.Place;
import org.curbline.registry.kiosk.Repetition;
import org.curbline.status.KnownTimeline;
import org.curbline.status.ServiceFacts.Report;
import org.curbline.status.ServiceState;
import org.curbline.status.StateReason;
import org.curbline.status.StatusRule;
import org.curbline.status.Transition;
import org.curbline.status.Transitions;
import org.curbline.status.View;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.store.embedded.EmbeddedStore;
import org.curbline.telemetry.api.TelemetryApi;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.rollup.Coverage;
import org.curbline.testservers.ApiDocument;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a kiosk's reports in a real store to shares, outages and targets. */
class AvailabilityApiIT {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final StatusRule RULE = new StatusRule(Duration.ofMinutes(2), Duration.ofSeconds(30));
    private static final String KIOSK = "mn-05-000001";

    private static final Instant NOW = Instant.parse("2028-03-20T16:00:00Z");
    private static final String NOTHING_KNOWN =
            "Nothing is known of this time: it was before the first report, or before its kiosks were registered.";
    private static final Instant LONG_AGO = Instant.parse("2027-01-01T00:00:00Z");

    private volatile Instant now = NOW;
    private final InstantSource clock = () -> now;
    private final AtomicReference<Instant> decidedAt = new AtomicReference<>(LONG_AGO);
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private EmbeddedStore store;
    private KioskRegistry registry;
    private int port;

    @BeforeEach
    void listen(@TempDir Path folder) {
        store = EmbeddedStore.open(folder.resolve("store"), Duration.ofDays(3650), clock);
        registry = RegistryInMemory.open(decidedAt::get);
        TelemetryApi api = new TelemetryApi(
                vertx,
                store.reader(),
                registry,
                clock,
                new Reckoning(NEW_YORK, RULE, 0.95),
                () -> Coverage.NONE,
                new SimpleMeterRegistry());
        port = HttpFace.builder(vertx)
                .api(TelemetryApi.DOCUMENT, api.operations())
                .listen("127.0.0.1", 0)
                .await()
                .port();
    }

    @AfterEach
    void close() {
        vertx.close().await();
        registry.close();
        store.close();
    }

    @Test
    void sharesAreWeightedByTimeAndOutagesAreCountedAndMeasured() throws Exception {
        register(KIOSK, "Manhattan", null);
        Course wifi = new Course(KIOSK, Service.WIFI);
        Instant noon = Instant.parse("2028-03-19T16:00:00Z");
        wifi.reports(State.UP, noon, noon.plusSeconds(3600));
        wifi.reports(State.DOWN, noon.plusSeconds(3600), noon.plusSeconds(3600 + 900));
        wifi.reports(State.DEGRADED, noon.plusSeconds(4500), noon.plusSeconds(5400));
        wifi.reports(State.DOWN, noon.plusSeconds(5400), noon.plusSeconds(5700));
        wifi.reports(State.UP, noon.plusSeconds(5700), noon.plusSeconds(7200 + 60));
        wifi.store();

        JsonObject row = row("?service=wifi&from=" + noon + "&to=" + noon.plusSeconds(7200));

        assertEquals(3600 + 1500, seconds(row, "up"));
        assertEquals(900, seconds(row, "degraded"));
        assertEquals(1200, seconds(row, "down"));
        assertEquals(0, seconds(row, "unknown"));
        assertEquals(6000 / 7200.0, row.getDouble("availability"));
        assertFalse(row.getBoolean("targetMet"));
        assertEquals(2, row.getInteger("outages"));
        assertEquals(1200, row.getDouble("outageSeconds"));
        assertEquals(900, row.getDouble("longestOutageSeconds"));
        assertEquals(600, row.getDouble("meanTimeToRepairSeconds"));
        assertEquals(3000, row.getDouble("meanTimeBetweenFailuresSeconds"));
        assertTrue(row("?service=wifi&target=0.8&from=" + noon + "&to=" + noon.plusSeconds(7200))
                .getBoolean("targetMet"));
    }

    @Test
    void whatIsSuspectedDoesNotWorkWhileItsKioskSaysThatItDoes() throws Exception {
        register(KIOSK, "Manhattan", null);
        Course wifi = new Course(KIOSK, Service.WIFI);
        Instant noon = Instant.parse("2028-03-19T16:00:00Z");
        wifi.reports(State.UP, noon, noon.plusSeconds(1800));
        wifi.reports(State.DOWN, noon.plusSeconds(1800), noon.plusSeconds(2400));
        wifi.reports(State.UP, noon.plusSeconds(2400), noon.plusSeconds(3000));
        wifi.suspicion(ServiceState.SUSPECT, noon.plusSeconds(1200));
        wifi.suspicion(ServiceState.UP, noon.plusSeconds(2700));
        wifi.suspicion(ServiceState.SUSPECT, noon.plusSeconds(2880));
        wifi.suspicion(ServiceState.SUSPECT, noon.plusSeconds(7000)); // told again, when nobody heard of it any more
        wifi.store();

        JsonObject row = row("?service=wifi&from=" + noon + "&to=" + noon.plusSeconds(7200));

        assertEquals(1200 + 180, seconds(row, "up"));
        assertEquals(600 + 300 + 180, seconds(row, "suspect"));
        assertEquals(600, seconds(row, "down"));
        assertEquals(7200 - 3060, seconds(row, "unknown"));
        assertEquals(2, row.getInteger("outages"));
        assertEquals(1500 + 7200 - 2880, row.getDouble("outageSeconds"));
        row = row("?service=wifi&from=" + noon.plusSeconds(3000) + "&to=" + noon.plusSeconds(3060));
        assertEquals(60, seconds(row, "suspect"), "what began before the range holds in it");
    }

    /** Kiosks may tell of sixty days; what is over longer than that is final to its end. */
    @ParameterizedTest
    @CsvSource({
        "2028-03-19, 2028-03-20, 2028-01-20T16:00:00Z", // before it begins: nothing of it is final yet
        "2028-01-10, 2028-03-21, 2028-01-20T16:00:00Z",
        "2027-12-01, 2028-01-01, 2028-01-01T05:00:00Z"
    })
    void everyAnswerSaysAsOfWhenItIsAndUntilWhenItIsFinal(String from, String to, String finalUntil) throws Exception {
        register(KIOSK, "Manhattan", null);
        evidence();
        String asked = "?service=wifi&from=" + from + "&to=" + to;

        HttpResponse<String> json = get(asked);
        assertTrue(
                json.body()
                        .startsWith(
                                "{\"asOf\":\"2028-03-20T16:00:00Z\",\"finalUntil\":\"" + finalUntil + "\",\"from\":"),
                json.body());
        assertTimes(json, finalUntil);
        HttpResponse<String> csv = get(asked + "&format=csv");
        assertTimes(csv, finalUntil);
        assertTrue(csv.body().startsWith("service,fleet,from,"), "they are no columns");
    }

    @Test
    void anAnswerThatHasNotChangedIsNotSentAgainAndSaysAsOfWhenThatIs() throws Exception {
        register(KIOSK, "Manhattan", null);
        evidence();
        for (String asked : List.of("?from=2028-03-18&to=2028-03-19", "?format=csv&from=2028-03-18&to=2028-03-19")) {
            now = NOW;
            String tag = get(asked).headers().firstValue("etag").orElse("");
            now = NOW.plus(Duration.ofHours(1));

            HttpResponse<String> same = get(asked, "If-None-Match", tag);

            assertEquals(304, same.statusCode());
            assertEquals(now.toString(), header(same, "Curbline-As-Of"));
            assertEquals("2028-01-20T17:00:00Z", header(same, "Curbline-Final-Until"));
        }
    }

    @Test
    void anAnswerThatHasChangedIsSentAgain() throws Exception {
        register(KIOSK, "Manhattan", null);
        evidence();
        for (String format : List.of("json", "csv")) {
            String asked = "?format=" + format + "&from=2028-03-18&to=2028-03-19";
            String tag = header(get(asked), "etag");
            Instant noon = Instant.parse("2028-03-18T16:00:00Z").plusSeconds(format.equals("csv") ? 7200 : 0);
            Course wifi = new Course(KIOSK, Service.WIFI);
            wifi.reports(State.UP, noon, noon.plusSeconds(3600));
            wifi.store();

            HttpResponse<String> other = get(asked, "If-None-Match", tag);

            assertEquals(200, other.statusCode(), other.body());
            assertNotEquals(tag, header(other, "etag"));
            assertEquals(304, get(asked, "If-None-Match", header(other, "etag")).statusCode());
        }
    }

    @Test
    void silenceIsUnknownFromWhenTheLastReportIsTooOldUntilNow() throws Exception {
        register(KIOSK, "Manhattan", null);
        Course wifi = new Course(KIOSK, Service.WIFI);
        Instant begin = Instant.parse("2028-03-20T15:00:00Z");
        wifi.reports(State.UP, begin, begin.plusSeconds(601));
        wifi.store();

        JsonObject row = row("?service=wifi&from=" + begin + "&to=2028-03-21T00:00:00Z");

        assertEquals("2028-03-20T16:00:00Z", row.getString("to"), "what comes is not known");
        assertEquals(600 + 120, seconds(row, "up"));
        assertEquals(3600 - 720, seconds(row, "unknown"));
        assertEquals(1, row.getInteger("outages"), "what nobody knows to work does not count as working");
        assertEquals(720 / 3600.0, row.getDouble("availability"));
        assertEquals(2880 / 3600.0, row.getDouble("unknownShare"));
        assertEquals(1.0, row.getDouble("availabilityOfKnown"), "as far as it is known it worked");
    }

    @Test
    void ofTimeThatIsKnownTheShareIsToldBesideHowMuchIsNot() throws Exception {
        register(KIOSK, "Manhattan", null);
        Instant begin = Instant.parse("2028-03-20T12:00:00Z");
        Course wifi = new Course(KIOSK, Service.WIFI);
        wifi.reports(State.UP, begin, begin.plusSeconds(1800));
        wifi.reports(State.DOWN, begin.plusSeconds(1800), begin.plusSeconds(3600 - 60));
        wifi.store();
        plan(Set.of(KIOSK), Set.of(), begin.plusSeconds(3 * 3600), begin.plusSeconds(4 * 3600), null);

        JsonObject row = row("?service=wifi&from=" + begin + "&to=" + begin.plusSeconds(4 * 3600));

        assertEquals(1800 / 10800.0, row.getDouble("availability"));
        assertEquals(7200 / 10800.0, row.getDouble("unknownShare"), "maintenance is left out");
        assertEquals(0.5, row.getDouble("availabilityOfKnown"));
        JsonObject silent = row("?service=call&from=" + begin + "&to=" + begin.plusSeconds(3600));
        assertEquals(0.0, silent.getDouble("availability"));
        assertEquals(1.0, silent.getDouble("unknownShare"));
        assertNull(silent.getValue("availabilityOfKnown"), "of nothing there is no share");
    }

    @ParameterizedTest
    @CsvSource({
        "2028-03-12, 23", // clocks go forward
        "2027-11-07, 25", // and back
        "2028-02-29, 24"
    })
    void daysAreAsLongAsTheCitysDays(String day, int hours) throws Exception {
        register(KIOSK, "Manhattan", null);
        Instant begin = LocalDate.parse(day).atStartOfDay(NEW_YORK).toInstant();
        Course wifi = new Course(KIOSK, Service.WIFI);
        wifi.reports(State.UP, begin.minusSeconds(3600), begin.plus(Duration.ofHours(26)));
        wifi.store();

        JsonObject row =
                row("?service=wifi&from=" + day + "&to=" + LocalDate.parse(day).plusDays(1));

        assertEquals(hours * 3600, seconds(row, "up"));
        assertEquals(1.0, row.getDouble("availability"));
        assertEquals(0, row.getInteger("outages"));
        assertNull(row.getValue("meanTimeToRepairSeconds"));
    }

    @Test
    void bucketsFollowTheCalendarAndAnOutageOverMidnightIsInBothDays() throws Exception {
        register(KIOSK, "Manhattan", null);
        Instant midnight = LocalDate.parse("2028-03-02").atStartOfDay(NEW_YORK).toInstant();
        Course wifi = new Course(KIOSK, Service.WIFI);
        wifi.reports(State.UP, midnight.minusSeconds(86_400), midnight.minusSeconds(600));
        wifi.reports(State.DOWN, midnight.minusSeconds(600), midnight.plusSeconds(1200));
        wifi.reports(State.UP, midnight.plusSeconds(1200), midnight.plusSeconds(86_400 + 60));
        wifi.store();

        List<JsonObject> days = rows("?service=wifi&bucket=day&from=2028-03-01&to=2028-03-03");
        assertEquals(2, days.size());
        assertEquals(600, days.get(0).getDouble("longestOutageSeconds"));
        assertEquals(1200, days.get(1).getDouble("longestOutageSeconds"));
        assertEquals(85_200, seconds(days.get(1), "up"));
        assertEquals(1800, row("?service=wifi&from=2028-03-01&to=2028-03-03").getDouble("longestOutageSeconds"));

        List<JsonObject> weeks = rows("?service=wifi&bucket=week&from=2028-03-01&to=2028-03-08");
        assertEquals(
                List.of("2028-03-01T05:00:00Z", "2028-03-05T05:00:00Z"),
                weeks.stream().map(row -> row.getString("from")).toList());
        List<JsonObject> months = rows("?service=wifi&bucket=month&from=2028-02-01&to=2028-03-03");
        assertEquals(29 * 86_400, months.get(0).getDouble("unwatchedSeconds"), "the first report is of March");
    }

    @Test
    void aFirstReportMayTakeAsLongAsAnyOtherBeforeItsAbsenceIsHeldAgainstAKiosk() throws Exception {
        Instant noon = Instant.parse("2028-03-19T16:00:00Z");
        for (int i = 0; i < 3; i++) {
            register("mn-05-00000" + i, "Manhattan", null);
        }
        Course first = new Course("mn-05-000000", Service.WIFI);
        first.reports(State.UP, noon, noon.plusSeconds(3600));
        first.store();
        Course second = new Course("mn-05-000001", Service.WIFI);
        second.reports(State.UP, noon.plusSeconds(50), noon.plusSeconds(110));
        second.store();

        String hour = "?service=wifi&by=kiosk&from=" + noon + "&to=" + noon.plusSeconds(3600) + "&kiosk=mn-05-00000";

        JsonObject prompt = row(hour + "1");
        assertEquals(50, prompt.getDouble("unwatchedSeconds"), "until its first report");
        assertEquals(120, seconds(prompt, "up"));
        assertEquals(3600 - 50 - 120, seconds(prompt, "unknown"), "that it fell silent is held against it");
        JsonObject silent = row(hour + "2");
        assertEquals(120, silent.getDouble("unwatchedSeconds"), "longer than the first report may take");
        assertEquals(3600 - 120, seconds(silent, "unknown"));
        assertEquals(1, silent.getInteger("outages"));
        assertEquals(0, row(hour + "0").getDouble("unwatchedSeconds"));
    }

    @Test
    void ofTheTimeBeforeTheFirstReportNothingIsKnown() throws Exception {
        register(KIOSK, "Manhattan", LocalDate.parse("2027-06-01"));
        register("mn-05-000002", "Manhattan", LocalDate.parse("2027-06-01"));

        assertNothingIsKnown(row("?service=wifi&from=2028-01-01&to=2028-02-01"));

        Instant first = Instant.parse("2028-02-10T17:00:00Z");
        Course wifi = new Course(KIOSK, Service.WIFI);
        wifi.reports(State.UP, first, first.plusSeconds(3600));
        wifi.store();
        assertNothingIsKnown(row("?service=wifi&from=2028-01-01&to=2028-02-01"));
        String asked = "service=wifi&from=2028-02-10T16:00:00Z&to=2028-02-10T18:00:00Z";
        JsonObject whole = new JsonObject(get("?" + asked).body());
        assertEquals(first.toString(), whole.getString("knownSince"));
        JsonObject row = whole.getJsonArray("rows").getJsonObject(0);
        assertEquals(2, row.getInteger("kiosks"));
        assertEquals(2 * 3600 + 120, row.getDouble("unwatchedSeconds"), "and as long as a first report may take");
        assertEquals(
                3600.0 / (2 * 3600 - 120),
                row.getDouble("availability"),
                "once there are reports, who is silent is not available");
        assertEquals(1, row.getInteger("outages"));
        assertEquals(1.0, row("?kiosk=" + KIOSK + "&" + asked).getDouble("availability"));
        assertEquals(
                2 * 3600 + 120, row("?bucket=month&" + asked).getDouble("unwatchedSeconds"), "buckets know it, too");
        String csv =
                get("?service=wifi&format=csv&from=2028-01-01&to=2028-02-01").body();
        assertTrue(csv.endsWith(",0.0,5356800.0,,,,,0,0.0,0.0,,,\"" + NOTHING_KNOWN + "\"\r\n"), csv);
    }

    @Test
    void ofTheTimeBeforeItWasRegisteredAKioskIsHeldToWhatReportsTell() throws Exception {
        evidence();
        Instant begin = Instant.parse("2028-03-20T10:00:00Z");
        Course wifi = new Course(KIOSK, Service.WIFI);
        wifi.reports(State.DOWN, begin, begin.plusSeconds(3600)); // from its spool
        wifi.store();
        decidedAt.set(begin.plusSeconds(2 * 3600));
        register(KIOSK, "Manhattan", LocalDate.parse("2028-01-01"));

        JsonObject row = row("?service=wifi&from=" + begin + "&to=" + begin.plusSeconds(3 * 3600));

        assertEquals(3600 + 60, seconds(row, "down"));
        assertEquals(3600 - 60, row.getDouble("unwatchedSeconds"));
        assertEquals(3600, seconds(row, "unknown"), "now it should have reported");
        assertEquals(2, row.getInteger("outages"));
        assertNothingIsKnown(row("?service=wifi&from=2028-02-01&to=2028-03-01"));
    }

    @Test
    void whatHeldWhenThatWasToldIsTakenFromTheFirstChangeThatIsKept() throws Exception {
        register(KIOSK, "Manhattan", null);
        evidence();
        PointBatch batch = new PointBatch(64);
        Instant begin = Instant.parse("2028-03-10T10:00:00Z");
        for (int day = 0; day < 2; day++) {
            Transitions.add(
                    new Transition(
                            KioskId.of(KIOSK),
                            Service.WIFI,
                            View.KNOWN,
                            begin.plus(Duration.ofDays(day)),
                            ServiceState.UP,
                            ServiceState.UP,
                            null,
                            ""),
                    batch);
        }
        assertEquals(List.of(), store.writer().write(batch));
        assertEquals(
                1.0,
                row("?service=wifi&from=2028-03-10T05:00:00Z&to=2028-03-11").getDouble("availability"));
    }

    @Test
    void aMonthOfWhichNothingIsKnownIsReportedAsThat() throws Exception {
        register(KIOSK, "Manhattan", LocalDate.parse("2027-06-01"));
        evidence("2028-03-01T12:00:00Z");

        String report = report("?month=2028-01", "en-US").body();

        assertTrue(report.contains("Nothing is known of this month"), report);
        assertFalse(report.contains("<table>") || report.contains("<rect"), "no figures of nothing");
        assertFalse(report.contains("missed</td>") || report.contains("0.00") || report.contains(KIOSK), report);
        assertFalse(report.contains("met the target."), report);
        assertTrue(report("?month=2028-03", "en-US").body().contains("It is left out: counted is "), "half of it");
    }

    @Test
    void onlyKiosksInAPlaceCount() throws Exception {
        evidence();
        register(KIOSK, "Manhattan", LocalDate.parse("2028-03-01"));
        register("bx-01-000002", "Bronx", LocalDate.parse("2028-03-01"));

        assertEquals(2, row("?service=wifi&from=2028-03-09&to=2028-03-11").getInteger("kiosks"));
        JsonObject bronx = row("?service=wifi&by=kiosk&borough=Bronx&from=2028-03-09&to=2028-03-11");
        assertEquals("bx-01-000002", bronx.getString("kiosk"));
        assertEquals(List.of(), rows("?borough=Bronx&kiosk=" + KIOSK + "&from=2028-03-09&to=2028-03-11"));
        assertEquals(List.of(), rows("?borough=Queens&from=2028-03-09&to=2028-03-11"));
    }

    @Test
    void aMonthIsOneDocumentThatSaysWhetherTargetsWereMet() throws Exception {
        register(KIOSK, "Manh<attan>", LocalDate.parse("2028-02-01"));
        Course wifi = new Course(KIOSK, Service.WIFI);
        Instant noon = Instant.parse("2028-02-10T17:00:00Z");
        wifi.reports(State.UP, noon, noon.plusSeconds(3600));
        wifi.reports(State.DOWN, noon.plusSeconds(3600), noon.plusSeconds(7200));
        wifi.store();
        use("2028-02-01T12:00:00Z", 29);

        HttpResponse<String> answer = report("", "de-DE");

        String report = answer.body();
        assertEquals(200, answer.statusCode(), report);
        assertTrue(report.contains("<h1>Monthly report, Februar 2028</h1>"), "the last month that is over");
        assertTrue(report.contains("<th scope=\"row\">WiFi</th><td>29</td>"), report);
        assertTrue(report.contains("29,0 GB down"), report);
        assertTrue(
                report.contains("<th scope=\"row\">08.02.2028</th><td>1</td>"), "every day, as the language writes it");
        assertFalse(report.contains("2028-02-"), report);
        assertTrue(report.contains("✗ missed"), report);
        assertTrue(report.contains("<th scope=\"row\">" + KIOSK + "</th><td>Manh&lt;attan&gt;</td>"), report);
        assertFalse(report.contains("<attan>") || report.contains("<script"), report);
        assertEquals(
                29 + 29 * 4,
                report.split("<rect ", -1).length - 1,
                "a bar for each day, of the service that was used and of how each worked");
        assertFalse(report.contains("not over") || report.contains("not yet"), report);
        String policy = answer.headers().firstValue("content-security-policy").orElse("");
        String style = report.substring(report.indexOf("<style>") + 7, report.indexOf("</style>"));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
        assertTrue(policy.contains("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'"), policy);
        assertEquals(400, report("?month=2028-04", "de-DE").statusCode(), "it has not begun");
    }

    @Test
    void aMonthThatIsNotOverIsComparedWithAsMuchOfTheMonthBefore() throws Exception {
        evidence("2028-02-01T12:00:00Z");
        use("2028-02-01T12:00:00Z", 29);
        use("2028-03-01T13:00:00Z", 15);
        use("2028-03-01T14:00:00Z", 15);

        String report = report("?month=2028-03", "en-US").body();

        assertTrue(report.contains("<time datetime=\"" + NOW + "\">Mar 20, 2028</time>"), report);
        assertTrue(
                report.contains("<th scope=\"row\">WiFi</th><td>30</td><td>+50%</td><td>–</td>"),
                "20 until noon of the twentieth");
        assertTrue(report.contains("it is compared with as much of the months before."), report);
        assertTrue(report.contains("No use is known from before Feb 1, 2028, 07:00: "), report);
        assertTrue(report.contains("Mar 15, 2028: 2</title>"), report);
        assertTrue(report.contains("Mar 20, 2028: 0</title>"), report);
        assertTrue(report.contains("Mar 21, 2028: not yet</title>"), report);
        assertFalse(report.contains("Feb 1, 2028: nothing is known"), report);
    }

    @Test
    void daysBeforeTheFirstUseAreNotToldToBeWithoutAny() throws Exception {
        evidence("2028-02-01T12:00:00Z");
        use("2028-02-03T12:00:00Z", 20);

        String report = report("?month=2028-02", "en-US").body();

        assertTrue(report.contains("Feb 2, 2028: nothing is known</title>"), report);
        assertTrue(report.contains("Feb 3, 2028: 1</title>"), report);
        assertTrue(report.contains("Feb 29, 2028: 0</title>"), report);
        assertTrue(report.contains("No use is known from before Feb 3, 2028, 07:00: "), report);
        assertFalse(
                report("?month=2028-03", "en-US").body().contains("Mar 1, 2028: nothing is known"), "nothing was used");
    }

    /** Once a day. */
    private void use(String first, int days) throws InterruptedException {
        PointBatch batch = new PointBatch(1024);
        for (int day = 0; day < days; day++) {
            batch.begin(Measurement.WIFI).tag(Columns.KIOSK, KIOSK).tag(Columns.NETWORK, "open");
            batch.field(Columns.SEQ, day).field(Columns.DURATION, 600);
            batch.field(Columns.DOWN, 1_000_000_000L).field(Columns.UP, 0);
            batch.end(Instant.parse(first).plus(Duration.ofDays(day)).toEpochMilli() * 1_000_000);
        }
        assertEquals(List.of(), store.writer().write(batch));
    }

    @Test
    void aReportLeadsABrowserToThePagesAndSaysTimesByTwentyFourHours() throws Exception {
        evidence("2028-02-01T12:00:00Z");

        HttpResponse<String> answer = report("?month=2028-02", "en-US", "accept", "text/html,*/*;q=0.8");

        String report = answer.body();
        assertEquals(
                "accept, accept-language", answer.headers().firstValue("vary").orElse(""));
        assertTrue(report.contains("<a href=\"/usage?from=2028-02-01&amp;to=2028-03-01\">Usage</a>"), report);
        assertTrue(report.contains("<a href=\"/api/v1/reports/monthly?month=2028-01\">← January 2028</a>"), report);
        assertTrue(report.contains("<a href=\"/api/v1/reports/monthly?month=2028-03\">March 2028 →</a>"), report);
        assertFalse(
                report("?month=2028-03", "en-US", "accept", "text/html").body().contains("April 2028"),
                "it has not begun");
        assertTrue(report.matches("(?s).*As of Mar \\d+, 2028, \\d\\d:\\d\\d\\. .*"), report);
        assertFalse(report("?month=2028-02", "en-US").body().contains("<a "), "what is kept or sent leads nowhere");
    }

    @Test
    void kiosksCountFromTheDayTheyWereActivatedAndOnlyWhileInService() throws Exception {
        evidence();
        register(KIOSK, "Manhattan", LocalDate.parse("2028-03-10"));
        register("bx-01-000002", "Bronx", LocalDate.parse("2028-03-20"));
        registry.put(new Kiosk("bx-01-000003", Lifecycle.REMOVED, "", null, null, null, Origin.ADDED));

        JsonObject manhattan = row("?service=wifi&by=borough&from=2028-03-09&to=2028-03-11");
        assertEquals("Manhattan", manhattan.getString("borough"), "nobody was in service in the other one");
        assertEquals(86_400, seconds(manhattan, "unknown"), "its first day");
        assertEquals(1, manhattan.getInteger("kiosks"));
        JsonObject before = rows("?service=wifi&bucket=day&kiosk=" + KIOSK + "&from=2028-03-09&to=2028-03-11")
                .get(0);
        assertEquals(0, before.getInteger("kiosks"));
        assertNull(before.getValue("availability"), "nothing is no share");
        assertEquals(
                List.of("101", "105"),
                rows("?service=wifi&by=district&from=2028-03-20").stream()
                        .map(row -> row.getString("district"))
                        .toList());
        assertEquals(
                List.of("bx-01-000002", KIOSK),
                rows("?service=wifi&by=kiosk&from=2028-03-20").stream()
                        .map(row -> row.getString("kiosk"))
                        .toList());
    }

    @Test
    void aKioskWhoseFirstDayNobodyKnowsCountsFromWhenItWasRegistered() throws Exception {
        evidence();
        decidedAt.set(Instant.parse("2028-03-20T15:00:00Z"));
        register(KIOSK, "Manhattan", null);
        assertEquals(
                3600 - 120,
                seconds(row("?service=wifi&from=2028-03-19"), "unknown"),
                "less what a first report may take");
    }

    @Test
    void whatPeopleDecidedIsLeftOutAndStillHoldsForItsTimeWhenTheyDecideAnew() throws Exception {
        register(KIOSK, "Manhattan", null);
        Instant begin = Instant.parse("2028-03-20T10:00:00Z");
        Course wifi = new Course(KIOSK, Service.WIFI);
        wifi.reports(State.DOWN, begin, begin.plusSeconds(6 * 3600));
        wifi.store();
        decidedAt.set(begin.plusSeconds(3600));
        registry.decide(KIOSK, Lifecycle.MAINTENANCE, "ada", "new modem");
        decidedAt.set(begin.plusSeconds(2 * 3600));
        registry.decide(KIOSK, Lifecycle.ACTIVE, "ada", "");
        decidedAt.set(begin.plusSeconds(4 * 3600));
        registry.decide(KIOSK, Lifecycle.REMOVED, "ada", "");
        decidedAt.set(begin.plusSeconds(5 * 3600));
        registry.decide(KIOSK, Lifecycle.ACTIVE, "ada", "");

        JsonObject row = row("?service=wifi&from=" + begin);

        assertEquals(3600, seconds(row, "maintenance"));
        assertEquals(4 * 3600, seconds(row, "down"), "an hour under maintenance and one removed are left out");
        assertEquals(3, row.getInteger("outages"));
        assertEquals(2 * 3600, row.getDouble("longestOutageSeconds"));
        assertEquals(0.0, row.getDouble("availability"));
    }

    @Test
    void maintenanceEnteredAfterwardsIsLeftOutWhereverItsWindowsOverlap() throws Exception {
        register(KIOSK, "Manhattan", null);
        register("bx-01-000002", "Bronx", null);
        Instant begin = Instant.parse("2028-03-20T12:00:00Z");
        for (String kiosk : List.of(KIOSK, "bx-01-000002")) {
            Course wifi = new Course(kiosk, Service.WIFI);
            wifi.reports(State.UP, begin, begin.plusSeconds(4 * 3600));
            wifi.store();
        }
        plan(Set.of(KIOSK), Set.of(), begin.plusSeconds(3600), begin.plusSeconds(2 * 3600), null);
        plan(Set.of(), Set.of("manhattan"), begin.plusSeconds(5400), begin.plusSeconds(3 * 3600), null);

        assertEquals(2 * 3600, seconds(row("?service=wifi&kiosk=" + KIOSK + "&from=" + begin), "maintenance"));
        assertEquals(2 * 3600, seconds(row("?service=wifi&kiosk=" + KIOSK + "&from=" + begin), "up"));
        assertEquals(4 * 3600, seconds(row("?service=wifi&kiosk=bx-01-000002&from=" + begin), "up"));
        assertEquals(1.0, row("?service=wifi&from=" + begin).getDouble("availability"));
    }

    @Test
    void aNightlyWindowIsAsLongAsTheNightIs() throws Exception {
        register(KIOSK, "Manhattan", null);
        evidence();
        Instant first = Instant.parse("2028-03-10T06:00:00Z"); // one at night in New York
        plan(Set.of(KIOSK), Set.of(), first, first.plusSeconds(3 * 3600), new Repetition("FREQ=DAILY", NEW_YORK));

        List<JsonObject> nights = rows("?service=wifi&bucket=day&from=2028-03-10&to=2028-03-14");

        assertEquals(
                List.of(3 * 3600.0, 3 * 3600.0, 2 * 3600.0, 3 * 3600.0),
                nights.stream().map(night -> seconds(night, "maintenance")).toList(),
                "on the twelfth the clocks go from two to three");
        assertEquals(21 * 3600, seconds(nights.get(2), "unknown"));
    }

    @Test
    void servicesAreApartAndKiosksCanBeChosen() throws Exception {
        register(KIOSK, "Manhattan", null);
        register("mn-05-000002", "Manhattan", null);
        Instant begin = Instant.parse("2028-03-20T15:00:00Z");
        for (String kiosk : List.of(KIOSK, "mn-05-000002")) {
            Course call = new Course(kiosk, Service.CALL);
            call.reports(kiosk.equals(KIOSK) ? State.UP : State.DOWN, begin, begin.plusSeconds(3600));
            call.store();
        }
        List<JsonObject> all = rows("?from=" + begin);
        assertEquals(
                List.of("wifi", "charging", "call", "tablet"),
                all.stream().map(row -> row.getString("service")).toList());
        assertEquals(0.5, all.get(2).getDouble("availability"));
        assertEquals(0.0, all.get(0).getDouble("availability"));
        assertEquals(1.0, row("?service=call&kiosk=MN-05-000001&from=" + begin).getDouble("availability"));
    }

    @Test
    void eachRowIsToldBesideTheTimeBefore() throws Exception {
        register(KIOSK, "Manhattan", null);
        Instant midnight = LocalDate.parse("2028-03-19").atStartOfDay(NEW_YORK).toInstant();
        Course wifi = new Course(KIOSK, Service.WIFI);
        wifi.reports(State.UP, midnight.minusSeconds(60), midnight.plusSeconds(6 * 3600));
        wifi.reports(State.DOWN, midnight.plusSeconds(6 * 3600), midnight.plusSeconds(24 * 3600));
        wifi.reports(State.UP, midnight.plusSeconds(24 * 3600), NOW);
        wifi.store();

        HttpResponse<String> answer = get("?service=wifi&from=2028-03-20&compare=previous");
        JsonObject json = new JsonObject(answer.body());
        assertEquals(
                new JsonObject()
                        .put("with", "previous")
                        .put("from", midnight.toString())
                        .put("to", midnight.plusSeconds(24 * 3600).toString()),
                json.getJsonObject("compared"),
                "all of the day before, also with what is still to come of this one");
        JsonObject row = json.getJsonArray("rows").getJsonObject(0);
        assertEquals(1.0, row.getDouble("availability"));
        assertEquals(12 * 3600, seconds(row, "up"));
        JsonObject previous = row.getJsonObject("previous");
        assertEquals(0.25, previous.getDouble("availability"));
        assertEquals(1, previous.getInteger("outages"));
        assertEquals(18 * 3600, seconds(previous, "down"));
        JsonObject asked = row("?service=wifi&from=2028-03-19&to=2028-03-20");
        asked.remove("service");
        assertEquals(asked, previous, "it is what is told of that time by itself");
        assertNull(row("?service=wifi&from=2028-03-20").getValue("previous"));

        List<String> csv = get("?service=wifi&from=2028-03-20&compare=previous&format=csv")
                .body()
                .lines()
                .map(line -> line.replaceFirst("wifi,fleet,", ""))
                .toList();
        String alone = get("?service=wifi&from=2028-03-19&to=2028-03-20&format=csv")
                .body()
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow();
        assertTrue(csv.get(0).contains(",why,previous.from,previous.to,previous.kiosks,"), csv.get(0));
        assertTrue(csv.get(1).endsWith(alone.replaceFirst("wifi,fleet,", ",")), csv.get(1));
        assertEquals(
                csv.get(0).split(",", -1).length - 2,
                csv.get(1).split(",", -1).length,
                "of each column there is a cell");
    }

    @Test
    void daysAreComparedWithThoseOfTheYearBeforeAndALeapDayWithNone() throws Exception {
        register(KIOSK, "Manhattan", null);
        evidence();
        Course wifi = new Course(KIOSK, Service.WIFI);
        Instant then = LocalDate.parse("2027-02-28").atStartOfDay(NEW_YORK).toInstant();
        wifi.reports(State.UP, then.minusSeconds(60), then.plusSeconds(12 * 3600));
        wifi.reports(State.DOWN, then.plusSeconds(12 * 3600), then.plusSeconds(24 * 3600));
        Instant day = LocalDate.parse("2028-02-28").atStartOfDay(NEW_YORK).toInstant();
        wifi.reports(State.UP, day.minusSeconds(60), day.plusSeconds(48 * 3600));
        wifi.store();

        String asked = "?service=wifi&bucket=day&compare=year&from=2028-02-28&to=2028-03-01";
        List<JsonObject> days = rows(asked);
        assertEquals(
                List.of(1.0, 1.0),
                days.stream().map(row -> row.getDouble("availability")).toList());
        JsonObject previous = days.get(0).getJsonObject("previous");
        assertEquals(0.5, previous.getDouble("availability"));
        assertEquals(then.toString(), previous.getString("from"));
        assertNull(days.get(1).getValue("previous"), "that year had no such day");
        List<String> csv = get(asked + "&format=csv").body().lines().toList();
        assertTrue(csv.get(2).endsWith(",".repeat(22)), csv.get(2));
        assertEquals(
                0.5,
                row("?service=wifi&compare=year&from=2028-02-29&to=2028-03-01")
                        .getJsonObject("previous")
                        .getDouble("availability"),
                "by itself it is compared with the day before it");
    }

    @Test
    void csvHasTheSameFigures() throws Exception {
        register(KIOSK, "Manhattan", null);
        Instant begin = Instant.parse("2028-03-20T15:00:00Z");
        Course call = new Course(KIOSK, Service.CALL);
        call.reports(State.UP, begin, begin.plusSeconds(3600));
        call.store();
        String csv = get("?service=call&by=kiosk&format=csv&from=" + begin).body();
        assertEquals(
                "service,kiosk,from,to,kiosks,downSeconds,suspectSeconds,unknownSeconds,degradedSeconds,upSeconds,"
                        + "maintenanceSeconds,unwatchedSeconds,availability,targetMet,unknownShare,availabilityOfKnown,outages,outageSeconds,longestOutageSeconds,"
                        + "meanTimeToRepairSeconds,meanTimeBetweenFailuresSeconds,why\r\n"
                        + "call,mn-05-000001,2028-03-20T15:00:00Z,2028-03-20T16:00:00Z,1,0.0,0.0,0.0,0.0,3600.0,"
                        + "0.0,0.0,1.0,true,0.0,1.0,0,0.0,0.0,,,\r\n",
                csv);
    }

    @ParameterizedTest
    @CsvSource({
        "?from=2028-03-21, from",
        "?from=2020-01-01, from",
        "?target=1.5, target",
        "?target=most, target",
        "?bucket=year, bucket",
        "?by=street, by",
        "?compare=never, compare"
    })
    void whatCannotBeAnsweredNamesTheParameter(String query, String parameter) throws Exception {
        HttpResponse<String> answer = get(query);
        assertEquals(400, answer.statusCode());
        assertEquals(parameter, new JsonObject(answer.body()).getString("parameter"), answer.body());
    }

    /** From long ago on somebody reports, so that silence since then means something. */
    private void evidence() throws Exception {
        evidence("2027-01-02T00:00:00Z");
    }

    private void evidence(String first) throws Exception {
        Course other = new Course("qu-01-000009", Service.WIFI);
        other.reports(State.UP, Instant.parse(first), Instant.parse(first).plusSeconds(60));
        other.store();
    }

    private static void assertNothingIsKnown(JsonObject row) {
        assertNull(row.getValue("availability"));
        assertNull(row.getValue("targetMet"));
        assertNull(row.getValue("unknownShare"));
        assertEquals(0, row.getInteger("outages"));
        assertEquals(0.0, row.getDouble("longestOutageSeconds"));
        assertEquals(NOTHING_KNOWN, row.getString("why"));
    }

    private HttpResponse<String> report(String query, String language, String... headers) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/reports/monthly" + query);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("accept-language", language);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private JsonObject row(String query) throws Exception {
        List<JsonObject> rows = rows(query);
        assertEquals(1, rows.size());
        return rows.get(0);
    }

    private List<JsonObject> rows(String query) throws Exception {
        HttpResponse<String> answer = get(query);
        assertEquals(200, answer.statusCode(), answer.body());
        return new JsonObject(answer.body())
                .getJsonArray("rows").stream().map(JsonObject.class::cast).toList();
    }

    private HttpResponse<String> get(String query, String... headers) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/availability" + query);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return ApiDocument.require(client.send(request.build(), BodyHandlers.ofString()));
    }

    private static void assertTimes(HttpResponse<String> answer, String finalUntil) {
        assertEquals("2028-03-20T16:00:00Z", header(answer, "Curbline-As-Of"));
        assertEquals(finalUntil, header(answer, "Curbline-Final-Until"));
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static double seconds(JsonObject row, String state) {
        return row.getJsonObject("seconds").getDouble(state);
    }

    private void plan(
            Set<String> kiosks, Set<String> boroughs, Instant from, Instant to, @Nullable Repetition repeats) {
        registry.plan(MaintenanceWindow.plan(kiosks, boroughs, new Span(from, to), repeats, "", "ada", NOW));
    }

    private void register(String id, String borough, @Nullable LocalDate activated) {
        Place place = new Place(40.75, -73.98, borough, borough.equals("Bronx") ? "101" : "105", "", "");
        registry.put(new Kiosk(id, Lifecycle.ACTIVE, "", place, null, activated, Origin.ADDED));
    }

    /** A service's reports, one a minute, and what a gateway makes of them. */
    private final class Course {
        private final KioskId kiosk;
        private final Service service;
        private final KnownTimeline timeline;
        private final PointBatch batch = new PointBatch(64);
        private final PointBatch changes = new PointBatch(64);
        private Instant oldest = Instant.MAX;

        Course(String kiosk, Service service) {
            this.kiosk = KioskId.of(kiosk);
            this.service = service;
            this.timeline = new KnownTimeline(RULE, this.kiosk);
        }

        /** @param to exclusive */
        void reports(State state, Instant from, Instant to) {
            for (Instant at = from; at.isBefore(to); at = at.plusSeconds(60)) {
                batch.begin(Measurement.STATUS)
                        .tag(Columns.KIOSK, kiosk.value())
                        .tag(Columns.SERVICE, service.word());
                batch.field(Columns.SEQ, 1)
                        .field(Columns.STATE, state.toString().toLowerCase(Locale.ROOT));
                batch.end(at.toEpochMilli() * 1_000_000);
                timeline.hear(
                        new Report(state, "", at),
                        (since, before, then) -> tell(new Transition(
                                kiosk,
                                service,
                                View.KNOWN,
                                since,
                                before.state(),
                                then.state(),
                                then.reason(),
                                then.detail())));
            }
        }

        /** What use says of it from a moment on. */
        void suspicion(ServiceState state, Instant at) {
            tell(new Transition(kiosk, service, View.SUSPICION, at, state, state, StateReason.USE_HAS_STOPPED, ""));
        }

        private void tell(Transition transition) {
            Transitions.add(transition, changes);
            oldest = transition.at().isBefore(oldest) ? transition.at() : oldest;
        }

        void store() throws InterruptedException {
            assertEquals(List.of(), store.writer().write(batch));
            if (oldest.isBefore(now.minus(Duration.ofMinutes(2)))) {
                Transitions.addCorrection(kiosk, oldest, now, changes);
            }
            assertEquals(List.of(), store.writer().write(changes));
        }
    }
}
