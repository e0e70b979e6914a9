package org.curbline.gateway;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.curbline.gateway.pipeline.Books;
import org.curbline.gateway.pipeline.Replay;
import org.curbline.gateway.quarantine.QuarantineUnavailableException;
import org.curbline.gateway.quarantine.QuarantinedMessage;
import org.curbline.program.http.AnswerWorkers;
import org.curbline.program.http.CsvBody;
import org.curbline.program.http.Outage;
import org.curbline.program.http.Problem;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.PlaceChange;
import org.curbline.registry.list.ImportReport;
import org.curbline.registry.list.NotAKioskListException;
import org.jspecify.annotations.Nullable;

/** The operations of the gateway's OpenAPI document. Called on HTTP event loops; what blocks goes to workers. */
final class GatewayApi {
    /** The OpenAPI document on the class path. */
    static final String DOCUMENT = "org/curbline/gateway/openapi.json";

    private static final int DEFAULT_LIMIT = 100;

    private final AnswerWorkers database;
    private final Gateway gateway;
    private final Outage quarantine = new Outage("the quarantine", QuarantineUnavailableException.class);

    GatewayApi(AnswerWorkers database, Gateway gateway) {
        this.database = database;
        this.gateway = gateway;
    }

    /** Handlers by operationId. */
    Map<String, Handler<RoutingContext>> operations() {
        return Map.of(
                "importKiosks", this::importKiosks,
                "getBooks", this::getBooks,
                "listQuarantine", this::listQuarantine,
                "replayQuarantine", this::replayQuarantine);
    }

    private void importKiosks(RoutingContext request) {
        String body = request.body().asString();
        PlaceChange change =
                "corrected".equals(request.request().getParam("places")) ? PlaceChange.CORRECTION : PlaceChange.MOVE;
        answer(database, request, 200, () -> {
            ImportReport report = gateway.registry().importKiosks(new StringReader(body == null ? "" : body), change);
            JsonArray problems = new JsonArray();
            report.problems()
                    .forEach(problem -> problems.add(new JsonObject()
                            .put("line", problem.line())
                            .put("column", problem.column())
                            .put("problem", problem.problem())));
            return new JsonObject()
                    .put("rows", report.rows())
                    .put("added", report.added())
                    .put("changed", report.changed())
                    .put("unchanged", report.unchanged())
                    .put("problems", problems);
        });
    }

    private void getBooks(RoutingContext request) {
        gateway.books().onSuccess(books -> json(request, books(books))).onFailure(request::fail);
    }

    private JsonObject books(Books.Snapshot books) {
        return new JsonObject()
                .put("at", gateway.clock().instant().toString())
                .put("received", books.received())
                .put("stored", books.stored())
                .put("duplicate", books.duplicate())
                .put("quarantined", books.quarantined())
                .put("waiting", books.waiting())
                .put("unknownFields", books.unknownFields())
                .put("addUp", books.addUp())
                .put("connections", gateway.connections())
                .put("storedPerSecond", gateway.storedPerSecond())
                .put("quarantinedByReason", new JsonObject(Map.copyOf(books.quarantinedByReason())));
    }

    private void listQuarantine(RoutingContext request) {
        String kiosk = request.request().getParam("kiosk");
        String reason = request.request().getParam("reason");
        String before = request.request().getParam("before");
        long beforeId = before == null ? Long.MAX_VALUE : Long.parseLong(before);
        boolean csv = CsvBody.isWanted(request);
        quarantine
                .told(gateway.quarantine().list(kiosk, reason, beforeId, limit(request)))
                .onSuccess(messages -> {
                    request.response().putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
                    if (csv) {
                        send(request, CsvBody.CONTENT_TYPE, csv(messages));
                    } else {
                        json(request, quarantine(messages));
                    }
                })
                .onFailure(failure -> fail(request, failure));
    }

