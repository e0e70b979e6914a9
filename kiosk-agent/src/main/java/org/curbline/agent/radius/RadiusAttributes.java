package org.curbline.agent.radius;

import java.io.ByteArrayOutputStream;

/** The attributes of a packet that is made, in their order. */
public final class RadiusAttributes {
    /** Bytes that a value has at most (RFC 2865, 5). */
    public static final int LONGEST_VALUE = 253;

    private static final int HEAD = 2;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** @throws IllegalArgumentException if the value has more than {@link #LONGEST_VALUE} bytes */
    public RadiusAttributes put(int type, byte[] value) {
        if (value.length > LONGEST_VALUE) {
            throw new IllegalArgumentException("The value of an attribute has at most " + LONGEST_VALUE + " bytes");
        }
        bytes.write(type);
        bytes.write(HEAD + value.length);
        bytes.writeBytes(value);
        return this;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    /** Whoever reads the attributes of a packet that came. */
    public interface Reader {
        /** One attribute, in the order of the packet. */
        void attribute(int type, byte[] value);
    }
}
