package org.curbline.agent.check;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What a RADIUS server is asked, and what it may answer: Access-Request with a password (RFC 2865), or Status-Server
 * (RFC 5997). Both are signed (Message-Authenticator, RFC 3579), and so must an acceptance be: without that, somebody
 * in between can have made it of a rejection.
 */
final class AccessRequest {
    static final int LONGEST = 4096;

    private static final int ACCESS_REQUEST = 1;
    private static final int ACCESS_ACCEPT = 2;
    private static final int ACCESS_REJECT = 3;
    private static final int ACCESS_CHALLENGE = 11;
    private static final int STATUS_SERVER = 12;

    private static final int USER_NAME = 1;
    private static final int USER_PASSWORD = 2;
    private static final int NAS_IDENTIFIER = 32;
    private static final int MESSAGE_AUTHENTICATOR = 80;

    private static final int HEAD = 20;
    private static final int AUTHENTICATOR_AT = 4;
    private static final int BLOCK = 16;
    private static final int LONGEST_PASSWORD = 128;

    private final byte[] secret;
    private final byte[] packet;

    /**
     * @param id by which its answer is known
     * @param authenticator sixteen bytes that nobody can foresee
     */
    AccessRequest(Login login, byte id, byte[] authenticator) {
        this.secret = utf8(login.secret());
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST).position(HEAD);
        // first: what comes before it could be made to collide
        put(bytes, MESSAGE_AUTHENTICATOR, new byte[BLOCK]);
        if (login.user() != null) {
            put(bytes, USER_NAME, utf8(login.user()));
            put(bytes, USER_PASSWORD, hidden(password(login.password()), authenticator));
            put(bytes, NAS_IDENTIFIER, utf8("curbline-agent"));
        }
        int length = bytes.position();
        bytes.put(0, (byte) (login.user() == null ? STATUS_SERVER : ACCESS_REQUEST))
                .put(1, id)
                .putShort(2, (short) length)
                .put(AUTHENTICATOR_AT, authenticator);
        this.packet = Arrays.copyOf(bytes.array(), length);
        System.arraycopy(signature(packet), 0, packet, HEAD + 2, BLOCK);
    }

    byte[] bytes() {
        return packet.clone();
    }

    /** What an answer says, if it is one to this. */
    Answer answer(byte[] received, int size) {
        if (size < HEAD || received[1] != packet[1]) {
            return Answer.NONE;
        }
        int length = ByteBuffer.wrap(received).getShort(2) & 0xFFFF;
        if (length < HEAD || length > size) {
            return Answer.NONE;
        }
        byte[] answer = Arrays.copyOf(received, length);
        byte[] proof = Arrays.copyOfRange(answer, AUTHENTICATOR_AT, HEAD);
        System.arraycopy(packet, AUTHENTICATOR_AT, answer, AUTHENTICATOR_AT, BLOCK); // it is over the request's
        if (!MessageDigest.isEqual(proof, md5(answer, secret))) {
            return Answer.FORGED;
        }
        int signedAt = signature(ByteBuffer.wrap(answer).position(HEAD));
        if (signedAt < 0) {
            return answer[0] == ACCESS_ACCEPT ? Answer.UNSIGNED : said(answer[0]);
        }
        byte[] signature = Arrays.copyOfRange(answer, signedAt, signedAt + BLOCK);
        Arrays.fill(answer, signedAt, signedAt + BLOCK, (byte) 0);
        if (!MessageDigest.isEqual(signature, signature(answer))) {
            return Answer.FORGED;
        }
        return said(answer[0]);
    }

    private static Answer said(byte code) {
        return switch (code) {
            case ACCESS_ACCEPT -> Answer.ACCEPTED;
            case ACCESS_REJECT -> Answer.REJECTED;
            case ACCESS_CHALLENGE -> Answer.CHALLENGED;
            default -> Answer.NONE;
        };
    }

    /** Where it is signed; -1 if it is not. */
    private static int signature(ByteBuffer attributes) {
        while (attributes.remaining() >= 2) {
            int at = attributes.position();
            int size = attributes.get(at + 1) & 0xFF;
            if (size < 2 || size > attributes.remaining()) {
                return -1;
            }
            if ((attributes.get(at) & 0xFF) == MESSAGE_AUTHENTICATOR && size == 2 + BLOCK) {
                return at + 2;
            }
            attributes.position(at + size);
        }
        return -1;
    }

    /** RFC 2865, 5.2: each block is mixed with the secret and the block before it. */
    private byte[] hidden(byte[] password, byte[] authenticator) {
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

    private static byte[] password(@Nullable String password) {
        byte[] bytes = utf8(password == null ? "" : password);
        return Arrays.copyOf(bytes, Math.min(bytes.length, LONGEST_PASSWORD));
    }

    private static void put(ByteBuffer packet, int type, byte[] value) {
        packet.put((byte) type).put((byte) (2 + value.length)).put(value);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] signature(byte[] of) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(secret, "HmacMD5"));
            return mac.doFinal(of);
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

    /** What a packet says that came back. */
    enum Answer {
        ACCEPTED,
        REJECTED,
        /** Something else is wanted than a password. */
        CHALLENGED,
        /** Whoever made it does not know the secret. */
        FORGED,
        /** It accepts, and need not be what the server said. */
        UNSIGNED,
        /** It is no answer to this. */
        NONE
    }
}
