package org.curbline.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Puts MQTT packets together, right or wrong. */
final class Packets {
    private static final int CLEAN = 0x02;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    static byte[] connect5(String clientId) {
        return connect5(clientId, 60);
    }

    static byte[] connect5(String clientId, int keepAlive) {
        return head(5, CLEAN, keepAlive).raw(0).text(clientId).packet(0x10);
    }

    static byte[] connect5(String clientId, String user, String password) {
        return head(5, CLEAN | 0xC0, 60)
                .raw(0)
                .text(clientId)
                .text(user)
                .text(password)
                .packet(0x10);
    }

    static byte[] connect3(String clientId) {
        return connect3(clientId, 60);
    }

    static byte[] connect3(String clientId, int keepAlive) {
        return head(4, CLEAN, keepAlive).text(clientId).packet(0x10);
    }

    static byte[] connect3(String clientId, String user, String password) {
        return head(4, CLEAN | 0xC0, 60)
                .text(clientId)
                .text(user)
                .text(password)
                .packet(0x10);
    }

    /** @param qosAndRetain of the will, as in the connect flags */
    static byte[] connect3WithWill(String clientId, int qosAndRetain, String topic, String message) {
        return head(4, CLEAN | 0x04 | qosAndRetain, 60)
                .text(clientId)
                .text(topic)
                .text(message)
                .packet(0x10);
    }

    /** Likewise. */
    static byte[] connect5WithWill(String clientId, int qosAndRetain, String topic, String message) {
        return head(5, CLEAN | 0x04 | qosAndRetain, 60)
                .raw(0)
                .text(clientId)
                .raw(0)
                .text(topic)
                .text(message)
                .packet(0x10);
    }

    /** One filter, QoS 1. */
    static byte[] subscribe5(int packetId, String filter) {
        return new Packets().number(packetId).raw(0).text(filter).raw(1).packet(0x82);
    }

    static byte[] subscribe3(int packetId, String filter) {
        return new Packets().number(packetId).text(filter).raw(1).packet(0x82);
    }

    private static Packets head(int level, int flags, int keepAlive) {
        return new Packets().text("MQTT").raw(level, flags).number(keepAlive);
    }

    Packets raw(int... values) {
        for (int value : values) {
            body.write(value);
        }
        return this;
    }

    Packets raw(byte[] values) {
        body.writeBytes(values);
        return this;
    }

    /** Two bytes, the higher first. */
    Packets number(int value) {
        return raw(value >> 8, value & 0xFF);
    }

    /** UTF-8 after its length. */
    Packets text(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        return number(utf8.length).raw(utf8);
    }

    /** All of it after its first byte and its length. */
    byte[] packet(int first) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(first);
        int length = body.size();
        do {
            packet.write(length > 0x7F ? (length & 0x7F) | 0x80 : length);
            length >>= 7;
        } while (length > 0);
        packet.writeBytes(body.toByteArray());
        return packet.toByteArray();
    }
}
