package org.curbline.gateway;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import org.curbline.program.http.HttpFace;

/** What the gateway serves over HTTP, as its own program and within the standalone alike. */
public final class GatewayHttp {
    private GatewayHttp() {}

    /** Adds the gateway's API, metrics and readiness. */
    public static HttpFace.Builder add(
            HttpFace.Builder face, Vertx vertx, Gateway gateway, PrometheusMeterRegistry meters) {
        return face.api(GatewayApi.DOCUMENT, new GatewayApi(vertx, gateway).operations())
                .metrics(meters, gateway::beforeScrape)
                .readiness("store", gateway::notReadyBecause);
    }
}
