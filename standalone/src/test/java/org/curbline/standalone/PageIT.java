package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.simulator.fleet.Pace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The first page in a browser, over a program that is running: nothing on it is false. */
class PageIT {
    private static final int KIOSKS = 60;
    /** Ten minutes of a city's use within seconds, then on as it goes. */
    private static final Pace PACE = new Pace(60, Duration.ofMinutes(10));

    private static final List<String> SERVICES = List.of("wifi", "call", "charging", "tablet");
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final Pattern TIME = Pattern.compile("(\\d\\d:\\d\\d:\\d\\d) E[SD]T");

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

    /** The fleet begins some time back: before it has caught up, what was reported may soon be too old. */
    private static void awaitReportsOfThePresent(Set<String> kiosks) {
        browser.await("Every report is of the present", () -> kiosks.stream()
                .flatMap(id -> get("/api/v1/kiosks/" + id).getJsonArray("services").stream())
                .map(service -> Instant.parse(((JsonObject) service).getString("reportedAt")))
                .allMatch(at -> at.isAfter(Instant.now().minusSeconds(80))));
    }

    @AfterEach
    void leave() {
        city.disconnect();
        browser.open("about:blank");
        browser.complaints(); // what a test did not ask about is not the next one's
    }

    @Test
    void showsEveryKioskAsADotAndInTheList() throws Exception {
        city.connect(KIOSKS, PACE);
        browser.size(1440, 900).open(city.url());
        browser.awaitText("#fleet-now", Integer.toString(KIOSKS));
        browser.awaitText("#fleet .hero .unit", "of 60 kiosks with everything up");
        browser.await("Enough is painted", () -> browser.painted("#dots", "--up") > KIOSKS * 4);

        browser.run("document.querySelector('#kiosks details').open = true");
        awaitRows(KIOSKS);
        Set<String> known = get("/api/v1/kiosks").getJsonArray("kiosks").stream()
                .map(kiosk -> ((JsonObject) kiosk).getString("id"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(known, new TreeSet<>(rows()));
        browser.await("All are connected", () -> unconnected() == 0);

        awaitReportsOfThePresent(known);
        city.disconnect();
        browser.awaitText("#fleet-connected", "0");
        browser.await("None is", () -> unconnected() == KIOSKS);
        browser.awaitText("#n-unknown", Integer.toString(KIOSKS));
        browser.awaitText("#fleet-now", "0");
        browser.await("It is one row", () -> browser.text("#wrong-rows")
                .matches("\\d boroughs 60 kiosks: everything unknown The kiosk is not connected. .*"));
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void theLineOfWhatIsStoredIsATableToo() {
        city.connect(KIOSKS, PACE);
        browser.size(1440, 900).open(city.url());
        browser.run("rates.open = true");
        browser.awaitMatch("#rate-table", "Until events a second (\\d\\d:\\d\\d:\\d\\d E[SD]T [\\d.,]+ ?){3,}");
        browser.await(
                "What was stored is in it",
                () -> browser.holds("[...document.querySelectorAll('#rate-table td')].some((cell) =>"
                        + " Number(cell.textContent) > 0)"));
    }

    @Test
    void aPrintedMapIsLightAndHasItsDotsOnItsOutlines() {
        city.connect(KIOSKS, PACE);
        browser.preferring("prefers-color-scheme", "dark").size(1440, 900).open(city.url());
        browser.awaitText("#fleet-now", Integer.toString(KIOSKS));
        browser.await("Enough is painted", () -> browser.painted("#dots", "--up") > KIOSKS * 4);
        browser.run("document.documentElement.style.setProperty('--up-on-paper', '#1070cf')");
        Object wide = browser.value("document.querySelector('#dots').width");

        browser.run("dispatchEvent(new Event('beforeprint'))");
        assertTrue(browser.painted("#dots", "--up-on-paper") > KIOSKS * 4, "it is as on a light screen");
        browser.run("dispatchEvent(new Event('afterprint'))");
        browser.awaitValue("document.querySelector('#dots').width", wide);
        browser.await("It is dark again", () -> browser.painted("#dots", "--up") > KIOSKS * 4);

        List<Printed.Picture> dots = browser.printed().pages().stream()
                .flatMap(page -> page.pictures.stream())
                .toList();
        assertTrue(dots.size() >= KIOSKS, dots::toString);
        for (Printed.Picture dot : dots) {
            Printed.Box whole = dot.whole();
            double flat = (whole.right() - whole.left()) / (whole.top() - whole.bottom());
            assertEquals(1, flat, 0.05, "drawn out as the paper is: " + whole);
            assertEquals(whole.area(), dot.seen().area(), 1, "cut off: " + dot);
        }
        browser.preferring("prefers-color-scheme", "light");
    }

    @Test
    void everyLinkOnItLeadsSomewhere() throws Exception {
        browser.size(1440, 900).open(city.url());
        browser.awaitText("#kiosks-lead", Integer.toString(KIOSKS));
        List<?> links = (List<?>) browser.value("[...new Set([...document.querySelectorAll('[href]')]"
                + ".map(link => new URL(link.href)).filter(to => to.origin === location.origin)"
                + ".map(to => to.origin + to.pathname + to.search))]");
        assertTrue(links.size() >= 5, links.toString());
        HttpClient http = HttpClient.newHttpClient();
        for (Object link : links) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(link.toString())).build();
            assertEquals(
                    200,
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode(),
                    link.toString());
        }
    }

    @Test
    void totalsAndBooksAreWhatTheApiSays() throws Exception {
        Fleet fleet = city.connect(KIOSKS, PACE);
        awaitStored(100);
        browser.await("Something is used today", () -> SERVICES.stream().anyMatch(service -> used(service) > 0));
        LiveCity.still(fleet);
        browser.size(1440, 900).open(city.url());

        for (String service : SERVICES) {
            String total = "[data-service=" + service + "] .count";
            browser.await(
                    total + " is what the API says", () -> browser.text(total).equals(grouped(used(service))));
        }
        JsonObject today = get("/api/v1/usage?by=hour");
        browser.run("document.querySelector('#today details').open = true");
        String hours = hoursOf(today);
        browser.await("The table has every hour", () -> browser.text("#today-table tbody")
                .matches(hours + "( \\d\\d:00 0 0 0 0)?")); // another hour may have begun
        browser.awaitText("#today-title", "Used today");
        JsonObject books = get("/api/v1/books");
        for (String name : List.of("received", "stored", "duplicate", "quarantined", "waiting")) {
            browser.awaitText("#b-" + name, grouped(books.getLong(name)));
        }
        assertTrue(books.getLong("stored") >= 100, books.encode());
        browser.awaitText("#balanced", "They balance");
        browser.awaitText("#rate-now", "0");
        assertEquals(List.of(), browser.complaints());
    }

    private static String hoursOf(JsonObject today) {
        Instant begin = Instant.parse(today.getString("from"));
        ZoneId zone = ZoneId.of(today.getString("zone"));
        StringJoiner hours = new StringJoiner(" ");
        for (Instant hour = begin; hour.isBefore(Instant.now()); hour = hour.plusSeconds(3600)) {
            Instant start = hour;
            hours.add(DateTimeFormatter.ofPattern("HH:mm").format(hour.atZone(zone)));
            for (String service : SERVICES) {
                hours.add(grouped(today.getJsonArray("rows").stream()
                        .map(JsonObject.class::cast)
                        .filter(row -> row.getString("service").equals(service))
                        .filter(row -> OffsetDateTime.parse(row.getString("start"))
                                .toInstant()
                                .equals(start))
                        .mapToLong(row -> row.getLong("count"))
                        .sum()));
            }
        }
        return hours.toString();
    }

    @Test
    void eventsASecondAreCountedAsTheyCome() {
        city.connect(KIOSKS, new Pace(60, Duration.ofHours(1)));
        browser.size(1440, 900).open(city.url());

        Set<String> seen = new HashSet<>();
        browser.await("Three different rates are seen", () -> {
            String rate = browser.text("#rate-now");
            if (rate.matches("[\\d,.]*[1-9][\\d,.]*")) {
                seen.add(rate);
            }
            return seen.size() >= 3;
        });
        assertTrue(browser.holds("document.querySelector('.spark-line').getAttribute('d').startsWith('M')"));
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void saysThatItsFiguresAreOldWhileTheServerIsAwayAndRecovers() throws Exception {
        city.connect(KIOSKS, PACE);
        browser.size(1440, 900).open(city.url());
        browser.awaitText("#fleet-now", Integer.toString(KIOSKS));
        awaitStored(100);
        browser.awaitStart("#age", "Live, ");
        browser.await("Every panel has figures", () -> browser.holds("!document.querySelector('.panel.unknown')"));

        Instant killed = Instant.now();
        browser.run("window.said = []; new MutationObserver(() => said.push(announcement.textContent))"
                + ".observe(announcement, { childList: true })");
        city.kill();
        browser.awaitStart("#age", "These figures are old. ");
        browser.await(
                "It is announced",
                () -> browser.value("announcement.textContent").toString().startsWith("These figures are old."));
        assertOld(killed);
        String figures = figures();
        browser.await("Time goes on", () -> browser.text("#age").matches(".* (1\\d|\\d\\d+) s ago\\..*"));
        assertEquals(figures, figures());
        assertTrue(browser.complaints().stream().allMatch(said -> said.contains("net::ERR_")));

        city.disconnect();
        city.startAgain();
        browser.awaitStart("#age", "Live, ");
        browser.await("Every panel is", () -> browser.holds("!document.querySelector('.old')"));
        browser.awaitText(
                "#fleet-connected", "0"); // which no event tells: the stream was reset, and all asked for anew
        browser.awaitText("#balanced", "They balance");
        browser.awaitValue("said.includes('The figures are live again.')", true);
    }

    @Test
    void cityWithoutKiosksSaysSo(@TempDir Path folder) throws Exception {
        try (LiveCity empty = LiveCity.empty(folder)) {
            browser.size(1440, 900).open(empty.url());
            browser.awaitText("#fleet-now", "0");
            browser.awaitStart("#fleet-none", "No kiosk is known yet.");
            browser.awaitText("#b-received", "0");
            browser.awaitText("#rate-now", "0");
            browser.awaitText("[data-service=wifi] .count", "0");
            browser.awaitText("[data-service=wifi] .more", "none yet today");
            browser.awaitText("#balanced", "They balance");
            assertEquals(List.of(), browser.complaints()); // axe-core makes some of its own
            assertEquals(List.of(), browser.barriers());
        }
    }

    @Test
    void listIsFilteredAndShownInParts(@TempDir Path folder) throws Exception {
        try (LiveCity large = LiveCity.of(250, folder)) {
            browser.size(1440, 900).open(large.url());
            browser.awaitText("#n-unknown", "250");
            browser.run("document.querySelector('#kiosks summary').focus()");
            browser.press(Keys.ENTER);
            awaitRows(100);
            browser.awaitText("#found", "100 of 250 shown.");
            browser.run("more.click(); more.click()");
            awaitRows(250);
            browser.awaitValue("more.checkVisibility()", false);
            String id = rows().get(17);
            browser.run("document.getElementById('find').focus()");
            browser.press(id);
            awaitRows(1);
            browser.await("It is the one", () -> rows().equals(List.of(id)));
            browser.awaitValue("announcement.textContent", "1 of 1 shown.");
            assertEquals(List.of(), browser.complaints());
        }
    }

    @Test
    void whatIsSaidOfKiosksIsTextAndNeverMarkup(@TempDir Path folder) throws Exception {
        String attack = "<img src=x onerror=alert(1)>";
        try (LiveCity hostile = LiveCity.empty(folder)) {
            browser.size(1440, 900).open(hostile.url());
            browser.awaitText("#kiosks-lead", "0");
            hostile.importKiosks("Site ID,Installation Status,Borough,Street Address,Latitude,Longitude\n"
                    + "mn-05-000001,Live," + attack + "," + attack + ",40.75,-73.99\n");
            browser.awaitText(
                    "#kiosks-lead", "1"); // no event tells of it: the page has compared its counts with the gateway's
            browser.run(
                    "document.querySelector('#kiosks details').open = true; document.getElementById('map').focus()");
            awaitRows(1);
            browser.await("The map tells of its kiosk, once that is drawn", () -> {
                browser.press(Keys.ARROW_RIGHT, Keys.ARROW_LEFT, Keys.ARROW_UP, Keys.ARROW_DOWN);
                return browser.text("#tip").contains(attack);
            });
            browser.awaitPart("#kiosk-rows", attack);
            assertTrue(browser.holds("document.images.length === 0"));
            browser.open(hostile.url() + "kiosks/mn-05-000001");
            browser.awaitPart("#facts", attack);
            assertTrue(browser.holds("document.images.length === 0"));
            assertEquals(List.of(), browser.complaints());
        }
    }

    @Test
    void cityTenTimesNewYorkIsShownSearchedAndKeptUpToDate(@TempDir Path folder) throws Exception {
        try (LiveCity large = LiveCity.of(22_370, folder)) {
            for (int asked = 0; asked < 3; asked++) {
                large.get("/api/v1/kiosks"); // once it runs warm it is in time for a page, which waits eight seconds
            }
            browser.size(1440, 900).open(large.url());
            browser.awaitText("#kiosks-lead", "22,370");
            browser.awaitText("#n-unknown", "22,370");
            browser.awaitStart("#wrong-rows", "5 boroughs 22,370 kiosks: everything unknown");
            String inNoBorough =
                    """
                    Site ID,Installation Status,Borough,Street Address,Latitude,Longitude
                    nowhere-1,Live,,,,
                    """;
            large.importKiosks(inNoBorough);
            browser.awaitStart("#wrong-rows", "5 boroughs 22,371 kiosks: everything unknown");
            large.beginMaintenance("Brooklyn");
            int brooklyn = large.get("/api/v1/kiosks?borough=Brooklyn&limit=1").getInteger("found");
            browser.awaitText("#n-maintenance", grouped(brooklyn));
            browser.awaitText("#n-unknown", grouped(22_371 - brooklyn));
            browser.run("document.getElementById('key-maintenance').click();"
                    + "document.querySelector('#kiosks details').open = true; document.getElementById('find').focus()");
            browser.press("bk-");
            awaitRows(100);
            assertEquals(List.of(), browser.complaints());
        }
    }

    /** Nothing seems live, and every panel says of when it is. */
    private static void assertOld(Instant killed) {
        browser.await(
                "Every panel is old", () -> browser.holds("document.querySelectorAll('.panel.old').length === 6"));
        browser.awaitValue("[...document.querySelectorAll('.live')].some(word => word.checkVisibility())", false);
        browser.await("Nothing is now", () -> !browser.text("main").matches(".*\\bnow\\b.*"));
        browser.awaitValue("document.title.startsWith('Old figures')", true);
        browser.awaitStart("#balanced", "They balanced at ");
        for (String panel : List.of("#age", "#fleet", "#rate", "#books", "#today")) {
            Matcher time = TIME.matcher(browser.text(panel));
            assertTrue(time.find(), () -> panel + " says no time: " + browser.text(panel));
            LocalTime said = LocalTime.parse(time.group(1));
            long off = Duration.between(said, LocalTime.ofInstant(killed, NEW_YORK))
                    .toSeconds();
            assertTrue(Math.floorMod(off + 60, 24 * 3600) < 120, () -> panel + " says " + said + ", killed " + killed);
        }
    }

    private static String figures() {
        return browser.value("[...document.querySelectorAll('.figures')].map(f => f.innerText).join()")
                .toString();
    }

    private static List<String> rows() {
        return ((List<?>) browser.value(
                        "[...document.querySelectorAll('#kiosk-rows th a')]" + ".map(id => id.textContent)"))
                .stream().map(String::valueOf).toList();
    }

    /** How many rows say that their kiosk is not connected. */
    private static int unconnected() {
        return browser.text("#kiosk-rows").split("not connected", -1).length - 1;
    }

    private static void awaitRows(int n) {
        browser.await(n + " rows", () -> rows().size() == n);
    }

    private static void awaitStored(long events) {
        browser.await(events + " events are stored", () -> get("/api/v1/books").getLong("stored") >= events);
    }

    /** How often a service was used today. */
    private static long used(String service) {
        return get("/api/v1/usage?service=" + service).getJsonArray("rows").stream()
                .mapToLong(row -> ((JsonObject) row).getLong("count"))
                .sum();
    }

    private static JsonObject get(String path) {
        try {
            return city.get(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String grouped(long n) {
        return String.format(Locale.US, "%,d", n);
    }
}
