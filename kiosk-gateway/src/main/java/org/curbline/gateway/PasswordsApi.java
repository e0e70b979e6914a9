package org.curbline.gateway;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import org.curbline.program.http.AnswerWorkers;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.Problem;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;

/**
 * The kiosks' passwords: given and taken away, and told to nobody. On HTTP event loops; the slow hash is made on a
 * worker.
 */
final class PasswordsApi {
    private final AnswerWorkers database;
    private final KioskRegistry registry;

    PasswordsApi(AnswerWorkers database, KioskRegistry registry) {
        this.database = database;
        this.registry = registry;
    }

    /** Handlers by operationId. */
    Map<String, Handler<RoutingContext>> operations() {
        return Map.of("setPassword", this::setPassword, "removePassword", this::removePassword);
    }

    private void setPassword(RoutingContext request) {
        Kiosk kiosk = kiosk(request);
        String password = Parameters.of(request).body().getString("password");
        database.answer(() -> {
                    registry.setPassword(kiosk.id(), password);
                    return kiosk;
                })
                .onSuccess(set -> request.response().setStatusCode(204).end())
                .onFailure(failure -> {
                    if (failure instanceof IllegalArgumentException) {
                        Problem.badParameter("password", String.valueOf(failure.getMessage()))
                                .answer(request);
                    } else {
                        GatewayApi.fail(request, failure);
                    }
                });
    }

    private void removePassword(RoutingContext request) {
        Kiosk kiosk = kiosk(request);
        database.answer(() -> registry.removePassword(kiosk.id()))
                .onSuccess(had -> {
                    if (had) {
                        request.response().setStatusCode(204).end();
                    } else {
                        Problem.notFound("The kiosk " + kiosk.id() + " has no password.")
                                .answer(request);
                    }
                })
                .onFailure(failure -> GatewayApi.fail(request, failure));
    }

    private Kiosk kiosk(RoutingContext request) {
        return GatewayApi.registered(registry, Parameters.of(request).text("id").orElseThrow());
    }
}
