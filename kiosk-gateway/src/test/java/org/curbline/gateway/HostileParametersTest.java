package org.curbline.gateway;

import static org.curbline.gateway.Events.BAD;
import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.curbline.program.http.HttpFace;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.registry.kiosk.Place;
import org.curbline.testservers.HostileWords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever the parameters are, of every question of the document: it is an answer or a mistake of the caller's, soon
 * and bounded, and nothing is changed. The seed is {@code -Dcurbline.seed}.
 */
class HostileParametersTest {
    private static final int REQUESTS = Integer.getInteger("curbline.fuzz", 1_000);
    private static final int MOST_BYTES = 100_000;
    private static final List<Integer> FINE = List.of(200, 400, 404, 414, 431);
    /** Its answer has no end, so it is asked for the head alone. */
    private static final String STREAM = "/api/v1/events";

    private final SplittableRandom random = new SplittableRandom(Long.getLong("curbline.seed", 1));
    private final HttpClient http = HttpClient.newHttpClient();
    private final GatewayFixture fixture = GatewayFixture.start();
    private HttpFace face;
    private JsonObject document = new JsonObject();

    @BeforeEach
    void start() throws Exception {
        Place place = new Place(40.7, -73.9, "Manhattan", "105", "", "");
        fixture.registry.put(new Kiosk(KIOSK, Lifecycle.ACTIVE, "", place, null, null, Origin.ADDED));
        face = fixture.http();
        try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            kiosk.publish(1, TOPIC, BAD).puback(1);
        }
        document = new JsonObject(ask("GET", "/openapi.json").body());
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void whateverIsAskedIsAnsweredOrRefusedAndNothingElse() throws Exception {
        List<String> paths = document.getJsonObject("paths").stream()
                .filter(path -> ((JsonObject) path.getValue()).containsKey("get"))
                .map(Map.Entry::getKey)
                .toList();
        String before = everything();
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            String path = paths.get(i % paths.size());
            String asked = address(path);
            HttpResponse<String> answer = ask(path.equals(STREAM) ? "HEAD" : "GET", asked);
            String shown = asked + " -> " + answer.statusCode() + ' ' + answer.body();
            String what = shown.substring(0, Math.min(800, shown.length()));
            statuses.merge(answer.statusCode(), 1, Integer::sum);
            assertTrue(FINE.contains(answer.statusCode()), what);
            assertTrue(
                    answer.body().length() < MOST_BYTES,
                    () -> "as long as " + answer.body().length() + ": " + what);
            if (answer.statusCode() == 400 && !path.equals(STREAM)) {
                assertTrue(answer.body().contains("\"detail\""), what);
            }
        }
        assertEquals(before, everything(), "nothing was changed");
        assertTrue(statuses.getOrDefault(200, 0) > REQUESTS / 5, statuses::toString);
        assertTrue(statuses.getOrDefault(400, 0) > REQUESTS / 5, statuses::toString);
        assertTrue(statuses.getOrDefault(404, 0) > REQUESTS / 20, statuses::toString);
    }

    private String everything() throws Exception {
        return ask("GET", "/api/v1/kiosks/" + KIOSK).body()
                + ask("GET", "/api/v1/kiosks/" + KIOSK + "/lifecycle").body()
                + ask("GET", "/api/v1/quarantine").body()
                + ask("GET", "/api/v1/maintenance").body();
    }

    /** Of three, two have one hostile parameter at most. */
    private String address(String path) {
        List<JsonObject> parameters = parameters(path);
        boolean restrained = random.nextInt(3) > 0;
        int chosen = parameters.isEmpty() ? -1 : random.nextInt(parameters.size());
        String asked = path;
        List<String> query = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            JsonObject parameter = parameters.get(i);
            String name = parameter.getString("name");
            boolean hostile = restrained ? i == chosen && random.nextBoolean() : random.nextBoolean();
            if (parameter.getString("in").equals("path")) {
                asked = asked.replace("{" + name + "}", encoded(hostile ? hostile() : KIOSK));
            } else if (hostile) {
                int times = random.nextInt(20) == 0 ? 60 : 1 + random.nextInt(2);
                for (int n = 0; n < times; n++) {
                    query.add(name + '=' + encoded(hostile()));
                }
            } else if (random.nextInt(3) == 0) {
                query.add(name + '=' + encoded(fitting(parameter)));
            }
        }
        if (random.nextInt(15) == 0) {
            query.add("no-such-parameter=" + encoded(hostile()));
        }
        return query.isEmpty() ? asked : asked + '?' + String.join("&", query);
    }

    private List<JsonObject> parameters(String path) {
        List<JsonObject> parameters = new ArrayList<>();
        JsonObject get = document.getJsonObject("paths").getJsonObject(path).getJsonObject("get");
        for (Object each : get.getJsonArray("parameters", new JsonArray())) {
            JsonObject parameter = resolved((JsonObject) each);
            if (!parameter.getString("in").equals("header")) {
                parameters.add(parameter);
            }
        }
        return parameters;
    }

    private JsonObject resolved(JsonObject said) {
        String reference = said.getString("$ref");
        return reference == null
                ? said
                : (JsonObject) JsonPointer.from(reference.substring(1)).queryJson(document);
    }

    private String fitting(JsonObject parameter) {
        JsonObject schema = parameter.getJsonObject("schema");
        JsonArray words = resolved(schema.getJsonObject("items", schema)).getJsonArray("enum");
        if (words != null) {
            return words.getString(random.nextInt(words.size()));
        }
        return switch (parameter.getString("name")) {
            case "kiosk", "after" -> KIOSK;
            case "borough" -> "Manhattan";
            case "near" -> "40.7,-73.9";
            case "from" -> (random.nextBoolean() ? "2026" : "2019") + "-11-2" + random.nextInt(3);
            case "to" -> "2026-11-23";
            default -> Integer.toString(1 + random.nextInt(20));
        };
    }

    private String hostile() {
        return HostileWords.ALL.get(random.nextInt(HostileWords.ALL.size()));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpResponse<String> ask(String method, String path) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + face.port() + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, BodyPublishers.noBody());
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
