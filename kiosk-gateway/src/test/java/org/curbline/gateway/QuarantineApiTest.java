package org.curbline.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.curbline.gateway.quarantine.Quarantine;
import org.curbline.program.http.HttpFace;
import org.curbline.testservers.ApiDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was refused, as people and spreadsheets ask for it. */
class QuarantineApiTest {
    private static final String NAMES = "id,at,kiosk,sender,topic,reason,detail,payload\r\n";
    private static final String NO_JSON =
            "1,2026-11-23T16:05:00Z,mn-05-000001,mn-05-000001,kiosks/mn-05-000001/usage/wifi,MALFORMED_JSON,"
                    + "\"It is no JSON, but something else\",\"'=IF(1,\"\"a\"\",\"\"b\"\")\"\r\n";

    private final HttpClient http = HttpClient.newHttpClient();
    private final GatewayFixture fixture = GatewayFixture.start();
    private final HttpFace face = fixture.http();

    @BeforeEach
    void refuse() {
        Quarantine quarantine = fixture.gateway().quarantine();
        byte[] formula = "=IF(1,\"a\",\"b\")".getBytes(UTF_8);
        quarantine
                .add(KIOSK, KIOSK, TOPIC, "MALFORMED_JSON", "It is no JSON, but something else", formula)
                .await();
        byte[] lines = "\u00E9;+1\r\n'=1".getBytes(UTF_8);
        quarantine.add("", "@SUM(1)", "-1+1", "UNKNOWN_TOPIC", "", lines).await();
        byte[] noText = {'=', (byte) 0xFF};
        quarantine
                .add(KIOSK, "=1", TOPIC, "PAYLOAD_TOO_LARGE", "too large", noText)
                .await();
    }

    @AfterEach
    void close() {
        face.close().await();
        fixture.close();
    }

    @Test
    void csvHasARowOfEachMessageAndNothingThatASpreadsheetRuns() throws Exception {
        HttpResponse<String> answer = get("?format=csv", "application/json");
        assertEquals(
                "text/csv; charset=utf-8",
                answer.headers().firstValue("Content-Type").orElse(""));
        assertEquals(
                NAMES
                        + "3,2026-11-23T16:05:00Z,mn-05-000001,'=1,kiosks/mn-05-000001/usage/wifi,PAYLOAD_TOO_LARGE,"
                        + "too large,base64:Pf8=\r\n"
                        + "2,2026-11-23T16:05:00Z,,'@SUM(1),'-1+1,UNKNOWN_TOPIC,,\"\u00E9;'+1\r\n''=1\"\r\n"
                        + NO_JSON,
                answer.body());
    }

    @Test
    void csvHasTheColumnsOfJson() throws Exception {
        JsonObject message =
                new JsonObject(get("", "*/*").body()).getJsonArray("messages").getJsonObject(0);
        assertEquals(NAMES, String.join(",", message.fieldNames()) + "\r\n");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "?format=csv&reason=MALFORMED_JSON",
        "?format=csv&limit=1&before=2",
        "?format=csv&kiosk=mn-05-000001&before=3",
    })
    void csvIsOfTheMessagesThatAreChosen(String query) throws Exception {
        assertEquals(NAMES + NO_JSON, get(query, "*/*").body());
    }

    @ParameterizedTest(name = "Accept: {1} of {0} is answered with {2} as {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''           | */*                | 200 | application/json",
                "''           | text/csv           | 200 | text/csv; charset=utf-8",
                "''           | text/html, */*;q=1 | 200 | application/json",
                "?format=json | text/csv           | 200 | application/json",
                "''           | image/png          | 406 | application/problem+json",
                "?format=xml  | */*                | 400 | application/problem+json",
            })
    void theParameterIsStrongerThanTheHeader(String query, String accepted, int status, String type) throws Exception {
        HttpResponse<String> answer = get(query, accepted);
        assertEquals(status, answer.statusCode());
        assertEquals(type, answer.headers().firstValue("Content-Type").orElse(""));
    }

    private HttpResponse<String> get(String query, String accepted) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + face.port() + "/api/v1/quarantine" + query);
        HttpRequest request =
                HttpRequest.newBuilder(uri).header("Accept", accepted).build();
        return ApiDocument.require(http.send(request, BodyHandlers.ofString()));
    }
}
