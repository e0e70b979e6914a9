package org.curbline.telemetry.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.curbline.program.http.HttpFace;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.RegistryInMemory;
import org.curbline.status.StatusRule;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader;
import org.curbline.telemetry.bound.RowBudget;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.rollup.Coverage;
import org.curbline.telemetry.usage.UsageReading;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** However exports end, as many others can be made then. */
@Timeout(60)
class ExportApiTest {
    private static final int MOST = 4;
    private static final int ATTEMPTS = 5;
    private static final int MOST_ROWS = 200_000;
    private static final int KIOSKS = 200;
    private static final Instant FROM = Instant.parse("2026-10-01T00:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-24T12:00:00Z"));
    private static final Reckoning RECKONING =
            new Reckoning(ZoneOffset.UTC, new StatusRule(Duration.ofMinutes(2), Duration.ofSeconds(30)), 0.95);

    private static final String HOURS =
            "/api/v1/usage/export?service=wifi&by=kiosk&bucket=hour&format=ndjson&from=2026-10-01&to=";
    private static final String TWO_DAYS = HOURS + "2026-10-03";

    /** More than lies on the way to a client that takes nothing. */
    private static final String SEVEN_WEEKS = HOURS + "2026-11-19";

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RowBudget rows = new RowBudget(MOST_ROWS);
    private final KioskRegistry registry = RegistryInMemory.open(CLOCK);
    private final EachUsedEachHour store = new EachUsedEachHour();
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    @AfterEach
    void close() throws InterruptedException {
        store.silent.countDown();
        for (int i = 0; i < 500 && questionsOpen() > 0; i++) {
            TimeUnit.MILLISECONDS.sleep(10); // what is being read is read to its end
        }
        vertx.close().await();
        registry.close();
    }

    @Test
    void aStoreThatComesBackIsAskedForTheSameAgain() throws Exception {
        listen(Duration.ofMillis(1));
        String undisturbed = taken(begun(TWO_DAYS));
        assertEquals(KIOSKS * 48, undisturbed.lines().count());

        store.failures.set(ATTEMPTS);
        assertEquals(undisturbed, taken(begun(TWO_DAYS)));
        assertTrue(store.failures.get() < 0, "it was away");
    }

    @Test
    void whatAStoreThatStaysAwayHasNotToldIsNotTakenForAll() throws Exception {
        listen(Duration.ofMillis(1));
        store.failures.set(Integer.MAX_VALUE);
        for (HttpResponse<InputStream> cut : four(TWO_DAYS)) {
            assertThrows(IOException.class, () -> taken(cut));
        }
        assertEquals(MOST * (1 + ATTEMPTS), Integer.MAX_VALUE - store.failures.get());

        store.failures.set(0);
        assertFourCanBeMade();
    }

    @Test
    void clientsBreakOffWhileThePartTheyAreToGetIsRead() throws Exception {
        listen(Duration.ofMillis(1));
        store.silent = new CountDownLatch(1);
        for (HttpResponse<InputStream> begun : four(SEVEN_WEEKS)) {
            begun.body().close();
        }
        store.silent.countDown();
        assertFourCanBeMade();
    }

    @Test
    void clientsBreakOffThatTookNothingAndHeldNothingButTheirPlaces() throws Exception {
        listen(Duration.ofMillis(1));
        List<HttpResponse<InputStream>> begun = four(SEVEN_WEEKS);
        int before;
        do {
            before = store.rows.get();
            TimeUnit.SECONDS.sleep(1);
        } while (store.rows.get() > before || questionsOpen() > 0); // they are not held until somebody takes
        assertTrue(before < MOST * KIOSKS * 24 * 49 / 2, () -> store.rows + " were read for nobody");
        try (RowBudget.Share all = rows.open()) {
            all.take(MOST_ROWS);
        }

        for (HttpResponse<InputStream> each : begun) {
            each.body().close();
        }
        assertFourCanBeMade();
    }

    @Test
    void clientsBreakOffWhileAStoreThatIsAwayIsWaitedFor() throws Exception {
        listen(Duration.ofMillis(300));
        store.failures.set(Integer.MAX_VALUE);
        for (HttpResponse<InputStream> begun : four(TWO_DAYS)) {
            begun.body().close();
        }
        List<HttpResponse<InputStream>> others = four(TWO_DAYS);
        int asked = Integer.MAX_VALUE - store.failures.get();
        assertTrue(asked < MOST * (1 + ATTEMPTS), () -> asked + " questions for nobody");
        for (HttpResponse<InputStream> begun : others) {
            begun.body().close();
        }
        store.failures.set(0);
        assertFourCanBeMade();
    }

    @Test
    void thoseThatNeverBeginTakeNoPlaces() throws Exception {
        listen(Duration.ofMillis(1));
        for (int i = 0; i < MOST; i++) {
            assertEquals(200, ask("HEAD", TWO_DAYS).statusCode());
        }
        store.isAwayAtFirst = true;
        for (int i = 0; i < MOST; i++) {
            assertEquals(503, ask("GET", TWO_DAYS).statusCode());
        }
        store.isAwayAtFirst = false;

        store.silent = new CountDownLatch(1);
        List<HttpResponse<InputStream>> begun = four(TWO_DAYS);
        for (int i = 0; i < MOST; i++) {
            assertEquals(503, ask("GET", TWO_DAYS).statusCode());
        }
        store.silent.countDown();
        for (HttpResponse<InputStream> each : begun) {
            taken(each);
        }
        assertFourCanBeMade();
    }

    /** At once: none of them is over, as nobody takes them. Maybe only when the server has seen how others ended. */
    private void assertFourCanBeMade() throws Exception {
        for (HttpResponse<InputStream> begun : four(SEVEN_WEEKS)) {
            begun.body().close();
        }
    }

    private double questionsOpen() {
        return meters.get("curbline_telemetry_questions_open").gauge().value();
    }

    private List<HttpResponse<InputStream>> four(String path) throws Exception {
        List<HttpResponse<InputStream>> begun = new ArrayList<>();
        while (begun.size() < MOST) {
            begun.add(begun(path));
        }
        return begun;
    }

    private HttpResponse<InputStream> begun(String path) throws Exception {
        HttpResponse<InputStream> answer = ask("GET", path);
        while (answer.statusCode() == 503) {
            TimeUnit.MILLISECONDS.sleep(20);
            answer = ask("GET", path);
        }
        assertEquals(200, answer.statusCode());
        return answer;
    }

    private HttpResponse<InputStream> ask(String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, BodyHandlers.ofInputStream());
    }

    private static String taken(HttpResponse<InputStream> answer) throws IOException {
        try (InputStream body = answer.body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** @param pause before a store that is away is asked again for the first time */
    private void listen(Duration pause) {
        UsageReading usage =
                new UsageReading(store, registry, () -> Coverage.NONE, CLOCK, RECKONING.zone(), Duration.ofDays(1));
        ExportApi exports = new ExportApi(new Questions(vertx, meters), usage, rows, CLOCK, RECKONING, pause);
        Map<String, Handler<RoutingContext>> operations = new HashMap<>(new TelemetryApi(
                        vertx, store, registry, CLOCK, RECKONING, () -> Coverage.NONE, new SimpleMeterRegistry())
                .operations());
        operations.putAll(exports.operations());
        port = HttpFace.builder(vertx)
                .api(TelemetryApi.DOCUMENT, operations)
                .listen("127.0.0.1", 0)
                .await()
                .port();
    }

    /** Each kiosk is used once in every hour. What is not of the first day can be waited for, or not be had. */
    private static final class EachUsedEachHour implements PointReader {
        private final AtomicInteger rows = new AtomicInteger();
        private final AtomicInteger failures = new AtomicInteger();
        private volatile CountDownLatch silent = new CountDownLatch(0);
        private volatile boolean isAwayAtFirst;

        @Override
        public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
            if (question.measurement() != Measurement.WIFI) {
                return;
            }
            for (Instant hour = question.from(); hour.isBefore(question.to()); hour = hour.plusSeconds(3600)) {
                for (int kiosk = 0; kiosk < KIOSKS; kiosk++) {
                    rows.incrementAndGet();
                    consumer.accept(new SumsRow(
                            hour.getEpochSecond() * 1_000_000_000L, List.of("k" + kiosk), 1, List.of(60L, 7L, 3L)));
                }
            }
            if (question.from().equals(FROM) ? isAwayAtFirst : isAwayLater()) {
                throw new StoreUnavailableException("Away in the middle", null);
            }
        }

        private boolean isAwayLater() {
            try {
                silent.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return failures.getAndDecrement() > 0;
        }

        @Override
        public List<StoredPoint> points(PointsQuestion question) {
            return List.of();
        }

        @Override
        public List<StoredPoint> newest(NewestQuestion question) {
            return List.of();
        }

        @Override
        public void hourly(HourlyQuestion question, Consumer<HourlyRow> consumer) {
            // no rollups
        }

        @Override
        public void lastUses(Measurement measurement, Instant since, Consumer<LastUse> consumer) {
            // nobody asks
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
