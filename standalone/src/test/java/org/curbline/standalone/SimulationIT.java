package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.testservers.FreePort;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A kiosk is unplugged by hand on its page, and one sees that Curbline comes to say so; the audit knows of it. Clocks
 * run five times as fast, too fast for what is seen to be in time on a machine that is busy; so that is not asserted.
 */
class SimulationIT {
    private static final String FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth";
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final int SPEED = 5;
    private static final String KIOSK = SyntheticCity.of(12, 1).get(0).id().value();
    private static final String OTHER = SyntheticCity.of(12, 1).get(1).id().value();
    private static final String FAULTS = "/api/v1/simulation/faults";

    private final HttpClient http = HttpClient.newHttpClient();
    private final StandaloneOptions options = new StandaloneOptions();
    private final Path data;

    SimulationIT(@TempDir Path data) {
        this.data = data;
        options("--kiosks", "12");
    }

    /** What arguments do not say becomes as it is by default, so ports and folder are set after them. */
    private void options(String... arguments) {
        CommandLine.populateCommand(options, arguments);
        options.data = data;
        options.httpPort = FreePort.find();
        options.mqttPort = FreePort.find();
    }

    @Test
    void anUnpluggedKioskIsSeenToBeDetectedAndIsInTheAudit() throws Exception {
        try (Chromium browser = Chromium.start();
                City city = City.start(options, new FastClock(SPEED))) {
            browser.size(1440, 900).open(url("/kiosks/" + KIOSK));
            browser.awaitText("#kiosk-state", "Everything is up.");
            browser.awaitText("#kiosk-truth", "In truth nothing is wrong.");
            browser.size(320, 900).awaitValue(FITS, true);
            browser.size(1440, 900);
            assertRefusesWhatCannotBe();
            browser.run("document.getElementById('unplug').click()");
            browser.awaitText("#kiosk-truth", "In truth it has no power.");
            browser.awaitText("#end-fault", "Plug it in again");
            browser.awaitMatch("#kiosk-said", "Since .*, by hand\\. Curbline said: unknown after \\d+ (s|min)\\.");
            browser.awaitText("#kiosk-state", "Everything is unknown.");
            assertEquals(List.of(), browser.barriers());
            picture(browser, "simulated-kiosk");

            assertEquals(201, send("POST", FAULTS, fault(OTHER, "dead", "call")).statusCode());
            browser.open(url("/"));
            browser.awaitStart("#simulation-now", "2 faults happen now, with a ring on the map; Curbline has said");
            browser.awaitMatch("#truths", ".*Calls down, and the kiosk says so \\(by hand\\).* down after .*");
            browser.awaitMatch("#truths", ".*has no power \\(by hand\\).* unknown after .*");
            browser.await("Rings are drawn", () -> browser.painted("#dots", "--ink") > 20);
            assertEquals(List.of(), browser.barriers());
            picture(browser, "simulated");
            assertEquals(200, send("DELETE", FAULTS + '/' + OTHER, "").statusCode());

            browser.open(url("/kiosks/" + KIOSK));
            browser.awaitText("#end-fault", "Plug it in again");
            browser.run("document.getElementById('end-fault').click()");
            browser.awaitText("#kiosk-truth", "In truth nothing is wrong.");
            browser.awaitText("#kiosk-state", "Everything is up.");
            assertEquals(
                    List.of(),
                    browser.complaints().stream()
                            .filter(each -> !each.contains("willReadFrequently")) // a test reads canvases
                            .toList());

            String books = city.finish().text();
            assertTrue(books.contains("waiting 0  lost 0  twice 0"), books);
            assertTrue(books.contains("faults     dead 1  power-cut 1  repeating 1"), books);
            assertTrue(books.matches("(?s).*known      services 48  intervals \\d+  differing 0.*"), books);
        }
    }

    @Test
    void whatIsSimulatedInThePastIsFoundThere() throws Exception {
        options("--kiosks", "12", "--speed", "600");
        try (Chromium browser = Chromium.start();
                City city = City.start(options, Clock.systemUTC())) {
            assertTrue(city.hasFleet());
            browser.size(1440, 900).open(url("/"));
            browser.awaitPart("#simulation-past", "It has not come to the present yet");
            browser.await("Something was used on the simulated day", () -> isUsed(browser));
            browser.run("document.getElementById('usage-then').click()");
            browser.awaitMatch("#sums-list", ".*sessions [1-9].*"); // once it is counted and asked for again
            assertEquals(List.of(), browser.complaints());
        }
    }

