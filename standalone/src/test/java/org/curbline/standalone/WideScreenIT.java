package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wall's screen: what is there fills it, is as large as the rest, and is nothing that nobody there can press. */
class WideScreenIT {
    private static final String BOOKS =
            """
            (({ top, height }) => (document.querySelector('#books .equation').lastElementChild.getBoundingClientRect().bottom - top)
              / height)(document.querySelector('#books').getBoundingClientRect())
            """
                    .strip();

    @Test
    void panelsAreFilledAndLettersLarge(@TempDir Path folder) throws Exception {
        try (Chromium browser = Chromium.start();
                LiveCity city = LiveCity.of(3, folder)) {
            browser.size(3840, 2160).open(city.url());
            browser.awaitText("#b-received", "0");
            double books = (Double) browser.value(BOOKS);
            assertTrue(books > 0.8 && books < 1, "the books end at " + books + " of their panel");
            browser.open(city.url() + "kiosks/" + city.someKiosk());
            browser.await("The week has days", () -> browser.holds("document.querySelector('.axis text')"));
            assertTrue(
                    browser.holds("parseFloat(getComputedStyle(document.querySelector('.axis text')).fontSize) > 20"));
            assertTrue(browser.holds("document.querySelector('.lanes .bar').viewBox.baseVal.height > 50"));
            browser.open(city.url() + "quality");
            browser.awaitStart("#as-of", "Figures of ");
            assertFalse(browser.text("#as-of").contains("UTC"), "by the clocks of the city");
            browser.open(city.url() + "wall?views=now");
            browser.await("A view is shown", () -> browser.holds("document.querySelector('iframe.shown')"));
            assertEquals(
                    0L,
                    browser.value(
                            "[...document.querySelector('iframe.shown').contentDocument"
                                    + ".querySelectorAll('.zoom, details, .sections')].filter((e) => e.checkVisibility()).length"));
        }
    }
}
