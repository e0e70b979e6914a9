package org.curbline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.curbline.simulator.fleet.Pace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The wall in a browser: it goes from view to view, says when its server is away, and goes on when it is back. */
class WallIT {
    private static final String CURRENT = "document.querySelector('#turn [aria-current]')?.innerText ?? ''";
    private static final String TITLE = "document.querySelector('iframe.shown')?.contentDocument.title ?? ''";
    private static final String AGE =
            "document.querySelector('iframe.shown')?.contentDocument.getElementById('age-text').innerText ?? ''";

    private static final String SHOWN = "document.querySelector('iframe.shown')?.contentWindow.location.href ?? ''";

    /** From then on it is noted which panels of each page were wholly on the screen with figures of now. */
    private static final String WATCHED =
            """
            window.seen = {};
            window.unseen = {};
            setInterval(() => {
              const view = document.querySelector('iframe.shown')?.contentWindow;
              if (!/^(Live|As of)/.test(view?.document.getElementById('age-text')?.innerText)) {
                return;
              }
              const page = view.location.pathname;
              const panels = [...view.document.querySelectorAll('main > .panel:not([hidden], #kiosks)')];
              const isWhole = (panel) => {
                const { top, bottom, right } = panel.getBoundingClientRect();
                return panel.checkVisibility() && top >= 0 && bottom <= view.innerHeight && right <= view.innerWidth
                  && panel.scrollHeight <= panel.clientHeight + 1;
              };
              window.seen[page] = [...(window.seen[page] ?? []), ...panels.filter(isWhole).map(({ id }) => id)];
              window.unseen[page] = panels.map(({ id }) => id).filter((id) => !window.seen[page].includes(id));
            }, 100);
            """;

    @SuppressWarnings("NullAway.Init")
    private Chromium browser;

    @SuppressWarnings("NullAway.Init")
    private LiveCity city;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        browser = Chromium.start();
        city = LiveCity.of(3, folder);
    }

    @AfterEach
    void end() {
        if (browser != null) {
            browser.close();
        }
        if (city != null) {
            city.close();
        }
    }

    @Test
    void anyViewOfThesePagesCanBeChosenAndNothingOfElsewhere() {
        String queens = "/usage?service=call&range=month&zone=UTC&borough=Queens&compare=previous";
        String week = city.url() + "availability?from=2026-11-02&to=2026-11-09&service=wifi";
        List<String> foreign = List.of(
                "https://example.org/usage",
                "//example.org/usage",
                "/\\example.org/usage",
                "http://127.0.0.1:1/usage",
                "http://someone@example.org/usage",
                "javascript:alert(1)",
                "data:text/html,hello",
                "/wall",
                "/kiosks/../wall",
                "/api/v1/usage",
                "/page.css",
                "http://");
        String asked = Stream.concat(Stream.of(queens, week, "/kiosks/" + city.someKiosk()), foreign.stream())
                .map(view -> "view=" + URLEncoder.encode(view, UTF_8))
                .collect(Collectors.joining("&"));
        browser.size(1920, 1080).open(city.url() + "wall?views=places&every=2&" + asked);
        browser.awaitText(
                "#turn",
                "Places Usage, Calls, Queens, 30 days Availability, WiFi, 2026-11-02 to 2026-11-08 "
                        + city.someKiosk());
        browser.awaitText(
                "#refused", "Not shown: " + String.join(", ", foreign) + ". It is none of this server’s pages.");
        for (String address : List.of(
                "places", queens.substring(1), week.substring(city.url().length()), "kiosks/" + city.someKiosk())) {
            browser.awaitValue(SHOWN, city.url() + address);
        }
        browser.awaitValue(SHOWN, city.url() + "places");
        browser.awaitValue(SHOWN, city.url() + queens.substring(1));
        browser.awaitValue(
                "document.querySelector('iframe.shown').contentDocument.querySelector('#trail').innerText"
                        + ".replace(/\\s+/g, ' ').trim()",
                "The whole city Queens");
        assertEquals(List.of(), browser.complaints(), "nobody else is asked");
        assertEquals(List.of(), browser.barriers());
        browser.open(city.url() + "wall?view=" + URLEncoder.encode("https://example.org/", UTF_8));
        browser.awaitText("#turn", "Now Usage Availability");
    }

    @Test
    void everyPanelOfEveryViewIsWhollySeenAtSomeTime() {
        city.connect(3, new Pace(1200, Duration.ofHours(2)));
        for (List<Integer> size : List.of(List.of(1920, 1080), List.of(1280, 720))) {
            browser.size(size.get(0), size.get(1))
                    .open(city.url() + "wall?views=now,usage,availability,places,quality&every=2");
            browser.run(WATCHED);
            for (String page : List.of("/", "/usage", "/availability", "/places", "/quality")) {
                browser.await(page + " was seen whole at " + size, () -> browser.value(
                                "JSON.stringify(window.unseen['" + page + "'] ?? null)")
                        .equals("[]"));
            }
        }
        browser.awaitValue("document.getElementById('part').innerText", "2 of 2");
        assertEquals(List.of(), browser.complaints());
        assertEquals(List.of(), browser.barriers());
    }

    @Test
    void aViewThatIsTallerThanTheScreenIsTurnedOverByKeysAndHeld() {
        browser.size(1280, 720).open(city.url() + "wall?views=usage,quality&every=3600");
        browser.awaitStart("#part", "1 of ");
        browser.press(Keys.ARROW_RIGHT);
        browser.awaitStart("#part", "2 of ");
        assertEquals("Usage", browser.value(CURRENT));
        browser.press(Keys.ARROW_LEFT);
        browser.awaitStart("#part", "1 of ");
        browser.press(Keys.ARROW_LEFT);
        browser.awaitValue(CURRENT, "Data quality");
    }

    @Test
    void goesFromViewToViewAndIsNeverStaleInSilence() throws Exception {
        browser.size(1920, 1080).open(city.url() + "wall?views=now,quality,nonsense&every=2");
        browser.awaitText("#turn", "Now Data quality");
        browser.awaitValue(CURRENT, "Data quality");
        browser.awaitValue(CURRENT, "Now");
        browser.awaitStart("#age-text", "Live, ");
        assertEquals(List.of(), browser.barriers());

        browser.run("document.getElementById('hold').click()");
        browser.await(
                "The view that is held has figures",
                () -> browser.value(AGE).toString().startsWith("Live"));
        city.kill();
        browser.awaitMatch(
                "#away", "The server has not answered for \\d+ s\\. What is shown is of [\\d:]+ E[SD]T or before\\.");
        browser.awaitStart("#age-text", "No answer since ");
        browser.await(
                "The view says so, too",
                () -> browser.value(AGE).toString().startsWith("These figures are old.")
                        || browser.value(AGE).toString().contains("what is shown is"));
        assertEquals(true, browser.holds(TITLE + ".includes('Curbline')"), "it is still seen");
        assertEquals(List.of(), browser.barriers());

        city.startAgain();
        browser.await("It is not away any more", () -> browser.text("#away").isEmpty());
        browser.awaitStart("#age-text", "Live, ");
        browser.await("The view is live", () -> browser.value(AGE).toString().startsWith("Live"));
        browser.run("document.getElementById('hold').click()");
        browser.awaitValue(CURRENT, "Data quality");
        browser.awaitValue(CURRENT, "Now");
    }
}
