package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.curbline.gateway.EventReader.Event;
import org.curbline.program.http.HttpFace;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.testservers.ApiDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a report on a socket to what is shown and streamed, with a clock that the test moves. */
class StatusApiIT {
    private static final String KIOSK = "mn-05-000001";
    private static final String TOPIC = "kiosks/" + KIOSK + "/status";
    private static final Instant NOON = Instant.parse("2026-11-23T17:00:00Z");
    private static final String CHANGED = "org.curbline.status.changed";
    private static final String PRESENCE = "org.curbline.presence.changed";

    private final HttpClient http = HttpClient.newHttpClient();
    private final ClockToMove clock = new ClockToMove(NOON);
    private GatewayFixture fixture;
    private HttpFace face;

    @BeforeEach
    void start() {
        fixture = GatewayFixture.over(new StoreInMemory(), clock);
        fixture.registry.put(new Kiosk(KIOSK, Lifecycle.ACTIVE, "", null, null, null, Origin.ADDED));
        face = fixture.http();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void whatIsReportedIsShownUntilItIsTooOld() throws Exception {
        try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            assertEquals("unknown never-reported", awaitWifi("unknown"));
            kiosk.publish(1, TOPIC, report(1, "wifi", "up", NOON)).puback(1);
            assertEquals("up reported-up", awaitWifi("up"));
            clock.on(Duration.ofSeconds(119));
            kiosk.publish(2, TOPIC, report(2, "tablet", "up", clock.instant())).puback(2); // not of this service
            assertEquals("up reported-up", awaitWifi("up"));
            clock.on(Duration.ofSeconds(1));
            assertEquals("unknown report-too-old", awaitWifi("unknown"));
            assertEquals(NOON.plusSeconds(120).toString(), wifi().getString("since"));
            assertEquals(NOON.toString(), wifi().getString("reportedAt"));
        }
    }

