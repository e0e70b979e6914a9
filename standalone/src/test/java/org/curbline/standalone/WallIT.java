package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
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
