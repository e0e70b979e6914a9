package org.curbline.gateway.webhooks;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where a receiver is.
 *
 * @param host as in the URL, an IPv6 address in brackets
 * @param path with the query
 */
record Destination(boolean secure, String host, int port, String path) {
    private static final int MAX_LENGTH = 2000;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int MAX_PORT = 65535;

    /** @throws ForbiddenReceiverException if events cannot or may not go there, whatever the address is */
    static Destination of(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new ForbiddenReceiverException("This is not a URL: " + e.getMessage() + '.');
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        require(url.length() <= MAX_LENGTH, "A URL has at most " + MAX_LENGTH + " characters.");
        require(scheme.equals("https") || scheme.equals("http"), "The URL must begin with https:// or http://.");
        require(uri.getRawUserInfo() == null, "The URL must not hold a user or a password.");
        require(uri.getRawFragment() == null, "The URL must not have a fragment.");
        String host = uri.getHost();
        require(host != null && host.indexOf('%') < 0, "The URL must have a host name or an address.");
        require(uri.getPort() != 0 && uri.getPort() <= MAX_PORT, "The URL's port must be from 1 to 65535.");
        boolean secure = scheme.equals("https");
        int port = uri.getPort() < 0 ? secure ? HTTPS : HTTP : uri.getPort();
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery();
        return new Destination(secure, String.valueOf(host), port, query == null ? path : path + '?' + query);
    }

    /** For a resolver. */
    String name() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new ForbiddenReceiverException(sentence);
        }
    }
}
