package org.curbline.agent.source.radius;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/** Says of one device what an access point says by RADIUS accounting, RFC 2866. */
public record AccessPoint(int port, String secret, String user, String device) {
    /** That a stay began. */
    public void start(String stay) throws IOException {
        say(1, stay, 0);
    }

    /** That it ended. */
    public void stop(String stay, int seconds) throws IOException {
        say(2, stay, seconds);
    }

    /** Whatever it is. */
    public void send(byte[] packet) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(packet, packet.length, InetAddress.getLoopbackAddress(), port));
        }
    }

    private void say(int status, String stay, int seconds) throws IOException {
        ByteArrayOutputStream attributes = new ByteArrayOutputStream();
        attribute(attributes, 40, new byte[] {0, 0, 0, (byte) status});
        attribute(attributes, 44, ascii(stay));
        attribute(attributes, 1, ascii(user));
        attribute(attributes, 31, ascii(device));
        attribute(attributes, 30, ascii("00-10-A4-23-19-C0:Open"));
        attribute(attributes, 46, new byte[] {0, 0, (byte) (seconds >> 8), (byte) seconds});
        int length = 20 + attributes.size();
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.writeBytes(new byte[] {4, (byte) status, (byte) (length >> 8), (byte) length});
        packet.writeBytes(proof(packet.toByteArray(), attributes.toByteArray()));
        packet.writeBytes(attributes.toByteArray());
        send(packet.toByteArray());
    }

    private byte[] proof(byte[] head, byte[] attributes) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(head);
            md5.update(new byte[16]);
            md5.update(attributes);
            return md5.digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
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
