package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.curbline.gateway.pipeline.Pipeline;
import org.curbline.program.http.HttpFace;
import org.curbline.protocol.wire.RejectionReason;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.list.SampleKiosks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImportApiTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private final GatewayFixture fixture = GatewayFixture.start();
    private final HttpFace face = fixture.http();

    @AfterEach
    void close() {
        face.close().await();
        fixture.close();
    }

    @Test
    void theCitysCsvIsTakenAndAgainChangesNothing() throws Exception {
        String list = sample();
        assertEquals("25 added, 0 unchanged", told(post("text/csv", list)));
        assertEquals("0 added, 25 unchanged", told(post("text/csv; charset=utf-8", list)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "text/csv | `site_id,wifi_status,latitude,longitude\nmn-05-000009,up,40.7,-74.0`",
                "application/json | [{\"site_id\":\"mn-05-000009\",\"latitude\":\"40.7\",\"longitude\":\"-74.0\"}]",
                "application/geo+json | {\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":"
                        + "{\"type\":\"Point\",\"coordinates\":[-74.0,40.7]},\"properties\":{\"site_id\":\"mn-05-000009\"}}]}",
            })
    void theStatusFeedAndGeoJsonAreTaken(String type, String list) throws Exception {
        assertEquals("1 added, 0 unchanged", told(post(type, list)));
        Kiosk kiosk = Objects.requireNonNull(fixture.gateway().registry().find("mn-05-000009"));
        assertEquals(40.7, Objects.requireNonNull(kiosk.place()).latitude());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Report Ending,Number of Sessions\n09/28/2025,1", "[]x", "{\"a\":1}", "not a list"})
    void whatIsNoListIsSaidToBeNone(String body) throws Exception {
        HttpResponse<String> answer = post("text/csv", body);
        assertEquals(400, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("no kiosk list"), answer.body());
    }

    @Test
    void anotherTypeOfBodyIsRefused() throws Exception {
        assertEquals(415, post("text/plain", "site_id,status").statusCode());
    }

    @Test
    void theQuarantineIsAskedForTheReasonsThereAreAndNoOthers() throws Exception {
        JsonArray declared = new JsonObject(get("/openapi.json").body())
                .getJsonObject("components")
                .getJsonObject("parameters")
                .getJsonObject("QuarantineReason")
                .getJsonObject("schema")
                .getJsonArray("enum");
        List<String> reasons = new ArrayList<>(
                Stream.of(RejectionReason.values()).map(Enum::name).toList());
        reasons.addAll(List.of(Pipeline.NOT_AUTHORIZED, Pipeline.STORE_REFUSED));
        assertEquals(reasons, declared.getList());
        for (String reason : reasons) {
            assertEquals(200, get("/api/v1/quarantine?reason=" + reason).statusCode());
        }
        HttpResponse<String> misspelt = get("/api/v1/quarantine?reason=TO_OLD");
        assertEquals(400, misspelt.statusCode());
        assertEquals("reason", new JsonObject(misspelt.body()).getString("parameter"));
    }

    private static String told(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer.body());
        JsonObject report = new JsonObject(answer.body());
        assertEquals(0, report.getJsonArray("problems").size(), answer.body());
        return report.getInteger("added") + " added, " + report.getInteger("unchanged") + " unchanged";
    }

    private static String sample() throws IOException {
        StringWriter list = new StringWriter();
        try (Reader reader = SampleKiosks.reader()) {
            reader.transferTo(list);
        }
        return list.toString();
    }

    private HttpResponse<String> post(String type, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri("/api/v1/kiosks/import"))
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + face.port() + path);
    }
}
