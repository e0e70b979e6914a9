package org.curbline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.simulator.fleet.Pace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of figures over time, in a browser over a running program: what they show is what the API says. */
class UsagePageIT {
    private static final int KIOSKS = 40;
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("MMM d, uuuu", Locale.US).withZone(NEW_YORK);
    private static final String TOO_WIDE =
            """
            (({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth ? [] :
              [...document.querySelectorAll('body *')]
                .filter((e) => e.getBoundingClientRect().right > clientWidth + 1)
                .map((e) => e.outerHTML.slice(0, 80)))(document.documentElement)
            """
                    .strip();

    private static final String SEEN = ".filter((text) => text.getAttribute('visibility') === 'visible').length";
    /** The names of boroughs that lie on a dot. */
    private static final String COVERED =
            """
            [...document.querySelectorAll('#city-map text[visibility=visible]')].filter((text) => {
              const { left, right, top, bottom } = text.getBoundingClientRect();
              return [...document.querySelectorAll('#city-map circle')].some((circle) => {
                const box = circle.getBoundingClientRect();
                const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
                const aside = Math.hypot(x - Math.max(left, Math.min(right, x)), y - Math.max(top, Math.min(bottom, y)));
                return aside < box.width / 2 - 1;
              });
            }).map((text) => text.textContent)
            """
                    .strip();

    @SuppressWarnings("NullAway.Init")
    private static Chromium browser;

    @SuppressWarnings("NullAway.Init")
    private static LiveCity city;

