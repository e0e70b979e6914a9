package org.curbline.agent.source.calls;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Speaks as Asterisk's manager interface does to one that is logged in for {@code cdr}. */
public final class ScriptedAsterisk implements Closeable {
    public static final String USER = "kiosk";
    public static final String SECRET = "s3cret";

    private final ServerSocket server;
    private final List<Socket> connections = new ArrayList<>();
    private @Nullable Socket loggedIn;
    private volatile boolean isMute;
    private volatile int logIns;

    private ScriptedAsterisk(ServerSocket server) {
        this.server = server;
    }

    public static ScriptedAsterisk open() throws IOException {
        return open(0);
    }

    /** At a port; 0 takes a free one. */
    public static ScriptedAsterisk open(int port) throws IOException {
        ServerSocket server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5);
        ScriptedAsterisk asterisk = new ScriptedAsterisk(server);
        start(asterisk::accept);
        return asterisk;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** How often somebody logged in. */
    public int logIns() {
        return logIns;
    }

    /** Answers nothing, until it does again. */
    public void mute(boolean mute) {
        isMute = mute;
    }

    /** Says lines with strokes between, and an empty one. */
    public void say(String lines) throws IOException {
        raw(lines.replace("|", "\r\n") + "\r\n\r\n");
    }

    public synchronized void raw(String text) throws IOException {
        if (loggedIn == null) {
            throw new IOException("nobody is logged in");
        }
        loggedIn.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    public void call(String number, String context, String disposition) throws IOException {
        call(number, context, disposition, 245);
    }

    public void call(String number, String context, String disposition, int seconds) throws IOException {
        say("Event: Cdr|Privilege: cdr,all|AccountCode: |Source: +12125550100|Destination: " + number
                + "|DestinationContext: " + context
                + "|CallerID: \"Ada\" <+12125550100>|Channel: PJSIP/kiosk-1|DestinationChannel: PJSIP/trunk-2|LastApplication: Dial"
                + "|LastData: PJSIP/" + number
                + "@trunk,30|StartTime: 2026-11-23 11:00:00|AnswerTime: 2026-11-23 11:00:10|EndTime: 2026-11-23 11:04:15"
                + "|Duration: 255|BillableSeconds: " + seconds + "|Disposition: " + disposition
                + "|AMAFlags: DOCUMENTATION|UniqueID: 1764000000.1|UserField: ");
    }

    /** Everybody's connection ends. */
    public synchronized void hangUp() throws IOException {
        for (Socket connection : connections) {
            connection.close();
        }
        connections.clear();
    }

    @Override
    public void close() throws IOException {
        server.close();
        hangUp();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                synchronized (this) {
                    connections.add(connection);
                }
                start(() -> converse(connection));
            } catch (IOException end) {
                return;
            }
        }
    }

    private void converse(Socket connection) {
        try (connection;
                BufferedReader from = new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            connection.getOutputStream().write("Asterisk Call Manager/9.0.0\r\n".getBytes(StandardCharsets.UTF_8));
            StringBuilder action = new StringBuilder();
            for (String line = from.readLine(); line != null; line = from.readLine()) {
                if (!line.isEmpty()) {
                    action.append(line).append('\n');
                } else {
                    if (!isMute) {
                        answer(action.toString(), connection);
                    }
                    action.setLength(0);
                }
            }
        } catch (Exception gone) {
            // whoever spoke, or this one
        }
    }

    /** Whoever hears of a log-in can only speak after its answer. */
    private synchronized void answer(String action, Socket connection) throws Exception {
        String answer = "Response: Success|Ping: Pong|Timestamp: 1764000000.1||";
        if (action.startsWith("Action: Challenge\nAuthType: MD5")) {
            answer = "Response: Success|Challenge: 121212||";
        } else if (action.startsWith("Action: Login")) {
            byte[] proof =
                    MessageDigest.getInstance("MD5").digest(("121212" + SECRET).getBytes(StandardCharsets.UTF_8));
            boolean isRight = action.contains("Username: " + USER + "\n")
                    && action.contains("Key: " + HexFormat.of().formatHex(proof) + "\n")
                    && action.contains("Events: cdr\n");
            answer = isRight
                    ? "Response: Success|Message: Authentication accepted||Event: FullyBooted|Status: Fully Booted||"
                    : "Response: Error|Message: Authentication failed||";
            if (isRight) {
                loggedIn = connection;
                logIns++;
            }
        }
        connection.getOutputStream().write(answer.replace("|", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "asterisk");
        thread.setDaemon(true);
        thread.start();
    }
}
