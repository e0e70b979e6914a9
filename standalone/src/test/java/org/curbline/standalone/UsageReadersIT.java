package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.simulator.fleet.Pace;
import org.curbline.standalone.Printed.Page;
import org.curbline.standalone.Printed.Picture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures over time in another language, on paper, and while their server is away. */
class UsageReadersIT {
    private static final int KIOSKS = 10;
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private static final String WEEK = "usage?range=week&service=wifi";

    @SuppressWarnings("NullAway.Init")
    private static LiveCity city;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        city = LiveCity.of(KIOSKS, folder);
        Fleet fleet = city.connect(KIOSKS - 1, new Pace(1200, Duration.ofHours(2)));
        city.awaitCounted(LocalDate.now(NEW_YORK).minusDays(1), Instant.now());
        LiveCity.still(fleet);
        try (PluggedKiosk worst = city.plugIn(KIOSKS)) {
            worst.reports(Map.of("wifi", "down"));
        }
        city.awaitCounted(LocalDate.now(NEW_YORK).minusDays(1), Instant.now());
    }

    @AfterAll
    static void end() {
        if (city != null) {
            city.close();
        }
    }

    @Test
    void numbersAndDatesAreWrittenAsTheReadersLanguageDoes() throws Exception {
        try (Chromium german = Chromium.speaking("de-DE");
                Chromium english = Chromium.speaking("en-US")) {
            for (Chromium browser : List.of(german, english)) {
                browser.size(1440, 1200).open(city.url() + WEEK);
                browser.awaitStart("#age", "As of ");
            }
            JsonObject all = city.get(
                            "/api/v1/usage?service=wifi&from=" + german.value("document.querySelector('#from').value"))
                    .getJsonArray("rows")
                    .getJsonObject(0);
            german.awaitText("[data-measure=downBytes]", bytes(all, Locale.GERMANY));
            english.awaitText("[data-measure=downBytes]", bytes(all, Locale.US));
            german.awaitMatch("#period", "\\d{1,2}\\..*20\\d\\d, New York time");
            english.awaitMatch("#period", "[A-Z][a-z]+ \\d{1,2}.*, 20\\d\\d, New York time");
            german.awaitMatch("#chart-says", "Most: [A-Z][a-z]+, \\d{1,2}\\. .*");
            english.awaitMatch("#chart-says", "Most: [A-Z][a-z]+, [A-Z][a-z]+ \\d{1,2}( \\(so far\\))?, .*");
            german.awaitMatch("#age-text", "As of \\d\\d:\\d\\d:\\d\\d GMT-[45]");
            english.awaitMatch("#age-text", "As of \\d\\d:\\d\\d:\\d\\d E[SD]T");
        }
    }

    private static String bytes(JsonObject row, Locale locale) {
        long bytes = row.getLong("downBytes");
        double size = bytes >= 1_000_000_000L ? bytes / 1e9 : bytes / 1e6;
        return String.format(locale, size >= 100 ? "%,.0f" : "%,.1f", size) + (bytes >= 1_000_000_000L ? " GB" : " MB");
    }

    @Test
    void aPrintedPageIsLightAndHasItsChartsWhole() {
        try (Chromium browser = Chromium.start()) {
            browser.preferring("prefers-color-scheme", "dark")
                    .size(1440, 1200)
                    .open(city.url() + WEEK + "&compare=previous");
            browser.awaitStart("#age", "As of ");
            browser.await("Bars are drawn", () -> browser.painted("#chart canvas", "--good") > 100);
            Object wide = browser.value("document.querySelector('#chart canvas').width");

            List<Page> pages = browser.printed().pages();

            assertPrinted(pages);
            for (Page page : pages) {
                assertFalse(page.fills.stream().anyMatch(fill -> fill.isOf(0x5c, 0xb3, 0xff)), "as on a dark screen");
            }
            assertTrue(
                    pages.stream().flatMap(page -> page.fills.stream()).anyMatch(fill -> fill.isOf(0x0b, 0x63, 0xb8)),
                    "as on a light one");
            browser.awaitValue("document.querySelector('#chart canvas').width", wide);
            browser.await("It is dark again", () -> browser.painted("#chart canvas", "--good") > 100);

            browser.open(city.url() + "api/v1/reports/monthly?month=" + YearMonth.now(NEW_YORK));
            assertPrinted(browser.printed().pages());
        }
    }

    @Test
    void everyFigureOfTheMonthlyReportIsWhatTheApiAnswers() throws Exception {
        YearMonth month =
                YearMonth.from(Instant.now().minus(Duration.ofHours(2)).atZone(NEW_YORK));
        JsonObject shown = new JsonObject();
        JsonObject expected = shown;
        try (Chromium browser = Chromium.speaking("en-US")) {
            // What comes, or is over, between the report and the answers is in these alone.
            for (int i = 0; i == 0 || (i < 3 && !shown.equals(expected)); i++) {
                browser.open(city.url() + "api/v1/reports/monthly?month=" + month);
                shown = new JsonObject(String.valueOf(browser.value(WrittenReport.SHOWN)));
                Instant until = Instant.parse(String.valueOf(browser.value(WrittenReport.UNTIL)));
                expected = new WrittenReport(city, month, NEW_YORK, firstUse(month), until).expected();
            }
            assertEquals(expected.encodePrettily(), shown.encodePrettily());
            assertTrue(shown.getJsonArray("Where").size() > 1, shown::encodePrettily);
            assertEquals(1, shown.getJsonArray("The kiosks that worked least").size(), shown::encodePrettily);
            assertTrue(browser.text("main").contains("No use is known from before "));
        }
    }

    /** On which day. */
    private static LocalDate firstUse(YearMonth month) throws Exception {
        JsonObject compared = city.get(
                        "/api/v1/usage?compare=year&from=" + month.atDay(1) + "&to=" + month.atEndOfMonth())
                .getJsonObject("compared");
        return Instant.parse(compared.getString("knownSince")).atZone(NEW_YORK).toLocalDate();
    }

    private static void assertPrinted(List<Page> pages) {
        assertTrue(pages.stream().mapToInt(page -> page.texts).sum() > 50, "it is not blank");
        for (Page page : pages) {
            assertEquals(0, page.textsCutOff, "labels are cut off");
            for (Picture picture : page.pictures) {
                double cutOff = picture.whole().area() - picture.seen().area();
                assertTrue(cutOff < 20, "a picture is cut off: " + picture);
            }
            page.fills.stream()
                    .filter(fill -> fill.seen().area() > page.paper.area() / 20)
                    .forEach(fill ->
                            assertTrue(fill.colour().stream().allMatch(part -> part > 0.8), "a dark ground: " + fill));
        }
    }

    @Test
    void whenTheServerIsAwayThePageSaysSoAndItComesBackByItself() throws Exception {
        try (Chromium browser = Chromium.start()) {
            browser.size(1440, 1200).open(city.url() + WEEK);
            browser.awaitStart("#age", "As of ");
            String figures = browser.text("#sums-list");
            city.kill();

            browser.awaitStart(
                    "#sums .reason", "The server does not answer; what is shown, if anything, is from before.");
            browser.awaitStart("#age", "Not all figures are here; what is shown is as of ");
            assertTrue(browser.holds("document.querySelector('#sums.old') && document.querySelector('#age.stale')"));
            assertEquals(figures, browser.text("#sums-list"), "what was known is still seen");
            assertEquals(List.of(), browser.barriers());

            city.startAgain();
            browser.awaitStart("#age", "As of ");
            browser.awaitText("#sums .reason", "");
            assertFalse(browser.holds("document.querySelector('.old, #age.stale')"));
            browser.awaitText("#sums-list", figures);
            browser.awaitPart("#places-table tbody", "Manhattan");
        }
    }
}