    private static Buffer csv(List<QuarantinedMessage> messages) {
        return CsvBody.of(
                List.of("id", "at", "kiosk", "sender", "topic", "reason", "detail", "payload"),
                messages.stream()
                        .map(message -> List.of(
                                message.id(),
                                message.at(),
                                message.kiosk(),
                                message.sender(),
                                message.topic(),
                                message.reason(),
                                message.detail(),
                                message.payload())));
    }

    private JsonObject quarantine(List<QuarantinedMessage> messages) {
        JsonArray shown = new JsonArray();
        messages.forEach(message -> shown.add(message.toJson()));
        return new JsonObject()
                .put("kept", gateway.quarantine().count())
                .put("dropped", gateway.quarantine().dropped())
                .put("messages", shown);
    }

    private void replayQuarantine(RoutingContext request) {
        String id = request.request().getParam("id");
        String kiosk = request.request().getParam("kiosk");
        String reason = request.request().getParam("reason");
        String limit = request.request().getParam("limit");
        Future<Replay.Result> replayed = id == null
                ? replay(kiosk, reason, limit == null ? Integer.MAX_VALUE : Integer.parseInt(limit), Long.MAX_VALUE)
                : gateway.quarantine()
                        .find(Long.parseLong(id))
                        .compose(found -> gateway.replay(found.stream().toList()));
        quarantine
                .told(replayed)
                .onSuccess(replay -> json(
                        request,
                        new JsonObject().put("replayed", replay.stored()).put("stillRejected", replay.rejected())))
                .onFailure(failure -> fail(request, failure));
    }

    /** A page after the other, the newest first; each is stored before the next is read. */
    private Future<Replay.Result> replay(@Nullable String kiosk, @Nullable String reason, int atMost, long before) {
        return gateway.quarantine()
                .list(kiosk, reason, before, Math.min(atMost, DEFAULT_LIMIT))
                .compose(page -> page.isEmpty()
                        ? Future.succeededFuture(Replay.Result.NONE)
                        : gateway.replay(page).compose(first -> replay(
                                        kiosk,
                                        reason,
                                        atMost - page.size(),
                                        page.get(page.size() - 1).id())
                                .map(first::plus)));
    }

    private static int limit(RoutingContext request) {
        String limit = request.request().getParam("limit");
        return limit == null ? DEFAULT_LIMIT : Integer.parseInt(limit);
    }

    /** Answers with what the registry's database is asked for, or with why it could not be. */
    static void answer(AnswerWorkers database, RoutingContext request, int status, Callable<JsonObject> work) {
        answer(request, status, database.answer(work));
    }

    /** Answers with what is made from memory, and takes its time. */
    static void answer(Vertx vertx, RoutingContext request, int status, Callable<JsonObject> work) {
        answer(request, status, vertx.executeBlocking(work, false));
    }

    private static void answer(RoutingContext request, int status, Future<JsonObject> made) {
        made.onSuccess(body -> {
                    request.response().setStatusCode(status);
                    json(request, body);
                })
                .onFailure(failure -> fail(request, failure));
    }

    /**
     * The kiosk of an id, in whatever case.
     *
     * @throws org.curbline.program.http.ProblemException 404 if none of this name is registered
     */
    static Kiosk registered(KioskRegistry registry, String id) {
        Kiosk kiosk = registry.find(id);
        if (kiosk == null) {
            throw Problem.notFound("No kiosk " + id.toLowerCase(Locale.ROOT) + " is registered.")
                    .asException();
        }
        return kiosk;
    }

    static void fail(RoutingContext request, Throwable failure) {
        if (failure instanceof IllegalArgumentException || failure instanceof NotAKioskListException) {
            new Problem(400, "Bad request", String.valueOf(failure.getMessage()), null).answer(request);
        } else {
            request.fail(failure);
        }
    }

    static void json(RoutingContext request, JsonObject body) {
        send(request, "application/json", body.toBuffer());
    }

    private static void send(RoutingContext request, String type, Buffer body) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body);
    }
}
