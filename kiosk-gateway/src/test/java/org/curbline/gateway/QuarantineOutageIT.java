package org.curbline.gateway;

import static org.curbline.gateway.Events.BAD;
import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.curbline.gateway.Events.wifi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.curbline.gateway.quarantine.DiskThatFails;
import org.curbline.program.http.HttpFace;
import org.curbline.testservers.ApiDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quarantine's disk fails while kiosks publish. */
class QuarantineOutageIT {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Path file;

    QuarantineOutageIT(@TempDir Path folder) {
        file = DiskThatFails.path(folder.resolve("quarantine.mv"));
    }

    @AfterEach
    void repair() {
        DiskThatFails.repair();
    }

    @Test
    void aBadMessageIsAnsweredOnceTheDiskWorksAgainAndGoodOnesMeanwhile() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start("quarantine.file", file.toString());
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK);
                RawMqtt other = RawMqtt.v5(fixture.port, "mn-05-000002")) {
            HttpFace face = fixture.http();
            DiskThatFails.fill();
            kiosk.publish(1, TOPIC, BAD).publish(2, TOPIC, wifi(8));
            assertTrue(kiosk.isSilentFor(Duration.ofMillis(300)), "the good one is stored, but the bad one goes first");
            other.publish(1, Events.topic("mn-05-000002"), wifi(1));
            assertEquals(0, other.puback(1));
            HttpResponse<String> ready = get(face, "/health/ready");
            for (long until = inAMinute(); ready.statusCode() != 503; ready = get(face, "/health/ready")) {
                assertTrue(System.nanoTime() < until, "It stays ready");
            }
            JsonObject reasons = new JsonObject(ready.body()).getJsonObject("reasons");
            assertEquals(Set.of("quarantine"), reasons.fieldNames());
            assertTrue(reasons.getString("quarantine").contains("No space left on device"), ready.body());
            assertEquals(200, get(face, "/api/v1/quarantine").statusCode());
            awaitOneWaiting(fixture);
            assertTrue(fixture.books().addUp());
            DiskThatFails.repair();
            assertEquals(0x99, kiosk.puback(1));
            assertEquals(0, kiosk.puback(2));
            assertEquals(200, get(face, "/health/ready").statusCode());
            assertEquals(1, fixture.quarantined().size());
            assertEquals(1, fixture.books().quarantined());
            assertEquals(0, fixture.books().waiting());
            face.close().await();
        }
    }

    @Test
    void whatTheStoreRefusesIsAnsweredOnceItIsKept() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start("quarantine.file", file.toString());
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            DiskThatFails.fill();
            fixture.store.refuse(line -> line.contains("seq=2i"));
            kiosk.publish(1, TOPIC, "[" + wifi(1) + "," + wifi(2) + "," + wifi(3) + "]");
            fixture.store.awaitSize(2);
            assertTrue(kiosk.isSilentFor(Duration.ofMillis(300)));
            awaitOneWaiting(fixture);
            DiskThatFails.repair();
            assertEquals(0x99, kiosk.puback(1));
            assertEquals("STORE_REFUSED", fixture.quarantined().get(0).reason());
            assertEquals(2, fixture.books().stored());
        }
    }

    @Test
    void aQuarantineThatCannotBeReadSaysSo() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start("quarantine.file", file.toString());
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            HttpFace face = fixture.http();
            DiskThatFails.goAway();
            kiosk.publish(1, TOPIC, BAD);
            HttpResponse<String> answer = get(face, "/api/v1/quarantine");
            while (answer.statusCode() == 200) { // the disk has not been needed yet
                answer = get(face, "/api/v1/quarantine");
            }
            assertEquals(503, ApiDocument.require(answer).statusCode());
            assertEquals(
                    "The quarantine does not answer at the moment. Nothing that was stored is lost;"
                            + " ask again in some seconds.",
                    new JsonObject(answer.body()).getString("detail"));
            DiskThatFails.repair();
            assertEquals(0x99, kiosk.puback(1));
            face.close().await();
        }
    }

    private static void awaitOneWaiting(GatewayFixture fixture) {
        for (long until = inAMinute(); fixture.books().waiting() != 1; ) {
            assertTrue(System.nanoTime() < until, fixture.books()::toString);
        }
    }

    private static long inAMinute() {
        return System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    }

    private HttpResponse<String> get(HttpFace face, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + face.port() + path);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