    @Test
    void kioskThatVanishesIsOfflineAtOnceAndUnknownAfterTheGrace() throws Exception {
        try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            kiosk.publish(1, TOPIC, report(1, "wifi", "up", NOON)).puback(1);
            awaitWifi("up");
            assertEquals("online", kiosk(KIOSK).getJsonObject("connection").getString("state"));
        }
        JsonObject offline = awaitConnection("offline");
        assertEquals("connection-lost", offline.getString("reason"));
        assertEquals("up reported-up", awaitWifi("up"));
        clock.on(Duration.ofSeconds(30));
        assertEquals("unknown kiosk-offline", awaitWifi("unknown"));
        try (RawMqtt back = RawMqtt.v5(fixture.port, KIOSK)) {
            back.publish(1, TOPIC, report(2, "call", "up", clock.instant())).puback(1);
            awaitConnection("online");
            assertEquals("up reported-up", awaitWifi("up"), "its last report is young enough to count again");
        }
    }

    @Test
    void howAComputerIsIsShownByItsNewestReport() throws Exception {
        String topic = "kiosks/" + KIOSK + "/health";
        try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            kiosk.publish(
                            1,
                            topic,
                            health(
                                    1,
                                    NOON,
                                    ",\"load\":7.25,\"lostEvents\":12,\"supply\":\"low\",\"clock\":\"gateway\""))
                    .puback(1);
            kiosk.publish(2, topic, health(2, NOON.minusSeconds(60), "")).puback(2); // from its spool
            kiosk.publish(3, TOPIC, report(3, "wifi", "up", NOON)).puback(3);
            awaitWifi("up");
            assertEquals(
                    new JsonObject(
                            "{\"at\":\"2026-11-23T17:00:00.000Z\",\"temperatureCelsius\":51.5,\"cpuPercent\":12.0,"
                                    + "\"memoryPercent\":48.0,\"diskPercent\":31.0,\"uptimeSeconds\":60,\"spooledEvents\":0,"
                                    + "\"load\":7.25,\"lostEvents\":12,\"supply\":\"low\",\"clock\":\"gateway\"}"),
                    kiosk(KIOSK).getJsonObject("health"));
            kiosk.publish(4, topic, health(4, NOON.plusSeconds(60), "")).puback(4);
            kiosk.publish(5, TOPIC, report(5, "wifi", "down", NOON)).puback(5);
            awaitWifi("down");
            assertFalse(kiosk(KIOSK).getJsonObject("health").containsKey("supply"), "it is well again");
            String bare = "{\"seq\":6,\"at\":\"2026-11-23T17:02:00.000Z\",\"spooledEvents\":7,\"lostEvents\":12}";
            kiosk.publish(6, topic, bare).puback(6);
            kiosk.publish(7, TOPIC, report(7, "wifi", "up", NOON)).puback(7);
            awaitWifi("up");
            assertEquals(
                    new JsonObject("{\"at\":\"2026-11-23T17:02:00.000Z\",\"spooledEvents\":7,\"lostEvents\":12}"),
                    kiosk(KIOSK).getJsonObject("health"),
                    "what is not measured is no figure");
        }
    }

    private static String health(int seq, Instant at, String condition) {
        return "{\"seq\":" + seq + ",\"at\":\"" + at + "\",\"temperatureCelsius\":51.5,\"cpuPercent\":12,"
                + "\"memoryPercent\":48,\"diskPercent\":31,\"uptimeSeconds\":60,\"spooledEvents\":0" + condition + "}";
    }

    /** Nothing between the gateway and whoever asks may answer in its place with what was true once. */
    @Test
    void noAnswerIsUsedAgainWithoutAsking() throws Exception {
        JsonObject paths = new JsonObject(
                        http.send(HttpRequest.newBuilder(uri("/openapi.json")).build(), BodyHandlers.ofString())
                                .body())
                .getJsonObject("paths");
        int asked = 0;
        for (String path : paths.fieldNames()) {
            boolean isStream = path.endsWith("/events");
            if (!isStream && !path.contains("{") && paths.getJsonObject(path).containsKey("get")) {
                HttpResponse<String> answer = get(path, "none");
                assertEquals(200, answer.statusCode(), path);
                String kept = answer.headers().firstValue("Cache-Control").orElse("no such header");
                assertTrue(Set.of("no-cache", "no-store").contains(kept), path + ": " + kept);
                asked++;
            }
        }
        assertTrue(asked > 5, asked + " paths");
    }

    @Test
    void whatFlapsIsShownAndIsNoEventBeforeItHolds() throws Exception {
        fixture.close();
        fixture = GatewayFixture.over(new StoreInMemory(), clock, "status.event-hold", "30s");
        fixture.registry.put(new Kiosk(KIOSK, Lifecycle.ACTIVE, "", null, null, null, Origin.ADDED));
        face = fixture.http();
        try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK);
                EventReader events = EventReader.open(face.port(), "?type=" + CHANGED, null)) {
            kiosk.publish(1, TOPIC, report(1, "wifi", "up", NOON)).puback(1);
            awaitWifi("up");
            clock.on(Duration.ofSeconds(30));
            assertEquals("up", events.next().data("state"));
            kiosk.publish(2, TOPIC, report(2, "wifi", "down", clock.instant())).puback(2);
            awaitWifi("down");
            clock.on(Duration.ofSeconds(29));
            kiosk.publish(3, TOPIC, report(3, "wifi", "up", clock.instant())).puback(3);
            awaitWifi("up");
            clock.on(Duration.ofSeconds(1));
            kiosk.publish(4, TOPIC, report(4, "wifi", "degraded", clock.instant()))
                    .puback(4);
            awaitWifi("degraded");
            clock.on(Duration.ofSeconds(30));
            Event degraded = events.next();
            assertEquals("degraded", degraded.data("state"), "down did not hold");
            assertEquals("up", degraded.data("before"));
        }
    }

    @Test
    void useIsShownBesideTheState() throws Exception {
        try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            kiosk.publish(1, "kiosks/" + KIOSK + "/usage/wifi", Events.wifi(1, NOON.toString()))
                    .puback(1);
            await(() -> NOON.toString().equals(wifi().getString("usedAt")), "the use is shown");
            assertEquals("unknown", wifi().getString("state"), "use is no report");
        }
    }

    @Test
    void kioskThatIsNotInServiceIsNotJudgedByWhatItSays() throws Exception {
        try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            kiosk.publish(1, TOPIC, report(1, "wifi", "down", NOON)).puback(1);
            assertEquals("down reported-down", awaitWifi("down"));
            lifecycle(Lifecycle.MAINTENANCE);
            assertEquals("maintenance under-maintenance", awaitWifi("maintenance"));
            lifecycle(Lifecycle.REMOVED);
            assertEquals("unknown not-in-service", awaitWifi("unknown"));
        }
    }

    @Test
    void fleetIsCountedByServiceAndStateAndTheWorstComesFirst() throws Exception {
        fixture.registry.put(new Kiosk("bx-01-000002", Lifecycle.ACTIVE, "", null, null, null, Origin.ADDED));
        try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            kiosk.publish(1, TOPIC, report(1, "wifi", "up", NOON)).puback(1);
            kiosk.publish(2, TOPIC, report(2, "call", "down", NOON)).puback(2);
            kiosk.publish(3, TOPIC, report(3, "tablet", "degraded", NOON)).puback(3);
            await(() -> count("tablet", "degraded") == 1 && count("tablet", "unknown") == 1, "the fleet is counted");
            assertEquals(1, count("wifi", "up"));
            assertEquals(1, count("call", "down"));
            JsonObject worst = fleet().getJsonArray("worst").getJsonObject(0);
            assertEquals(KIOSK, worst.getString("kiosk"));
            assertEquals("down", worst.getString("state"));
            assertEquals("no-reason-given", worst.getString("detail"));
            assertEquals(2, fleet().getInteger("kiosks"));
            assertEquals(1, fleet().getInteger("online"));
        }
    }

    @Test
    void listSaysWhyAServiceIsNotUpAndWhereTheStreamGoesOn() throws Exception {
        try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            kiosk.publish(1, TOPIC, report(1, "wifi", "up", NOON)).puback(1);
            kiosk.publish(2, TOPIC, report(2, "call", "down", NOON)).puback(2);
            await(() -> count("call", "down") == 1, "both are known");
            awaitRecovered();
            JsonObject list = new JsonObject(get("/api/v1/kiosks", "\"none\"").body());
            JsonObject why = list.getJsonArray("kiosks").getJsonObject(0).getJsonObject("why");
            assertEquals(Set.of("call", "charging", "tablet"), why.fieldNames());
            assertEquals(
                    new JsonObject()
                            .put("since", NOON.toString())
                            .put("reason", "reported-down")
                            .put("detail", "no-reason-given"),
                    why.getJsonObject("call"));
            assertEquals(
                    Set.of("reported-down", "never-reported"),
                    list.getJsonObject("sentences").fieldNames());
            assertTrue(list.getBoolean("recovered"));

            kiosk.publish(3, TOPIC, report(3, "call", "up", NOON.plusMillis(1))).puback(3);
            try (EventReader later =
                    EventReader.open(face.port(), "?lastEventId=" + list.getString("position"), null)) {
                assertEquals("up", later.next().data("state"), "the first that is not in the list");
            }
        }
    }

    @Test
    void unchangedAnswersAreNotSentAgain() throws Exception {
        for (String path : new String[] {"/api/v1/status", "/api/v1/kiosks/" + KIOSK}) {
            String tag = get(path, "\"none\"").headers().firstValue("etag").orElse("none");
            assertEquals(304, get(path, tag).statusCode(), path);
        }
        String tag =
                get("/api/v1/status", "\"none\"").headers().firstValue("etag").orElse("none");
        try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            kiosk.publish(1, TOPIC, report(1, "wifi", "up", NOON)).puback(1);
            awaitWifi("up");
            assertEquals(200, get("/api/v1/status", tag).statusCode());
        }
    }

    @Test
    void whatHasNotChangedIsNotSentAgainThoughTheStreamAndTheClockHaveGoneOn() throws Exception {
        fixture.registry.put(new Kiosk("bx-01-000002", Lifecycle.REMOVED, "", null, null, null, Origin.ADDED));
        String removed = "/api/v1/kiosks?lifecycle=REMOVED";
        await(() -> get(removed, "none").body().contains("not-in-service"), "the removed kiosk is shown");
        awaitRecovered();
        try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            kiosk.publish(1, TOPIC, report(1, "wifi", "up", NOON)).puback(1);
            awaitWifi("up");
            String history = "/api/v1/kiosks/" + KIOSK + "/history";
            HttpResponse<String> list = get(removed, "none");
            HttpResponse<String> told = get(history, "none");

            clock.on(Duration.ofSeconds(30));
            kiosk.publish(2, TOPIC, report(2, "call", "up", clock.instant())).puback(2);
            await(() -> !position(get(removed, "none")).equals(position(list)), "the stream goes on");
            assertEquals(304, get(removed, tag(list)).statusCode());
            assertEquals(304, get(history, tag(told)).statusCode(), "it ends later, and says the same");
        }
    }

    @Test
    void daysOfAHistoryAreThoseOfTheZoneHoweverLongTheyAre() throws Exception {
        try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            kiosk.publish(1, TOPIC, report(1, "wifi", "up", NOON)).puback(1);
            awaitWifi("up");
            String history = "/api/v1/kiosks/" + KIOSK + "/history?";

            JsonObject told =
                    new JsonObject(get(history + "from=2025-11-02&to=2025-11-03&zone=America/New_York", "none")
                            .body());
            assertEquals("2025-11-02T04:00:00Z", told.getString("from"));
            assertEquals("2025-11-03T05:00:00Z", told.getString("to"), "the clocks went back that day");
            JsonObject utc = new JsonObject(
                    get(history + "from=2025-11-02&to=2025-11-03", "none").body());
            assertEquals("2025-11-02T00:00:00Z", utc.getString("from"));

            String hundred = "from=2025-08-01&to=2025-11-09"; // of New York's days, and an hour
            assertEquals(
                    200,
                    get(history + hundred + "&zone=America/New_York", "none").statusCode());
            assertEquals(
                    "At most 100 days at once.",
                    new JsonObject(get(history + hundred.replace("11-09", "11-10"), "none")
                                    .body())
                            .getString("detail"));
            assertEquals(400, get(history + "zone=Manhattan", "none").statusCode());
        }
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("etag").orElse("none");
    }

    private static String position(HttpResponse<String> answer) {
        return new JsonObject(answer.body()).getString("position");
    }

    @Test
    void whatIsNotInServiceIsCountedApartAndHidesNothing() throws Exception {
        for (int i = 10; i < 30; i++) {
            fixture.registry.put(new Kiosk("bx-01-0000" + i, Lifecycle.REMOVED, "", null, null, null, Origin.ADDED));
        }
        try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            int seq = 0;
            for (String service : new String[] {"wifi", "charging", "call", "tablet"}) {
                String state = service.equals("tablet") ? "degraded" : "up";
                kiosk.publish(++seq, TOPIC, report(seq, service, state, NOON)).puback(seq);
            }
            await(
                    () -> fleet().getJsonArray("worst").size() == 1
                            && fleet().getJsonObject("services")
                                            .getJsonObject("wifi")
                                            .getInteger("not-in-service")
                                    == 20,
                    "one is degraded and twenty are not in service: " + fleet().encode());
            JsonObject worst = fleet().getJsonArray("worst").getJsonObject(0);
            assertEquals("degraded", worst.getString("state"));
            JsonObject wifi = fleet().getJsonObject("services").getJsonObject("wifi");
            assertEquals(0, wifi.getInteger("unknown"));
            assertEquals(1, wifi.getInteger("up"));
        }
    }

    @Test
    void whoAsksForNoMoreThanTheHeadOfTheStreamIsAnsweredAtOnce() throws Exception {
        HttpResponse<String> head = http.send(
                HttpRequest.newBuilder(uri("/api/v1/events"))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        assertEquals(200, head.statusCode());
        assertEquals(
                "text/event-stream", head.headers().firstValue("content-type").orElse(""));
    }

    @Test
    void nobodyKnowsAKioskThatNeverWas() throws Exception {
        HttpResponse<String> answer = get("/api/v1/kiosks/mn-05-999999", "\"none\"");
        assertEquals(404, answer.statusCode());
        assertTrue(answer.body().contains("mn-05-999999"), answer.body());
    }

    @Test
    void streamTellsWhatChangesAndResumesWithoutLossOrRepeat() throws Exception {
        try (EventReader reader = EventReader.open(face.port(), "", null);
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            kiosk.publish(1, TOPIC, report(1, "wifi", "up", NOON)).puback(1);
            assertEquals("online", reader.next().data("connection"));
            Event up = reader.next();
            assertEquals(CHANGED, up.type());
            assertEquals("1.0", up.body().getString("specversion"));
            assertEquals("kiosks/" + KIOSK + "/services/wifi", up.body().getString("subject"));
            assertEquals(NOON.toString(), up.body().getString("time"));
            assertEquals("up", up.data("state"));
            assertEquals("unknown", up.data("before"));
            reader.stop();

            kiosk.publish(2, TOPIC, report(2, "wifi", "up", NOON.plusMillis(1))).puback(2);
            kiosk.publish(3, TOPIC, report(3, "wifi", "degraded", NOON.plusMillis(2)))
                    .puback(3);
            kiosk.publish(4, TOPIC, report(4, "wifi", "down", NOON.plusMillis(3)))
                    .puback(4);
            awaitWifi("down");
            try (EventReader resumed = EventReader.open(face.port(), "", up.id())) {
                assertEquals("degraded", resumed.next().data("state"));
                assertEquals("down", resumed.next().data("state"));
                assertTrue(resumed.isSilent(), "no repeat");
            }
            try (EventReader stranger = EventReader.open(face.port(), "", "elsewhere-7")) {
                assertEquals("reset", stranger.next().type(), "an id of another run is not guessed at");
            }
        }
    }

    @Test
    void whatLooksLikeANumberIsTextWhereTextIsMeant() throws Exception {
        try (RawMqtt kiosk = RawMqtt.v5(fixture.port, "12");
                EventReader events = EventReader.open(face.port(), "?kiosk=12&lastEventId=9247807e-364", null)) {
            assertEquals("reset", events.next().type());
            kiosk.publish(1, "kiosks/12/status", report(1, "wifi", "up", NOON)).puback(1);
            await(() -> events.lastId().startsWith("f"), "an event came, and its id begins with a letter");
        }
        assertEquals(200, get("/api/v1/kiosks?borough=1e5", "none").statusCode());
        assertEquals("12", new JsonObject(get("/api/v1/kiosks/12", "none").body()).getString("id"));
        try (EventReader resumed = EventReader.open(face.port(), "", "1e-3")) {
            assertEquals("reset", resumed.next().type(), "the header is text, too");
        }
    }

    @Test
    void streamIsFiltered() throws Exception {
        try (EventReader presence = EventReader.open(face.port(), "?type=" + PRESENCE, null);
                EventReader tablets = EventReader.open(face.port(), "?service=tablet&type=" + CHANGED, null);
                EventReader other = EventReader.open(face.port(), "?kiosk=bx-01-000002", null)) {
            try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
                kiosk.publish(1, TOPIC, report(1, "wifi", "up", NOON)).puback(1);
                kiosk.publish(2, TOPIC, report(2, "tablet", "up", NOON)).puback(2);
                assertEquals("tablet", tablets.next().data("service"));
            }
            assertEquals("online", presence.next().data("connection"));
            assertEquals("offline", presence.next().data("connection"));
            assertTrue(other.isSilent());
        }
        HttpRequest wrong =
                HttpRequest.newBuilder(uri("/api/v1/events?service=toaster")).build();
        HttpResponse<String> answer = ApiDocument.require(http.send(wrong, BodyHandlers.ofString()));
        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains("service"), answer.body());
    }

    @Test
    void webSocketTellsTheSameAndResumesByPosition() throws Exception {
        try (WebSocketReader reader = socket("?kiosk=" + KIOSK);
                EventReader stream = EventReader.open(face.port(), "", null);
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            kiosk.publish(1, TOPIC, report(1, "wifi", "up", NOON)).puback(1);
            assertEquals("cloudevents.json", reader.subprotocol());
            assertEquals("online", reader.next().getJsonObject("data").getString("connection"));
            stream.next();
            JsonObject up = reader.next();
            Event same = stream.next();
            String position = up.getString("position");
            assertEquals(same.id(), position);
            assertEquals(same.body().put("position", position), up);
            kiosk.publish(2, TOPIC, report(2, "tablet", "up", NOON.plusMillis(1)))
                    .puback(2);
            kiosk.publish(3, TOPIC, report(3, "wifi", "down", NOON.plusMillis(2)))
                    .puback(3);
            awaitWifi("down");
            try (WebSocketReader resumed = socket("?service=wifi&lastEventId=" + position)) {
                assertEquals("down", resumed.next().getJsonObject("data").getString("state"));
                assertTrue(resumed.isSilent(), "no repeat, and nothing of the tablet");
            }
            try (WebSocketReader stranger = socket("?lastEventId=elsewhere-7")) {
                JsonObject reset = stranger.next();
                assertEquals("org.curbline.stream.reset", reset.getString("type"));
                try (WebSocketReader again = socket("?lastEventId=" + reset.getString("position"))) {
                    assertTrue(again.isSilent(), "the position of the reset can be followed");
                }
            }
        }
    }

    @Test
    void webSocketIsForPagesFromHereAndForListeningOnly() throws Exception {
        String own = "127.0.0.1:" + face.port();
        ExecutionException refused = assertThrows(
                ExecutionException.class,
                () -> WebSocketReader.open(webSocket(""), "Origin", "https://elsewhere.example"));
        WebSocketHandshakeException answered = assertInstanceOf(WebSocketHandshakeException.class, refused.getCause());
        assertEquals(403, answered.getResponse().statusCode());
        try (WebSocketReader talker = WebSocketReader.open(webSocket(""), "Origin", "http://" + own)) {
            talker.say("hello");
            assertEquals("1003 Nothing is expected to be said here.", talker.closed());
        }
        try (WebSocketReader shouter = socket("")) {
            shouter.say("x".repeat(20_000)); // more than a frame may have, and little enough to be sent whole
            // Who is still shouting when the connection ends may hear of that before the reason.
            assertTrue(shouter.closed().matches("1002.*|error java.io.IOException: .*"), shouter.closed());
        }
    }

    private WebSocketReader socket(String query) throws Exception {
        return WebSocketReader.open(webSocket(query));
    }

    private URI webSocket(String query) {
        return URI.create("ws://127.0.0.1:" + face.port() + "/api/v1/events" + query);
    }

    /** @return state and reason, once the state is shown */
    private String awaitWifi(String state) throws Exception {
        await(() -> state.equals(wifi().getString("state")), "WiFi is " + state);
        JsonObject wifi = wifi();
        assertNotEquals("", wifi.getString("sentence"));
        return wifi.getString("state") + ' ' + wifi.getString("reason");
    }

    private JsonObject awaitConnection(String state) throws Exception {
        await(() -> kiosk(KIOSK).getJsonObject("connection").getString("state").equals(state), "it is " + state);
        return kiosk(KIOSK).getJsonObject("connection");
    }

    /** A part of what the list says. */
    private void awaitRecovered() throws Exception {
        await(() -> get("/api/v1/kiosks", "\"none\"").body().contains("\"recovered\":true"), "it knows the past");
    }

    private JsonObject wifi() throws IOException, InterruptedException {
        return kiosk(KIOSK).getJsonArray("services").stream()
                .map(JsonObject.class::cast)
                .filter(service -> service.getString("service").equals("wifi"))
                .findFirst()
                .orElseThrow();
    }

    private int count(String service, String state) throws IOException, InterruptedException {
        return fleet().getJsonObject("services").getJsonObject(service).getInteger(state);
    }

    private JsonObject fleet() throws IOException, InterruptedException {
        return new JsonObject(get("/api/v1/status", "\"none\"").body());
    }

    private JsonObject kiosk(String id) throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/api/v1/kiosks/" + id, "\"none\"");
        // A kiosk that was registered a moment ago is on the board after its next look into the registry.
        return answer.statusCode() == 404
                ? new JsonObject(
                        "{\"connection\":{\"state\":\"\"},\"services\":[{\"service\":\"wifi\",\"state\":\"\"}]}")
                : new JsonObject(answer.body());
    }

    private HttpResponse<String> get(String path, String tag) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri(path)).header("If-None-Match", tag).build();
        return ApiDocument.require(http.send(request, BodyHandlers.ofString()));
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + face.port() + path);
    }

    private void lifecycle(Lifecycle lifecycle) {
        fixture.registry.put(new Kiosk(KIOSK, lifecycle, "", null, null, null, Origin.ADDED));
    }

    private static String report(long seq, String service, String state, Instant at) {
        String reason = state.equals("up") ? "" : ",\"reason\":\"no-reason-given\"";
        return "{\"seq\":" + seq + ",\"at\":\"" + at + "\",\"service\":\"" + service + "\",\"state\":\"" + state + '"'
                + reason + '}';
    }

    private static void await(Condition condition, String what) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < until, () -> "Waited in vain until " + what);
            Thread.sleep(20);
        }
    }

    /** Something to wait for. */
    private interface Condition {
        boolean holds() throws Exception;
    }
}
