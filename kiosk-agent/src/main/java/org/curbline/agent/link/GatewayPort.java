package org.curbline.agent.link;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.eclipse.microprofile.config.spi.Converter;

/** What a gateway's address says, and does not say. */
public final class GatewayPort {
    /** What is written in their place by whoever is used to other programs. */
    private static final Map<String, String> MEANT =
            Map.of("mqtt", "tcp", "mqtts", "ssl", "tls", "ssl", "http", "ws", "https", "wss");

    private static final int HIGHEST = 65_535;

    private GatewayPort() {}

    /**
     * Reads a gateway's address.
     *
     * @throws IllegalArgumentException that says what is to be written
     */
    public static URI parse(String text) {
        String given = text.strip();
        int end = given.indexOf("://");
        if (end < 0) {
            throw new IllegalArgumentException(
                    "write tcp://" + given + ", or ssl:// for TLS, or ws:// or wss:// for WebSocket");
        }
        String scheme = given.substring(0, end);
        if (MEANT.containsKey(scheme)) {
            throw new IllegalArgumentException("write " + MEANT.get(scheme) + "://, not " + scheme + "://");
        }
        return switch (scheme) {
            case "tcp", "ssl" -> address(given, false);
            case "ws", "wss" -> address(given, true);
            default -> throw new IllegalArgumentException("write tcp://, ssl://, ws:// or wss://");
        };
    }

    private static URI address(String given, boolean mayHavePath) {
        URI address;
        try {
            address = new URI(given);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it is no address: " + e.getReason(), e);
        }
        if (address.getHost() == null) {
            throw new IllegalArgumentException(
                    "behind :// there must be a host and its port, such as gateway.example:8883, whose name has"
                            + " letters, digits, - and dots");
        }
        if (address.getPort() == 0 || address.getPort() > HIGHEST) {
            throw new IllegalArgumentException("a port is 1 to " + HIGHEST);
        }
        if (address.getUserInfo() != null) {
            throw new IllegalArgumentException("user and password have keys of their own");
        }
        boolean hasMore = !address.getRawPath().isEmpty() || address.getRawQuery() != null;
        if (address.getRawFragment() != null || (hasMore && !mayHavePath)) {
            throw new IllegalArgumentException("nothing may follow the port");
        }
        return address;
    }

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

    /** How an address is written in the settings. */
    public static final class Words implements Converter<URI> {
        private static final long serialVersionUID = 1;

        @Override
        public URI convert(String value) {
            return parse(value);
        }
    }
}
