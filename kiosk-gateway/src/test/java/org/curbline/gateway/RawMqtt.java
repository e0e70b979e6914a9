package org.curbline.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An MQTT client made of a socket and bytes, which does what no proper client would. Waits at most a minute for a
 * packet.
 */
final class RawMqtt implements AutoCloseable {
    static final byte[] PINGREQ = bytes("C0 00");
    static final byte[] DISCONNECT = bytes("E0 00");

    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final boolean mqtt5;

    private RawMqtt(Socket socket, boolean mqtt5) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
        this.mqtt5 = mqtt5;
    }

    /** A socket and nothing sent yet. */
    static RawMqtt open(int port, boolean mqtt5) throws IOException {
        return open(port, mqtt5, 0);
    }

    /** @param receiveBuffer bytes the system takes for a client that does not read; 0 for its own choice */
    static RawMqtt open(int port, boolean mqtt5, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        return new RawMqtt(socket, mqtt5);
    }

    static RawMqtt v5(int port, String clientId) throws IOException {
        return open(port, true).admitted(Packets.connect5(clientId));
    }

    static RawMqtt v3(int port, String clientId) throws IOException {
        return open(port, false).admitted(Packets.connect3(clientId));
    }

    /** Leaves no connection behind where it is not. */
    private RawMqtt admitted(byte[] connect) throws IOException {
        try {
            send(connect).expect(0x20);
            return this;
        } catch (IOException | AssertionError not) {
            close();
            throw not;
        }
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }

    RawMqtt send(byte[]... packets) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] packet : packets) {
            all.write(packet);
        }
        out.write(all.toByteArray());
        return this;
    }

    /** QoS 1. */
    RawMqtt publish(int packetId, String topic, String payload) throws IOException {
        return send(publish(mqtt5, 1, packetId, topic, payload));
    }

    byte[] packet(int qos, int packetId, String topic, String payload) {
        return publish(mqtt5, qos, packetId, topic, payload);
    }

    static byte[] publish(boolean mqtt5, int qos, int packetId, String topic, String payload) {
        Packets body = new Packets().text(topic);
        if (qos > 0) {
            body.number(packetId);
        }
        if (mqtt5) {
            body.raw(0); // no properties
        }
        return body.raw(payload.getBytes(UTF_8)).packet(0x30 | qos << 1);
    }

    /** The next packet, or null when the other side has ended the connection. */
    @Nullable
    Packet read() throws IOException {
        try {
            int first = in.read();
            if (first < 0) {
                return null;
            }
            byte[] body = new byte[remainingLength()];
            in.readFully(body);
            return new Packet(first, body);
        } catch (SocketException reset) {
            return null;
        }
    }

    /** The next packet, which must be of this type. */
    Packet expect(int type) throws IOException {
        Packet packet = read();
        if (packet == null) {
            throw new AssertionError(
                    "The connection has ended instead of a packet of type " + Integer.toHexString(type));
        }
        if (packet.type() != type) {
            throw new AssertionError("Expected a packet of type " + Integer.toHexString(type) + " but got " + packet);
        }
        return packet;
    }

    /** The next packet, which must be the PUBACK of this message. @return its reason code, 0 in MQTT 3.1.1 */
    int puback(int packetId) throws IOException {
        Packet packet = expect(0x40);
        if (packet.number(0) != packetId) {
            throw new AssertionError("Expected the PUBACK of " + packetId + " but got " + packet);
        }
        return packet.body().length > 2 ? packet.at(2) : 0;
    }

    /** The next packet, which must be a DISCONNECT, followed by the end. @return its reason code */
    int disconnected() throws IOException {
        int reason = expect(0xE0).at(0);
        ended();
        return reason;
    }

    /** Waits for the other side to end the connection; whatever it still says is passed over. */
    void ended() throws IOException {
        while (read() != null) {
            // what was on its way
        }
    }

    /** Whether nothing comes for so long. */
    boolean isSilentFor(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        try {
            int next = in.read();
            throw new AssertionError("Expected silence but got a byte " + Integer.toHexString(next));
        } catch (SocketTimeoutException silent) {
            return true;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Ends the connection without a word, as a power cut does. */
    void cut() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private int remainingLength() throws IOException {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int next = in.readUnsignedByte();
            length |= (next & 0x7F) << shift;
            if (next < 0x80) {
                return length;
            }
        }
    }

    /** One packet as it came. */
    static final class Packet {
        private final int first;
        private final byte[] body;

        private Packet(int first, byte[] body) {
            this.first = first;
            this.body = body;
        }

        byte[] body() {
            return body;
        }

        int type() {
            return first & 0xF0;
        }

        int at(int index) {
            return body[index] & 0xFF;
        }

        int number(int index) {
            return at(index) << 8 | at(index + 1);
        }

        String text() {
            return new String(body, UTF_8);
        }

        @Override
        public String toString() {
            return Integer.toHexString(first) + " " + HexFormat.ofDelimiter(" ").formatHex(body);
        }
    }
}
