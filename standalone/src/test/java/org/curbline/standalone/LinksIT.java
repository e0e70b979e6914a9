package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a link a page does not understand it says, and what it shows instead; from there on its address is right. */
class LinksIT {
    private static final String SEARCH = "location.search";

    @SuppressWarnings("NullAway.Init")
    private static Chromium browser;

    @SuppressWarnings("NullAway.Init")
    private static LiveCity city;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        browser = Chromium.start();
        city = LiveCity.of(3, folder);
        browser.size(1440, 1200);
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

    @AfterEach
    void everyoneCanReadIt() {
        assertEquals(List.of(), browser.barriers());
    }

    @Test
    void anotherTimeThanIsMeantIsSaid() {
        open("availability?range=90");
        says("range=90; shown instead: 7 days");
        browser.awaitValue(SEARCH, "");
        pressed("range", "week");
        assertEquals("/usage", browser.value("document.querySelectorAll('.sections a')[1].getAttribute('href')"));
        browser.awaitPart("#period", "New York time");
        browser.run("document.querySelector('[name=range][value=month]').click()");
        browser.awaitText("#misread", "");
        browser.awaitValue(SEARCH, "?range=month");
        browser.run("history.back()");
        browser.awaitValue(SEARCH, "");
        pressed("range", "week");
        browser.awaitText("#misread", "");

        open("usage?from=2026-11-09&to=2026-11-02&service=call");
        says("from=2026-11-09, to=2026-11-02; shown instead: 7 days");
        browser.awaitValue(SEARCH, "?service=call");
        open("places?range=fortnight&from=2026-11-02&to=2026-11-09");
        says("range=fortnight; shown instead: 2026-11-02 to 2026-11-08");
        pressed("range", "custom");
        open("usage?range=custom&from=2026-11-02");
        says("from=2026-11-02, range=custom; shown instead: 7 days");
        open("quality?range=90");
        says("range=90; shown instead: 24 hours");
        pressed("range", "day");
        browser.awaitValue(SEARCH, "");
    }

    @Test
    void everyPartOfALinkIsEitherShownOrNamed() {
        open("usage?service=foo&measure=bar&compare=x&zone=Mars&bucket=minute");
        says("service=foo, zone=Mars, bucket=minute, compare=x, measure=bar; shown instead: WiFi,"
                + " the clocks of the city, as fits the time, no comparison, sessions");
        browser.awaitValue(SEARCH, "");
        pressed("service", "wifi");
        pressed("measure", "count");
        open("usage?service=call&measure=downBytes");
        says("measure=downBytes; shown instead: calls");
        open("places?measure=worked&service=tablet");
        browser.awaitMatch("#city-says", ".{9,}");
        pressed("measure", "worked");
        browser.awaitText("#misread", "");
        open("availability?by=street");
        says("by=street; shown instead: by borough");
        open("?service=foo&state=down&state=asleep");
        says("service=foo, state=asleep; shown instead: the worst of all, the others");
        browser.awaitValue(SEARCH, "?state=down");
        open("kiosks/" + city.someKiosk() + "?view=then");
        says("view=then; shown instead: as seen");
        browser.run("document.querySelector('.skip').click()");
        browser.awaitValue("location.hash", "#services");
        says("view=then; shown instead: as seen");
        pressed("view", "seen");
        open("quality?reason=BOREDOM");
        says("reason=BOREDOM; shown instead: every reason");
        browser.awaitText("#quarantine-none", "Nothing was refused.");
        open("usage?service=" + "x".repeat(100));
        says("service=" + "x".repeat(40) + "…; shown instead: WiFi");
        browser.awaitStart("#age", "As of ");
    }

    @Test
    void aNameThatAPageHasNotIsSaidAndLeavesTheAddress() {
        open("usage?rnage=7d&by=borough&service=call");
        says("rnage=7d, by=borough");
        browser.awaitValue(SEARCH, "?service=call");
        pressed("range", "week");
        open("availability?measure=count&by=street");
        says("measure=count, by=street; shown instead: by borough");
        open("?view=known&state=down&range=month");
        says("view=known");
        browser.awaitValue(SEARCH, "?range=month&state=down");
        open("kiosks/" + city.someKiosk() + "?borough=Queens&view=known");
        says("borough=Queens");
        browser.awaitValue(SEARCH, "?view=known");
        pressed("view", "known");
        open("quality?views=now&" + "x".repeat(100) + "=y");
        says("views=now, " + "x".repeat(40) + "…=y");
        browser.awaitValue(SEARCH, "");
    }

    @Test
    void aTimeThatOnlyOtherPagesHaveIsSaidAndKeptForThem() {
        open("quality?range=month");
        browser.awaitText("#misread", "Not on this page: 30 days; shown instead: 7 days.");
        pressed("range", "week");
        browser.awaitValue(SEARCH, "?range=month");
        browser.run("document.querySelector('[name=range][value=yesterday]').click()");
        browser.awaitText("#misread", "");
        browser.run("history.back()");
        browser.awaitText("#misread", "Not on this page: 30 days; shown instead: 7 days.");
        pressed("range", "week");
        open("quality?from=2026-10-02&to=2026-11-09");
        browser.awaitText(
                "#misread", "Not on this page: 2026-10-02 to 2026-11-08; shown instead: 2026-11-01 to 2026-11-08.");
        browser.awaitPart("#complete-sources", "from=2026-11-01&to=2026-11-09");
        browser.awaitValue(SEARCH, "?from=2026-10-02&to=2026-11-09");
        for (String range : List.of("day", "today", "yesterday", "week", "custom&from=2026-11-01&to=2026-11-09")) {
            open("quality?range=" + range);
            browser.awaitStart("#as-of", "Figures of ");
            browser.awaitText("#misread", "");
        }
    }

