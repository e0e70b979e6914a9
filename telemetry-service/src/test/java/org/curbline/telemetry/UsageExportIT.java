package org.curbline.telemetry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.curbline.telemetry.rollup.Coverage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is exported is all there is, however much, and whoever takes it slowly keeps it nowhere but in the store. */
class UsageExportIT {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final int KIOSKS = 90;
    private static final int HOURS = 80 * 24;
    private static final String ALL_HOURS =
            "/api/v1/usage/export?service=wifi&by=kiosk&bucket=hour&zone=UTC&from=2026-09-01&to=2026-11-20";

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger read = new AtomicInteger();
    private TelemetryFixture fixture;

    @BeforeEach
    void open(@TempDir Path folder) {
        fixture = new TelemetryFixture(folder, NOW);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void hasMoreRowsThanAnAnswerMayHave() {
        int port = listen(none -> {});
        fixture.get(port, ALL_HOURS.replace("/export", ""), 400);
        List<String> lines = fixture.get(port, ALL_HOURS + "&measure=count", 200)
                .body()
                .lines()
                .toList();

        assertEquals(1 + KIOSKS * HOURS, lines.size());
        assertEquals("service,kiosk,start,count", lines.get(0));
        Instant hour = Instant.parse("2026-09-01T00:00:00Z");
        for (int i = 0; i < KIOSKS * HOURS; i++) {
            Instant start = hour.plus(Duration.ofHours(i / KIOSKS));
            assertEquals(
                    "wifi,k" + (10 + i % KIOSKS) + ',' + start.toString().replace(":00Z", "Z") + ",1",
                    lines.get(1 + i).replace(":00Z", "Z"));
        }
        assertTrue(asked.get() > 5, "in parts");
    }

    @Test
    void linesOfJsonAreTheRowsOfAnAnswer() {
        int port = listen(none -> {});
        String query = ALL_HOURS.replace("2026-09-01", "2026-11-19");
        JsonArray rows = new JsonArray();
        fixture.get(port, query + "&format=ndjson", 200).body().lines().forEach(line -> rows.add(new JsonObject(line)));

        JsonArray answered = new JsonObject(
                        fixture.get(port, query.replace("/export", ""), 200).body())
                .getJsonArray("rows");
        assertEquals(KIOSKS * 24, answered.size());
        JsonArray byTime = new JsonArray();
        for (int hour = 0; hour < 24; hour++) { // an answer has kiosk by kiosk
            for (int kiosk = 0; kiosk < KIOSKS; kiosk++) {
                byTime.add(answered.getJsonObject(kiosk * 24 + hour));
            }
        }
        assertEquals(byTime, rows);
    }

    @Test
    void aStoreThatIsAwayForAMomentEndsNothing() {
        int port = listen(question -> {
            if (question == 3) {
                throw new StoreUnavailableException("Away for a moment", null);
            }
        });
        assertEquals(
                1 + KIOSKS * HOURS,
                fixture.get(port, ALL_HOURS, 200).body().lines().count());
    }

    @Test
    void whatFailsAtOnceIsAnErrorAndWhatFailsLaterIsCutOff() {
        int port = listen(question -> {
            if (question == 1) {
                throw new StoreUnavailableException("Away", null);
            }
            if (question == 4) {
                throw new IllegalStateException("A bug");
            }
        });
        fixture.get(port, ALL_HOURS, 503);
        CompletionException cut = assertThrows(CompletionException.class, () -> fixture.ask(port, ALL_HOURS));
        assertTrue(cut.getCause() instanceof IOException, cut::toString);
        assertEquals(4, asked.get(), "it was not asked again");
    }

    @Test
    @Timeout(120)
    void isReadNoFasterThanItIsTaken() throws Exception {
        int port = listen(none -> {});
        long rows = KIOSKS * HOURS;
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(64 * 1024);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.getOutputStream()
                    .write(("GET " + ALL_HOURS
                                    + "&format=ndjson HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(UTF_8));
            InputStream answer = socket.getInputStream();
            assertEquals("HTTP/1.1 200", new String(answer.readNBytes("HTTP/1.1 200".length()), UTF_8));
            int before;
            do {
                before = asked.get();
                TimeUnit.SECONDS.sleep(1);
            } while (asked.get() > before);
            assertTrue(read.get() < rows / 2, () -> read + " of " + rows + " were read for nobody");
            String taken = withoutChunks(answer.readAllBytes());
            assertEquals(
                    rows, taken.lines().filter(line -> line.contains("wifi")).count());
        }
    }

    /** What comes behind the head of an answer in chunks. */
    private static String withoutChunks(byte[] answer) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String text = new String(answer, ISO_8859_1);
        int at = text.indexOf("\r\n\r\n") + 4;
        while (true) {
            int line = text.indexOf("\r\n", at);
            int length = Integer.parseInt(text.substring(at, line), 16);
            if (length == 0) {
                return body.toString(UTF_8);
            }
            body.write(answer, line + 2, length);
            at = line + 2 + length + 2;
        }
    }

    @Test
    void nothingIsReadForWhoWantsTheHeadAlone() throws Exception {
        int port = listen(none -> {});
        HttpResponse<Void> head = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + ALL_HOURS))
                                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        assertEquals(200, head.statusCode());
        assertEquals(
                "text/csv; charset=utf-8",
                head.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(0, asked.get());
    }

