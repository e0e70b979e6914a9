package org.curbline.gateway;

import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.curbline.gateway.commands.CommandDesk;
import org.curbline.gateway.commands.CommandDesk.Order;
import org.curbline.program.http.AnswerWorkers;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.Problem;
import org.curbline.protocol.KioskId;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.command.IssuedCommand;
import org.curbline.registry.kiosk.Kiosk;
import org.jspecify.annotations.Nullable;

/** What kiosks are told to do. On HTTP event loops. */
final class CommandsApi {
    private static final String REQUEST = "Idempotency-Key";
    private static final int LONGEST_REQUEST = 200;
    private static final long USUAL_LIMIT = 100;

    private final AnswerWorkers database;
    private final KioskRegistry registry;
    private final CommandDesk desk;

    CommandsApi(AnswerWorkers database, KioskRegistry registry, CommandDesk desk) {
        this.database = database;
        this.registry = registry;
        this.desk = desk;
    }

    /** Handlers by operationId. */
    Map<String, Handler<RoutingContext>> operations() {
        return Map.of(
                "giveCommand", this::giveCommand, "listCommands", this::listCommands, "getCommand", this::getCommand);
    }

    private void giveCommand(RoutingContext request) {
        Parameters given = Parameters.of(request);
        JsonObject said = given.body();
        Kiosk kiosk = kiosk(given);
        String name = given.text("name").orElseThrow();
        if (!desk.settings().names().contains(name)) {
            throw Problem.notFound("There is no command " + name + ". There are: "
                            + String.join(", ", desk.settings().names()) + " (curbline.commands.names).")
                    .asException();
        }
        Duration timeToLive = said.containsKey("timeToLiveSeconds")
                ? Duration.ofSeconds(said.getLong("timeToLiveSeconds"))
                : desk.settings().timeToLive();
        Map<String, Object> parameters = parameters(said.getJsonObject("parameters", new JsonObject()));
        Order order = new Order(
                KioskId.of(kiosk.id()), name, parameters, timeToLive, said.getString("by"), key(request, kiosk.id()));
        GatewayApi.answer(database, request, 202, () -> {
            IssuedCommand issued = desk.give(order);
            if (!issued.name().equals(name)
                    || !parameters.equals(parameters(message(issued).getJsonObject("parameters")))) {
                throw new Problem(
                                422,
                                "Another request",
                                "This " + REQUEST + " was used for another command, " + issued.id() + ".",
                                REQUEST)
                        .asException();
            }
            request.response().putHeader("Location", "/api/v1/commands/" + issued.id());
            return json(issued);
        });
    }

    /** The key of a request, within its kiosk; null if it has none. */
    private static @Nullable String key(RoutingContext request, String kiosk) {
        String key = request.request().getHeader(REQUEST);
        if (key == null) {
            return null;
        }
        if (key.isEmpty() || key.length() > LONGEST_REQUEST || !key.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw Problem.badParameter(
                            REQUEST, "It must be 1 to " + LONGEST_REQUEST + " printable characters of ASCII.")
                    .asException();
        }
        return kiosk + ' ' + key;
    }

    private static Map<String, Object> parameters(JsonObject said) {
        Map<String, Object> parameters = new HashMap<>();
        said.forEach(parameter -> {
            Object value = parameter.getValue();
            if (value instanceof Integer number) {
                parameters.put(parameter.getKey(), number.longValue());
            } else {
                parameters.put(parameter.getKey(), value);
            }
        });
        return parameters;
    }

    private void listCommands(RoutingContext request) {
        Parameters given = Parameters.of(request);
        Kiosk kiosk = kiosk(given);
        int limit = given.whole("limit").orElse(USUAL_LIMIT).intValue();
        GatewayApi.answer(database, request, 200, () -> {
            JsonArray commands = new JsonArray();
            registry.commands().of(kiosk.id(), limit).forEach(command -> commands.add(json(command)));
            return new JsonObject().put("kiosk", kiosk.id()).put("commands", commands);
        });
    }

    private void getCommand(RoutingContext request) {
        String id = Parameters.of(request).text("id").orElseThrow();
        GatewayApi.answer(database, request, 200, () -> {
            IssuedCommand command = registry.commands().find(id);
            if (command == null) {
                throw Problem.notFound("There is no command " + id + '.').asException();
            }
            return json(command);
        });
    }

    private static JsonObject json(IssuedCommand command) {
        JsonObject json = new JsonObject()
                .put("id", command.id())
                .put("kiosk", command.kiosk())
                .put("name", command.name())
                .put("parameters", message(command).getJsonObject("parameters"))
                .put("state", command.state().name().toLowerCase(Locale.ROOT))
                .put("since", command.changed().toString())
                .put("by", command.by())
                .put("issuedAt", command.issued().toString())
                .put("expiresAt", command.expires().toString());
        return command.reason().isEmpty() ? json : json.put("reason", command.reason());
    }

    private static JsonObject message(IssuedCommand command) {
        return new JsonObject(command.message());
    }

    private Kiosk kiosk(Parameters given) {
        return GatewayApi.registered(registry, given.text("id").orElseThrow());
    }
}
