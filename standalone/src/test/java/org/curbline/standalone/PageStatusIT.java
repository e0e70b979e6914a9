package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.curbline.simulator.fleet.Pace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** What works where, in a browser: it changes as it happens, without asking, and never pretends. */
class PageStatusIT {
    private static final int KIOSKS = 40;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path temp;

    @SuppressWarnings("NullAway.Init")
    private static Chromium browser;

    @SuppressWarnings("NullAway.Init")
    private static LiveCity city;

    @SuppressWarnings("NullAway.Init")
    private static PluggedKiosk kiosk;

    /** All but one are simulated; that one is in our hands. */
    @BeforeAll
    static void start() throws Exception {
        browser = Chromium.start();
        city = LiveCity.of(KIOSKS, temp);
        city.connect(KIOSKS - 1, new Pace(60, Duration.ofMinutes(10)));
        kiosk = city.plugIn(KIOSKS);
        kiosk.reports(Map.of());
    }

    @AfterAll
    static void end() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (kiosk != null) {
            kiosk.close();
        }
        if (city != null) {
            city.close();
        }
    }

    @BeforeEach
    void allIsWell() throws Exception {
        kiosk.plugIn();
        kiosk.reports(Map.of());
        browser.size(1440, 900);
    }

    @AfterEach
    void leave() {
        browser.open("about:blank");
        browser.complaints(); // what a test did not ask about is not the next one's
    }

    @Test
    void kioskThatIsUnpluggedChangesDotAndListWithoutReload() throws Exception {
        openFleet("");
        browser.awaitText("#fleet-now", Integer.toString(KIOSKS)); // the simulated ones may have begun a moment ago
        long grey = browser.painted("#dots", "--unknown");
        long red = browser.painted("#dots", "--down");
        browser.run("document.querySelector('#kiosks details').open = true; window.sameDocument = true");

        kiosk.reports(Map.of("wifi", "down"));
        browser.awaitText("#wrong-now", "1 down");
        browser.awaitMatch(
                "#wrong-rows li",
                kiosk.id() + " WiFi down The kiosk says that the service does not work. \\(no-dhcp\\)"
                        + " since \\d\\d:\\d\\d, \\d+ s");
        browser.await("A dot has the colour of what is down", () -> browser.painted("#dots", "--down") > red);
        browser.awaitText("#kiosk-rows tr:first-child a", kiosk.id());
        browser.awaitPart("#kiosk-rows tr:first-child", "down: WiFi");
        browser.await(
                "It is said",
                () -> browser.value("announcement.textContent").toString().matches(kiosk.id() + ", .*: down."));

        kiosk.reports(Map.of());
        browser.awaitText("#wrong-now", "Nothing is wrong.");
        browser.await("No dot has it any more", () -> browser.painted("#dots", "--down") == red);

        kiosk.unplug();
        browser.awaitText("#fleet-connected", Integer.toString(KIOSKS - 1));
        browser.awaitPart("#kiosk-rows", "not connected");
        browser.awaitText("#n-unknown", "1"); // after the grace that its city gives
        browser.awaitStart("#wrong-rows li", kiosk.id() + " everything unknown The kiosk is not connected. since");
        browser.awaitText("#wrong-now", "Nothing is known to be wrong.");
        browser.awaitText("#wrong-unknown", "4 of 160 services are unknown: because the kiosk is not connected.");
        browser.await("A dot has the colour of what is unknown", () -> browser.painted("#dots", "--unknown") > grey);

        kiosk.plugIn();
        kiosk.reports(Map.of());
        browser.awaitText("#wrong-now", "Nothing is wrong.");
        browser.awaitText("#fleet-connected", Integer.toString(KIOSKS));
        assertTrue(browser.holds("window.sameDocument"), "The page was loaded again");
        assertEquals(List.of(), browser.complaints());
    }

    /** As a telemetry service answers of a gateway that stands still: the event stream stays open, and is silent. */
    @Test
    void whatIsToldAsItHappensIsOldOnceItsGatewayDoesNotAnswer() {
        String away = browser.beforehand(
                """
                const real = window.fetch;
                window.fetch = (...asked) => window.isAway && asked[0] === '/api/v1/books'
                  ? Promise.resolve(new Response('{"detail": "The gateway does not answer."}', { status: 503 }))
                  : real(...asked);
                """);
        try {
            openFleet("");
            browser.awaitText("#wrong-title", "Wrong now");
            browser.run("window.isAway = true");
            browser.awaitStart("#wrong-title", "What was wrong, as of ");
            browser.awaitValue("[fleet, wrong, rate, books].every((panel) => panel.matches('.old'))", true);
            browser.awaitText("#age", "Some figures are old, and say so");
            assertFalse(browser.holds("today.matches('.old')"));
            String then = browser.text("#wrong-title");

            browser.run("window.setTimeout(() => { window.isLater = true; }, 2500)");
            browser.awaitValue("window.isLater === true", true);
            assertEquals(then, browser.text("#wrong-title"), "of the time until which it was known");
            browser.run("window.isAway = false");
            browser.awaitText("#wrong-title", "Wrong now");
            browser.awaitStart("#age", "Live, ");
            assertEquals(List.of(), browser.complaints());
        } finally {
            browser.forget(away);
        }
    }

    @Test
    void kiosksOwnPageChangesWithoutReload() throws Exception {
        openKiosk("");
        browser.run("window.sameDocument = true");

        kiosk.reportsWhatIsAmiss();
        kiosk.reports(Map.of("call", "degraded"));
        browser.awaitText("#kiosk-state", "Calls degraded; WiFi, Charging, Tablet up.");
        browser.awaitPart("#cards [data-service=call]", "The kiosk says that the service works badly.");
        browser.awaitPart(
                "#facts", "too little voltage, 12 events lost, 52 °C, processor 12 %, memory 48 %, card 31 %, up 10 d");
        browser.run("document.querySelector('#spells').open = true");
        browser.await("Its week ends with it", () -> browser.text("#spell-rows tr")
                .matches("Calls degraded .* now \\d+ s The kiosk says that the service works badly. \\(no-dhcp\\)"));

        kiosk.reportsWithoutSensors();
        kiosk.reports(Map.of());
        browser.awaitText("#kiosk-state", "Everything is up.");
        browser.awaitPart("#facts", "1 event lost; as of");

        kiosk.unplug();
        browser.awaitPart("#facts", "not connected since");
        browser.awaitPart("#facts", "the connection broke");
        browser.awaitText("#kiosk-state", "Everything is unknown.");
        browser.awaitPart("#spell-rows tr", "The kiosk is not connected.");

        kiosk.plugIn();
        kiosk.reports(Map.of());
        browser.awaitText("#kiosk-state", "Everything is up.");
        assertTrue(browser.holds("window.sameDocument"), "The page was loaded again");
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void whatHappensWhileTheConnectionIsCutIsSaidToBeOldAndThenMadeUpFor() throws Exception {
        try (Wire wire = city.wire()) {
            browser.open("http://127.0.0.1:" + wire.port() + "/");
            browser.awaitText("#fleet-now", Integer.toString(KIOSKS));
            browser.run(
                    "window.asked = () => performance.getEntriesByType('resource')"
                            + ".filter(({ name }) => new URL(name).pathname === '/api/v1/kiosks' && !name.includes('?')).length");
            Object asked = browser.value("asked()");

            wire.cut();
            browser.await("It says so", () -> browser.holds("document.querySelector('#fleet.old, #wrong.old')"));
            browser.awaitStart("#wrong-title", "What was wrong, as of ");
            kiosk.reports(Map.of("tablet", "down"));
            city.awaitState(kiosk.id(), "tablet", "down");
            browser.awaitText("#wrong-now", "Nothing is wrong.");

            wire.mend();
            browser.awaitText("#wrong-now", "1 down");
            browser.awaitStart("#age", "Live, ");
            assertEquals(asked, browser.value("asked()"), "The stream goes on: nothing is asked for twice");
        }
    }

    @Test
    void legendFiltersByKeyboardAndIsKeptInTheAddress() throws Exception {
        kiosk.reports(Map.of("charging", "down"));
        openFleet("");
        browser.awaitText("#n-down", "1");
        browser.run("document.querySelector('#kiosks details').open = true");
        browser.run("document.getElementById('key-down').focus()");
        browser.press(Keys.SPACE);
        browser.awaitText("#found", "1 of 1 shown.");
        browser.awaitValue("document.getElementById('key-down').getAttribute('aria-pressed')", "true");
        browser.awaitValue("location.search", "?state=down");

        browser.run("document.querySelector('#services-choice input').focus()");
        browser.press(Keys.ARROW_RIGHT);
        browser.awaitText("#found", "No such kiosk.");
        browser.awaitText("#n-down", "0"); // its WiFi is up
        browser.awaitValue("location.search", "?service=wifi&state=down");

        browser.run("location.reload()");
        browser.await("It is as it was", () -> browser.holds("document.querySelector('[value=wifi]')?.checked"));
        browser.await("It can be left", () -> browser.holds("document.getElementById('all-states').checkVisibility()"));
        browser.run("document.getElementById('all-states').focus()");
        browser.press(Keys.ENTER);
        browser.awaitValue("location.search", "?service=wifi");
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void mapIsWalkedAndAKioskOpenedByKeyboard() {
        openFleet("");
        browser.awaitText("#fleet-now", Integer.toString(KIOSKS)); // of one that comes up it would be said in between
        browser.run("document.getElementById('map').focus()");
        browser.await("A kiosk is shown, once the map is drawn", () -> {
            browser.press(Keys.ARROW_RIGHT);
            return browser.holds("tip.checkVisibility()");
        });
        String first = browser.text("#tip");
        browser.press(Keys.ARROW_UP);
        browser.await("It is another", () -> !browser.text("#tip").equals(first));
        String id = browser.text("#tip").split(",", 2)[0];
        browser.await(
                "It is said",
                () -> browser.value("announcement.textContent").toString().startsWith(id));
        browser.press(Keys.ENTER);
        browser.awaitText("#kiosk-id", id);
        browser.awaitText("#kiosk-state", "Everything is up.");
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void kioskThatNobodyKnowsIsAnsweredClearly() {
        browser.open(city.url() + "kiosks/mn-05-999999");
        browser.awaitText("#nobody .verdict-line", "Nobody knows this kiosk.");
        browser.awaitPart("#nobody", "No kiosk mn-05-999999 is registered or has ever connected.");
        assertFalse(browser.holds("[services, lanes, today].some((part) => part.checkVisibility())"));
    }

    @Test
    void nothingIsLoadedFromElsewhere() {
        openFleet("");
        assertFalse(browser.holds("document.getElementById('simulation')"), "Nothing is simulated by this program");
        openKiosk("");
        assertFalse(browser.holds("document.getElementById('simulation')"));
        assertEquals(
                List.of(),
                browser.value("performance.getEntriesByType('resource').map(({ name }) => name)"
                        + ".filter((name) => !name.startsWith(location.origin + '/'))"));
    }

    private static void openFleet(String query) {
        browser.open(city.url() + query);
        browser.await(
                "Every kiosk is there",
                () -> browser.text("#map").isEmpty() || browser.text("#age").startsWith("Live, "));
        browser.awaitText("#kiosks-lead", Integer.toString(KIOSKS));
    }

    private static void openKiosk(String query) {
        browser.open(city.url() + "kiosks/" + kiosk.id() + query);
        browser.awaitText("#kiosk-state", "Everything is up.");
    }
}
