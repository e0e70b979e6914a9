package org.curbline.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SelfSignedCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.curbline.gateway.webhooks.Receiver.Told;
import org.curbline.registry.webhook.Webhook;
import org.curbline.registry.webhook.WebhookDelivery;
import org.curbline.registry.webhook.WebhookStore;
import org.curbline.registry.webhook.WebhookStore.Writing;
import org.junit.jupiter.api.Test;

/** What becomes of webhooks in the long run, and of several gateways. */
class WebhooksOverTimeIT {
    private static final Duration TAKEOVER = Duration.ofMillis(1500);

    @Test
    void oneThatFailsForLongIsDisabledWithTheReason() throws Exception {
        try (Rig rig = new Rig("disable-after", "1h");
                Receiver receiver = new Receiver()) {
            receiver.answers(500);
            Webhook webhook = rig.add(receiver.url());
            rig.happens(1);
            Rig.await(() -> rig.deliveries(webhook).size() > 2, "it was tried several times");
            assertTrue(rig.find(webhook).isEnabled(), "and is tried again");
            rig.passes(Duration.ofHours(1));
            Rig.await(() -> !rig.find(webhook).isEnabled(), "it is disabled");
            String because = rig.find(webhook).disabledBecause();
            assertTrue(because.contains("since 20") && because.contains("500"), because);
        }
    }

    @Test
    void receiverThatAsksForTimeIsLeftAlone() throws Exception {
        try (Rig rig = new Rig();
                Receiver receiver = new Receiver()) {
            receiver.answers(request -> request.response()
                    .setStatusCode(429)
                    .putHeader("Retry-After", "2")
                    .end());
            rig.add(receiver.url());
            rig.happens(1);
            List<Told> told = receiver.next(2);
            long pause = TimeUnit.NANOSECONDS.toMillis(told.get(1).nanos - told.get(0).nanos);
            assertTrue(pause >= 1_990, pause + " ms, and not the usual 50");
        }
    }

    @Test
    void whatIsTooOldToBeKeptIsToldAsLost() throws Exception {
        try (Rig rig = new Rig("max-events-kept", "10");
                Receiver receiver = new Receiver()) {
            Webhook webhook = rig.add(receiver.url());
            rig.stop(); // whoever tells it now may be told only later that it is disabled
            rig.start(registry -> registry.webhooks().change(webhook.id(), before -> before.disabled("for a test")));
            Rig.await(() -> disabled(rig) == 1, "it is left alone");
            WebhookStore store = rig.registry().webhooks();
            rig.happens(30);
            Rig.await(() -> store.extent().next() == 31, "all are written");
            store.trim(Instant.EPOCH, 10);
            rig.webhooks().change(webhook.id(), null, Webhook::enabled).await();
            JsonObject lost = receiver.next().event();
            assertEquals("org.curbline.webhook.events.lost", lost.getString("type"));
            assertEquals(20, lost.getJsonObject("data").getInteger("atMost"));
            assertEquals(10, receiver.next(10).stream().map(Told::id).distinct().count());
            assertTrue(receiver.isSilent());
        }
    }

    @Test
    void onlyTheNewestDeliveriesAreKept() throws Exception {
        try (Rig rig = new Rig();
                Receiver receiver = new Receiver()) {
            Webhook webhook = rig.add(receiver.url());
            rig.happens(Webhooks.DELIVERIES_KEPT + 20);
            List<Told> told = receiver.next(Webhooks.DELIVERIES_KEPT + 20);
            String last = told.get(told.size() - 1).id();
            Rig.await(() -> rig.deliveries(webhook).get(0).eventId().equals(last), "the last one is settled");
            assertEquals(
                    Webhooks.DELIVERIES_KEPT,
                    rig.registry().webhooks().deliveries(webhook.id(), 10_000).size());
        }
    }

    @Test
    void twoGatewaysTellEverythingOnceAndTheSecondTakesOver() throws Exception {
        try (Rig rig = new Rig("takeover", "10s"); // one that is held up is not taken for dead
                Receiver receiver = new Receiver()) {
            Webhooks second = rig.another();
            rig.add(receiver.url());
            rig.happens(20);
            assertEquals(20, receiver.next(20).stream().map(Told::id).distinct().count());
            assertTrue(receiver.isSilent(), "nothing is told twice");
            rig.webhooks().close(); // it has delivered until now
            rig.happens(5);
            assertEquals(5, receiver.next(5).stream().map(Told::id).distinct().count());
            second.close();
        }
    }

    @Test
    void gatewayThatIsGoneWithoutAWordIsReplaced() throws Exception {
        try (Rig rig = new Rig();
                Receiver receiver = new Receiver()) {
            rig.add(receiver.url());
            rig.stop();
            Instant now = Instant.now();
            rig.start(registry -> assertTrue(registry.webhooks()
                    .beat("killed", new Writing(now, now), TAKEOVER)
                    .delivers()));
            rig.happens(3);
            assertEquals(3, receiver.next(3).stream().map(Told::id).distinct().count());
            assertTrue(rig.registry().webhooks().beat("looks", null, TAKEOVER).others().stream()
                    .noneMatch(other -> other.id().equals("killed")));
        }
    }

    @Test
    void certificateIsVerifiedForTheNameInTheUrl() throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("receiver.test");
        try (Receiver receiver = new Receiver(
                        new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate.keyCertOptions()));
                Rig rig = new Rig("trusted-certificates", certificate.certificatePath()).with(Rig.names(Map.of()));
                Rig wary = new Rig().with(Rig.names(Map.of()))) {
            String url = "https://receiver.test:" + receiver.port() + "/";
            rig.add(url);
            Webhook other = rig.add(url.replace("receiver.test", "another.test"));
            Webhook untrusted = wary.add(url);
            rig.happens(1);
            wary.happens(1);
            assertEquals("receiver.test:" + receiver.port(), receiver.next().header("host"));
            Rig.await(() -> !rig.deliveries(other).isEmpty(), "the other name was tried");
            Rig.await(() -> !wary.deliveries(untrusted).isEmpty(), "the wary one tried");
            for (WebhookDelivery refused : Stream.concat(
                            rig.deliveries(other).stream(), wary.deliveries(untrusted).stream())
                    .toList()) {
                assertEquals("failed", refused.outcome());
                assertTrue(refused.detail().startsWith("No secure connection"), refused.detail());
            }
            assertTrue(receiver.isSilent());
        } finally {
            certificate.delete();
        }
    }

    private static double disabled(Rig rig) {
        return rig.meters
                .get("curbline.gateway.webhooks")
                .tag("state", "disabled")
                .gauge()
                .value();
    }
}