    @Test
    void whatEndedInThePastSaysSoAndLeadsToItsLastDay(@TempDir Path beside) throws Exception {
        LocalDate day = LocalDate.now(NEW_YORK).minusDays(3);
        Path scenario = Files.writeString(
                beside.resolve("ended.yaml"),
                """
                name: ended
                shows: A day that is over.
                expect: [nothing]
                city: {kiosks: 5}
                calendar: {start: %s, duration: 1d, speed: 20000}
                """
                        .formatted(day));
        options("--scenario", scenario.toString());
        try (Chromium browser = Chromium.start();
                City city = City.start(options, Clock.systemUTC())) {
            assertTrue(city.hasFleet());
            browser.size(1440, 900).open(url("/"));
            browser.awaitPart("#simulation-past", "It ended in the past");
            browser.awaitValue(
                    "document.getElementById('usage-then').getAttribute('href')",
                    "/usage?range=custom&from=" + day + "&to=" + day.plusDays(1));
        }
    }

    @Test
    void aPauseStopsTimeAndTheDocumentNamesEveryFault() throws Exception {
        try (City city = City.start(options, Clock.systemUTC())) {
            assertTrue(city.hasFleet());
            JsonObject paused = json(send("PUT", "/api/v1/simulation", "{\"paused\": true}"));
            assertTrue(paused.getBoolean("paused"), paused.encode());
            assertEquals(
                    paused.getString("time"),
                    json(send("GET", "/api/v1/simulation", "")).getString("time"));
            assertEquals("ordinary", paused.getJsonObject("scenario").getString("name"));
            JsonObject on = json(send("PUT", "/api/v1/simulation", "{\"paused\": false}"));
            assertEquals(false, on.getBoolean("paused"));

            JsonObject schemas = json(send("GET", "/openapi.json", ""))
                    .getJsonObject("components")
                    .getJsonObject("schemas");
            for (String schema : List.of("SimulatedFault", "FaultByHand")) {
                assertEquals(
                        Stream.of(FaultKind.values()).map(FaultKind::word).toList(),
                        schemas.getJsonObject(schema)
                                .getJsonObject("properties")
                                .getJsonObject("kind")
                                .getJsonArray("enum")
                                .getList());
            }
        }
    }

    /** A day that is over is not asked for again by itself. */
    /** On the day that the link leads to. */
    private boolean isUsed(Chromium browser) {
        Object days = browser.value("new URL(document.getElementById('usage-then').href).search"
                + ".replace('?range=custom', '?service=wifi&measure=count')");
        try {
            return send("GET", "/api/v1/usage" + days, "").body().matches("(?s).*\"count\" *: *[1-9].*");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertRefusesWhatCannotBe() throws Exception {
        assertEquals(
                404,
                send("POST", FAULTS, fault("mn-05-999999", "power-cut", null)).statusCode());
        assertEquals(400, send("POST", FAULTS, fault(OTHER, "dead", null)).statusCode());
        assertEquals(
                400, send("POST", FAULTS, fault(OTHER, "power-cut", "call")).statusCode());
        assertEquals(400, send("POST", FAULTS, fault(OTHER, "magic", null)).statusCode());
        assertEquals(404, send("DELETE", FAULTS + '/' + OTHER, "").statusCode());
        assertEquals(201, send("POST", FAULTS, fault(OTHER, "repeating", null)).statusCode());
        assertEquals(409, send("POST", FAULTS, fault(OTHER, "dead", "call")).statusCode());
        assertEquals(200, send("DELETE", FAULTS + '/' + OTHER, "").statusCode());
        assertEquals(
                false,
                json(send("GET", "/api/v1/simulation?kiosk=mn-05-999999", "")).getBoolean("simulated"));
    }

    private static String fault(String kiosk, String kind, @Nullable String service) {
        JsonObject fault = new JsonObject().put("kiosk", kiosk).put("kind", kind);
        return (service == null ? fault : fault.put("service", service)).encode();
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest.BodyPublisher sent =
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url(path))).method(method, sent);
        return http.send(
                (body.isEmpty() ? request : request.header("Content-Type", "application/json")).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonObject json(HttpResponse<String> answer) {
        return new JsonObject(answer.body());
    }

    private String url(String path) {
        return "http://127.0.0.1:" + options.httpPort + path;
    }

    /** For people to look at, if it is said where to. */
    private static void picture(Chromium browser, String name) throws Exception {
        String folder = System.getProperty("curbline.pictures");
        if (folder != null) {
            browser.picture(Files.createDirectories(Path.of(folder)).resolve(name + ".png"));
        }
    }
}
