package org.curbline.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongFunction;
import org.curbline.protocol.EventKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs write lines to a real socket. */
class LineSourceTest {
    private static final Instant NOW = Instant.parse("2026-11-23T16:05:00Z");
    private static final String WIFI =
            "{\"kind\":\"usage/wifi\",\"durationSeconds\":60,\"downBytes\":7,\"upBytes\":8,\"network\":\"open\"}";

    private final List<String> taken = new CopyOnWriteArrayList<>();
    private Path socket;
    private LineSource source;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        socket = folder.resolve("events.sock");
        Files.createFile(socket); // what one that was killed left
        source = LineSource.open(socket, new Card(), InstantSource.fixed(NOW));
    }

    @AfterEach
    void close() throws IOException {
        source.close();
        assertTrue(Files.notExists(socket));
    }

    @Test
    void eventIsTakenWithItsNumberItsRunAndTheTime() throws Exception {
        assertEquals("{\"taken\":41}", say(WIFI));
        assertEquals(
                List.of("WIFI {\"seq\":41,\"at\":\"2026-11-23T16:05:00.000Z\",\"run\":\"r1\",\"durationSeconds\":60,"
                        + "\"downBytes\":7,\"upBytes\":8,\"network\":\"open\"}"),
                taken);
    }

    @Test
    void whoeverIsInTheAgentsGroupMayWrite() throws Exception {
        assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
    }

    @Test
    void callHasAKindOfItsOwn() throws Exception {
        assertEquals(
                "{\"taken\":41}",
                say("{\"topic\":\"usage/call\",\"kind\":\"311\",\"durationSeconds\":5,\"outcome\":\"completed\"}"));
        assertTrue(taken.get(0).startsWith("CALL ") && taken.get(0).contains("\"kind\":\"311\""), taken.get(0));
    }

    @Test
    void eventThatSaysWhenItWasKeepsIt() throws Exception {
        assertEquals(
                "{\"taken\":41}", say(WIFI.replace("{", "{\"at\":\"2026-11-20T10:00:00Z\",\"seq\":9,\"run\":\"x\",")));
        assertTrue(
                taken.get(0).contains("\"seq\":41,\"at\":\"2026-11-20T10:00:00.000Z\",\"run\":\"r1\""), taken.get(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hello | A line must be one JSON object.",
                "[1] | A line must be one JSON object.",
                "{\"kind\":\"usage/wifi\" | A line must be one JSON object.",
                "{\"durationSeconds\":1} | must be one of",
                "{\"kind\":\"usage/gas\"} | must be one of",
                "{\"kind\":\"usage/wifi\",\"durationSeconds\":-1,\"downBytes\":7,\"upBytes\":8,\"network\":\"open\"} | OUT_OF_RANGE",
                "{\"kind\":\"status\",\"service\":\"wifi\",\"state\":\"down\",\"reason\":\"call 212-555-0123\"} | PERSONAL_DATA",
                "{\"kind\":\"usage/wifi\",\"at\":\"2031-01-01T00:00:00Z\",\"durationSeconds\":1,\"downBytes\":7,\"upBytes\":8,\"network\":\"open\"} | IN_THE_FUTURE",
            })
    void whatIsNoEventIsRefusedWithTheReasonAndNothingIsTaken(String line, String why) throws Exception {
        String answer = say(line);
        assertTrue(answer.startsWith("{\"refused\":") && answer.contains(why), answer);
        assertEquals(List.of(), taken);
    }

    @Test
    void lineWithoutAnEndEndsTheConnectionAndNobodyElses() throws Exception {
        try (SocketChannel endless = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            ByteBuffer much = ByteBuffer.wrap("x".repeat(20_000).getBytes(StandardCharsets.US_ASCII));
            try {
                while (much.hasRemaining()) {
                    endless.write(much);
                }
                assertNull(answers(endless).readLine(), "it was ended");
            } catch (IOException ended) {
                assertTrue(String.valueOf(ended.getMessage()).matches(".*(Broken pipe|reset).*"), ended::toString);
            }
            assertEquals("{\"taken\":41}", say(WIFI));
        }
    }

    /** Events wait for the card together, up to 5,000, and are answered together. */
    @Test
    void whoReadsAllAnswersLateHearsThemAll() throws Exception {
        int events = 5_000;
        try (SocketChannel program = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            ByteBuffer much = ByteBuffer.wrap((WIFI + "\n").repeat(events).getBytes(StandardCharsets.UTF_8));
            while (much.hasRemaining()) {
                program.write(much);
            }
            BufferedReader answers = answers(program);
            for (int i = 0; i < events; i++) {
                assertEquals("{\"taken\":41}", answers.readLine());
            }
        }
    }

    @Test
    @Timeout(60)
    void whoNeverReadsAnAnswerIsSentAwayAndNobodyElse() throws Exception {
        try (SocketChannel deaf = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            ByteBuffer nonsense = ByteBuffer.wrap("nonsense\n".repeat(1_000).getBytes(StandardCharsets.US_ASCII));
            assertThrows(IOException.class, () -> {
                while (true) {
                    deaf.write(nonsense.rewind());
                }
            });
            assertEquals("{\"taken\":41}", say(WIFI));
        }
    }

    private String say(String line) throws IOException {
        try (SocketChannel program = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            program.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
            return String.valueOf(answers(program).readLine());
        }
    }

    private static BufferedReader answers(SocketChannel program) {
        return new BufferedReader(new InputStreamReader(Channels.newInputStream(program), StandardCharsets.UTF_8));
    }

    /** Takes everything as number 41. */
    private final class Card implements Taker {
        @Override
        public String run() {
            return "r1";
        }

        @Override
        public void take(EventKind kind, LongFunction<byte[]> json, Answer answer) {
            taken.add(kind + " " + new String(json.apply(41), StandardCharsets.UTF_8));
            answer.taken(41);
        }
    }
}
