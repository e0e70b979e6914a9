package org.curbline.benchmarks.agent;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.curbline.benchmarks.process.Tools;

/** What is used at a kiosk, as its sources hear it. One thread at a time. */
public final class KioskUse {
    static final String SECRET = "s3cret";
    /** In July 2018, at the busiest kiosk that was published, over its access points. */
    private static final double WIFI_SESSIONS_A_MONTH = 357_000;

    private static final Duration BETWEEN_SESSIONS =
            Duration.ofNanos((long) (Duration.ofDays(31).toNanos() / WIFI_SESSIONS_A_MONTH));
    private static final int WINDOW = 1_500;
    private static final String CALL =
            "\"\",\"kiosk\",\"311\",\"kiosk\",\"k\",\"c\",\"d\",\"Dial\",\"e\",\"2026-11-26 12:00:00\","
                    + "\"2026-11-26 12:00:01\",\"2026-11-26 12:00:43\",43,42,\"ANSWERED\",\"D\",\"1.1\",\"\"\n";

    private final Path folder;
    private final int radius = Tools.keptPort();
    private final int tablet = Tools.keptPort();
    private final HttpClient http = HttpClient.newHttpClient();
    private int sessions;

    public KioskUse(Path folder) {
        this.folder = folder;
    }

    int radius() {
        return radius;
    }

    int tablet() {
        return tablet;
    }

    /**
     * WiFi sessions at the busiest kiosk's pace, and once a minute a charging session, a call, and use of the tablet.
     */
    public void atTheBusiestKiosk(Duration time) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        long next = begun;
        int rounds = 0;
        while (System.nanoTime() - begun < time.toNanos()) {
            account(1, sessions);
            if (sessions > 0) {
                account(2, sessions - 1);
            }
            sessions++;
            switch (rounds++ % 8) {
                case 0 -> Files.writeString(folder.resolve("hwmon/power1_input"), "5000000\n");
                case 3 -> Files.writeString(folder.resolve("hwmon/power1_input"), "0\n");
                case 5 -> Files.writeString(folder.resolve("Master.csv"), CALL, StandardOpenOption.APPEND);
                case 7 -> tablet("{\"activity\":\"maps\",\"durationSeconds\":74}");
                default -> {}
            }
            next += BETWEEN_SESSIONS.toNanos();
            TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
        }
    }

    /** A program writes events until so many were taken. */
    public void write(long events) throws IOException {
        byte[] line =
                "{\"kind\":\"usage/wifi\",\"durationSeconds\":1968,\"downBytes\":36211733,\"upBytes\":5199000,\"network\":\"open\"}\n"
                        .getBytes(StandardCharsets.US_ASCII);
        try (SocketChannel program = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("events.sock")))) {
            BufferedReader answers = new BufferedReader(
                    new InputStreamReader(Channels.newInputStream(program), StandardCharsets.US_ASCII));
            ByteBuffer window = ByteBuffer.allocate(WINDOW * line.length);
            for (long taken = 0; taken < events; taken += WINDOW) {
                window.clear();
                for (int i = 0; i < WINDOW; i++) {
                    window.put(line);
                }
                window.flip();
                while (window.hasRemaining()) {
                    program.write(window);
                }
                for (int i = 0; i < WINDOW; i++) {
                    String answer = answers.readLine();
                    if (answer == null || !answer.contains("taken")) {
                        throw new IOException("the agent answers " + answer);
                    }
                }
            }
        }
    }

    private void tablet(String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + tablet + "/sessions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        CompletableFuture<?> unused =
                http.sendAsync(request, HttpResponse.BodyHandlers.discarding()); // answered when it is safe
    }

    /** As an access point does, RFC 2866: that a session began (1) or ended (2). */
    private void account(int status, int session) throws IOException {
        ByteArrayOutputStream attributes = new ByteArrayOutputStream();
        attribute(attributes, 40, new byte[] {0, 0, 0, (byte) status});
        attribute(attributes, 44, ascii("session-" + session));
        attribute(
                attributes,
                31,
                ascii(String.format(Locale.ROOT, "02-00-5E-00-%02X-%02X", session >> 8 & 255, session & 255)));
        attribute(attributes, 30, ascii("00-10-A4-23-19-C0:Open"));
        if (status == 2) {
            attribute(attributes, 46, new byte[] {0, 0, 3, (byte) session});
            attribute(attributes, 42, new byte[] {0, 9, 1, (byte) session});
            attribute(attributes, 43, new byte[] {1, 9, 1, (byte) session});
        }
        int length = 20 + attributes.size();
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.writeBytes(new byte[] {4, (byte) session, (byte) (length >> 8), (byte) length});
        packet.writeBytes(proof(packet.toByteArray(), attributes.toByteArray()));
        packet.writeBytes(attributes.toByteArray());
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(packet.toByteArray(), length, InetAddress.getLoopbackAddress(), radius));
        }
    }

    private static byte[] proof(byte[] head, byte[] attributes) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5"); // RADIUS has no other
            md5.update(head);
            md5.update(new byte[16]);
            md5.update(attributes);
            return md5.digest(ascii(SECRET));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has MD5", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void attribute(ByteArrayOutputStream to, int type, byte[] value) {
        to.write(type);
        to.write(2 + value.length);
        to.writeBytes(value);
    }
}
