package org.curbline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wall in a browser: it goes from view to view, says when its server is away, and goes on when it is back. */
class WallIT {
    private static final String CURRENT = "document.querySelector('#turn [aria-current]')?.innerText ?? ''";
    private static final String TITLE = "document.querySelector('iframe.shown')?.contentDocument.title ?? ''";
    private static final String AGE =
            "document.querySelector('iframe.shown')?.contentDocument.getElementById('age-text').innerText ?? ''";

    private static final String SHOWN = "document.querySelector('iframe.shown')?.contentWindow.location.href ?? ''";

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