    @Test
    void whatKnowsNoChunksIsRefused() throws Exception {
        int port = listen(none -> {});
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(("GET " + ALL_HOURS + " HTTP/1.0\r\n\r\n").getBytes(UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertTrue(answer.contains(" 505 "), answer);
        }
        assertEquals(0, asked.get());
    }

    /** Clocks go back by half an hour: one hour has ninety minutes there. */
    @Test
    @Timeout(60)
    void hoursFollowEachOtherWhereClocksAreChangedByHalfOfOne() {
        int port = listen(none -> {});
        for (String period : List.of("from=2026-04-03&to=2026-04-07", "from=2025-10-03&to=2025-10-07")) {
            String query =
                    "/api/v1/usage/export?service=wifi&bucket=hour&zone=Australia/Lord_Howe&format=csv&" + period;
            List<String> rows = fixture.get(port, query, 200).body().lines().toList();
            assertEquals(
                    fixture.get(port, query.replace("/export", ""), 200)
                            .body()
                            .lines()
                            .toList(),
                    rows,
                    period);
            assertTrue(rows.size() > 90, period);
            fixture.get(port, query.replace("/export", "") + "&compare=previous", 200);
        }
    }

    @Test
    void fourAreMadeAtATime() throws Exception {
        CountDownLatch four = new CountDownLatch(4);
        CountDownLatch go = new CountDownLatch(1);
        int port = listen(question -> {
            four.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        String day = ALL_HOURS.replace("2026-09-01", "2026-11-19");
        List<Thread> asking = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> fixture.get(port, day, 200));
            thread.start();
            asking.add(thread);
        }
        four.await();
        JsonObject refused = new JsonObject(fixture.get(port, day, 503).body());
        assertEquals("As many as 4 exports are being made; try again later.", refused.getString("detail"));
        go.countDown();
        for (Thread thread : asking) {
            thread.join();
        }
        fixture.get(port, day, 200);
    }

    /** Each kiosk is used once in every hour. */
    private int listen(Consumer<Integer> before) {
        PassingReader reader = new PassingReader(new ReaderWithFixedRows()) {
            @Override
            public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
                if (!question.measurement().equals(Measurement.WIFI)) {
                    return;
                }
                before.accept(asked.incrementAndGet());
                for (Instant hour = question.from(); hour.isBefore(question.to()); hour = hour.plusSeconds(3600)) {
                    for (int kiosk = 10; kiosk < 10 + KIOSKS; kiosk++) {
                        read.incrementAndGet();
                        consumer.accept(new SumsRow(
                                hour.getEpochSecond() * 1_000_000_000L, List.of("k" + kiosk), 1, List.of(60L, 7L, 3L)));
                    }
                }
            }
        };
        return TelemetryFixture.listen(fixture.face(fixture.api(reader, () -> NOW, () -> Coverage.NONE)));
    }
}
