package org.curbline.agent.source.tablet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.curbline.agent.source.FakeCard;
import org.curbline.agent.source.Taker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class TabletSourceTest {
    private static final Instant NOW = Instant.parse("2026-11-23T16:05:00Z");
    private static final String MAPS = "{\"activity\":\"maps\",\"durationSeconds\":74}";

    private final FakeCard card = new FakeCard();
    private final HttpClient shell = HttpClient.newHttpClient();
    private Path heartbeat;
    private TabletSource source;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        heartbeat = folder.resolve("heartbeat");
        source = TabletSource.open(0, Optional.of(heartbeat), card, () -> NOW);
    }

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void useIsAnEventAndAnsweredWithItsNumber() throws Exception {
        HttpResponse<String> answer = post("/sessions", MAPS);
        assertEquals(201, answer.statusCode());
        assertEquals("{\"taken\":0}\n", answer.body());
        assertEquals(
                List.of(
                        "TABLET {\"seq\":0,\"at\":\"2026-11-23T16:05:00.000Z\",\"run\":\"r1\",\"activity\":\"maps\",\"durationSeconds\":74}"),
                card.taken());
        assertTrue(source.toString().endsWith("1 events taken, 0 refused, heard 0 s ago"), source::toString);
    }

    @Test
    void heartbeatTouchesTheFileAndSoDoesUse() throws Exception {
        assertTrue(source.toString().endsWith("not heard yet"), source::toString);
        assertEquals(400, post("/sessions", "{}").statusCode());
        assertTrue(Files.notExists(heartbeat), "that may be anybody");
        assertEquals(204, post("/heartbeat", "{}").statusCode());
        assertTrue(Files.exists(heartbeat));
        assertEquals(List.of(), card.taken());
        Files.setLastModifiedTime(heartbeat, FileTime.from(Instant.EPOCH));
        assertEquals(201, post("/sessions", MAPS).statusCode());
        assertTrue(Files.getLastModifiedTime(heartbeat).toInstant().isAfter(Instant.EPOCH));
        Files.delete(heartbeat);
        Files.createDirectory(heartbeat);
        assertEquals(204, post("/heartbeat", "{}").statusCode());
        assertTrue(source.trouble().contains("cannot be touched"), source::trouble);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hello | JSON object",
                "[] | JSON object",
                "{\"activity\":\"maps\",\"durationSeconds\":74} {} | JSON object",
                "{\"activity\":\"maps\",\"durationSeconds\":74 | JSON object",
                "{\"activity\":\"maps\",\"activity\":\"maps\",\"durationSeconds\":74} | JSON object",
                "{\"activity\":\"games\",\"durationSeconds\":74} | must be one of",
                "{\"activity\":\"maps\"} | durationSeconds",
                "{\"activity\":\"maps\",\"durationSeconds\":-1} | durationSeconds",
                "{\"activity\":\"maps\",\"durationSeconds\":99999999} | durationSeconds",
                "{\"activity\":\"maps\",\"durationSeconds\":99999999999999} | JSON object",
                "{\"activity\":\"maps\",\"durationSeconds\":7.5} | nothing of who",
                "{\"activity\":\"maps\",\"durationSeconds\":74,\"url\":\"https://example.org/a\"} | nothing of who",
                "{\"activity\":\"maps\",\"durationSeconds\":74,\"user\":\"02-00-5E-10-20-30\"} | nothing of who",
                "{\"activity\":\"maps\",\"durationSeconds\":74,\"at\":\"2026-11-23T16:05:00Z\"} | nothing of who",
            })
    void whatIsNoUseOrSaysMoreIsRefusedAndNotRepeated(String body, String why) throws Exception {
        HttpResponse<String> answer = post("/sessions", body);
        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains(why), answer.body());
        assertFalse(answer.body().contains("example.org") || answer.body().contains("5E-10"), answer.body());
        assertEquals(List.of(), card.taken());
    }

    @Test
    void pageInTheTabletsBrowserCannotPost() throws Exception {
        HttpRequest form = HttpRequest.newBuilder(uri("/sessions"))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(MAPS))
                .build();
        assertEquals(415, shell.send(form, BodyHandlers.ofString()).statusCode());
        HttpRequest mayI = HttpRequest.newBuilder(uri("/sessions"))
                .method("OPTIONS", BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = shell.send(mayI, BodyHandlers.ofString());
        assertEquals(405, answer.statusCode());
        assertTrue(answer.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
        assertEquals(List.of(), card.taken());
    }

    @Test
    void onlyLoopbackIsHeard() {
        assertThrows(IOException.class, () -> new Socket("127.0.0.2", source.port()).close());
    }

    @Test
    void whatTheCardDoesNotTakeIsToldSo() throws Exception {
        card.full(true);
        assertEquals(503, post("/sessions", MAPS).statusCode());
        card.full(false);
        assertEquals(201, post("/sessions", MAPS).statusCode());
    }

    @Test
    void whoSaysNothingAndWhoSaysTooMuchHoldUpNobody() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), source.port());
                silent.add(socket);
                OutputStream out = socket.getOutputStream();
                out.write((i % 2 == 0 ? "POST /sess" : "\0\0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            assertEquals(201, post("/sessions", MAPS).statusCode());
            assertEquals(413, post("/sessions", MAPS + " ".repeat(2_000)).statusCode());
            assertEquals(404, post("/sessions/1", MAPS).statusCode());
            assertEquals(404, post("/", MAPS).statusCode());
            assertEquals(201, post("/sessions", MAPS).statusCode());
        } finally {
            for (Socket each : silent) {
                each.close();
            }
        }
    }

    @Test
    void floodIsBoundedAndWhatWasTakenIsAnswered() throws Exception {
        source.close();
        List<Runnable> unsafe = new ArrayList<>();
        Taker slow = new SlowCard(unsafe);
        source = TabletSource.open(0, Optional.empty(), slow, () -> NOW);
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(shell.sendAsync(request("/sessions", MAPS), BodyHandlers.ofString()));
        }
        long refused = 0;
        while (refused < 136) { // 64 wait for the card
            LockSupport.parkNanos(1_000_000);
            refused = answers.stream().filter(CompletableFuture::isDone).count();
        }
        synchronized (unsafe) {
            unsafe.forEach(Runnable::run);
        }
        long taken = 0;
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            taken += answer.get().statusCode() == 201 ? 1 : 0;
        }
        assertEquals(64, taken);
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return shell.send(request(path, body), BodyHandlers.ofString());
    }

    private HttpRequest request(String path, String body) {
        return HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + source.port() + path);
    }
}
