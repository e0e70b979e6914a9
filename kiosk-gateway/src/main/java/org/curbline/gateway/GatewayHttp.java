package org.curbline.gateway;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.curbline.gateway.commands.CommandDesk;
import org.curbline.gateway.status.FleetStatus;
import org.curbline.gateway.webhooks.Webhooks;
import org.curbline.program.http.AnswerWorkers;
import org.curbline.program.http.HttpFace;
import org.curbline.program.http.Outage;
import org.curbline.registry.database.RegistryException;
import org.curbline.store.PointReader.StoreUnavailableException;

/** What the gateway serves over HTTP, as its own program and within the standalone alike. */
public final class GatewayHttp {
    private static final int STORE_THREADS = 8;
    private static final int DATABASE_THREADS = 8;

    private GatewayHttp() {}

    /** Adds the gateway's API, metrics and readiness. */
    public static HttpFace.Builder add(
            HttpFace.Builder face,
            Vertx vertx,
            Gateway gateway,
            FleetStatus status,
            Webhooks webhooks,
            CommandDesk commands,
            PrometheusMeterRegistry meters) {
        KioskColumns.Latest columns = new KioskColumns.Latest(gateway.registry(), status.board());
        AnswerWorkers store = new AnswerWorkers(
                vertx,
                meters,
                new Outage("the store", StoreUnavailableException.class),
                "curbline_gateway_store",
                STORE_THREADS);
        Outage registry = new Outage("the registry's database", RegistryException.class);
        AnswerWorkers database =
                new AnswerWorkers(vertx, meters, registry, "curbline_gateway_registry", DATABASE_THREADS);
        Map<String, Handler<RoutingContext>> operations = new HashMap<>(new GatewayApi(database, gateway).operations());
        operations.putAll(new KiosksApi(vertx, store, gateway, status, columns).operations());
        operations.putAll(new CommandsApi(database, gateway.registry(), commands).operations());
        operations.putAll(
                new EnrolmentsApi(database, gateway.registry(), gateway.mqtt(), gateway.clock()).operations());
        operations.putAll(new PlacesApi(database, gateway.registry(), gateway.clock()).operations());
        operations.putAll(new PlansApi(vertx, database, gateway.registry(), gateway.clock()).operations());
        operations.putAll(new PasswordsApi(database, gateway.registry()).operations());
        operations.putAll(new StatusApi(vertx, gateway.registry(), status, columns).operations());
        operations.putAll(new WebhooksApi(webhooks, registry).operations());
        FunctionCounter.builder("curbline.gateway.cluster.not.understood", status, FleetStatus::notUnderstood)
                .description("Messages of other gateways left aside, as they are another version's")
                .register(meters);
        return face.api(GatewayApi.DOCUMENT, operations)
                .document("/asyncapi-events.yaml", "application/yaml", resource("asyncapi-events.yaml"))
                .metrics(meters, gateway::beforeScrape)
                .readiness("gateways", status::notMetBecause)
                .readiness("store", gateway::notReadyBecause)
                .readiness("quarantine", () -> Optional.of(gateway.quarantine().trouble())
                        .filter(trouble -> !trouble.isEmpty()));
    }

    private static byte[] resource(String name) {
        try (InputStream in = GatewayHttp.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
