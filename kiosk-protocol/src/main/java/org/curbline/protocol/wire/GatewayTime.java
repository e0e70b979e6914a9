package org.curbline.protocol.wire;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What time it is at the gateway: told to MQTT 5 clients with the CONNACK, as a user property. A kiosk without a clock
 * of its own learns it there.
 */
public final class GatewayTime {
    /** The name of the user property. */
    public static final String PROPERTY = "time";

    private GatewayTime() {}

    /** As it is sent: RFC 3339, UTC, to the millisecond. */
    public static String write(Instant now) {
        byte[] written = new byte[Timestamps.LENGTH];
        Timestamps.write(now.toEpochMilli(), written, 0);
        return new String(written, StandardCharsets.US_ASCII);
    }

    /** The time that was sent; null if it is none. */
    public static @Nullable Instant parse(String sent) {
        try {
            return Instant.parse(sent);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
