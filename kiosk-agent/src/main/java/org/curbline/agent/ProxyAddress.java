package org.curbline.agent;

import java.net.URI;
import org.eclipse.microprofile.config.spi.Converter;

/** Where an HTTP proxy is. */
public record ProxyAddress(String host, int port) {
    /** How it is written in the settings: {@code http://host:port}. */
    public static final class Words implements Converter<ProxyAddress> {
        private static final long serialVersionUID = 1;

        @Override
        public ProxyAddress convert(String text) {
            URI address = URI.create(text);
            if (!"http".equals(address.getScheme())
                    || address.getHost() == null
                    || address.getPort() <= 0
                    || address.getUserInfo() != null) {
                throw new IllegalArgumentException(
                        "must be http://host:port; user and password have keys of their own");
            }
            return new ProxyAddress(address.getHost(), address.getPort());
        }
    }
}
