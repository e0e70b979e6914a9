package org.curbline.standalone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.simulator.fleet.Pace;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes pictures of the pages, to look at and for docs/page.md; no test, so it runs only when it is named:
 * {@code -Dcurbline.pictures=DIR} says where to, {@code -Dcurbline.pictures.kiosks=N} of how many kiosks. One in twenty
 * is not connected.
 */
class PagePictures {
    private static final int KIOSKS = Integer.getInteger("curbline.pictures.kiosks", 200);
    private static final int CONNECTED = KIOSKS * 19 / 20;
    private static final Path FOLDER = Path.of(System.getProperty("curbline.pictures", "."));
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final List<String> SCHEMES = List.of("light", "dark");

    @Test
    void ofALivingCityAndOfOneWhoseServerIsAway(@TempDir Path data) throws Exception {
        Files.createDirectories(FOLDER);
        try (Chromium browser = Chromium.start();
                LiveCity city = LiveCity.of(KIOSKS, data)) {
            Fleet fleet = city.connect(CONNECTED, new Pace(1200, Duration.ofHours(18)));
            browser.await("The city has caught up", () -> isCaughtUp(fleet));
            browser.size(1440, 900).open(city.url());
            browser.await(
                    "A minute is drawn",
                    () -> browser.holds(
                            "document.querySelector('.spark-line').getAttribute('d')?.split('L').length > 28"));
            take(browser, "live");
            try (Trouble trouble = new Trouble(city)) {
                browser.awaitMatch("#wrong-now", Trouble.IN_WORDS);
                take(browser, "trouble", trouble);
                browser.open(city.url() + "kiosks/" + trouble.worst());
                browser.await(
                        "Its week is told", () -> browser.text("#swatches").contains("down"));
                take(browser, "kiosk", trouble);
            }
            browser.open(city.url());
            browser.awaitMatch("#used .count", "[\\d,]+");
            browser.awaitMatch("#rate-now", "\\d+");
            browser.awaitStart("#age", "Live");
            city.kill();
            browser.await("It is old", () -> browser.text("#age").startsWith("These figures are old."));
            take(browser, "away");
        }
    }

    @Test
    void ofFiguresOverTime(@TempDir Path data) throws Exception {
        Files.createDirectories(FOLDER);
        try (Chromium browser = Chromium.start();
                LiveCity city = LiveCity.of(KIOSKS, data)) {
            Fleet fleet = city.connect(CONNECTED, new Pace(1200, Duration.ofHours(18)));
            browser.await("The city has caught up", () -> isCaughtUp(fleet));
            for (String page : List.of("usage", "availability", "places")) {
                browser.size(1440, 900).open(city.url() + page + "?range=today&compare=previous");
                browser.await(
                        "It has figures", () -> browser.text("#places-table").contains("Manhattan"));
                browser.awaitStart("#age", "As of ");
                browser.run("document.querySelectorAll('details').forEach((part) => { part.open = true; })");
                take(browser, page);
                browser.size(320, 2600).picture(FOLDER.resolve(page + "-narrow.png"));
            }
            browser.size(1440, 900).open(city.url() + "quality");
            browser.awaitMatch("#verdict", ".{9,}");
            take(browser, "quality");
            browser.size(1440, 900).open(city.url() + "wall?views=usage");
            browser.await(
                    "A view is shown",
                    () -> browser.holds("document.querySelector('iframe.shown')?.contentDocument"
                            + ".querySelector('#places-table tr')"));
            take(browser, "wall");
            browser.size(1440, 900).open(city.url() + "api/v1/reports/monthly?month=" + YearMonth.now(NEW_YORK));
            browser.awaitStart("h1", "Monthly report, ");
            take(browser, "report");
            browser.size(1440, 900).open(city.url());
            browser.awaitStart("#age", "Live");
            browser.print(FOLDER.resolve("live.pdf"));
        }
    }

    @Test
    void ofACityWithoutKiosks(@TempDir Path data) throws Exception {
        Files.createDirectories(FOLDER);
        try (Chromium browser = Chromium.start();
                LiveCity city = LiveCity.empty(data)) {
            browser.size(1440, 900).open(city.url());
            browser.await("It is live", () -> browser.text("#rate-now").equals("0"));
            take(browser, "empty");
        }
    }

    private static boolean isCaughtUp(Fleet fleet) {
        return fleet.progress().simulatedTime().isAfter(Instant.now().minusSeconds(2))
                && fleet.progress().waiting() < KIOSKS;
    }

    private static void take(Chromium browser, String name) {
        SCHEMES.forEach(scheme -> take(browser, name, scheme));
    }

    /** What is reported is soon too old. */
    private static void take(Chromium browser, String name, Trouble trouble) throws MqttException {
        for (String scheme : SCHEMES) {
            trouble.report();
            take(browser, name, scheme);
        }
    }

    private static void take(Chromium browser, String name, String scheme) {
        browser.preferring("prefers-color-scheme", scheme);
        browser.size(1440, 900).picture(FOLDER.resolve(name + "-" + scheme + ".png"));
        browser.picture(FOLDER.resolve(name + "-" + scheme + ".webp"));
        browser.size(3840, 2160).picture(FOLDER.resolve(name + "-" + scheme + "-wall.png"));
        browser.size(390, 2200).picture(FOLDER.resolve(name + "-" + scheme + "-phone.png"));
        browser.size(1440, 900);
    }

    /** Some of the kiosks that were not connected are, and say that something is wrong. */
    private static final class Trouble implements AutoCloseable {
        private static final List<Map<String, String>> STATES = List.of(
                Map.of("wifi", "down", "call", "degraded"),
                Map.of("tablet", "down"),
                Map.of("charging", "degraded"),
                Map.of("call", "down"),
                Map.of("wifi", "degraded"),
                Map.of("charging", "down", "tablet", "degraded"),
                Map.of("tablet", "degraded"));

        /** What of them is down or degraded, as the page says it; it may suspect others, too. */
        private static final String IN_WORDS = count("down") + " down, .*" + count("degraded") + " degraded";

        private final List<PluggedKiosk> kiosks = new ArrayList<>();

        Trouble(LiveCity city) throws MqttException {
            Set<KioskSite> connected = Set.copyOf(SyntheticCity.of(CONNECTED, 1));
            List<KioskSite> others = SyntheticCity.of(KIOSKS, 1).stream()
                    .filter(site -> !connected.contains(site))
                    .limit(STATES.size())
                    .toList();
            for (KioskSite site : others) {
                kiosks.add(city.plugIn(site.id().value()));
            }
            report();
        }

        void report() throws MqttException {
            for (int i = 0; i < STATES.size(); i++) {
                kiosks.get(i).reports(STATES.get(i));
            }
        }

        private static long count(String state) {
            return STATES.stream()
                    .flatMap(each -> each.values().stream())
                    .filter(state::equals)
                    .count();
        }

        String worst() {
            return kiosks.get(0).id();
        }

        @Override
        public void close() throws MqttException {
            for (PluggedKiosk kiosk : kiosks) {
                kiosk.close();
            }
        }
    }
}
