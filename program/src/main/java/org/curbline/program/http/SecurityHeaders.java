package org.curbline.program.http;

import io.vertx.core.http.HttpServerResponse;

/**
 * What every answer tells a browser: load nothing from elsewhere (but pictures, if so configured), guess nothing, tell
 * nobody.
 */
final class SecurityHeaders {
    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; object-src 'none'";

    private final String policy;

    /** @param images another origin, pictures of which may be loaded; empty for none */
    SecurityHeaders(String images) {
        this.policy = images.isEmpty() ? POLICY : POLICY + "; img-src 'self' " + images;
    }

    void put(HttpServerResponse response) {
        response.putHeader("Content-Security-Policy", policy)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin");
    }
}