    @Test
    void whatIsNotUnderstoodIsReadAloudWithTheFirstFigures() {
        String sentence = "Not understood in this link: rnage=7d.";
        for (String page : List.of("", "usage", "availability", "places", "kiosks/" + city.someKiosk())) {
            open(page + "?rnage=7d");
            browser.awaitMatch("#age", "(Live, |As of ).*");
            browser.await(page, () -> browser.holds("announcement.textContent.endsWith('" + sentence + "')"));
            assertEquals("status", browser.value("announcement.getAttribute('role')"));
        }
        browser.without("*/api/v1/usage*", "*/api/v1/availability*");
        open("usage?rnage=7d");
        browser.awaitStart("#age", "Not all figures are here");
        assertEquals("", browser.value("announcement.textContent"), "before there are figures");
        browser.without();
        browser.awaitStart("#age", "As of ");
        browser.await("It is said", () -> browser.holds("announcement.textContent.endsWith('" + sentence + "')"));
    }

    @Test
    void aZoneIsTheSameHoweverItIsSpelt() {
        open("usage?zone=utc&service=call");
        browser.awaitPart("#sums-sources", "zone=UTC");
        browser.awaitStart("#age", "As of ");
        browser.awaitText("#misread", "");
        browser.awaitValue("document.querySelector('#zone').value", "UTC");
        open("usage?zone=us/eastern");
        browser.awaitPart("#sums-sources", "zone=America%2FNew_York");
        browser.awaitStart("#age", "As of ");
        browser.awaitValue("document.querySelector('#zone').value", "America/New_York");
    }

    @Test
    void aPlaceIsNoneOnlyOnceSomebodySaysSo() {
        for (String away : List.of("*/api/v1/usage*", "*/api/v1/open/kiosks.geojson*")) {
            browser.without(away);
            open("availability?borough=Atlantis");
            browser.awaitStart("#age", "As of ");
            browser.awaitText("#trail", "The whole city Atlantis");
            browser.awaitText("#misread", "");
            browser.without();
            browser.run("document.dispatchEvent(new Event('visibilitychange'))"); // somebody looks again
            says("borough=Atlantis; shown instead: the whole city");
        }
        browser.without("*/api/v1/kiosks/nowhere*");
        open("availability?kiosk=nowhere");
        browser.awaitStart("#age", "As of ");
        browser.awaitText("#misread", "");
        browser.without();
        browser.run("document.dispatchEvent(new Event('visibilitychange'))");
        says("kiosk=nowhere; shown instead: the whole city");
    }

    @Test
    void aReasonIsNoneOnlyOnceTheGatewaySaysSo() {
        browser.without("*/api/v1/quarantine*");
        open("quality?reason=BOREDOM");
        browser.awaitStart("#as-of", "Figures of ");
        browser.awaitPart("#age", "old");
        browser.awaitText("#misread", "");
        browser.awaitValue(SEARCH, "?reason=BOREDOM");
        browser.without();
        says("reason=BOREDOM; shown instead: every reason");
        browser.awaitText("#quarantine-none", "Nothing was refused.");
    }

    @Test
    void aPlaceThatIsNoneIsSaidToBeNone() {
        open("usage?borough=Atlantis");
        says("borough=Atlantis; shown instead: the whole city");
        browser.awaitText("#trail", "The whole city");
        browser.awaitValue(SEARCH, "");
        open("availability?district=999");
        says("district=999; shown instead: the whole city");
        for (String page : List.of("places", "quality")) {
            open(page + "?kiosk=nowhere");
            says("kiosk=nowhere; shown instead: " + (page.equals("quality") ? "every kiosk" : "the whole city"));
            browser.awaitValue(SEARCH, "");
        }
        String nowhere = "availability?borough=Manhattan&district=unknown";
        open(nowhere);
        browser.awaitStart("#age", "As of ");
        browser.awaitText("#trail", "The whole city Manhattan District unknown");
        browser.awaitText("#misread", "");
        String kiosk = city.someKiosk();
        open("availability?kiosk=" + kiosk);
        browser.awaitText("#trail", "The whole city " + kiosk + " how it is now");
        browser.awaitStart("#age", "As of ");
        browser.awaitText("#misread", "");
        open("quality?kiosk=" + kiosk);
        browser.awaitText("#one-none", "Nothing is missing of it.");
        browser.awaitText("#misread", "");
    }

    @Test
    void theWallSaysSoToo() {
        open("wall?view=%2Favailability%3Frange%3D90&every=soon");
        browser.awaitText("#refused", "Not understood: every=soon; a view is shown for 30 s.");
        browser.await(
                "The view says what it does not understand",
                () -> browser.holds(
                        "document.querySelector('iframe.shown')?.contentDocument.querySelector('#misread').innerText"
                                + " === 'Not understood in this link: range=90; shown instead: 7 days.'"));
        open("wall?views=nonsense");
        browser.awaitText(
                "#refused",
                "Not shown: nonsense. It is none of this server’s pages. The usual ones are shown instead.");
        assertTrue(browser.text("#turn").startsWith("Now"), "the usual ones");
    }

    private static void open(String address) {
        browser.open(city.url() + address);
    }

    private static void says(String what) {
        browser.awaitText("#misread", "Not understood in this link: " + what + ".");
    }

    private static void pressed(String name, String value) {
        browser.awaitValue("document.querySelector('[name=" + name + "]:checked')?.value ?? ''", value);
    }
}
