package org.curbline.agent.link;

import java.net.URI;

/** What a gateway's address says, and does not say. */
public final class GatewayPort {
    private GatewayPort() {}

    /** Its port, or the usual one of its scheme. */
    public static int of(URI gateway) {
        if (gateway.getPort() >= 0) {
            return gateway.getPort();
        }
        return switch (gateway.getScheme()) {
            case "ssl" -> 8883;
            case "ws" -> 80;
            case "wss" -> 443;
            default -> 1883;
        };
    }

    /** Whether TLS is spoken there. */
    public static boolean isSecure(URI gateway) {
        return "ssl".equals(gateway.getScheme()) || "wss".equals(gateway.getScheme());
    }
}
