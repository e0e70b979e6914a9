package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.registry.kiosk.Place;
import org.curbline.testservers.ApiDocument;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which kiosks a list has, and in which order. */
class ChosenKiosksTest {
    private static final String GRAND_CENTRAL = "40.7527,-73.9772";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static GatewayFixture fixture;
    private static int port;
    private static int seq;

    @BeforeAll
    static void open() throws Exception {
        fixture = GatewayFixture.start();
        register("bk-01-000001", Lifecycle.ACTIVE, new Place(40.6782, -73.9442, "Brooklyn", "303", "", ""));
        register("mn-05-000001", Lifecycle.ACTIVE, new Place(40.7580, -73.9855, "Manhattan", "105", "", ""));
        register("mn-05-000002", Lifecycle.MAINTENANCE, new Place(40.7527, -73.9772, "Manhattan", "105", "", ""));
        register("mn-06-000001", Lifecycle.PLANNED, new Place(40.7484, -73.9857, "Manhattan", "106", "", ""));
        register("xx-00-000001", Lifecycle.ACTIVE, null);
        port = fixture.http().port();
        report("bk-01-000001", "wifi", "down");
        report("mn-05-000001", "wifi", "up");
        report("mn-05-000001", "call", "down");
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                      | bk-01-000001 mn-05-000001 mn-05-000002 mn-06-000001 xx-00-000001",
                "?borough=Brooklyn                       | bk-01-000001",
                "?borough=manhattan&lifecycle=ACTIVE     | mn-05-000001",
                "?lifecycle=MAINTENANCE&lifecycle=PLANNED | mn-05-000002 mn-06-000001",
                "?state=down                             | bk-01-000001 mn-05-000001",
                "?state=down&service=wifi                | bk-01-000001",
                "?state=up&state=down&service=wifi       | bk-01-000001 mn-05-000001",
                "?state=down&borough=Manhattan           | mn-05-000001",
                "?state=degraded                         | ''",
                "?near=40.7527,-73.9772                  | mn-05-000002 mn-06-000001 mn-05-000001 bk-01-000001",
                // Another order without the way east, and another if a degree east were as long as one north.
                "?near=40.734,-73.933                    | mn-05-000002 mn-06-000001 mn-05-000001 bk-01-000001",
                "?near=40.7527,-73.9772&state=down       | mn-05-000001 bk-01-000001",
            })
    void areThoseThatFitInOrder(String query, String expected) throws Exception {
        assertEquals(expected, ids(list(query)));
        assertEquals(
                expected.isEmpty() ? 0 : expected.split(" ").length, list(query).getInteger("found"));
    }

    @ParameterizedTest
    @CsvSource({"?limit=2, 3", "?limit=2&near=40.7527;-73.9772, 2", "?limit=5, 1", "?limit=1&borough=Manhattan, 3"})
    void comePageByPageEachOnce(String asked, int pages) throws Exception {
        String query = asked.replace(';', ',');
        StringBuilder all = new StringBuilder();
        JsonObject page = list(query);
        int number = 1;
        while (page.getString("next") != null) {
            all.append(ids(page)).append(' ');
            page = list(query + "&after=" + page.getString("next"));
            number++;
        }
        assertEquals(pages, number);
        assertEquals(ids(list(query.replaceAll("limit=\\d+&?", ""))), all + ids(page));
    }

    @Test
    void goOnBehindAKioskThatIsGoneMeanwhile() throws Exception {
        assertEquals("mn-05-000002 mn-06-000001 xx-00-000001", ids(list("?after=mn-05-000001x")));
        HttpResponse<String> lost = get("?near=" + GRAND_CENTRAL + "&after=mn-05-000001x");
        assertEquals(400, lost.statusCode(), "where that was nobody knows");
        assertEquals("after", new JsonObject(lost.body()).getString("parameter"));
    }

    @ParameterizedTest
    @CsvSource({"?near=91;0, near", "?near=0;181, near", "?near=here, near", "?limit=0, limit", "?state=broken, state"})
    void whatCannotBeAskedNamesTheParameter(String query, String parameter) throws Exception {
        HttpResponse<String> answer = get(query.replace(';', ','));
        assertEquals(400, answer.statusCode());
        assertEquals(parameter, new JsonObject(answer.body()).getString("parameter"), answer.body());
    }

    private static void register(String id, Lifecycle lifecycle, @Nullable Place place) {
        fixture.registry.put(new Kiosk(id, lifecycle, "", place, null, null, Origin.ADDED));
    }

    private static void report(String kiosk, String service, String state) throws Exception {
        try (RawMqtt connection = RawMqtt.v5(fixture.port, kiosk)) {
            connection
                    .publish(
                            1,
                            "kiosks/" + kiosk + "/status",
                            "{\"seq\":" + ++seq + ",\"at\":\"" + GatewayFixture.NOW + "\",\"service\":\"" + service
                                    + "\",\"state\":\"" + state + "\"}")
                    .puback(1);
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!ids(list("?service=" + service + "&state=" + state)).contains(kiosk)) {
                assertTrue(System.nanoTime() < until, kiosk + " is not shown");
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
    }

    private static String ids(JsonObject list) {
        List<String> ids = list.getJsonArray("kiosks").stream()
                .map(kiosk -> ((JsonObject) kiosk).getString("id"))
                .toList();
        return String.join(" ", ids);
    }

    private static JsonObject list(String query) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(query);
        assertEquals(200, answer.statusCode(), answer.body());
        return new JsonObject(answer.body());
    }

    private static HttpResponse<String> get(String query) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/kiosks" + query);
        return ApiDocument.require(HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()));
    }
}
