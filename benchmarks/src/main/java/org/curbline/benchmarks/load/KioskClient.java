package org.curbline.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.KioskTopic;

/**
 * One kiosk's MQTT 5 connection: as much of the protocol as publishing with QoS 1 takes. Packet identifiers go round
 * within the window; acknowledgements come in order, as the standard demands, and one that does not ends the benchmark.
 * One thread.
 */
final class KioskClient {
    private static final int PUBACK = 0x40;
    private static final int FIRST_REFUSAL = 0x80;

    private final KioskId kiosk;
    private final Map<EventKind, byte[]> topics = new EnumMap<>(EventKind.class);
    private final SocketChannel channel;
    private final SelectionKey key;
    private final EventFeed feed;
    private final Latencies latencies;
    private final byte[] wifiTopic;
    private final byte[] statusTopic;
    private final ByteBuffer in = ByteBuffer.allocate(4096);
    private final long[] since;
    private ByteBuffer out = ByteBuffer.allocate(8192);
    private int number;
    private long sent;
    private long acknowledged;

    private KioskClient(SocketChannel channel, Selector selector, KioskId kiosk, int window, Latencies latencies)
            throws IOException {
        this.kiosk = kiosk;
        this.channel = channel;
        this.feed = new EventFeed(kiosk.value().hashCode());
        this.latencies = latencies;
        this.wifiTopic = topic(kiosk, EventKind.WIFI);
        this.statusTopic = topic(kiosk, EventKind.STATUS);
        this.since = new long[window];
        channel.configureBlocking(false);
        this.key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Connects and waits for the server's welcome. */
    static KioskClient connect(int port, Selector selector, KioskId kiosk, int mostInFlight, Latencies latencies)
            throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.write(ByteBuffer.wrap(Packets.connect(kiosk.value())));
        byte[] head = read(channel, 2);
        int window = Math.min(mostInFlight, Packets.receiveMaximum(read(channel, head[1])));
        return new KioskClient(channel, selector, kiosk, window, latencies);
    }

    boolean mayPublish() {
        return sent - acknowledged < since.length;
    }

    /** Whether everything sent is acknowledged. */
    boolean isIdle() {
        return sent == acknowledged;
    }

    /** How many events it has sent. */
    long events() {
        return feed.events();
    }

    /** Puts a message of WiFi sessions behind the others; nothing leaves before {@link #flush}. */
    void wifi(int events, long nowMillis, long sinceNanos) {
        publish(wifiTopic, feed.wifi(events, nowMillis), sinceNanos);
    }

    /** Puts a message that says how the services are behind the others. */
    void status(long nowMillis, long sinceNanos) {
        publish(statusTopic, feed.status(nowMillis), sinceNanos);
    }

    /** Puts a message behind the others. */
    void publish(EventKind kind, byte[] payload, long sinceNanos) {
        publish(topics.computeIfAbsent(kind, each -> topic(kiosk, each)), payload, sinceNanos);
    }

    /** Which one it is, for who has several. */
    int number() {
        return number;
    }

    void number(int which) {
        number = which;
    }

    void close() throws IOException {
        channel.close();
    }

    private void publish(byte[] topic, byte[] payload, long sinceNanos) {
        int place = (int) (sent++ % since.length);
        since[place] = sinceNanos;
        int length = Packets.publishLength(topic, payload);
        if (out.remaining() < length) {
            out = ByteBuffer.allocate(Math.max(out.capacity() * 2, out.position() + length))
                    .put(out.flip());
        }
        Packets.publish(out, topic, place + 1, payload);
    }

    void flush() throws IOException {
        if (out.position() > 0) {
            out.flip();
            channel.write(out);
            out.compact();
        }
        key.interestOps(out.position() > 0 ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    /** Takes the acknowledgements that have come. */
    void read() throws IOException {
        while (true) {
            int count = channel.read(in);
            if (count < 0) {
                throw new EOFException("The server has ended a connection");
            }
            if (count == 0) {
                return;
            }
            boolean more = !in.hasRemaining();
            take(System.nanoTime());
            if (!more) {
                return;
            }
        }
    }

    private void take(long nowNanos) {
        in.flip();
        while (in.remaining() >= 2 && in.remaining() >= 2 + in.get(in.position() + 1)) {
            int start = in.position();
            int length = in.get(start + 1); // what a server sends here is short
            if ((in.get(start) & 0xf0) != PUBACK) {
                throw new IllegalStateException("The server sends packet 0x" + Integer.toHexString(in.get(start) & 0xff)
                        + (length > 0 ? " reason " + (in.get(start + 2) & 0xff) : ""));
            }
            acknowledged(in.getShort(start + 2), nowNanos);
            if (length > 2 && (in.get(start + 4) & 0xff) >= FIRST_REFUSAL) {
                latencies.refused();
            }
            in.position(start + 2 + length);
        }
        in.compact();
    }

    private void acknowledged(int packetId, long nowNanos) {
        int place = (int) (acknowledged++ % since.length);
        if (packetId != place + 1) {
            throw new IllegalStateException("Acknowledged is " + packetId + " where " + (place + 1) + " is due");
        }
        latencies.acknowledged(nowNanos - since[place]);
    }

    private static byte[] topic(KioskId kiosk, EventKind kind) {
        return new KioskTopic(kiosk, kind).name().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] read(SocketChannel channel, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("The server does not answer CONNECT");
            }
        }
        return bytes.array();
    }
}
