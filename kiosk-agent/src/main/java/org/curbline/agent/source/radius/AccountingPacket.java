package org.curbline.agent.source.radius;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.curbline.agent.source.wifi.StayReport;
import org.curbline.agent.source.wifi.StayReport.Counts;
import org.curbline.agent.source.wifi.StayReport.Phase;
import org.curbline.agent.source.wifi.StayReport.Whose;
import org.jspecify.annotations.Nullable;

/**
 * An Accounting-Request (RFC 2866) as far as a kiosk needs it.
 *
 * @param id of the packet
 * @param status Acct-Status-Type; 0 if it says none
 * @param delaySeconds how long ago it happened
 * @param stay what it says of a device's stay: at NAS-Identifier or NAS-IP-Address, called Acct-Session-Id
 * @param authenticator the request's, to answer it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AccountingPacket(byte id, int status, long delaySeconds, StayReport stay, byte[] authenticator) {
    static final int START = 1;
    static final int STOP = 2;
    static final int INTERIM = 3;
    static final int ON = 7;
    static final int OFF = 8;

    private static final byte REQUEST = 4;
    private static final byte RESPONSE = 5;
    private static final int HEAD = 20;
    private static final int AUTHENTICATOR_AT = 4;
    private static final int AUTHENTICATOR_BYTES = 16;
    private static final int LONGEST = 4096;

    /** What a packet is, or why it is none; whoever sends without the secret gets no answer. */
    static Parsed parse(byte[] bytes, int received, byte[] secret) {
        if (received < HEAD || received > LONGEST || bytes[0] != REQUEST) {
            return Parsed.refused("no Accounting-Request");
        }
        int length = ByteBuffer.wrap(bytes).getShort(2) & 0xFFFF;
        if (length < HEAD || length > received) {
            return Parsed.refused("cut off");
        }
        byte[] packet = Arrays.copyOf(bytes, length);
        byte[] authenticator = Arrays.copyOfRange(packet, AUTHENTICATOR_AT, HEAD);
        Arrays.fill(packet, AUTHENTICATOR_AT, HEAD, (byte) 0);
        if (!MessageDigest.isEqual(authenticator, md5(packet, secret))) {
            return Parsed.refused("not made with this secret");
        }
        Attributes attributes = new Attributes();
        for (int at = HEAD; at < length; ) {
            int size = length - at < 2 ? 0 : packet[at + 1] & 0xFF;
            if (size < 2 || at + size > length) {
                return Parsed.refused("attributes that do not fit");
            }
            attributes.read(packet[at] & 0xFF, ByteBuffer.wrap(packet, at + 2, size - 2));
            at += size;
        }
        return new Parsed(attributes.packet(packet[1], authenticator), "");
    }

    /** The Accounting-Response: it was taken. */
    byte[] answer(byte[] secret) {
        ByteBuffer answer = ByteBuffer.allocate(HEAD);
        answer.put(RESPONSE).put(id).putShort((short) HEAD).put(authenticator);
        byte[] proof = md5(answer.array(), secret);
        return answer.position(AUTHENTICATOR_AT)
                .put(proof, 0, AUTHENTICATOR_BYTES)
                .array();
    }

    /** RFC 2866 is of 1997, and asks for it. */
    private static byte[] md5(byte[] packet, byte[] secret) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(packet);
            return digest.digest(secret);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has MD5", e);
        }
    }

    /** @param why the packet is none; empty if it is */
    record Parsed(@Nullable AccountingPacket packet, String why) {
        static Parsed refused(String why) {
            return new Parsed(null, why);
        }
    }

    /** What the attributes say, one after the other. */
    private static final class Attributes {
        private static final int USER_NAME = 1;
        private static final int NAS_IP_ADDRESS = 4;
        private static final int CALLED_STATION_ID = 30;
        private static final int CALLING_STATION_ID = 31;
        private static final int NAS_IDENTIFIER = 32;
        private static final int ACCT_STATUS_TYPE = 40;
        private static final int ACCT_DELAY_TIME = 41;
        private static final int ACCT_INPUT_OCTETS = 42;
        private static final int ACCT_OUTPUT_OCTETS = 43;
        private static final int ACCT_SESSION_ID = 44;
        private static final int ACCT_SESSION_TIME = 46;
        private static final int ACCT_MULTI_SESSION_ID = 50;
        private static final int ACCT_INPUT_GIGAWORDS = 52;
        private static final int ACCT_OUTPUT_GIGAWORDS = 53;

        private int status;
        private String address = "";
        private String name = "";
        private String session = "";
        private String network = "";
        private String device = "";
        private String user = "";
        private String roaming = "";
        private long seconds = -1;
        private long delaySeconds;
        private long up;
        private long down;
        private long upGigawords = -1;
        private long downGigawords = -1;

        void read(int type, ByteBuffer value) {
            switch (type) {
                case USER_NAME -> user = text(value);
                case NAS_IP_ADDRESS -> address = Long.toString(number(value));
                case CALLING_STATION_ID -> device = text(value);
                case NAS_IDENTIFIER -> name = text(value);
                case CALLED_STATION_ID -> network = behindColon(text(value));
                case ACCT_STATUS_TYPE -> status = (int) number(value);
                case ACCT_DELAY_TIME -> delaySeconds = number(value);
                case ACCT_INPUT_OCTETS -> up = number(value);
                case ACCT_OUTPUT_OCTETS -> down = number(value);
                case ACCT_SESSION_ID -> session = text(value);
                case ACCT_SESSION_TIME -> seconds = number(value);
                case ACCT_MULTI_SESSION_ID -> roaming = text(value);
                case ACCT_INPUT_GIGAWORDS -> upGigawords = number(value);
                case ACCT_OUTPUT_GIGAWORDS -> downGigawords = number(value);
                default -> {
                    // what a kiosk needs not know
                }
            }
        }

        AccountingPacket packet(byte id, byte[] authenticator) {
            Counts counts = new Counts(
                    seconds,
                    (Math.max(0, upGigawords) << 32) + up,
                    (Math.max(0, downGigawords) << 32) + down,
                    upGigawords >= 0 || downGigawords >= 0);
            StayReport stay = new StayReport(
                    name.isEmpty() ? address : name,
                    session,
                    phase(),
                    counts,
                    network,
                    new Whose(device, user, roaming));
            return new AccountingPacket(id, status, delaySeconds, stay, authenticator);
        }

        private Phase phase() {
            return switch (status) {
                case START -> Phase.BEGINS;
                case STOP -> Phase.ENDED;
                default -> Phase.GOES_ON;
            };
        }

        private static long number(ByteBuffer value) {
            return value.remaining() == Integer.BYTES ? value.getInt() & 0xFFFF_FFFFL : 0;
        }

        private static String text(ByteBuffer value) {
            return StandardCharsets.UTF_8.decode(value).toString();
        }

        /** {@code 00-10-A4-23-19-C0:LinkNYC Free Wi-Fi}: an access point's address, and the network's name. */
        private static String behindColon(String text) {
            int colon = text.lastIndexOf(':');
            return colon < 0 ? "" : text.substring(colon + 1);
        }
    }
}
