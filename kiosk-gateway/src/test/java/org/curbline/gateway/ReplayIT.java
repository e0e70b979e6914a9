package org.curbline.gateway;

import static org.curbline.gateway.Events.BAD;
import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.curbline.gateway.Events.wifi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.curbline.program.http.HttpFace;
import org.curbline.testservers.ApiDocument;
import org.junit.jupiter.api.Test;

class ReplayIT {
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void afterAFixWhatTheStoreRefusedIsStoredAndLeavesTheQuarantine() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            HttpFace face = fixture.http();
            fixture.store.refuse(line -> true);
            for (int i = 1; i <= 3; i++) {
                kiosk.publish(i, TOPIC, wifi(i));
                assertEquals(0x99, kiosk.puback(i));
            }
            kiosk.publish(4, TOPIC, BAD).puback(4);
            assertEquals(4, quarantine(face, "").getJsonArray("messages").size());
            assertEquals(
                    3,
                    quarantine(face, "?kiosk=" + KIOSK + "&reason=STORE_REFUSED")
                            .getJsonArray("messages")
                            .size());
            long second = quarantine(face, "?limit=2")
                    .getJsonArray("messages")
                    .getJsonObject(1)
                    .getLong("id");
            JsonArray next = quarantine(face, "?limit=2&before=" + second).getJsonArray("messages");
            assertEquals(2, next.size());
            assertTrue(next.getJsonObject(0).getLong("id") < second);
            fixture.store.refuse(line -> false);
            long one = fixture.quarantined().get(1).id();
            assertEquals(1, replay(face, "?id=" + one).getInteger("replayed"));
            assertEquals(1, fixture.store.size());
            assertEquals(2, replay(face, "?reason=STORE_REFUSED").getInteger("replayed"));
            JsonObject rest = replay(face, "");
            assertEquals(0, rest.getInteger("replayed"));
            assertEquals(1, rest.getInteger("stillRejected"));
            assertEquals(3, fixture.store.size());
            assertEquals("WRONG_TYPE", fixture.quarantined().get(0).reason());
            assertEquals(1, fixture.quarantined().size());
            face.close().await();
        }
    }

    @Test
    void allAreReplayedHoweverManyAndAlsoBehindThoseThatStay() throws Exception {
        int refused = 250;
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            HttpFace face = fixture.http();
            fixture.store.refuse(line -> true);
            for (int i = 1; i <= refused; i++) {
                kiosk.publish(i, TOPIC, wifi(i)).puback(i);
            }
            for (int i = 1; i <= 120; i++) {
                kiosk.publish(i, TOPIC, BAD).puback(i);
            }
            fixture.store.refuse(line -> false);
            JsonObject newest = replay(face, "?limit=130");
            assertEquals(10, newest.getInteger("replayed"));
            assertEquals(120, newest.getInteger("stillRejected"));
            JsonObject all = replay(face, "");
            assertEquals(refused - 10, all.getInteger("replayed"));
            assertEquals(120, all.getInteger("stillRejected"));
            assertEquals(refused, fixture.store.size());
            assertEquals(120, fixture.quarantined().size());
            face.close().await();
        }
    }

    @Test
    void whatTheStoreRefusesAgainStaysOnce() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            HttpFace face = fixture.http();
            fixture.store.refuse(line -> true);
            kiosk.publish(1, TOPIC, wifi(1)).puback(1);
            long id = fixture.quarantined().get(0).id();
            for (int i = 0; i < 3; i++) {
                assertEquals(1, replay(face, "").getInteger("stillRejected"));
            }
            assertEquals(1, fixture.quarantined().size());
            assertEquals(id, fixture.quarantined().get(0).id());
            assertTrue(fixture.books().addUp());
            assertEquals(0, fixture.books().waiting());
            face.close().await();
        }
    }

    private JsonObject quarantine(HttpFace face, String query) throws Exception {
        return send(HttpRequest.newBuilder(uri(face, "/api/v1/quarantine" + query)));
    }

    private JsonObject replay(HttpFace face, String query) throws Exception {
        return send(HttpRequest.newBuilder(uri(face, "/api/v1/quarantine/replay" + query))
                .POST(BodyPublishers.noBody()));
    }

    private JsonObject send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = ApiDocument.require(http.send(request.build(), BodyHandlers.ofString()));
        assertEquals(200, answer.statusCode(), answer.body());
        return new JsonObject(answer.body());
    }

    private static URI uri(HttpFace face, String path) {
        return URI.create("http://127.0.0.1:" + face.port() + path);
    }
}
