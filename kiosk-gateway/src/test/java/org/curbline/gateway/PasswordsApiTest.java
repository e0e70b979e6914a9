package org.curbline.gateway;

import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Packets.connect5;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.curbline.program.http.HttpFace;
import org.curbline.testservers.ApiDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How an operator gives a kiosk its password, where passwords are asked for. */
class PasswordsApiTest {
    private final GatewayFixture fixture =
            GatewayFixture.start("mqtt.access", "REGISTRY", "mqtt.accept-unknown", "false");
    private final HttpFace face = fixture.http();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aPasswordThatIsSetLetsInAndOneThatIsTakenAwayDoesNot() throws Exception {
        fixture.registry.discover(KIOSK);
        assertEquals(0x86, connects("secret"));
        assertEquals(204, put(KIOSK, "{\"password\": \"secret\"}").statusCode());
        assertEquals(0, connects("secret"));
        assertEquals(204, put("MN-05-000001", "{\"password\": \"another\"}").statusCode());
        assertEquals(0x86, connects("secret"));
        assertEquals(0, connects("another"));
        assertEquals(204, delete(KIOSK).statusCode());
        assertEquals(0x86, connects("another"));
        assertTrue(problem(404, delete(KIOSK)).getString("detail").contains("has no password"));
    }

    @Test
    void whatCannotBeAPasswordIsRefusedByName() throws Exception {
        fixture.registry.discover(KIOSK);
        assertEquals("password", problem(400, put(KIOSK, "{}")).getString("parameter"));
        assertEquals(
                "password", problem(400, put(KIOSK, "{\"password\": \"\"}")).getString("parameter"));
        String tooManyBytes = "{\"password\": \"" + "\u00e9".repeat(37) + "\"}";
        assertEquals("password", problem(400, put(KIOSK, tooManyBytes)).getString("parameter"));
        problem(404, put("mn-05-000009", "{\"password\": \"secret\"}"));
    }

    private int connects(String password) throws IOException {
        try (RawMqtt client = RawMqtt.open(fixture.port, true).send(connect5("a", KIOSK, password))) {
            return client.expect(0x20).at(1);
        }
    }

    private HttpResponse<String> put(String kiosk, String body) throws Exception {
        return send(request(kiosk).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> delete(String kiosk) throws Exception {
        return send(request(kiosk).DELETE());
    }

    private HttpRequest.Builder request(String kiosk) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + face.port() + "/api/v1/kiosks/" + kiosk + "/password"));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return ApiDocument.require(http.send(request.build(), BodyHandlers.ofString()));
    }

    private static JsonObject problem(int status, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        return new JsonObject(answer.body());
    }
}
