package org.curbline.agent.radius;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A packet (RFC 2865, 3): code, id, length, sixteen bytes of authenticator, attributes. */
public final class RadiusPacket {
    public static final int LONGEST = 4096;
    public static final int AUTHENTICATOR_BYTES = 16;

    private static final int HEAD = 20;
    private static final int LENGTH_AT = 2;
    private static final int AUTHENTICATOR_AT = 4;
    private static final int ATTRIBUTE_HEAD = 2;
    private static final int MESSAGE_AUTHENTICATOR = 80;

    private final byte[] bytes;

    private RadiusPacket(byte[] bytes) {
        this.bytes = bytes;
    }

    /** What came, without what may stand behind it; null if it is cut off or no packet at all. */
    public static @Nullable RadiusPacket read(byte[] received, int size) {
        if (size < HEAD || size > LONGEST) {
            return null;
        }
        int length = ByteBuffer.wrap(received).getShort(LENGTH_AT) & 0xFFFF;
        return length < HEAD || length > size ? null : new RadiusPacket(Arrays.copyOf(received, length));
    }

    /**
     * A request with a Message-Authenticator (RFC 3579), which stands first: what comes before it could be made to
     * collide.
     *
     * @param id by which its answer is known
     * @param authenticator sixteen bytes that nobody can foresee
     */
    public static RadiusPacket signed(
            int code, byte id, byte[] authenticator, RadiusAttributes attributes, RadiusSecret secret) {
        byte[] unsigned = new RadiusAttributes()
                .put(MESSAGE_AUTHENTICATOR, new byte[AUTHENTICATOR_BYTES])
                .bytes();
        byte[] others = attributes.bytes();
        int length = HEAD + unsigned.length + others.length;
        ByteBuffer packet = ByteBuffer.allocate(length)
                .put((byte) code)
                .put(id)
                .putShort((short) length)
                .put(authenticator)
                .put(unsigned)
                .put(others);
        packet.put(HEAD + ATTRIBUTE_HEAD, secret.signature(packet.array()));
        return new RadiusPacket(packet.array());
    }

    /** The answer to it, without attributes. */
    public RadiusPacket answer(int code, RadiusSecret secret) {
        byte[] answer = Arrays.copyOf(bytes, HEAD);
        ByteBuffer.wrap(answer).put(0, (byte) code).putShort(LENGTH_AT, (short) HEAD);
        return new RadiusPacket(withAuthenticator(answer, secret.proof(answer)));
    }

    public int code() {
        return bytes[0] & 0xFF;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** Whether it is a request made with this secret, of the kind that proves it: accounting does (RFC 2866, 3). */
    public boolean isRequestOf(RadiusSecret secret) {
        return isProven(new byte[AUTHENTICATOR_BYTES], secret);
    }

    /** Whether it has the id of an answer to a request; anybody can give it that. */
    public boolean isToId(RadiusPacket request) {
        return bytes[1] == request.bytes[1];
    }

    /** Whether it is an answer to a request, made with this secret. */
    public boolean isAnswerTo(RadiusPacket request, RadiusSecret secret) {
        return isToId(request) && isProven(request.authenticator(), secret);
    }

    /** What the Message-Authenticator of an answer to a request says. */
    public Signature signature(RadiusPacket request, RadiusSecret secret) {
        int at = signatureAt();
        if (at < 0) {
            return Signature.NONE;
        }
        byte[] said = Arrays.copyOfRange(bytes, at, at + AUTHENTICATOR_BYTES);
        byte[] unsigned = withAuthenticator(bytes, request.authenticator());
        Arrays.fill(unsigned, at, at + AUTHENTICATOR_BYTES, (byte) 0);
        return MessageDigest.isEqual(said, secret.signature(unsigned)) ? Signature.RIGHT : Signature.FORGED;
    }

    /** Says each attribute; false as soon as one does not fit. */
    public boolean attributes(RadiusAttributes.Reader reader) {
        for (int at = HEAD; at < bytes.length; at += size(at)) {
            if (size(at) == 0) {
                return false;
            }
            reader.attribute(bytes[at] & 0xFF, Arrays.copyOfRange(bytes, at + ATTRIBUTE_HEAD, at + size(at)));
        }
        return true;
    }

    /** Where the Message-Authenticator's value is; -1 if there is none. */
    private int signatureAt() {
        for (int at = HEAD; at < bytes.length && size(at) > 0; at += size(at)) {
            if ((bytes[at] & 0xFF) == MESSAGE_AUTHENTICATOR && size(at) == ATTRIBUTE_HEAD + AUTHENTICATOR_BYTES) {
                return at + ATTRIBUTE_HEAD;
            }
        }
        return -1;
    }

    /** Of the attribute that stands there, as it says; 0 if it does not fit. */
    private int size(int at) {
        int size = bytes.length - at < ATTRIBUTE_HEAD ? 0 : bytes[at + 1] & 0xFF;
        return size < ATTRIBUTE_HEAD || at + size > bytes.length ? 0 : size;
    }

    private boolean isProven(byte[] over, RadiusSecret secret) {
        return MessageDigest.isEqual(authenticator(), secret.proof(withAuthenticator(bytes, over)));
    }

    private byte[] authenticator() {
        return Arrays.copyOfRange(bytes, AUTHENTICATOR_AT, HEAD);
    }

    private static byte[] withAuthenticator(byte[] packet, byte[] authenticator) {
        byte[] changed = packet.clone();
        System.arraycopy(authenticator, 0, changed, AUTHENTICATOR_AT, AUTHENTICATOR_BYTES);
        return changed;
    }

    /** What a Message-Authenticator proves. */
    public enum Signature {
        RIGHT,
        FORGED,
        /** There is none: somebody in between can have made an acceptance of a rejection (BlastRADIUS). */
        NONE
    }
}
