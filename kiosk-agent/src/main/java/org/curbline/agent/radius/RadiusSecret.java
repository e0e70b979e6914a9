package org.curbline.agent.radius;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a client and a server share, and what it makes of packets. MD5, as RFC 2865 is of 1997 and 2000. */
public final class RadiusSecret {
    /** Bytes that a password has at most (RFC 2865, 5.2). */
    public static final int LONGEST_PASSWORD = 128;

    private static final int BLOCK = 16;

    private final byte[] secret;

    public RadiusSecret(String secret) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Hides a password (RFC 2865, 5.2): each block is mixed with the secret and the block before it.
     *
     * @param authenticator the request's
     * @throws IllegalArgumentException if the password has more than {@link #LONGEST_PASSWORD} bytes
     */
    public byte[] hidden(byte[] password, byte[] authenticator) {
        if (password.length > LONGEST_PASSWORD) {
            throw new IllegalArgumentException("A password has at most " + LONGEST_PASSWORD + " bytes");
        }
        int blocks = Math.max(1, (password.length + BLOCK - 1) / BLOCK);
        byte[] hidden = Arrays.copyOf(password, blocks * BLOCK);
        byte[] before = authenticator;
        for (int at = 0; at < hidden.length; at += BLOCK) {
            byte[] mask = md5(secret, before);
            for (int i = 0; i < BLOCK; i++) {
                hidden[at + i] ^= mask[i];
            }
            before = Arrays.copyOfRange(hidden, at, at + BLOCK);
        }
        return hidden;
    }

    /** The authenticator of a packet in which something else stands in its place. */
    byte[] proof(byte[] packet) {
        return md5(packet, secret);
    }

    /** The Message-Authenticator (RFC 3579) of a packet in which zeros stand in its place. */
    byte[] signature(byte[] packet) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(secret, "HmacMD5"));
            return mac.doFinal(packet);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacMD5", e);
        }
    }

    private static byte[] md5(byte[] first, byte[] second) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(first);
            return digest.digest(second);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has MD5", e);
        }
    }
}
