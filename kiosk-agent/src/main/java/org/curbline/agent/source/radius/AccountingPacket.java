package org.curbline.agent.source.radius;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.curbline.agent.radius.RadiusPacket;
import org.curbline.agent.radius.RadiusSecret;
import org.curbline.agent.source.wifi.StayReport;
import org.curbline.agent.source.wifi.StayReport.Counts;
import org.curbline.agent.source.wifi.StayReport.Phase;
import org.curbline.agent.source.wifi.StayReport.Whose;
import org.jspecify.annotations.Nullable;

/**
 * An Accounting-Request (RFC 2866) as far as a kiosk needs it.
 *
 * @param request to answer it
 * @param status Acct-Status-Type; 0 if it says none
 * @param delaySeconds how long ago it happened
 * @param stay what it says of a device's stay: at NAS-Identifier or NAS-IP-Address, called Acct-Session-Id
 */
record AccountingPacket(RadiusPacket request, int status, long delaySeconds, StayReport stay) {
    static final int START = 1;
    static final int STOP = 2;
    static final int INTERIM = 3;
    static final int ON = 7;
    static final int OFF = 8;

    private static final int REQUEST = 4;
    private static final int RESPONSE = 5;

    /** What a packet is, or why it is none; whoever sends without the secret gets no answer. */
    static Parsed parse(byte[] bytes, int received, RadiusSecret secret) {
        RadiusPacket packet = RadiusPacket.read(bytes, received);
        if (packet == null) {
            return Parsed.refused("cut off, or none of RADIUS");
        }
        if (packet.code() != REQUEST) {
            return Parsed.refused("no Accounting-Request");
        }
        if (!packet.isRequestOf(secret)) {
            return Parsed.refused("not made with this secret");
        }
        Attributes attributes = new Attributes();
        return packet.attributes(attributes::read)
                ? new Parsed(attributes.packet(packet), "")
                : Parsed.refused("attributes that do not fit");
    }

    /** The Accounting-Response: it was taken. */
    byte[] answer(RadiusSecret secret) {
        return request.answer(RESPONSE, secret).bytes();
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

        void read(int type, byte[] bytes) {
            ByteBuffer value = ByteBuffer.wrap(bytes);
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

        AccountingPacket packet(RadiusPacket request) {
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
            return new AccountingPacket(request, status, delaySeconds, stay);
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
