package org.curbline.gateway;

import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.curbline.gateway.mqtt.MqttSettings;
import org.curbline.program.http.AnswerWorkers;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.Problem;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.access.Enrolment;
import org.curbline.registry.access.EnrolmentRefusedException;
import org.curbline.registry.access.KioskEnrolments.Credentials;
import org.curbline.registry.access.KioskEnrolments.Issued;
import org.curbline.registry.kiosk.Kiosk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How kiosks come to their passwords. On HTTP event loops. */
final class EnrolmentsApi {
    private static final Logger log = LoggerFactory.getLogger(EnrolmentsApi.class);
    private static final long USUAL_SECONDS = Duration.ofHours(1).toSeconds();
    private static final int MOST_LISTED = 100;

    private final AnswerWorkers database;
    private final KioskRegistry registry;
    private final MqttSettings mqtt;
    private final InstantSource clock;

    EnrolmentsApi(AnswerWorkers database, KioskRegistry registry, MqttSettings mqtt, InstantSource clock) {
        this.database = database;
        this.registry = registry;
        this.mqtt = mqtt;
        this.clock = clock;
    }

    /** Handlers by operationId. */
    Map<String, Handler<RoutingContext>> operations() {
        return Map.of("letEnrol", this::letEnrol, "listEnrolments", this::listEnrolments, "enrol", this::enrol);
    }

    private void letEnrol(RoutingContext request) {
        Parameters given = Parameters.of(request);
        Kiosk kiosk = kiosk(given);
        String by = given.body().getString("by");
        Duration timeToLive = Duration.ofSeconds(given.body().getLong("timeToLiveSeconds", USUAL_SECONDS));
        GatewayApi.answer(database, request, 201, () -> {
            Issued issued = registry.enrolments().issue(kiosk.id(), by, timeToLive);
            log.info(
                    "{} lets kiosk {} enrol until {}.",
                    by,
                    kiosk.id(),
                    issued.enrolment().expires());
            return json(issued.enrolment()).put("token", issued.token());
        });
    }

    private void listEnrolments(RoutingContext request) {
        Kiosk kiosk = kiosk(Parameters.of(request));
        GatewayApi.answer(database, request, 200, () -> {
            JsonArray enrolments = new JsonArray();
            registry.enrolments().of(kiosk.id(), MOST_LISTED).forEach(each -> enrolments.add(json(each)));
            return new JsonObject().put("kiosk", kiosk.id()).put("enrolments", enrolments);
        });
    }

    private void enrol(RoutingContext request) {
        JsonObject asked = Parameters.of(request).body();
        String from = request.request().remoteAddress().hostAddress();
        GatewayApi.answer(database, request, 201, () -> {
            try {
                Credentials credentials = registry.enrolments()
                        .redeem(asked.getString("token"), asked.getString("password"), String.valueOf(from));
                log.info(
                        "Kiosk {} {}, from {}.",
                        credentials.kiosk(),
                        credentials.isAgain() ? "asked again for the answer to its enrolment" : "enrolled",
                        from);
                return new JsonObject()
                        .put("kiosk", credentials.kiosk())
                        .put("password", credentials.password())
                        .put("mqtt", listeners());
            } catch (EnrolmentRefusedException e) {
                log.warn("An enrolment from {} was refused: {}", from, e.getMessage());
                throw new Problem(403, "Not enrolled", String.valueOf(e.getMessage()), "token").asException();
            }
        });
    }

    private JsonObject listeners() {
        JsonObject json = new JsonObject().put("tcp", mqtt.port());
        if (mqtt.tls().certificate().isPresent()) {
            json.put("tls", mqtt.tls().port());
        }
        mqtt.websocketPort().ifPresent(port -> json.put("websocket", port));
        return json;
    }

    private JsonObject json(Enrolment enrolment) {
        String state = clock.instant().isAfter(enrolment.expires()) ? "expired" : "waiting";
        JsonObject json = new JsonObject()
                .put("id", enrolment.id())
                .put("kiosk", enrolment.kiosk())
                .put("state", enrolment.used() == null ? state : "used")
                .put("by", enrolment.by())
                .put("issuedAt", enrolment.issued().toString())
                .put("expiresAt", enrolment.expires().toString());
        return enrolment.used() == null
                ? json
                : json.put("usedAt", enrolment.used().toString()).put("usedFrom", enrolment.usedFrom());
    }

    private Kiosk kiosk(Parameters given) {
        return GatewayApi.registered(registry, given.text("id").orElseThrow());
    }
}