    /** Since then no kiosk tells anything. */
    @SuppressWarnings("NullAway.Init")
    private static Instant still;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        browser = Chromium.start();
        city = LiveCity.of(KIOSKS, folder);
        Fleet fleet = city.connect(KIOSKS, new Pace(1200, Duration.ofHours(2)));
        browser.await(
                "Two hours are played",
                () -> fleet.progress().simulatedTime().isAfter(Instant.now().minusSeconds(60)));
        LiveCity.still(fleet);
        still = Instant.now();
        city.awaitCounted(LocalDate.now(NEW_YORK).minusDays(1), still);
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
        }
        if (city != null) {
            city.close();
        }
    }

    @Test
    void figuresAreTheApisAndAViewIsItsAddress() {
        browser.size(1440, 1200).open(city.url() + "usage?range=week&service=wifi&compare=previous");
        JsonObject all = rows("?service=wifi&from=" + browser.value("document.querySelector('#from').value")
                        + "&measure=count&measure=averageSeconds")
                .getJsonObject(0);
        browser.awaitText("[data-measure=count]", grouped(all.getLong("count")));
        browser.awaitMatch(
                "#sums-compared",
                "Nothing is known of the time before: the first use that is known is of .+, \\d\\d:\\d\\d.*\\.");
        browser.await("The table has every day", () -> browser.value(
                        "document.querySelectorAll('#course-table tbody tr').length")
                .equals(7L));

        assertEquals("monday", get("api/v1/usage?bucket=week").getString("weekStart"), "as the city is configured");
        JsonArray boroughs =
                rows("?service=wifi&by=borough&from=" + browser.value("document.querySelector('#from').value"));
        browser.await("Every borough is there", () -> browser.value(
                        "document.querySelectorAll('#places-table tbody tr').length")
                .equals((long) boroughs.size()));
        for (Object row : boroughs) {
            JsonObject borough = (JsonObject) row;
            browser.awaitPart("#places-table", borough.getString("borough") + " " + grouped(borough.getLong("count")));
        }
        assertEquals(
                List.of("Borough", "sessions", "drawn"),
                browser.value("[...document.querySelectorAll('#places-table thead th')].map((th) => th.innerText)"),
                "no column of changes where nothing is known to compare with");
        String whole = browser.text("#sums-list");
        browser.run(
                "[...document.querySelectorAll('#places-table a')].find((a) => a.innerText === 'Manhattan').click()");
        browser.awaitText("#places-lead", "by district");
        browser.await("Its sums are its own", () -> !browser.text("#sums-list").equals(whole));
        String manhattan = browser.text("#sums-list");
        String address = browser.value("location.href").toString();
        assertTrue(address.contains("borough=Manhattan"), address);
        browser.run("history.back()");
        browser.awaitText("#places-lead", "by borough");

        browser.run("document.querySelector('[name=measure][value=uniqueClients]').click()");
        browser.await("Devices are not asked for by the hour or by kind", () -> browser.value(
                        "document.querySelector('#clock').hidden && document.querySelector('#kinds').hidden")
                .equals(true));
        // Within an hour after midnight a day is over that the city was there on.
        boolean isDayOver = rows("?service=wifi&measure=uniqueClients&from="
                        + browser.value("document.querySelector('#from').value"))
                .stream()
                .anyMatch(row -> ((JsonObject) row).getValue("uniqueClients") != null);
        browser.awaitPart(
                "#sums-list", isDayOver ? " with 95 % certainty" : "not counted: kiosks sent no counts of these days");
        assertEquals(List.of(), complaints());

        browser.open("about:blank");
        browser.open(address);
        browser.awaitText("#sums-list", manhattan);
        browser.awaitText("#trail", "The whole city Manhattan");
        String api = browser.value("document.querySelector('#places-sources code').innerText")
                .toString();
        assertTrue(api.startsWith("GET /api/v1/usage?"), api);
        assertTrue(get(api.substring("GET /".length())).getJsonArray("rows").size() > 1, api);
        assertEquals(List.of(), complaints());
        browser.await("Bars are drawn", () -> browser.painted("#chart canvas", "--good") > 100);
    }

    @Test
    void figuresThatStayTheSameAreOfLater() {
        browser.size(1440, 1200).open(city.url() + "usage?range=today");
        browser.awaitStart("#age", "As of ");
        String first = browser.text("#age");
        browser.await("They are of later", () -> {
            browser.run("if (!document.body.matches('.asking'))"
                    + " document.dispatchEvent(new Event('visibilitychange'))"); // asks anew
            return !browser.text("#age").equals(first);
        });
        browser.awaitStart("#age", "As of ");
    }

    @Test
    void theMapOfPlacesNamesBoroughsBesideItsDots() {
        for (int width : List.of(1440, 3840)) {
            browser.size(width, width * 9 / 16).open(city.url() + "places?range=week&service=wifi");
            browser.awaitStart("#age", "As of ");
            assertEquals(5L, browser.value("[...document.querySelectorAll('#city-map text')]" + SEEN), width + " wide");
            assertEquals(List.of(), browser.value(COVERED), width + " wide");
            assertEquals(10L, browser.value("document.querySelectorAll('#first-table tbody tr').length"));
            assertTrue(
                    browser.text("#city-says")
                            .endsWith("The most: "
                                    + browser.text("#first-table tbody tr").replace(" ", ", ") + "."),
                    browser.text("#first-table"));
        }
        browser.run("document.querySelector('#places-table a').click()");
        browser.awaitText("#places-lead", "by district");
        browser.run("document.querySelector('#places-table a').click()");
        browser.awaitText("#places-lead", "by kiosk");
        browser.awaitText("#first", "");
    }

    @Test
    void todayIsTheCitysWhereverTheReaderIs() {
        // 19 hours before New York (18 in summer), or 6 (7) behind it: on another day
        String elsewhere = ZonedDateTime.now(NEW_YORK).getHour() >= 6 ? "Pacific/Kiritimati" : "Pacific/Pago_Pago";
        try {
            for (String page : List.of("availability", "usage", "places")) {
                LocalDate before = LocalDate.now(NEW_YORK);
                browser.in(elsewhere).open(city.url() + page + "?range=today&service=wifi");
                browser.awaitStart("#age", "As of "); // which it is once every part is answered
                LocalDate shown =
                        LocalDate.parse(String.valueOf(browser.value("document.querySelector('#from').value")));
                List<LocalDate> days = List.of(before, LocalDate.now(NEW_YORK)); // midnight may have come meanwhile
                assertTrue(days.contains(shown), page + " from " + shown + ", which is none of " + days);
                if (shown.atStartOfDay(NEW_YORK).plusMinutes(10).toInstant().isBefore(still)) {
                    browser.awaitPart("#places-table tbody", "Manhattan");
                }
                assertEquals(List.of(), complaints());
            }
        } finally {
            browser.in("");
        }
    }

    @Test
    void availabilityGoesDownToAPlaceAndTheReportOfAMonthLoadsNothing() {
        browser.size(1440, 1200).open(city.url() + "availability?range=today&service=wifi");
        browser.awaitText("#places-table thead th", "Borough");
        assertEquals("day", browser.value("document.querySelector('#bucket').value"), "it knows no hours");
        browser.run(
                "[...document.querySelectorAll('#places-table a')].find((a) => a.innerText === 'Manhattan').click()");
        browser.awaitText("#trail", "The whole city Manhattan");
        browser.awaitText("#places-table thead th", "District");
        String address = browser.value("location.href").toString();
        assertTrue(address.contains("borough=Manhattan"), address);
        browser.open("about:blank");
        browser.open(address);
        browser.awaitText("#trail", "The whole city Manhattan");
        browser.awaitPart("#sums-list", "%");
        browser.awaitPart("#places-table", "%");
        browser.size(390, 900);
        browser.run("for (const cell of document.querySelectorAll('#places-table td.number')) {"
                + " if (cell.textContent.includes('%')) cell.textContent = '100.00\u00a0%'; }"); // as wide as it can be
        assertTrue(
                browser.holds("((table) => table.scrollWidth <= table.parentElement.clientWidth)"
                        + "(document.querySelector('#places-table'))"),
                "a phone shows every column of numbers");
        assertEquals(List.of(), complaints());

        browser.open(city.url() + "api/v1/reports/monthly?month=" + YearMonth.now(NEW_YORK));
        browser.awaitStart("h1", "Monthly report, ");
        browser.await("Its style is taken", () -> browser.value(
                        "getComputedStyle(document.querySelector('table')).borderCollapse")
                .equals("collapse"));
        for (int width : List.of(1440, 390)) {
            assertEquals(List.of(), browser.size(width, 900).barriers(), "report at " + width);
        }
        assertEquals(List.of(), complaints());
    }

    @Test
    void aKiosksPageLeadsToItsFiguresAndTheSumsAreOfWhatTheyName() {
        String kiosk = city.someKiosk();
        for (String page : List.of("usage", "availability", "quality")) {
            browser.size(1440, 1200).open(city.url() + "kiosks/" + kiosk);
            browser.awaitText("#more", "More of it: usage · availability · data quality");
            browser.run("document.querySelector('#more a[href^=\"/" + page + "\"]').click()");
            browser.awaitValue("location.pathname", "/" + page);
            if (page.equals("quality")) {
                browser.awaitText("#one-title", "Missing of " + kiosk);
            } else {
                browser.awaitText("#trail", "The whole city " + kiosk + " how it is now");
                browser.awaitStart("#sums-sources", "CSV API: GET /api/v1/" + page + "?");
                JsonArray rows = sumsRows();
                assertTrue(!rows.isEmpty(), page);
                String csv = String.valueOf(browser.value(
                        "fetch(document.querySelector('#sums-sources a').href)" + ".then((answer) => answer.text())"));
                assertEquals(rows.size() + 1L, csv.lines().count(), csv);
                if (page.equals("usage")) {
                    assertEquals(
                            grouped(rows.getJsonObject(0).getLong("count")),
                            browser.value("document.querySelector('[data-measure=count]').firstChild.data"));
                    String[] head = csv.lines().findFirst().orElseThrow().split(",", -1);
                    String[] row = csv.lines().skip(1).findFirst().orElseThrow().split(",", -1);
                    assertEquals(
                            rows.getJsonObject(0).getLong("count").toString(),
                            row[List.of(head).indexOf("count")],
                            csv);
                }
            }
            assertEquals(List.of(), complaints());
        }
    }

    @Test
    void eachKiosksDaysAreOneDownload() {
        browser.size(1440, 1200).open(city.url() + "usage?range=today&service=wifi&zone=UTC&borough=Queens");
        browser.awaitPart("#places-sources", "Each kiosk on each day: CSV of all");
        List<String> lines = String.valueOf(
                        browser.value("fetch(document.querySelector('#places-sources span:last-child a').href)"
                                + ".then((answer) => answer.text())"))
                .lines()
                .toList();
        assertEquals("service,kiosk,start,count,durationSeconds,downBytes,upBytes", lines.get(0));
        JsonArray kiosks = get("/api/v1/usage?by=kiosk&bucket=day&service=wifi&zone=UTC&borough=Queens")
                .getJsonArray("rows");
        assertTrue(!kiosks.isEmpty());
        assertEquals(1L + kiosks.size(), lines.size(), () -> lines.toString());
        assertEquals(List.of(), complaints());
    }

    @Test
    void availabilityKeepsWhatIsChosenDownToAKiosk() {
        browser.size(1440, 1200).open(city.url() + "availability?range=today&service=wifi&zone=UTC&by=kiosk");
        browser.awaitText("#places-table thead th", "Kiosk");
        browser.await("It has kiosks", () -> browser.holds("document.querySelector('#places-table a') !== null"));
        String kiosk = browser.text("#places-table a");
        browser.run("document.querySelector('#places-table a').click()");
        browser.awaitText("#trail", "The whole city " + kiosk + " how it is now");
        browser.awaitValue("location.search", "?service=wifi&range=today&zone=UTC&kiosk=" + kiosk);
        browser.await(
                "It is of the kiosk alone", () -> browser.text("#sums-sources").contains("kiosk=" + kiosk));
        assertTrue(browser.text("#sums-sources").contains("zone=UTC"));
        assertEquals(List.of(), complaints());
    }

    @Test
    void linksKeepWhatTheOtherPageUnderstands() {
        String asked = "?service=call&range=month&zone=UTC&borough=Queens&compare=previous";
        browser.size(1440, 1200).open(city.url() + "usage" + asked + "&measure=durationSeconds");
        for (String page : List.of("quality", "", "usage", "places", "availability")) {
            browser.run("document.querySelector('.sections a[href^=\"/" + page + "?\"]').click()");
            browser.awaitValue("location.pathname + location.search", "/" + page + asked);
            browser.awaitValue(
                    "document.querySelector('.sections [aria-current]')?.getAttribute('href')", "/" + page + asked);
            assertEquals(
                    Stream.of("", "usage", "availability", "places", "quality")
                            .map(each -> "/" + each + asked)
                            .toList(),
                    headLinks(),
                    page);
            if (page.equals("quality")) {
                browser.awaitValue("document.querySelector('[name=range]:checked').value", "week"); // it has no more
            }
        }
        browser.awaitText("#trail", "The whole city Queens");
        browser.awaitValue("document.querySelector('#zone').value", "UTC");
        browser.run("document.querySelector('[name=range][value=week]').click()");
        browser.awaitValue(
                "document.querySelector('.sections a:last-child').getAttribute('href')",
                "/quality?service=call&range=week&compare=previous&zone=UTC&borough=Queens");

        String kiosk = city.someKiosk();
        String mine = "?service=call&from=2026-11-02&to=2026-11-09&zone=UTC&kiosk=" + kiosk;
        browser.open(city.url() + "availability" + mine);
        browser.awaitText("#trail", "The whole city " + kiosk + " how it is now");
        browser.run("document.querySelector('#trail .lead').click()");
        browser.awaitValue(
                "location.pathname + location.search",
                "/kiosks/" + kiosk + "?service=call&from=2026-11-02&to=2026-11-09&zone=UTC");
        browser.awaitText("#more", "More of it: usage · availability · data quality");
        assertEquals(List.of("/usage" + mine, "/availability" + mine, "/quality" + mine), links("#more a"));
        assertEquals(mine.replace("&kiosk=" + kiosk, ""), headLinks().get(1).replace("/usage", ""));
        browser.run("document.querySelector('[name=view][value=known]').click()");
        browser.awaitValue("location.search", mine.replace("&kiosk=" + kiosk, "&view=known"));
        browser.run("document.querySelector('#more a').click()");
        browser.awaitValue("document.querySelector('#from').value", "2026-11-02");
        browser.awaitValue("document.querySelector('#to').value", "2026-11-08");

        browser.open(city.url() + "quality?range=day&kiosk=" + kiosk);
        browser.awaitText("#one-title", "Missing of " + kiosk);
        assertEquals("/usage?kiosk=" + kiosk, headLinks().get(1), "of a day by the clock there is no such range");
        browser.run("document.querySelector('[name=range][value=week]').click()");
        browser.awaitValue(
                "document.querySelectorAll('.sections a')[1].getAttribute('href')", "/usage?range=week&kiosk=" + kiosk);
        browser.open(city.url() + "?service=tablet&state=down");
        assertEquals("/usage?service=tablet", headLinks().get(1));
        browser.open(city.url() + "?range=month&service=tablet");
        browser.run("document.querySelector('[name=service][value=wifi]').click()");
        browser.awaitValue("location.search", "?range=month&service=wifi");
        assertEquals("/usage?range=month&service=wifi", headLinks().get(1));
        browser.run("document.querySelector('#kiosks details').open = true");
        browser.awaitValue("String(document.querySelector('#kiosk-rows a')?.search)", "?range=month&service=wifi");
        assertEquals(List.of(), complaints());
    }

    private static List<String> headLinks() {
        return links(".sections a");
    }

    private static List<String> links(String selector) {
        Object links =
                browser.value("[...document.querySelectorAll('" + selector + "')].map((a) => a.getAttribute('href'))");
        return ((List<?>) links).stream().map(String::valueOf).toList();
    }

    @Test
    void availabilityIsComparedAndItsAddressSaysWithWhat() {
        String zone = justAfterMidnight();
        browser.size(1440, 1200)
                .open(city.url() + "availability?range=today&service=wifi&zone=" + URLEncoder.encode(zone, UTF_8));
        browser.awaitPart("#sums-list", "%");
        browser.run(ScreenFigures.NOTED);
        browser.run("const choice = document.querySelector('#compare'); choice.value = 'previous';"
                + " choice.dispatchEvent(new Event('change'));");
        browser.awaitPart("#places-table thead", "the time before points");
        assertEquals(zone, browser.value("new URLSearchParams(location.search).get('zone')"));
        assertEquals("previous", browser.value("new URLSearchParams(location.search).get('compare')"));
        JsonObject answer = ScreenFigures.awaitRows(browser, "places", ScreenFigures::comparedPlaces);
        assertEquals("previous", answer.getJsonObject("compared").getString("with"));
        assertTrue(
                answer.getJsonArray("rows").stream()
                        .anyMatch(row -> ((JsonObject) row).getJsonObject("previous") != null),
                answer::encode);
        browser.awaitPart("#sums-list", ", the time before");
        browser.run("document.querySelector('#compare').value = 'year';"
                + " document.querySelector('#compare').dispatchEvent(new Event('change'));");
        browser.awaitPart("#sums-list", "nothing is known of the year before");
        browser.run("history.back()");
        browser.awaitPart("#places-table thead", "the time before");
        assertEquals("previous", browser.value("document.querySelector('#compare').value"));
        assertEquals(List.of(), complaints());
    }

    @Test
    void aLengthOfTimeIsAFortiethOffAtMost() {
        browser.size(1440, 1200).open(city.url() + "usage");
        browser.run("import('/format.js').then(({ duration }) => { window.duration = duration; })");
        browser.await("The page's own words are there", () -> browser.holds("window.duration"));
        assertEquals(
                List.of("0 s", "48 s", "2 min", "2.5 min", "118 min", "2 h", "2.9 d", "7.8 d", "90 d", "1,234 d"),
                browser.value("[0.4, 47.6, 120, 149, 7056, 7200, 250560, 669600, 90 * 86400, 1234 * 86400]"
                        + ".map(window.duration)"));
        assertEquals(
                List.of(),
                browser.value(
                        """
                        Array.from({ length: 4000 }, (_, i) => 30 * 1.004 ** i).filter((seconds) => {
                          const [number, unit] = window.duration(seconds).replaceAll(',', '').split(' ');
                          const told = number * { s: 1, min: 60, h: 3600, d: 86400 }[unit];
                          return !(Math.abs(told - seconds) <= seconds / 39);
                        })"""
                                .strip()));
    }

    @Test
    void whatIsOfAPartOfItsTimeIsMarked() {
        browser.size(1440, 1200).open(city.url() + "usage?range=week&service=wifi&bucket=day");
        browser.await(
                "The day that is not over is marked",
                () -> steps().size() == 7 && steps().get(6).endsWith(" (so far)"));
        assertEquals(1, steps().stream().filter(step -> step.contains("(")).count(), steps()::toString);
        browser.open(city.url() + "usage?service=wifi&bucket=week&from=2026-11-07&to=2026-11-16");
        browser.await("The week is marked whose beginning is not asked for", () -> steps().equals(
                        List.of("Week of Nov 2 (2 of 7 days)", "Week of Nov 9")));
        browser.open(city.url() + "usage?service=wifi&bucket=month&from=2026-08-30&to=2026-10-08");
        browser.await("Months are marked", () -> steps().equals(
                        List.of("Aug 2026 (2 of 31 days)", "Sep 2026", "Oct 2026 (7 of 31 days)")));
        assertEquals(List.of(), complaints());
    }

    /** The names of what the chart shows over time. */
    private static List<String> steps() {
        Object names = browser.value(
                "[...document.querySelectorAll('#course-table tbody tr')].map((row) => row.cells[0].textContent)");
        return ((List<?>) names).stream().map(String::valueOf).toList();
    }

    @Test
    void everyFigureOfUseIsWhatWasAnswered() {
        browser.size(1440, 1200)
                .open(city.url() + "usage?range=today&service=call&bucket=hour&compare=previous&zone="
                        + URLEncoder.encode(justAfterMidnight(), UTF_8));
        browser.awaitStart("#age", "As of ");
        browser.run(ScreenFigures.NOTED);
        browser.run("document.querySelector('[name=service][value=wifi]').click()");
        ScreenFigures.awaitTiles(browser, WrittenUse::tiles);
        for (String measure : List.of("count", "downBytes", "durationSeconds", "averageSeconds")) {
            browser.run("document.querySelector('[name=measure][value=" + measure + "]').click()");
            WrittenUse use = new WrittenUse(measure);
            JsonObject places = ScreenFigures.awaitRows(browser, "places", use::ranked);
            assertTrue(places.getJsonArray("rows").size() > 1, places::encode);
            ScreenFigures.awaitRows(browser, "kinds", use::ranked);
            ScreenFigures.awaitSteps(browser, "course", use::course);
        }
        assertFalse(browser.holds("clock.checkVisibility()"), "of one day, over time is at what hour");
        browser.run("document.querySelector('[name=range][value=week]').click()");
        for (String measure : List.of("count", "downBytes", "durationSeconds", "averageSeconds")) {
            browser.run("document.querySelector('[name=measure][value=" + measure + "]').click()");
            ScreenFigures.awaitSteps(browser, "clock", new WrittenUse(measure)::clock);
        }
        assertTrue(browser.holds("clock.checkVisibility()"));
        assertEquals(List.of(), complaints());
    }

    @Test
    void everyFigureOfAvailabilityAndOfPlacesIsWhatWasAnswered() {
        browser.size(1440, 1200).open(city.url() + "availability?range=week&service=call");
        browser.awaitStart("#age", "As of ");
        browser.run(ScreenFigures.NOTED);
        browser.run("document.querySelector('[name=service][value=wifi]').click()");
        ScreenFigures.awaitTiles(browser, ScreenFigures::availabilityTiles);
        ScreenFigures.awaitSteps(browser, "course", ScreenFigures::course);
        ScreenFigures.awaitRows(browser, "places", ScreenFigures::comparedPlaces);

        browser.open(city.url() + "places?range=week&service=call");
        browser.awaitStart("#age", "As of ");
        browser.run(ScreenFigures.NOTED);
        browser.run("document.querySelector('[name=service][value=wifi]').click()");
        for (String measure : List.of("downBytes", "count")) {
            browser.run("document.querySelector('[name=measure][value=" + measure + "]').click()");
            ScreenFigures.awaitRows(browser, "places", new WrittenUse(measure)::ranked);
        }
        browser.run("document.querySelector('[name=measure][value=worked]').click()");
        ScreenFigures.awaitRows(browser, "places", answer -> ScreenFigures.comparedPlaces(answer).stream()
                .map(cells -> List.of(cells.get(0).replaceFirst(" \\(.*", ""), cells.get(1)))
                .toList());
        assertEquals(List.of(), complaints());
    }

    @Test
    void placesAreComparedWithTheTimeBefore() {
        browser.size(1440, 1200)
                .open(city.url() + "places?range=today&service=wifi&zone="
                        + URLEncoder.encode(justAfterMidnight(), UTF_8));
        browser.awaitStart("#age", "As of ");
        browser.run(ScreenFigures.NOTED);
        browser.run("compare.value = 'previous'; compare.dispatchEvent(new Event('change'))");
        browser.awaitText("#places-lead", "by borough, and the time before");
        browser.awaitPart("#first-sources", "compare=previous");
        browser.awaitText("#first-table thead th:nth-child(3)", "change");
        JsonObject sessions = ScreenFigures.awaitRows(browser, "places", new WrittenUse("count")::ranked);
        assertTrue(sessions.getJsonObject("compared").containsKey("knownSince"), sessions::encode);
        browser.awaitMatch(
                "#places-compared",
                "Of the time before nothing is known from before .+\\. This time is not over, and is compared with all of the time before\\.");
        browser.run("document.querySelector('[name=measure][value=worked]').click()");
        browser.awaitText("#places-table thead th:nth-child(3)", "points");
        ScreenFigures.awaitRows(browser, "places", answer -> ScreenFigures.comparedPlaces(answer).stream()
                .map(cells ->
                        List.of(cells.get(0).replaceFirst(" \\(.*", ""), cells.get(1), cells.get(cells.size() - 1)))
                .toList());
        browser.run("compare.value = 'year'; compare.dispatchEvent(new Event('change'))");
        browser.awaitText("#places-compared", "Nothing is known of the year before.");
        browser.awaitText("#places-lead", "by borough");
        browser.awaitText("#places-table thead th:nth-child(3)", "drawn");
        assertEquals(List.of(), complaints());
    }

    @Test
    void everyFigureOfAKiosksPageIsWhatWasAnswered() {
        browser.size(1440, 1200).open(city.url() + "kiosks/" + city.someKiosk());
        browser.awaitPart("#shares", "%");
        JsonObject week = ScreenFigures.awaitElements(
                browser, "#shares tbody tr", "[...row.cells]", "/api/v1/availability?", ScreenFigures::available);
        assertEquals(4, week.getJsonArray("rows").size(), week::encode);
        ScreenFigures.awaitElements(
                browser, "#used li", "[row.querySelector('.count')]", "/api/v1/usage?", ScreenFigures::usedToday);
        assertEquals(List.of(), complaints());
    }

    @Test
    void kiosksPageTellsOfTheTimeThatIsAskedFor() {
        String kiosk = city.someKiosk();
        browser.size(1440, 1200).open(city.url() + "kiosks/" + kiosk + "?from=2026-11-02&to=2026-11-09&zone=UTC");
        browser.awaitText("#period", "Nov 2 – 8, 2026, UTC");
        String time = "from=2026-11-02&to=2026-11-09&zone=UTC";
        browser.awaitText("#history-sources", "API: GET /api/v1/kiosks/" + kiosk + "/history?" + time + "&view=seen");
        browser.awaitText(
                "#available-sources", "CSV API: GET /api/v1/availability?" + time + "&by=kiosk&kiosk=" + kiosk);
        browser.awaitText("#today-sources", "CSV API: GET /api/v1/usage?by=hour&kiosk=" + kiosk + "&zone=UTC");
        browser.run("document.querySelector('#spells').open = true");
        browser.awaitMatch("#spell-rows tr", "\\S+ unknown Nov 2, 00:00:00 UTC Nov 9, 00:00:00 UTC 7 d.*");
        assertFalse(browser.text("#spell-rows").contains(" now "), "what is over does not go on");
        String marks = "[...document.querySelectorAll('.axis text')].map((text) => text.textContent)";
        assertEquals(List.of("2 Mon", "3 Tue", "4 Wed", "5 Thu", "6 Fri", "7 Sat", "8 Sun"), browser.value(marks));

        browser.run("document.querySelector('[name=range][value=today]').click()");
        browser.awaitValue("location.search", "?range=today&zone=UTC");
        browser.awaitPart("#spell-rows", " now ");
        browser.awaitText("#misread", "");
        browser.awaitValue(
                "/^\\w+ \\d+, \\d+, UTC: WiFi .+, Calls .+, Charging .+, Tablet .+$/.test(announcement.textContent)",
                true);
        browser.awaitValue(marks + ".every((hour) => /^\\d\\d:00$/.test(hour))", true);
        browser.run("document.querySelector('#compare').value = 'previous';"
                + " document.querySelector('#compare').dispatchEvent(new Event('change'))");
        browser.awaitPart("#shares thead", "the time before points");
        JsonObject compared = ScreenFigures.awaitElements(
                browser, "#shares tbody tr", "[...row.cells]", "/api/v1/availability?", ScreenFigures::available);
        assertEquals("previous", compared.getJsonObject("compared").getString("with"));
        assertEquals("UTC", compared.getString("zone"));
        browser.awaitValue(
                "document.querySelector('#more a').getAttribute('href')",
                "/usage?range=today&compare=previous&zone=UTC&kiosk=" + kiosk);
        browser.run("history.back()");
        browser.awaitValue("location.search", "?range=today&zone=UTC");
        browser.await("It is not compared any more", () -> !browser.text("#shares thead")
                .contains("points"));

        browser.open(city.url() + "kiosks/" + kiosk + "?range=year");
        browser.awaitText("#misread", "Not on this page: A year; shown instead: 90 days.");
        browser.awaitPart("#available-lead", "as later known");
        browser.awaitValue(marks + ".some((day) => day.startsWith('Nov '))", true);
        assertEquals(List.of(), complaints());
    }

    /** A zone in which a day began an hour or two ago, in the middle of what was played. */
    private static String justAfterMidnight() {
        int hour = ZonedDateTime.now(ZoneOffset.UTC).getHour();
        int ahead = hour <= 13 ? 1 - hour : 25 - hour;
        return ahead > 0 ? "Etc/GMT-" + ahead : "Etc/GMT+" + -ahead;
    }

    private static JsonArray sumsRows() {
        return get(browser.text("#sums-sources code").substring("GET /".length()))
                .getJsonArray("rows");
    }

    @Test
    void placesGoFromTheCityToAKioskAndEachIsItsAddress() {
        browser.size(1440, 1200).open(city.url() + "places?range=week&service=wifi");
        JsonArray kiosks =
                rows("?service=wifi&by=kiosk&from=" + browser.value("document.querySelector('#from').value"));
        browser.await(
                "Every kiosk is a dot", () -> browser.value("document.querySelectorAll('#city-map circle').length")
                        .equals((long) kiosks.size()));
        browser.awaitText("#places-table thead th", "Borough");
        browser.run(
                "[...document.querySelectorAll('#places-table a')].find((a) => a.innerText === 'Manhattan').click()");
        browser.awaitText("#places-table thead th", "District");
        browser.run("document.querySelector('#places-table a').click()");
        browser.awaitText("#places-table thead th", "Kiosk");
        String address = browser.value("location.href").toString();
        assertTrue(address.contains("district="), address);
        String table = browser.text("#places-table");
        browser.run("document.querySelector('[name=measure][value=worked]').click()");
        browser.awaitPart("#city-says", "worked less");
        browser.awaitPart("#places-table", "%");
        browser.open("about:blank");
        browser.open(address);
        browser.awaitText("#places-table", table);
        browser.run("document.querySelector('#city-map circle').dispatchEvent(new Event('click'))");
        browser.await(
                "A dot opens its kiosk",
                () -> browser.value("location.href").toString().contains("kiosk="));
        assertEquals(List.of(), complaints());
    }

    @Test
    void whatIsNotCountedYetIsNotSaidToBeNothing() {
        browser.size(1440, 1200).open(city.url() + "usage?range=week&service=wifi");
        browser.await("It has figures", () -> !browser.text("#sums-list").isEmpty());
        browser.run(
                """
                const real = window.fetch;
                window.fetch = async (...asked) => {
                  const answer = await real(...asked);
                  const late = { ...(await answer.json()), rows: [], asOf: '2020-01-01T12:00:00Z' };
                  const headers = new Headers(answer.headers);
                  headers.set('Curbline-As-Of', late.asOf);
                  return new Response(JSON.stringify(late), { status: 200, headers });
                };
                document.querySelector('input[value=call]').click();
                """);
        browser.awaitStart("#chart-says", "What was used since Jan 1");
        browser.awaitPart("#places", "is not counted yet.");
        assertEquals(List.of(), complaints());
    }

    @Test
    void everyPageSaysOfWhatTimeItsFiguresAreAndUntilWhenTheyAreFinal() {
        LocalDate today = LocalDate.now(NEW_YORK);
        String longAgo = "from=" + today.minusDays(90) + "&to=" + today.minusDays(80);
        for (String page : List.of("usage?", "availability?", "places?", "places?measure=worked&")) {
            Instant oldest = Instant.now().minus(Duration.ofDays(60));
            browser.size(1440, 1200).open(city.url() + page + "range=week");
            browser.awaitMatch("#as-of", "Figures of [A-Z][a-z]{2} \\d+, \\d\\d:\\d\\d E[SD]T; final until .*\\.");
            String said = browser.text("#as-of");
            List<String> days = Stream.of(oldest.minusSeconds(900), oldest, oldest.plusSeconds(900))
                    .map(DAY::format)
                    .toList();
            assertTrue(days.stream().anyMatch(day -> said.endsWith("; final until " + day + ".")), said);
            browser.open(city.url() + page + longAgo);
            browser.awaitMatch("#as-of", "Figures of .*; all of them final\\.");
        }
        browser.run(
                """
                const real = window.fetch;
                window.fetch = async (...asked) => {
                  const answer = await real(...asked);
                  const old = { ...(await answer.json()), asOf: '2020-01-02T17:34:56Z', finalUntil: '2019-11-03T17:34:56Z' };
                  const headers = new Headers(answer.headers);
                  headers.set('Curbline-As-Of', old.asOf);
                  headers.set('Curbline-Final-Until', old.finalUntil);
                  return new Response(JSON.stringify(old), { status: 200, headers });
                };
                document.querySelector('input[value=call]').click();
                """);
        browser.awaitText("#as-of", "Figures of Jan 2, 12:34 EST; final until Nov 3, 2019.");
        browser.run("window.fetch = async () => { throw new Error('nobody is there'); };"
                + " document.querySelector('input[value=wifi]').click();");
        browser.awaitText("#as-of", "");
        assertEquals(List.of(), complaints());
    }

    @Test
    void ofTheTimeBeforeTheFirstReportNothingIsSaidButThat() {
        browser.size(1440, 1200).open(city.url() + "availability?from=2026-01-01&to=2026-02-01&by=kiosk");
        browser.await("It is answered", () -> !browser.text("#sums-list").isEmpty());
        browser.awaitStart("#chart-says", "Nothing ");
        browser.awaitStart("#places-none", "Nothing ");
        assertTrue(!browser.text("main").contains("missed"), browser.text("main"));
        assertEquals(List.of(), complaints());
        browser.open(city.url() + "availability?range=week");
        browser.awaitPart("#period", "nothing is known from before");
        browser.awaitMatch(
                "#period", ".*; counted: [\\d.]+ (min|h) of [67](\\.\\d)? d; nothing is known from before .*");
        // In the first hours of a day all of it is known, as the city began two hours ago.
        ZonedDateTime now = ZonedDateTime.now(NEW_YORK);
        String counted = now.getHour() < 3 ? "" : " \\(\\d+\\.\\d\\d % of it counted\\)";
        browser.awaitMatch("#chart-says", "The worst: .*" + counted + ", .* Hatched: nothing is known, .*");
        browser.await("Days without a share are hatched", () -> browser.painted("#chart canvas", "--idle") > 100);
        browser.open(city.url() + "places?range=week&measure=worked");
        browser.awaitMatch("#period", ".*; counted: [\\d.]+ (min|h) of .* d; nothing is known from before .*");
        browser.open(city.url() + "kiosks/" + city.someKiosk());
        browser.awaitMatch(
                "#available-lead", ".*; counted: [\\d.]+ (min|h) of [67](\\.\\d)? d; nothing is known from before .*");
        browser.awaitMatch("#available-counted", "Of this time [\\d.]+ (min|h) of [67](\\.\\d)? d are counted .*");
        if (now.getDayOfMonth() > 1 || now.getHour() >= 3) {
            browser.open(city.url() + "api/v1/reports/monthly?month=" + YearMonth.from(now));
            browser.awaitMatch("body", ".* It is left out: counted is \\d+\\.\\d\\d% of the time in service\\. .*");
        }
    }

    @Test
    void haveNoBarriersAndNeedNoScrollingSideways() {
        for (String page : List.of(
                "usage?range=week&compare=previous",
                "availability?range=week&by=kiosk&compare=previous",
                "places?range=week")) {
            for (String scheme : List.of("light", "dark")) {
                browser.preferring("prefers-color-scheme", scheme)
                        .size(1440, 900)
                        .open(city.url() + page);
                browser.await(
                        "It is whole",
                        () -> !browser.text("#places-table").isEmpty()
                                && browser.text("#age").startsWith("As of"));
                assertEquals(List.of(), complaints(), page);
                browser.run("document.querySelectorAll('details').forEach((part) => { part.open = true; })");
                for (int width : List.of(1440, 320)) {
                    browser.size(width, 900);
                    assertEquals(List.of(), browser.barriers(), page + " " + scheme + " " + width);
                    assertEquals(List.of(), browser.value(TOO_WIDE), page + " " + width);
                }
            }
        }
        for (String page : List.of("", "kiosks/" + city.someKiosk())) {
            browser.open(city.url() + page);
            browser.awaitValue(
                    "[...document.querySelectorAll('.panel')].filter((panel) => !panel.querySelector('.sources code'))"
                            + ".map(({ id }) => id)",
                    List.of());
            assertEquals(
                    List.of(),
                    browser.value("Promise.all([...document.querySelectorAll('.sources a, footer a')].map((a) =>"
                            + " fetch(a.href).then(({ ok }) => (ok ? [] : a.href)))).then((all) => all.flat())"));
            browser.awaitPart("#today-sources", "CSV API: GET /api/v1/usage?by=hour");
        }
        browser.awaitStart("#available-sources", "CSV API: GET /api/v1/availability?from=");
        browser.open(city.url());
        browser.awaitText(".sections", "Now Usage Availability Places Data quality");
        browser.run("document.querySelector('.sections a[href=\"/availability\"]').click()");
        browser.awaitText("h1", "Availability");
        browser.awaitPart("#sums-list", "%");
        assertEquals(List.of(), complaints());
    }

    /** That axe and this test read what is painted is complained about, and is not the page's. */
    private static List<String> complaints() {
        return browser.complaints().stream()
                .filter(complaint -> !complaint.contains("willReadFrequently"))
                .toList();
    }

    private static JsonArray rows(String query) {
        return get("api/v1/usage" + query).getJsonArray("rows");
    }

    private static JsonObject get(String path) {
        try {
            return city.get(URI.create("/" + path).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String grouped(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }
}
