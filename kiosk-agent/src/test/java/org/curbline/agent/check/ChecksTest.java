package org.curbline.agent.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.curbline.agent.check.ServiceCheck.Verdict;
import org.curbline.agent.source.Taker;
import org.curbline.agent.status.SourceStatus;
import org.curbline.agent.time.ClockToSet;
import org.curbline.agent.time.KioskTime;
import org.curbline.agent.time.Trust;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.ServiceReport.State;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks against real sockets and files. */
class ChecksTest {
    private static final Instant NOON = Instant.parse("2027-03-01T12:00:00Z");
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final SplittableRandom random = new SplittableRandom(5);

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 204 No Content, UP, ''",
        "HTTP/1.1 302 Found, DOWN, http-302",
        "HTTP/1.1 503 Busy, DOWN, http-503",
        "SSH-2.0-OpenSSH, DOWN, http-garbled",
        "'', DOWN, http-garbled",
    })
    void wifiIsUpIfWhatIsBeyondItAnswersAndNoPortalStandsBefore(String answer, State state, String reason)
            throws Exception {
        try (ServerSocket web = new ServerSocket(0, 5, HERE)) {
            begin(() -> {
                try (Socket asking = web.accept()) {
                    if (asking.getInputStream().read(new byte[4096]) > 0) {
                        asking.getOutputStream().write((answer + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                    }
                }
            });
            assertEquals(
                    new Verdict(state, reason, Duration.ZERO),
                    wifi("http://127.0.0.1:" + web.getLocalPort() + "/generate_204")
                            .look());
        }
    }

    @Test
    void wifiIsDegradedIfSomeIsReachedAndDownIfNothingIsOrItsInterfaceIsGone() throws Exception {
        try (ServerSocket open = new ServerSocket(0, 5, HERE)) {
            String reached = "tcp://127.0.0.1:" + open.getLocalPort();
            String refused = "tcp://127.0.0.1:" + FreePort.find();
            assertEquals(Verdict.UP, wifi(reached).look());
            assertEquals(Verdict.degraded("tcp-refused"), wifi(reached, refused).look());
            assertEquals(Verdict.down("tcp-refused"), wifi(refused, refused).look());
            List<ProbeTarget> targets = targets(reached);
            assertEquals(Verdict.UP, wifi(Optional.of("lo"), targets).look());
            assertEquals(
                    Verdict.down("no-interface"),
                    wifi(Optional.of("wlan9"), targets).look());
        }
    }

    @ParameterizedTest
    @CsvSource({"128, 1, UP, ''", "131, 0, DOWN, dns-error-3", "128, 0, DOWN, dns-empty"})
    void namesMustBeKnown(int flags, int answers, State state, String reason) throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, HERE)) {
            answering(server, query -> {
                assertTrue(query.endsWith("\u0007example\u0003org\u0000\u0000\u0001\u0000\u0001"), query);
                return query.substring(0, 2) + "\u0081" + (char) flags + "\u0000\u0001\u0000" + (char) answers
                        + query.substring(8);
            });
            assertEquals(
                    new Verdict(state, reason, Duration.ZERO),
                    wifi("dns://127.0.0.1:" + server.getLocalPort() + "/example.org")
                            .look());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, UP, ''",
        "404, DOWN, not-registered",
        "480, DOWN, not-registered",
        "503, DOWN, sip-503",
        "401, DEGRADED, sip-401",
    })
    void phoneIsUpIfItsRegistrarAnswersForIt(int status, State state, String reason) throws Exception {
        try (DatagramSocket registrar = new DatagramSocket(0, HERE)) {
            BlockingQueue<String> requests = new LinkedBlockingQueue<>();
            answering(registrar, request -> {
                requests.add(request);
                int call = request.indexOf("Call-ID:");
                return "SIP/2.0 " + status + " So it is\r\n" + request.substring(call, request.indexOf("\r\n", call))
                        + "\r\n\r\n";
            });
            String phone = "sip:kiosk@127.0.0.1:" + registrar.getLocalPort();
            assertEquals(
                    new Verdict(state, reason, Duration.ZERO), new PhoneCheck(new SipAddress(phone), random).look());
            String request = requests.remove();
            assertTrue(request.startsWith("OPTIONS " + phone + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:"), request);
            assertTrue(request.endsWith("\r\n\r\n") && request.contains("CSeq: 1 OPTIONS\r\n"), request);
        }
    }

    @Test
    void registrarThatAnswersSomebodyElseDoesNotAnswer() throws Exception {
        try (DatagramSocket registrar = new DatagramSocket(0, HERE)) {
            answering(registrar, request -> "SIP/2.0 200 OK\r\nCall-ID: another\r\n\r\n");
            SipAddress phone = new SipAddress("sip:kiosk@127.0.0.1:" + registrar.getLocalPort());
            assertEquals(Verdict.down("no-answer"), new PhoneCheck(phone, random).look());
        }
    }

    @Test
    void portsAreAliveIfTheirMetersGiveNumbers(@TempDir Path folder) throws Exception {
        Path one = Files.writeString(folder.resolve("one"), "512\n");
        Path two = Files.writeString(folder.resolve("two"), "-3\n");
        ChargingCheck check = new ChargingCheck(List.of(one, two));
        assertEquals(Verdict.UP, check.look());
        Files.delete(two);
        assertEquals(Verdict.degraded("port-2-dead"), check.look());
        Files.writeString(one, "");
        assertEquals(Verdict.down("ports-dead"), check.look());
    }

    @Test
    void tabletIsUpAsOfItsLastHeartbeatAndDownAfterSilence(@TempDir Path folder) throws Exception {
        Path heart = folder.resolve("heart");
        TabletCheck check = new TabletCheck(heart, Duration.ofMinutes(2), () -> NOON);
        assertEquals(Verdict.down("no-heartbeat"), check.look());
        Files.createFile(heart);
        Files.setLastModifiedTime(heart, FileTime.from(NOON.minusSeconds(90)));
        assertEquals(new Verdict(State.UP, "", Duration.ofSeconds(90)), check.look());
        Files.setLastModifiedTime(heart, FileTime.from(NOON.minusSeconds(121)));
        assertEquals(Verdict.down("heart-stopped"), check.look());
    }

    @Test
    void whatIsFoundIsReportedAsOfItsEvidenceAgainAndAgainAndAtOnceIfWanted(@TempDir Path folder) throws Exception {
        Path heart = Files.createFile(folder.resolve("heart"));
        Files.setLastModifiedTime(heart, FileTime.from(NOON.minusSeconds(30)));
        BlockingQueue<String> reports = new LinkedBlockingQueue<>();
        ClockToSet computer = new ClockToSet(NOON);
        KioskTime time = new KioskTime(computer, Trust.SYNCHRONISED, OptionalLong.empty());
        Checks.Told told = new Checks.Told(
                Duration.ofHours(1),
                new Checks.Wifi(Optional.empty(), List.of(), Optional.empty()),
                Optional.empty(),
                List.of(),
                Optional.of(heart),
                Duration.ofMinutes(2));
        try (Checks checks = Checks.start(told, new Reports(reports), time, computer, random)) {
            String up = "STATUS {\"seq\":4,\"at\":\"2027-03-01T11:59:30.000Z\",\"run\":\"r1\",\"service\":\"tablet\","
                    + "\"state\":\"up\"}";
            assertEquals(up, reports.poll(60, TimeUnit.SECONDS));
            assertTrue(checks.now());
            assertEquals(up, reports.poll(60, TimeUnit.SECONDS));
            assertTrue(checks.every(Duration.ofMillis(20)));
            for (int i = 0; i < 3; i++) {
                assertEquals(up, reports.poll(60, TimeUnit.SECONDS));
            }
            assertEquals(List.of(new SourceStatus("check of tablet: up", "", "")), checks.describe());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://a/", "tcp://a", "dns://a", "dns://a/", "a", "http://", "tcp:// :1"})
    void targetsThatAreNoneAreMistakes(String text) {
        assertThrows(IllegalArgumentException.class, () -> new ProbeTarget.Words().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kiosk@a", "sip:a", "sip:a@b:c", "sip:a@b\r\nEvil: x"})
    void phonesThatAreNoneAreMistakes(String text) {
        assertThrows(IllegalArgumentException.class, () -> new SipAddress.Words().convert(text));
    }

    private WifiCheck wifi(String... targets) {
        return wifi(Optional.empty(), targets(targets));
    }

    private WifiCheck wifi(Optional<String> through, List<ProbeTarget> targets) {
        return new WifiCheck(new Checks.Wifi(through, targets, Optional.empty()), random);
    }

    private static List<ProbeTarget> targets(String... targets) {
        return Arrays.stream(targets).map(new ProbeTarget.Words()::convert).toList();
    }

    private static void answering(DatagramSocket server, UnaryOperator<String> answer) {
        begin(() -> {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
                server.receive(packet);
                byte[] said = answer.apply(
                                new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1))
                        .getBytes(StandardCharsets.ISO_8859_1);
                server.send(new DatagramPacket(said, said.length, packet.getSocketAddress()));
            }
        });
    }

    private static void begin(Serving serving) {
        Thread thread = new Thread(() -> {
            try {
                serving.serve();
            } catch (IOException over) {
                // the test is
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private interface Serving {
        void serve() throws IOException;
    }

    private record Reports(BlockingQueue<String> reports) implements Taker {
        @Override
        public String run() {
            return "r1";
        }

        @Override
        public void take(EventKind kind, LongFunction<byte[]> json, Answer answer) {
            reports.add(kind + " " + new String(json.apply(4), StandardCharsets.UTF_8));
            answer.taken(4);
        }
    }
}
