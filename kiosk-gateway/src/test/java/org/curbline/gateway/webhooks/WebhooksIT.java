package org.curbline.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.curbline.gateway.webhooks.Receiver.Told;
import org.curbline.protocol.Service;
import org.curbline.registry.webhook.Webhook;
import org.curbline.registry.webhook.WebhookDelivery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a receiver is promised, seen from a real server. */
class WebhooksIT {
    private final Rig rig = new Rig();
    private final Receiver receiver = new Receiver();

    @AfterEach
    void close() {
        rig.close();
        receiver.close();
    }

    @Test
    void eventIsToldAsCloudEventAndSigned() throws Exception {
        rig.happens(1);
        rig.awaitFeed(1); // before there is anybody to tell
        Webhook webhook = rig.add(receiver.url());
        rig.happens(Rig.KIOSK, Service.TABLET);
        Told told = receiver.next();
        assertEquals("application/cloudevents+json; charset=utf-8", told.header("content-type"));
        assertEquals("org.curbline.status.changed", told.event().getString("type"));
        assertEquals("tablet", told.event().getJsonObject("data").getString("service"));
        assertEquals(told.event().getString("id"), told.id());
        assertFalse(told.event().containsKey("position"));
        assertTrue(told.isSignedWith(webhook.secrets().current()));
        assertFalse(told.isSignedWith("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    }

    @Test
    void orderIsKeptOverFailuresAndEachAttemptHasTheSameIdAndBody() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        receiver.answers(request -> request.response()
                .setStatusCode(requests.incrementAndGet() % 3 == 0 ? 200 : 500)
                .end());
        Webhook webhook = rig.add(receiver.url());
        rig.happens(4);
        List<Told> told = receiver.next(12);
        for (int event = 0; event < 4; event++) {
            for (int attempt = 1; attempt < 3; attempt++) {
                assertEquals(
                        told.get(3 * event).id(), told.get(3 * event + attempt).id());
                assertEquals(
                        told.get(3 * event).text(),
                        told.get(3 * event + attempt).text());
            }
        }
        assertEquals(4, told.stream().map(Told::id).distinct().count());
        // As times, not as text: "...:23Z" comes after "...:23.001Z" in the alphabet.
        List<Instant> times = told.stream()
                .map(each -> Instant.parse(each.event().getString("time")))
                .toList();
        assertEquals(times.stream().sorted().toList(), times);
        assertTrue(receiver.isSilent());
        Rig.await(() -> rig.find(webhook).progress().attempts() == 0, "the last one is settled");
        List<WebhookDelivery> deliveries = rig.deliveries(webhook);
        assertEquals(12, deliveries.size());
        assertEquals("delivered", deliveries.get(0).outcome());
        assertEquals(3, deliveries.get(0).attempt());
        assertEquals("It answered 500 Internal Server Error.", deliveries.get(1).detail());
        assertEquals(
                4,
                rig.meters
                        .get("curbline.gateway.webhook.deliveries")
                        .tag("outcome", "delivered")
                        .counter()
                        .count());
        assertEquals(
                8,
                rig.meters
                        .get("curbline.gateway.webhook.deliveries")
                        .tag("outcome", "failed")
                        .counter()
                        .count());
    }

    @Test
    void goneMeansNeverAgainUntilSomebodyEnablesIt() throws Exception {
        receiver.answers(410);
        Webhook webhook = rig.add(receiver.url());
        rig.happens(2);
        String id = receiver.next().id();
        Rig.await(() -> !rig.find(webhook).isEnabled(), "it is disabled");
        assertTrue(
                rig.find(webhook).disabledBecause().contains("410"),
                rig.find(webhook).disabledBecause());
        assertTrue(receiver.isSilent(), "not even of the second event");

        receiver.answers(200);
        rig.webhooks().change(webhook.id(), null, Webhook::enabled).await();
        assertEquals(id, receiver.next().id(), "it goes on where it stopped");
        assertNotEquals(id, receiver.next().id());
    }

    @Test
    void redirectIsAFailureAndNotFollowed() throws Exception {
        try (Receiver elsewhere = new Receiver()) {
            receiver.answers(request -> request.response()
                    .setStatusCode(307)
                    .putHeader("Location", elsewhere.url())
                    .end());
            Webhook webhook = rig.add(receiver.url());
            rig.happens(1);
            receiver.next(2);
            assertTrue(elsewhere.isSilent());
            WebhookDelivery failed = rig.deliveries(webhook).get(0);
            assertEquals(307, failed.status());
            assertTrue(failed.detail().contains("redirects are not followed"), failed.detail());
        }
    }

    @Test
    void onlyWhatIsWantedIsTold() throws Exception {
        rig.add(receiver.url(), Wanted.of("{\"services\":[\"call\"],\"kiosks\":[\"BX-01-000002\"]}"));
        rig.happens(Rig.KIOSK, Service.CALL);
        rig.happens("bx-01-000002", Service.WIFI);
        rig.happens("bx-01-000002", Service.CALL);
        JsonObject data = receiver.next().event().getJsonObject("data");
        assertEquals("bx-01-000002", data.getString("kiosk"));
        assertEquals("call", data.getString("service"));
        assertTrue(receiver.isSilent());
    }

    @Test
    void nothingIsLostWhenItIsStoppedAndStarted() throws Exception {
        receiver.answers(503);
        Webhook webhook = rig.add(receiver.url());
        rig.happens(3);
        String first = receiver.next().id();
        BlockingQueue<HttpServerRequest> held = new LinkedBlockingQueue<>();
        receiver.answers(held::add); // so that no further request can be on its way when it is stopped
        assertNotNull(held.poll(60, TimeUnit.SECONDS));
        rig.stop();
        while (!receiver.isSilent()) {}
        receiver.answers(200);
        rig.start();
        List<Told> told = receiver.next(3);
        assertEquals(first, told.get(0).id(), "the id stays the same");
        assertEquals(3, told.stream().map(Told::id).distinct().count());
        rig.happens(1);
        receiver.next();
        assertTrue(receiver.isSilent());
        Rig.await(() -> rig.find(webhook).progress().failingSince() == null, "all is told");
    }
}
