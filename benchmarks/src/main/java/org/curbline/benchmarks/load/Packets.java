package org.curbline.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The few MQTT 5 packets a publisher needs, as bytes. */
final class Packets {
    private static final int RECEIVE_MAXIMUM = 0x21;

    private static final int MOST_IN_FLIGHT = 65_535;

    private Packets() {}

    /** A first packet without keep-alive, will or name: {@code clientId} of at most 100 bytes. */
    static byte[] connect(String clientId) {
        byte[] id = clientId.getBytes(StandardCharsets.UTF_8);
        ByteBuffer packet = ByteBuffer.allocate(2 + 11 + 2 + id.length);
        packet.put((byte) 0x10).put((byte) (11 + 2 + id.length));
        packet.putShort((short) 4).put(new byte[] {'M', 'Q', 'T', 'T', 5, 2, 0, 0, 0});
        packet.putShort((short) id.length).put(id);
        return packet.array();
    }

    /** How many bytes {@link #publish} writes at most. */
    static int publishLength(byte[] topic, byte[] payload) {
        return 1 + 4 + 2 + topic.length + 2 + 1 + payload.length;
    }

    /** A message with QoS 1 and no properties. */
    static void publish(ByteBuffer out, byte[] topic, int packetId, byte[] payload) {
        out.put((byte) 0x32);
        int length = 2 + topic.length + 2 + 1 + payload.length;
        while (length > 0x7f) {
            out.put((byte) ((length & 0x7f) | 0x80));
            length >>>= 7;
        }
        out.put((byte) length);
        out.putShort((short) topic.length).put(topic).putShort((short) packetId).put((byte) 0);
        out.put(payload);
    }

    /**
     * How many messages may be in flight, as the body of a CONNACK says.
     *
     * @throws IllegalStateException if it says no
     */
    static int receiveMaximum(byte[] connack) {
        if (connack[1] != 0) {
            throw new IllegalStateException("The connection was refused with reason " + (connack[1] & 0xff));
        }
        ByteBuffer body = ByteBuffer.wrap(connack, 2, connack.length - 2);
        int left = body.get(); // properties of a CONNACK fill no second byte of length here
        int end = body.position() + left;
        while (body.position() < end) {
            int property = body.get();
            if (property == RECEIVE_MAXIMUM) {
                return body.getShort() & 0xffff;
            }
            skip(body, property);
        }
        return MOST_IN_FLIGHT;
    }

    private static void skip(ByteBuffer body, int property) {
        int length =
                switch (property) {
                    case 0x24, 0x25, 0x28, 0x29, 0x2A -> 1;
                    case 0x13, 0x22 -> 2;
                    case 0x11, 0x27 -> 4;
                    case 0x12, 0x15, 0x16, 0x1A, 0x1C, 0x1F -> 2 + body.getShort(body.position());
                    default -> throw new IllegalStateException("A CONNACK has property " + property);
                };
        body.position(body.position() + length);
    }
}
