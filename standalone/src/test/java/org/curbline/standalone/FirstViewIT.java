package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much a browser has to load until a page is there, all of its files and first answers together. */
class FirstViewIT {
    private static final int KIOSKS = 200;
    private static final long MOST_BYTES = 400_000;

    @Test
    void everyPageIsSmall(@TempDir Path folder) throws Exception {
        try (Chromium browser = Chromium.start();
                LiveCity city = LiveCity.of(KIOSKS, folder)) {
            String kiosk = "kiosks/" + city.someKiosk();
            for (String page : List.of("", "usage", "availability", "places", "quality", kiosk, "wall")) {
                browser.size(1440, 900).open(city.url() + page);
                browser.await(
                        page + " is painted",
                        () -> browser.holds("performance.getEntriesByName('first-contentful-paint').length > 0"));
                long bytes = loaded(browser);
                assertTrue(bytes > 10_000 && bytes < MOST_BYTES, "/" + page + " loads " + bytes + " bytes");
                System.out.printf(
                        "/%s: %d kB, painted %s ms after it was opened%n",
                        page,
                        bytes / 1000,
                        browser.value(
                                "Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime)"));
            }
        }
    }

    /** Bytes of the page and of all that it has loaded, as they came over the network, once no more come. */
    private static long loaded(Chromium browser) {
        AtomicLong bytes = new AtomicLong();
        browser.await("All is loaded", () -> {
            Object now = browser.value("[...performance.getEntriesByType('navigation'),"
                    + " ...performance.getEntriesByType('resource')]"
                    + ".reduce((sum, each) => sum + each.encodedBodySize, 0)");
            long sum = ((Number) now).longValue();
            return bytes.getAndSet(sum) == sum && browser.holds("document.readyState === 'complete'");
        });
        return bytes.get();
    }
}
