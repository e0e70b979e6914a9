package org.curbline.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PacketsTest {
    @Test
    void connectSaysMqtt5WithACleanStart() {
        byte[] packet = {0x10, 15, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 0, 0, 0, 2, 'm', '1'};
        assertArrayEquals(packet, Packets.connect("m1"));
    }

    @Test
    void publishHasQosOneAndALengthOfTwoBytesWhenItMust() {
        byte[] payload = new byte[200];
        byte[] topic = "t".getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(Packets.publishLength(topic, payload));
        Packets.publish(out, topic, 0x0102, payload);
        byte[] head = Arrays.copyOf(out.array(), 9);
        assertArrayEquals(new byte[] {0x32, (byte) ((206 & 0x7f) | 0x80), 206 >> 7, 0, 1, 't', 1, 2, 0}, head);
        assertEquals(1 + 2 + 206, out.position());
    }

    @Test
    void receiveMaximumIsFoundBehindOtherProperties() {
        byte[] connack = {0, 0, 12, 0x24, 1, 0x27, 0, 4, 0, 0, 0x13, 1, 44, 0x21, 0, 64};
        connack[2] = (byte) (connack.length - 3);
        assertEquals(64, Packets.receiveMaximum(connack));
    }

    @Test
    void withoutOneTheStandardsMaximumHolds() {
        assertEquals(65_535, Packets.receiveMaximum(new byte[] {0, 0, 0}));
    }

    @Test
    void aRefusedConnectionIsAnError() {
        byte[] connack = {0, (byte) 0x87, 0};
        assertThrows(IllegalStateException.class, () -> Packets.receiveMaximum(connack));
    }
}
