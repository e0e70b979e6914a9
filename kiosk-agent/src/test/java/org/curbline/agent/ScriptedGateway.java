package org.curbline.agent;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A gateway as far as a test needs one: takes one MQTT 5 connection after the other, tells the time if it is given one,
 * acknowledges what is published if it is to, and keeps it.
 */
public final class ScriptedGateway implements AutoCloseable {
    private static final Pattern EVENT = Pattern.compile("\\{[^{}]*}");
    private static final int PATIENCE_SECONDS = 60;

    private final ServerSocket server;
    private final @Nullable String time;
    private final List<byte[]> unacknowledged = new ArrayList<>();
    private boolean isHolding;
    private volatile @Nullable Socket kiosk;
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> subscriptions = new LinkedBlockingQueue<>();
    /** Packet ids of commands that the kiosk has acknowledged. */
    private final BlockingQueue<Integer> acknowledged = new LinkedBlockingQueue<>();

    private final List<String> messages = new CopyOnWriteArrayList<>();

    private ScriptedGateway(ServerSocket server, @Nullable String time) {
        this.server = server;
        this.time = time;
    }

    /** @param time as it tells it; null if it does not */
    public static ScriptedGateway open(@Nullable String time) throws IOException {
        return open(time, InetAddress.getLoopbackAddress(), 0);
    }

    /** One at this address and port of loopback. */
    public static ScriptedGateway open(@Nullable String time, InetAddress at, int port) throws IOException {
        ScriptedGateway gateway = new ScriptedGateway(new ServerSocket(port, 5, at), time);
        Thread thread = new Thread(gateway::serve, "gateway");
        thread.setDaemon(true);
        thread.start();
        return gateway;
    }

    public URI address() {
        return URI.create("tcp://127.0.0.1:" + server.getLocalPort());
    }

    /** From now on nothing is acknowledged. */
    public synchronized void hold() {
        isHolding = true;
    }

    /** All that was published is acknowledged, and what comes is at once. */
    public synchronized void release() throws IOException {
        isHolding = false;
        for (byte[] puback : unacknowledged) {
            send(puback);
        }
        unacknowledged.clear();
    }

    /** The next event that was published, as {@code topic {json}}. */
    public String next() throws InterruptedException {
        return String.valueOf(events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    /** Whether nothing else has come by now. */
    public boolean isQuiet() {
        return events.isEmpty();
    }

    /** Every message so far, as {@code topic payload}. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    /** The next filter that was subscribed to. */
    public String subscribed() throws InterruptedException {
        return String.valueOf(subscriptions.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    /** Sends a message to the kiosk, QoS 1. */
    public void publish(int id, String topic, String payload) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        text(body, topic);
        body.write(id >> 8);
        body.write(id);
        body.write(0);
        body.writeBytes(payload.getBytes(StandardCharsets.UTF_8));
        send(packet(0x32, body));
    }

    /** The id of the next message that the kiosk acknowledges; null if it acknowledges none for a while. */
    public @Nullable Integer acknowledged(int seconds) throws InterruptedException {
        return acknowledged.poll(seconds, TimeUnit.SECONDS);
    }

    /** Ends the connection. */
    public void cut() throws IOException {
        Socket now = kiosk;
        if (now != null) {
            now.close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket accepted = server.accept()) {
                kiosk = accepted;
                DataInputStream in = new DataInputStream(accepted.getInputStream());
                while (true) {
                    int first = in.readUnsignedByte();
                    byte[] body = in.readNBytes(length(in));
                    hear(first, body);
                }
            } catch (IOException over) {
                // the next one
            }
        }
    }

    private void hear(int first, byte[] body) throws IOException {
        switch (first >> 4) {
            case 1 -> send(connack());
            case 3 -> published(first, body);
            case 4 -> acknowledged.add(number(body, 0));
            case 8 -> {
                int filter = 3 + body[2];
                subscriptions.add(new String(body, filter + 2, number(body, filter), StandardCharsets.UTF_8));
                send(new byte[] {(byte) 0x90, 4, body[0], body[1], 0, 1});
            }
            case 14 -> throw new EOFException("the kiosk says goodbye");
            case 12 -> send(new byte[] {(byte) 0xD0, 0});
            default -> {}
        }
    }

    private void published(int first, byte[] body) throws IOException {
        int topicLength = number(body, 0);
        String topic = new String(body, 2, topicLength, StandardCharsets.UTF_8);
        int id = 2 + topicLength;
        int payload = id + 2 + 1 + body[id + 2];
        String text = new String(body, payload, body.length - payload, StandardCharsets.UTF_8);
        messages.add(topic + " " + text);
        Matcher matcher = EVENT.matcher(text);
        while (matcher.find()) {
            events.add(topic + " " + matcher.group());
        }
        if ((first & 6) == 0) {
            return;
        }
        byte[] puback = {0x40, 2, body[id], body[id + 1]};
        synchronized (this) {
            if (isHolding) {
                unacknowledged.add(puback);
            } else {
                send(puback);
            }
        }
    }

    private byte[] connack() {
        ByteArrayOutputStream properties = new ByteArrayOutputStream();
        if (time != null) {
            properties.write(0x26);
            text(properties, "time");
            text(properties, time);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(0);
        body.write(0);
        body.write(properties.size());
        body.writeBytes(properties.toByteArray());
        return packet(0x20, body);
    }

    private static byte[] packet(int first, ByteArrayOutputStream body) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(first);
        int left = body.size();
        do {
            packet.write(left % 128 | (left >= 128 ? 128 : 0));
            left /= 128;
        } while (left > 0);
        packet.writeBytes(body.toByteArray());
        return packet.toByteArray();
    }

    private static void text(ByteArrayOutputStream to, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        to.write(bytes.length >> 8);
        to.write(bytes.length);
        to.writeBytes(bytes);
    }

    private static int number(byte[] body, int at) {
        return Byte.toUnsignedInt(body[at]) << 8 | Byte.toUnsignedInt(body[at + 1]);
    }

    private static int length(DataInputStream in) throws IOException {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int digit = in.readUnsignedByte();
            length |= (digit & 127) << shift;
            if (digit < 128) {
                return length;
            }
        }
    }

    private void send(byte[] packet) throws IOException {
        Socket to = kiosk;
        if (to == null) {
            throw new IOException("Nobody is connected");
        }
        OutputStream out = to.getOutputStream();
        synchronized (server) {
            out.write(packet);
        }
    }
}
