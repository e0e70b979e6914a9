package org.curbline.agent.check;

import java.net.URI;
import org.eclipse.microprofile.config.spi.Converter;

/** Where a RADIUS server is that says who may use the WiFi: {@code host:port}, or {@code host} for port 1812. */
public record AuthenticationServer(String host, int port) {
    private static final int USUAL_PORT = 1812;

    /** How it is written in the settings. */
    public static final class Words implements Converter<AuthenticationServer> {
        private static final long serialVersionUID = 1;

        @Override
        public AuthenticationServer convert(String value) {
            URI uri;
            try {
                uri = URI.create("radius://" + value.strip());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("it must be host:port", e);
            }
            boolean isAddress = uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getRawPath().isEmpty();
            if (!isAddress || uri.getPort() == 0 || uri.getPort() > 0xFFFF) {
                throw new IllegalArgumentException("it must be host:port");
            }
            return new AuthenticationServer(uri.getHost(), uri.getPort() < 0 ? USUAL_PORT : uri.getPort());
        }
    }
}
