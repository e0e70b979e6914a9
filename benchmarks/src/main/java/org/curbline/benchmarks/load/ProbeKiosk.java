package org.curbline.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.curbline.protocol.EventId;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.KioskTopic;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.wire.EventEncoder;

/** A kiosk that says one thing and waits for the acknowledgement before it says another. One thread. */
public final class ProbeKiosk implements AutoCloseable {
    private static final EventEncoder ENCODER = new EventEncoder();

    private final SocketChannel channel;
    private final byte[] topic;
    private long seq;

    private ProbeKiosk(SocketChannel channel, KioskId kiosk) {
        this.channel = channel;
        this.topic = new KioskTopic(kiosk, EventKind.STATUS).name().getBytes(StandardCharsets.UTF_8);
    }

    /** Connects and waits for the server's welcome. */
    public static ProbeKiosk connect(int port, String id) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.write(ByteBuffer.wrap(Packets.connect(id)));
        ProbeKiosk kiosk = new ProbeKiosk(channel, KioskId.of(id));
        kiosk.read(kiosk.read(2).get(1));
        return kiosk;
    }

    /** Reports a service; does not wait. */
    public void report(Service service, ServiceReport.State state, long nowMillis) throws IOException {
        ServiceReport report = new ServiceReport(new EventId(++seq, nowMillis), service, state, "");
        byte[] payload = ENCODER.encode(List.of(report));
        ByteBuffer out = ByteBuffer.allocate(Packets.publishLength(topic, payload));
        Packets.publish(out, topic, 1, payload);
        out.flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    /** Waits for the acknowledgement. */
    public void awaitAcknowledged() throws IOException {
        read(read(2).get(1));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private ByteBuffer read(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("The server has ended the connection of the probe");
            }
        }
        return bytes.flip();
    }
}
