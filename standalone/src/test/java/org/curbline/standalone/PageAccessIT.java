package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.curbline.simulator.fleet.Pace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The first page for everybody: on a wall and on a phone, in the dark, by keyboard, read aloud, enlarged, at rest. */
class PageAccessIT {
    private static final int KIOSKS = 60;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path temp;

    @SuppressWarnings("NullAway.Init")
    private static Chromium browser;

    @SuppressWarnings("NullAway.Init")
    private static LiveCity city;

    @BeforeAll
    static void start() throws Exception {
        browser = Chromium.start();
        city = LiveCity.of(KIOSKS, temp);
        // a third stays away
        city.connect(KIOSKS * 2 / 3, new Pace(60, Duration.ofMinutes(10)));
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

    @BeforeEach
    void open() {
        browser.size(1440, 900).open(city.url());
        browser.await(
                "It is live",
                () -> browser.text("#age").startsWith("Live, ")
                        && !browser.text("#b-received").equals("–")
                        && !browser.text("[data-service=wifi] .count").equals("–"));
    }

    @ParameterizedTest(name = "{0}, {1} px wide")
    @CsvSource({"light, 1440", "dark, 1440", "light, 390", "dark, 390"})
    void hasNoBarriers(String scheme, int width) throws Exception {
        browser.preferring("prefers-color-scheme", scheme).size(width, 900);
        browser.run("document.querySelectorAll('details').forEach((part) => { part.open = true; })");
        browser.run("document.getElementById('key-unknown').click()");
        assertEquals(List.of(), browser.barriers());
        browser.run("document.querySelectorAll('.panel').forEach(panel => panel.classList.add('old'));"
                + "age.className = 'age stale'; books.classList.add('wrong'); unbalanced.hidden = false");
        assertEquals(List.of(), browser.barriers(), "with old figures and books that do not add up");
    }

    @ParameterizedTest(name = "{0}, {1} px wide")
    @CsvSource({"light, 1440", "dark, 390"})
    void kiosksPageHasNoBarriers(String scheme, int width) {
        browser.preferring("prefers-color-scheme", scheme).size(width, 900);
        openKiosk();
        browser.run("document.querySelectorAll('details').forEach((part) => { part.open = true; })");
        browser.await("The table is there", () -> !browser.text("#spell-rows").isEmpty());
        assertEquals(List.of(), browser.barriers());
        browser.run("document.querySelectorAll('.panel').forEach(panel => panel.classList.add('old'))");
        assertEquals(List.of(), browser.barriers(), "with old figures");
        assertFits();
    }

    @Test
    void isUsedByKeyboardAndShowsWhereItIs() {
        browser.awaitText("#fleet-now", String.valueOf(KIOSKS * 2 / 3)); // then no row that is in focus goes away
        browser.awaitPart("#wrong-rows", "Which kiosks");
        List<String> stops = tabStops();
        assertEquals(
                List.of(
                        "A Skip to what is wrong now",
                        "A Now",
                        "A Usage",
                        "A Availability",
                        "A Places",
                        "A Data quality",
                        "INPUT",
                        "DIV map",
                        "BUTTON closer",
                        "BUTTON farther",
                        "BUTTON whole",
                        "BUTTON key-down"),
                stops.subList(0, 12));
        assertEquals(
                List.of("BUTTON key-idle", "A GET /api/v1/kiosks", "DIV wrong-box", "SUMMARY Which kiosks"),
                stops.subList(stops.indexOf("BUTTON key-idle"), stops.indexOf("BUTTON key-idle") + 4));
        assertEquals(
                List.of(
                        "SUMMARY The same as a table",
                        "A CSV",
                        "A GET /api/v1/usage?by=hour",
                        "SUMMARY The same as a table",
                        "A GET /api/v1/books",
                        "A GET /api/v1/books",
                        "SUMMARY Every kiosk, as a list 60",
                        "A API"),
                stops.subList(stops.size() - 8, stops.size()));

        browser.run("document.activeElement.blur(); document.querySelector('#kiosks summary').focus()");
        browser.press(Keys.ENTER);
        browser.awaitText("#found", "60 of 60 shown.");
        browser.press(Keys.TAB, "no such");
        browser.await("It is said", () -> browser.holds("announcement.textContent === 'No such kiosk.'"));
    }

    @Test
    void kiosksPageIsUsedByKeyboard() {
        openKiosk();
        browser.awaitPart("#available-sources", "GET ");
        String api = "A GET /api/v1/kiosks/" + city.someKiosk();
        assertEquals(
                List.of(
                        "A Skip to what works now",
                        "A Curbline",
                        "A All kiosks",
                        "A Now",
                        "A Usage",
                        "A Availability",
                        "A Places",
                        "A Data quality",
                        api,
                        "A usage",
                        "A availability",
                        "A data quality",
                        api,
                        "INPUT",
                        "INPUT",
                        "SELECT compare",
                        "SELECT zone",
                        "SUMMARY The same as a table",
                        api + "/history?from=…",
                        "DIV shares-box",
                        "A CSV",
                        "A GET /api/v1/availability?from=…",
                        "SUMMARY The same as a table",
                        "A CSV",
                        "A GET /api/v1/usage?by=hour&kiosk=" + city.someKiosk(),
                        "A API"),
                tabStops().stream()
                        .map(stop -> stop.replaceFirst("from=.*", "from=…"))
                        .toList());
        browser.run("document.querySelector('[name=view]').focus()");
        browser.press(Keys.ARROW_RIGHT);
        browser.awaitPart("#view-means", "spool");
        browser.awaitValue("location.search", "?view=known");
    }

    @ParameterizedTest(name = "{0} px wide")
    @ValueSource(ints = {320, 390, 768, 1440, 3840})
    void needsNoScrollingSideways(int width) {
        browser.size(width, 900);
        browser.run("document.querySelectorAll('details').forEach((part) => { part.open = true; })");
        assertFits();
    }

    @Test
    void figuresOfALargeCityDoNotRunIntoEachOther() {
        browser.await("It has figures", () -> browser.text("#used .count").matches("[\\d,]+"));
        for (int width : List.of(390, 1100, 1440, 3840)) {
            browser.size(width, 2160);
            assertEquals(
                    List.of(),
                    browser.value(
                            """
                            [...document.querySelectorAll('#used .count')].flatMap((count) => {
                              count.textContent = '999,999';
                              const next = count.closest('li').nextElementSibling?.getBoundingClientRect();
                              const own = count.getBoundingClientRect();
                              return next && next.top < own.bottom && next.left < own.right ? [own.right - next.left] : [];
                            })"""),
                    width + " px wide");
        }
    }

    @Test
    void canBeEnlargedTwiceAndFourTimes() {
        browser.zoomed(1280, 1024, 2);
        assertFits();
        browser.zoomed(1280, 1024, 4);
        assertFits();
    }

    @Test
    void keepsStillForThoseWhoAskForIt() {
        String moving = "document.getAnimations().length";
        browser.preferring("prefers-reduced-motion", "no-preference");
        assertTrue(browser.holds(moving), "Nothing moves, so this test says nothing");
        browser.preferring("prefers-reduced-motion", "reduce");
        assertEquals(0L, browser.value(moving));
    }

    @Test
    void readsNothingAloudWhileFiguresChange() throws Exception {
        city.connect(1, Pace.of(1)); // so that something changes for certain
        browser.run(
                """
                window.said = [];
                const live = '[aria-live],[role=status],[role=alert],[role=log],[role=timer],[role=marquee],output';
                for (const region of document.querySelectorAll(live)) {
                  new MutationObserver((changes) => said.push(region.textContent))
                    .observe(region, { childList: true, characterData: true, subtree: true });
                }
                """);
        List<String> ages = new ArrayList<>();
        browser.await("Figures change five times", () -> {
            String age = browser.text("#age");
            if (!ages.contains(age)) {
                ages.add(age);
            }
            return ages.size() >= 5;
        });
        assertEquals(List.of(), browser.value("said"));
    }

    /** Where Tab goes, from the beginning to the end; each stop must be visible and visibly in focus. */
    private static List<String> tabStops() {
        browser.run("document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0)");
        browser.run("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')");
        List<String> stops = new ArrayList<>();
        while (true) {
            browser.press(Keys.TAB);
            if (browser.holds("document.activeElement === document.body || !document.hasFocus()")) {
                return stops;
            }
            String stop = browser.value(
                            "(e => `${e.tagName} ${e.id || e.innerText}`)(document.activeElement).replace(/\\s+/g, ' ').trim()")
                    .toString();
            assertTrue(
                    browser.holds("(([e, s]) => e.checkVisibility() && s.outlineStyle !== 'none'"
                            + " && parseFloat(s.outlineWidth) >= 2)"
                            + "([document.activeElement, getComputedStyle(document.activeElement)])"),
                    stop + " does not show that it is in focus");
            assertTrue(stops.size() < 100, "The end is not reached: " + stops);
            stops.add(stop);
        }
    }

    private static void openKiosk() {
        browser.open(city.url() + "kiosks/" + city.someKiosk());
        browser.await(
                "It is live",
                () -> browser.text("#age").startsWith("Live, ")
                        && browser.text("#lanes").contains("WiFi"));
        browser.await(
                "It is whole",
                () -> !browser.text("#swatches").isEmpty()
                        && !browser.text("#shares tbody").isEmpty());
    }

    private static void assertFits() {
        Object tooWide = browser.value(
                """
                (({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth ? [] :
                  [...document.querySelectorAll('body *')]
                    .filter((e) => e.getBoundingClientRect().right > clientWidth + 1)
                    .map((e) => e.outerHTML.slice(0, 80)))(document.documentElement)
                """
                        .strip());
        assertEquals(List.of(), tooWide);
    }
}
