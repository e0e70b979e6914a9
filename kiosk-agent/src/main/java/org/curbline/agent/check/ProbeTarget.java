package org.curbline.agent.check;

import java.net.URI;
import java.util.Set;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * Something in the internet that a device must be able to reach: {@code http://host/path} answers with a status below
 * 400 and is not redirected, {@code tcp://host:port} accepts a connection, {@code dns://server/name} knows a name.
 */
public record ProbeTarget(URI uri) {
    private static final Set<String> SCHEMES = Set.of("http", "tcp", "dns");

    /** How it is written in the settings. */
    public static final class Words implements Converter<ProbeTarget> {
        private static final long serialVersionUID = 1;

        @Override
        public ProbeTarget convert(String value) {
            String needed = "it must be http://host/path, tcp://host:port or dns://server/name";
            URI uri;
            try {
                uri = URI.create(value.strip());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(needed, e);
            }
            boolean isDns = "dns".equals(uri.getScheme());
            if (uri.getHost() == null
                    || !SCHEMES.contains(uri.getScheme())
                    || ("tcp".equals(uri.getScheme()) && uri.getPort() < 0)
                    || (isDns && uri.getPath().length() < 2)) {
                throw new IllegalArgumentException(needed);
            }
            return new ProbeTarget(uri);
        }
    }
}
