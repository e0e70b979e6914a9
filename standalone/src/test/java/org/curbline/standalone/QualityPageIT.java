package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of data quality, in a browser over a running program: what a kiosk lost, what was refused, the books. */
class QualityPageIT {
    private static final int KIOSKS = 4;
    private static final String FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth";

    @SuppressWarnings("NullAway.Init")
    private static Chromium browser;

    @SuppressWarnings("NullAway.Init")
    private static LiveCity city;

    @SuppressWarnings("NullAway.Init")
    private static PluggedKiosk holed;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        browser = Chromium.start();
        city = LiveCity.of(KIOSKS, folder);
        try (PluggedKiosk whole = city.plugIn(KIOSKS - 1)) {
            whole.reports(Map.of());
        }
        holed = city.plugIn(KIOSKS);
        holed.reports(Map.of());
        holed.loses(3);
        holed.reports(Map.of());
        holed.loses(1);
        holed.reports(Map.of());
        holed.sendRubbish();
    }

    @AfterAll
    static void end() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (city != null) {
            holed.close();
            city.close();
        }
    }

    @Test
    void saysWhatIsMissingOfWhomAndWhichNumbers() {
        browser.size(1440, 1200).open(city.url() + "quality");
        browser.awaitText("#verdict", "4 of 20 events are missing.");
        browser.awaitText("#share", "80.00 %");
        browser.awaitText("#whole", "1 of 2");
        browser.awaitPart("#holes-table", holed.id());
        browser.awaitPart("#late-none", "Nothing waits");
        browser.awaitMatch("#as-of", "Figures of [A-Z][a-z]{2} \\d+, \\d\\d:\\d\\d E[SD]T; final until .*\\d{4}\\.");

        browser.run("document.querySelector('#holes-table a').click()");
        browser.awaitText("#one-title", "Missing of " + holed.id());
        browser.awaitMatch("#one-table", "Numbers .* 5 to 7 first 3 .* 12 first 1 .*");
        browser.awaitValue("new URLSearchParams(location.search).get('kiosk')", holed.id());
        browser.run("history.back()");
        browser.await("It is closed", () -> browser.text("#one").isEmpty());
        browser.run("document.querySelector('[name=range][value=week]').click()");
        browser.awaitPart("#complete-sources", "GET /api/v1/completeness?from=");
        browser.awaitText("#verdict", "4 of 20 events are missing.");

        browser.open(city.url() + "quality?service=call&range=month&borough=Elsewhere");
        browser.awaitPart("#complete-sources", "GET /api/v1/completeness?from=");
        browser.awaitValue("document.querySelector('[name=range]:checked').value", "week");
        browser.awaitPart("#holes-table", holed.id());
        browser.run("document.querySelector('#holes-table a').click()");
        browser.awaitValue("location.search", "?service=call&range=month&kiosk=" + holed.id());
        assertEquals(List.of(), complaints());
    }

    @Test
    void everyTimeIsAnAddressAndAllOfThePageIsOfIt() {
        LocalDate today = LocalDate.now(ZoneId.of("America/New_York"));
        String time = "from=" + today.minusDays(2) + "&to=" + today.plusDays(2);
        browser.size(1440, 1200).open(city.url() + "quality?" + time + "&kiosk=" + holed.id());
        browser.awaitText("#verdict", "4 of 20 events are missing.");
        browser.awaitMatch("#period", "[A-Z][a-z]{2} \\d+.*\\d{4}, New York time");
        browser.awaitText("#complete-sources", "CSV API: GET /api/v1/completeness?" + time);
        browser.awaitText("#holes-sources", "CSV API: GET /api/v1/completeness?" + time);
        browser.awaitText("#late-sources", "CSV API: GET /api/v1/completeness?" + time);
        browser.awaitPart("#one-table", "5 to 7");
        browser.awaitText(
                "#one-sources",
                "CSV API: GET /api/v1/completeness/holes?" + time + "&kiosk=" + holed.id() + " How it is now");
        browser.awaitText("#quarantine-sources", "CSV API: GET /api/v1/quarantine?limit=20");
        browser.awaitText("#books-sources", "API: GET /api/v1/books");
        assertEquals(
                List.of(200L),
                browser.value("Promise.all([...document.querySelectorAll('.sources a')].map((a) =>"
                        + " fetch(a.href).then(({ status }) => status))).then((all) => [...new Set(all)])"));
        assertEquals(
                true,
                browser.value("fetch(document.querySelector('#one-sources a').href).then((answer) => answer.text())"
                        + ".then((text) => text.startsWith('run,first,last,after,before') && text.includes(',5,7,'))"));

        browser.run("zone.value = 'UTC'; zone.dispatchEvent(new Event('change'))");
        browser.awaitPart("#complete-sources", "zone=UTC");
        browser.awaitMatch("#period", ".*UTC.*");
        browser.run("document.querySelector('[name=range][value=yesterday]').click()");
        browser.awaitValue("location.search", "?range=yesterday&zone=UTC&kiosk=" + holed.id());
        browser.awaitPart("#complete-sources", "to=" + LocalDate.now(ZoneOffset.UTC));
        browser.awaitText("#verdict", "No kiosk said anything in this time.");
        browser.awaitText("#one-none", "Nothing is missing of it.");
        browser.run("document.querySelector('[name=range][value=custom]').click()");
        browser.awaitValue("dates.checkVisibility()", true);
        browser.run("from.value = '2026-01-05'; from.dispatchEvent(new Event('change'))");
        browser.awaitPart("#complete-sources", "from=2026-01-05&to=2026-01-13");
        browser.run("to.value = '2026-01-06'; to.dispatchEvent(new Event('change'))");
        browser.awaitPart("#complete-sources", "from=2026-01-05&to=2026-01-07");
        browser.run("to.value = '2026-02-08'; to.dispatchEvent(new Event('change'))");
        browser.awaitPart("#complete-sources", "from=2026-02-01&to=2026-02-09");
        browser.awaitText("#misread", "");
        browser.run("history.go(-2)");
        browser.awaitPart("#complete-sources", "from=2026-01-05&to=2026-01-13");
        assertEquals(List.of(), complaints());
    }

    @Test
    void everyFigureIsWhatWasAnswered() {
        browser.size(1440, 1200).open(city.url() + "quality");
        browser.awaitPart("#holes-table", holed.id());
        ScreenFigures.awaitElements(
                browser,
                "#complete .sums",
                "[...row.querySelectorAll('dd')]",
                "/api/v1/completeness",
                answer -> List.of(List.of(
                        ScreenFigures.percent(answer.getDouble("share")),
                        ScreenFigures.grouped(answer.getLong("missing")),
                        answer.getLong("complete") + " of " + answer.getLong("kiosks"),
                        ScreenFigures.grouped(answer.getLong("spooled")))));
        ScreenFigures.awaitElements(
                browser,
                "#holes-table tbody tr",
                "[...row.cells].slice(0, 5)",
                "/api/v1/completeness",
                answer -> answer.getJsonArray("rows").stream()
                        .map(JsonObject.class::cast)
                        .filter(row -> row.getLong("missing") > 0)
                        .map(row -> List.of(
                                row.getString("kiosk"),
                                row.getString("borough"),
                                ScreenFigures.grouped(row.getLong("missing")),
                                ScreenFigures.grouped(row.getLong("stored")),
                                ScreenFigures.percent(row.getDouble("share"))))
                        .toList());
        assertEquals(List.of(), complaints());
    }

    @Test
    void whatWasRefusedIsShownWithWhyAndTriedAgain() {
        browser.size(1440, 1200).open(city.url() + "quality?reason=MALFORMED_JSON");
        browser.awaitPart("#quarantine-table", "malformed json");
        browser.awaitText("#kept", "1 kept");
        browser.awaitText("#quarantine-sources", "CSV API: GET /api/v1/quarantine?limit=20&reason=MALFORMED_JSON");
        assertEquals(
                List.of("id,at,kiosk,sender,topic,reason,detail,payload", true),
                browser.value(
                        "fetch(document.querySelector('#quarantine-sources a').href).then((answer) => answer.text())"
                                + ".then((text) => [text.split('\\r\\n')[0], text.includes(',MALFORMED_JSON,')])"));
        browser.awaitPart("#reasons", "Quarantined: malformed json 1");
        browser.awaitPart("#reason-choice", "malformed json");
        browser.run("document.querySelector('#quarantine-table summary').click()");
        browser.awaitPart("#quarantine-table code", "kiosks/" + holed.id() + "/health }");
        browser.run("document.getElementById('replay').click()");
        browser.awaitText("#replayed", "0 stored, 1 refused again.");
        browser.awaitPart("#balanced", "They balance");
        assertEquals(List.of(), complaints());
    }

    @Test
    void whatIsAnsweredBeforeTheZoneIsKnownIsWrittenByTheCitysClocksOnceItIs() {
        String late = browser.in("Asia/Kolkata")
                .beforehand(
                        """
                        const real = window.fetch;
                        let refused = 0;
                        window.fetch = async (...asked) => {
                          const address = String(asked[0]);
                          if (address.startsWith('/api/v1/quarantine') && refused++ > 0) {
                            return new Promise(() => {});
                          }
                          while (address === '/api/v1/completeness' && !document.querySelector('#quarantine-table td')) {
                            await new Promise((done) => setTimeout(done, 50));
                          }
                          return real(...asked);
                        };
                        """);
        try {
            browser.size(1440, 1200).open(city.url() + "quality");
            browser.awaitMatch("#quarantine-table", "When .* [A-Z][a-z]{2} \\d+, \\d\\d:\\d\\d E[SD]T .*");
        } finally {
            browser.in("").forget(late);
        }
        assertEquals(List.of(), complaints());
    }

    @Test
    void hasNoBarriersAndNeedsNoScrollingSideways() {
        for (String scheme : List.of("light", "dark")) {
            browser.preferring("prefers-color-scheme", scheme)
                    .size(1440, 900)
                    .open(city.url() + "quality?kiosk=" + holed.id());
            browser.awaitPart("#one-table", "5 to 7");
            browser.awaitPart("#quarantine-table", "malformed json");
            browser.awaitStart("#age", "Live");
            browser.run("document.querySelectorAll('details').forEach((part) => { part.open = true; })");
            for (int width : List.of(1440, 320)) {
                browser.size(width, 900);
                assertEquals(List.of(), browser.barriers(), scheme + " " + width);
                browser.awaitValue(FITS, true);
            }
        }
        browser.preferring("prefers-color-scheme", "light");
        String pictures = System.getProperty("curbline.pictures", "");
        if (!pictures.isEmpty()) {
            browser.size(1440, 1300).picture(Path.of(pictures, "quality.png"));
            browser.size(3840, 2160).picture(Path.of(pictures, "quality-wall.png"));
            browser.size(390, 2600).picture(Path.of(pictures, "quality-phone.png"));
            browser.preferring("prefers-color-scheme", "dark")
                    .size(1440, 1300)
                    .picture(Path.of(pictures, "quality-dark.png"));
        }
    }

    /** That axe reads what is painted is complained about, and is not the page's. */
    private static List<String> complaints() {
        return browser.complaints().stream()
                .filter(complaint -> !complaint.contains("willReadFrequently"))
                .toList();
    }
}
