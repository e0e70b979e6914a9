package org.curbline.gateway;

import static org.curbline.gateway.Events.BAD;
import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.curbline.gateway.Events.wifi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.curbline.program.http.HttpFace;
import org.junit.jupiter.api.Test;

class BooksIT {
    private static final int KIOSKS = 4;
    private static final int MESSAGES = 600;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void theBooksAddUpInEveryScrapeUnderLoad() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start("mqtt.event-loops", "2", "pipeline.batch-events", "20")) {
            HttpFace face = fixture.http();
            List<CompletableFuture<Void>> publishing = new ArrayList<>();
            for (int i = 0; i < KIOSKS; i++) {
                String kiosk = "mn-05-00000" + i;
                publishing.add(CompletableFuture.runAsync(() -> publish(fixture.port, kiosk)));
            }
            CompletableFuture<?> all = CompletableFuture.allOf(publishing.toArray(new CompletableFuture<?>[0]));
            int scrapes = 0;
            while (!all.isDone() || scrapes < 5) {
                assertAddsUp(get(face, "/metrics"));
                scrapes++;
            }
            all.get(60, TimeUnit.SECONDS);
            String last = get(face, "/metrics");
            assertEquals(KIOSKS * (MESSAGES + MESSAGES / 10.0 + MESSAGES / 20.0), sum(last, "events_received_total"));
            assertEquals(KIOSKS * MESSAGES, sum(last, "events_stored_total"));
            assertEquals(KIOSKS * MESSAGES / 20, sum(last, "events_quarantined_total"));
            assertEquals(0, sum(last, "events_waiting"));
            assertEquals(KIOSKS * MESSAGES / 20, sum(last, "events_unknown_fields_total"));
            String bad = "{reason=\"WRONG_TYPE\"} ";
            assertTrue(last.contains("\ncurbline_gateway_events_quarantined_total" + bad), last);
            assertEquals(KIOSKS * MESSAGES, sum(last, "batch_events_sum"));
            assertTrue(last.contains("\ncurbline_gateway_batch_events_bucket{le=\"100.0\"} "), last);
            assertTrue(last.contains("\ncurbline_gateway_acknowledge_seconds_bucket{le=\"0.1\"} "), last);
            assertTrue(last.contains("\ncurbline_gateway_quarantine_dropped_total 0.0"), last);
            assertTrue(last.contains("\ncurbline_gateway_cluster_not_understood_total 0.0"), last);
            assertEquals(KIOSKS * MESSAGES, fixture.store.size());
            assertTrue(get(face, "/api/v1/books").contains("\"addUp\":true"));
            face.close().await();
        }
    }

    @Test
    void aGatewayThatFollowsAnotherShowsItsOwnFigures() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start()) {
            try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
                for (int i = 1; i <= 3; i++) {
                    kiosk.publish(i, TOPIC, wifi(i)).puback(i);
                }
                kiosk.publish(4, TOPIC, BAD).puback(4);
            }
            assertEquals(4, sum(scrape(fixture), "events_received_total"));
            fixture.restart();
            assertEquals(0, sum(scrape(fixture), "events_received_total"));
            assertEquals(0, sum(scrape(fixture), "events_quarantined_total"));
            assertEquals(1, sum(scrape(fixture), "quarantine_messages"));
            try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
                kiosk.publish(1, TOPIC, wifi(9)).puback(1);
                System.gc(); // meters hold what they show weakly unless told otherwise
                assertEquals(1, sum(scrape(fixture), "connections"));
                assertEquals(1, sum(scrape(fixture), "events_stored_total"));
                assertEquals(1, sum(scrape(fixture), "acknowledge_seconds_count"));
            }
        }
    }

    private static String scrape(GatewayFixture fixture) {
        fixture.gateway().beforeScrape().await();
        return fixture.meters.scrape();
    }

    private static void publish(int port, String kiosk) {
        try (RawMqtt client = RawMqtt.v5(port, kiosk)) {
            int packet = 0;
            for (int i = 1; i <= MESSAGES; i++) {
                String event = i % 20 == 0 ? wifi(i).replace("{", "{\"weather\":1,") : wifi(i);
                client.publish(++packet, Events.topic(kiosk), event);
                assertEquals(0, client.puback(packet));
                if (i % 10 == 0) {
                    client.publish(++packet, Events.topic(kiosk), wifi(i));
                    assertEquals(0, client.puback(packet));
                }
                if (i % 20 == 0) {
                    client.publish(++packet, Events.topic(kiosk), BAD);
                    assertEquals(0x99, client.puback(packet));
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertAddsUp(String metrics) {
        double received = sum(metrics, "events_received_total");
        double settled = sum(metrics, "events_stored_total")
                + sum(metrics, "events_duplicate_total")
                + sum(metrics, "events_quarantined_total")
                + sum(metrics, "events_waiting");
        assertEquals(received, settled, metrics);
    }

    /** Over all labels. */
    private static double sum(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith("curbline_gateway_" + name + " ")
                        || line.startsWith("curbline_gateway_" + name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private String get(HttpFace face, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + face.port() + path);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }
}
