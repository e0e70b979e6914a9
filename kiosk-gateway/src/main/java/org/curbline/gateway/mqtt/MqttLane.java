package org.curbline.gateway.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import io.vertx.mqtt.MqttWill;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.curbline.gateway.events.ClientMoved;
import org.curbline.gateway.events.ConnectionChanged;
import org.curbline.gateway.events.LocalEvents;
import org.curbline.gateway.mqtt.Admission.Verdict;
import org.curbline.gateway.pipeline.Books;
import org.curbline.gateway.pipeline.KnownKiosk;
import org.curbline.gateway.pipeline.KnownKiosks;
import org.curbline.gateway.pipeline.Pipeline;
import org.curbline.gateway.pipeline.PipelineMetrics;
import org.curbline.gateway.pipeline.PipelineSettings;
import org.curbline.protocol.KioskId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop's share of the gateway: its listening sockets, its connections, its pipeline. Several run side by side
 * and share the ports. Deployed as a verticle; the public methods may be called from any thread.
 */
public final class MqttLane extends VerticleBase implements Pipeline.Flow {
    private static final Logger log = LoggerFactory.getLogger(MqttLane.class);
    private static final long CHECK_MILLIS = 1_000;

    private final Shared shared;
    /** Those that have waited longest to be read stand first. */
    private final Set<KioskConnection> connections = new LinkedHashSet<>();

    private final Deque<KioskConnection> due = new ArrayDeque<>();
    private final List<MqttServer> servers = new ArrayList<>();
    private @Nullable Context loop;
    private @Nullable Pipeline pipeline;
    private boolean stopping;
    /** As of which the connections are those of kiosks with the right password. */
    private long checkedRevision;

    public MqttLane(Shared shared) {
        this.shared = shared;
    }

    @Override
    public Future<?> start() {
        loop = context;
        context.exceptionHandler(this::unexpected);
        pipeline = new Pipeline(vertx, shared.parts, shared.pipelineSettings, this, shared.metrics);
        vertx.setPeriodic(CHECK_MILLIS, tick -> check());
        LocalEvents.<ClientMoved>consume(vertx, ClientMoved.ADDRESS, this::moved);
        List<Future<MqttServer>> listening = new ArrayList<>();
        for (MqttServerOptions options : Listeners.of(shared.settings)) {
            MqttServer server = PacketGuard.server(vertx, options, () -> shared.metrics.protocolError("NO_CONNECT"));
            server.endpointHandler(this::connecting);
            server.exceptionHandler(failure -> {
                // A CONNECT that breaks the standard; vertx-mqtt has answered and closed it.
            });
            servers.add(server);
            listening.add(server.listen());
        }
        return Future.all(listening);
    }

    /** Stops taking anything new and completes when everything taken is settled and answered, or the time is over. */
    public Future<Void> drain(Duration atMost) {
        Promise<Void> drained = Promise.promise();
        run(() -> {
            stopping = true; // the servers stay: closing them would cut their connections
            connections.forEach(KioskConnection::pause);
            long until = System.nanoTime() + atMost.toNanos();
            vertx.setPeriodic(10, timer -> {
                if (pipeline().waiting() == 0 || System.nanoTime() > until) {
                    vertx.cancelTimer(timer);
                    batchSettled();
                    List.copyOf(connections).forEach(each -> each.end(MqttDisconnectReasonCode.SERVER_SHUTTING_DOWN));
                    drained.complete();
                }
            });
        });
        return drained.future();
    }

    /** The books of this lane, as they stand between two tasks of its event loop. */
    public Future<Books.Snapshot> books() {
        Promise<Books.Snapshot> answer = Promise.promise();
        run(() -> answer.complete(pipeline().books()));
        return answer.future();
    }

    /** Runs something on the lane's event loop. */
    public void run(Runnable task) {
        if (loop == null) {
            throw new IllegalStateException("The lane has not been started");
        }
        loop.runOnContext(now -> task.run());
    }

    /** What belongs to this lane is touched by no other; a fault here would be one that shows once in a month. */
    void requireEventLoop() {
        if (!(loop instanceof ContextInternal own) || !own.inThread()) {
            throw new IllegalStateException("This is to be done on the event loop of its lane");
        }
    }

    /** The lane's pipeline; to be used on its event loop only. */
    public Pipeline pipeline() {
        if (pipeline == null) {
            throw new IllegalStateException("The lane has not been started");
        }
        return pipeline;
    }

    @Override
    public void holdBack() {
        connections.forEach(KioskConnection::pause);
    }

    @Override
    public void goOn() {
        run(this::readAgain); // not within the settling that made the room: what is read would run into it
    }

    private void readAgain() {
        for (KioskConnection connection : List.copyOf(connections)) {
            if (pipeline().isFull() || stopping) {
                return; // what was read meanwhile has filled it again, and holdBack has stopped all
            }
            if (connections.remove(connection)) { // unless it has ended meanwhile
                connections.add(connection);
                connection.goOn();
            }
        }
    }

    @Override
    public void batchSettled() {
        for (KioskConnection next = due.poll(); next != null; next = due.poll()) {
            next.acknowledge();
        }
    }

    MqttSettings settings() {
        return shared.settings;
    }

    /**
     * Events of one connection that may wait at once: as many as are written at once. With more, what another
     * connection sends would stand behind several batches of the first.
     */
    int mostEventsWaiting() {
        long most = (long) shared.pipelineSettings.batchEvents() * shared.pipelineSettings.concurrentWrites();
        return (int) Math.min(most, Integer.MAX_VALUE);
    }

    PipelineMetrics metrics() {
        return shared.metrics;
    }

    long nowMillis() {
        return shared.parts.clock().millis();
    }

    @Nullable
    KnownKiosk welcome(KioskId kiosk) {
        return shared.admission.isWelcome(kiosk) ? shared.kiosks.get(kiosk) : null;
    }

    /** Why {@link #welcome} gave no kiosk, a sentence without its full stop. */
    String whyUnwelcome(KioskId kiosk) {
        return shared.admission.isWelcome(kiosk)
                ? "The gateway knows as many kiosks as it may (pipeline.max-kiosks)"
                : "This kiosk is not in the registry (import it, or set mqtt.accept-unknown)";
    }

    void connectionChanged(KioskId kiosk, boolean open, String clientId, String reason) {
        ConnectionChanged change = new ConnectionChanged(
                kiosk, open, shared.parts.clock().instant().truncatedTo(ChronoUnit.MILLIS), clientId, reason);
        LocalEvents.publish(vertx, ConnectionChanged.ADDRESS, change);
    }

    void acknowledgeSoon(KioskConnection connection) {
        if (due.isEmpty()) {
            run(this::batchSettled); // settled outside a batch: a repeat, or a quarantined message
        }
        due.add(connection);
    }

    CommandLines commandLines() {
        return shared.commandLines;
    }

    void left(KioskConnection connection) {
        connections.remove(connection);
        shared.sessions.leave(connection.clientId(), connection);
    }

    /** A client id is no key to another kiosk's connection, wherever it is shown. */
    private void moved(ClientMoved client) {
        KioskConnection here = shared.sessions.find(client.clientId());
        if (here != null && connections.contains(here) && client.kiosk().equals(here.identity())) {
            here.takenOver();
        }
    }

    private void connecting(MqttEndpoint endpoint) {
        EndpointSocket socket = EndpointSocket.of(endpoint);
        if (stopping || shared.sessions.count() >= shared.settings.maxConnections()) {
            refuse(endpoint, MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_BUSY);
            return;
        }
        MqttConnectReturnCode unsupported = unsupportedWill(endpoint);
        if (unsupported != null) {
            refuse(endpoint, unsupported);
            return;
        }
        socket.pause(); // a client may send on before it is admitted (MQTT 5, 3.1.4)
        boolean[] gone = new boolean[1];
        endpoint.closeHandler(over -> gone[0] = true);
        shared.admission
                .admit(endpoint.auth(), ClientCertificate.name(endpoint))
                .onComplete(verdict -> {
                    if (!gone[0]) {
                        admitted(endpoint, socket, verdict.result());
                    }
                });
    }

    /** A will that a client of version 5 is to be refused for: MQTT 5, 3.2.2-12 and 3.2.2-13. */
    private static @Nullable MqttConnectReturnCode unsupportedWill(MqttEndpoint endpoint) {
        MqttWill will = endpoint.will();
        if (endpoint.protocolVersion() < 5 || will == null || !will.isWillFlag()) {
            return null;
        }
        if (will.isWillRetain()) {
            return MqttConnectReturnCode.CONNECTION_REFUSED_RETAIN_NOT_SUPPORTED;
        }
        return will.getWillQos() > ConnectProperties.MOST_QOS
                ? MqttConnectReturnCode.CONNECTION_REFUSED_QOS_NOT_SUPPORTED
                : null;
    }

    private void admitted(MqttEndpoint endpoint, EndpointSocket socket, Verdict verdict) {
        switch (verdict.outcome()) {
            case ADMITTED -> welcome(endpoint, socket, verdict);
            case BAD_CREDENTIALS -> refuse(endpoint, MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD);
            case NOT_AUTHORIZED -> refuse(endpoint, MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5);
            case UNAVAILABLE -> refuse(endpoint, MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE_5);
        }
    }

    private void welcome(MqttEndpoint endpoint, EndpointSocket socket, Verdict verdict) {
        if (!shared.admission.isStillAdmitted(verdict.shown())) {
            refuse(endpoint, MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD);
            return;
        }
        KioskId identity = verdict.kiosk();
        String brought = endpoint.clientIdentifier();
        String clientId = brought == null
                ? "auto-"
                        + Long.toString(
                                UUID.randomUUID().getMostSignificantBits() & Long.MAX_VALUE, Character.MAX_RADIX)
                : brought;
        KioskConnection before = shared.sessions.find(clientId);
        if (before != null && identity != null && before.identity() != null && !identity.equals(before.identity())) {
            // A client id is no key to another kiosk's connection.
            refuse(endpoint, MqttConnectReturnCode.CONNECTION_REFUSED_CLIENT_IDENTIFIER_NOT_VALID);
            return;
        }
        int most = (int) shared.settings.maxKeepAlive().toSeconds();
        int asked = endpoint.keepAliveTimeSeconds();
        boolean mqtt5 = endpoint.protocolVersion() >= 5;
        boolean imposed = mqtt5 && (asked == 0 || asked > most);
        KioskConnection connection =
                new KioskConnection(this, endpoint, socket, clientId, imposed ? most : asked, verdict.shown());
        KioskConnection taken = shared.sessions.enter(clientId, connection);
        if (taken != null) {
            taken.takenOver();
        }
        connections.add(connection);
        connection.start(identity);
        if (mqtt5) {
            endpoint.accept(
                    false,
                    ConnectProperties.answer(
                            shared.settings,
                            shared.clock().instant(),
                            ConnectProperties.mostBytes(endpoint.connectProperties()),
                            brought == null ? clientId : null,
                            imposed ? most : null));
        } else {
            endpoint.accept(false);
        }
        if (pipeline().isFull() || stopping) {
            connection.pause();
        } else {
            socket.resume();
        }
    }

    /**
     * vertx-mqtt throws at packets of a client that has not connected, or has been disconnected and closed just now.
     */
    private void unexpected(Throwable failure) {
        if (failure instanceof IllegalArgumentException || failure instanceof IllegalStateException) {
            log.debug("A packet was not taken.", failure);
        } else {
            log.error("The gateway has a fault; it goes on.", failure);
        }
    }

    private void check() {
        long now = System.nanoTime();
        long revision = shared.admission.revision();
        boolean newRevision = revision != checkedRevision;
        checkedRevision = revision;
        for (KioskConnection connection : List.copyOf(connections)) {
            if (newRevision && !shared.admission.isStillAdmitted(connection.shown())) {
                connection.end(MqttDisconnectReasonCode.NOT_AUTHORIZED);
            } else {
                connection.check(now);
            }
        }
    }

    private void refuse(MqttEndpoint endpoint, MqttConnectReturnCode reason) {
        shared.metrics.connectionRefused(
                reason.name().replace("CONNECTION_REFUSED_", "").replaceFirst("_5$", ""));
        endpoint.reject(code(endpoint, reason));
    }

    /** MQTT 3.1.1 knows five reasons only. */
    private static MqttConnectReturnCode code(MqttEndpoint endpoint, MqttConnectReturnCode reason) {
        if (endpoint.protocolVersion() >= 5) {
            return reason;
        }
        return switch (reason) {
            case CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD ->
                MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD;
            case CONNECTION_REFUSED_NOT_AUTHORIZED_5 -> MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED;
            case CONNECTION_REFUSED_CLIENT_IDENTIFIER_NOT_VALID ->
                MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED;
            default -> MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE;
        };
    }

    /** What all lanes of a gateway share. */
    public static final class Shared {
        private final MqttSettings settings;
        private final PipelineSettings pipelineSettings;
        private final Pipeline.Parts parts;
        private final Admission admission;
        private final KnownKiosks kiosks;
        private final PipelineMetrics metrics;
        private final Sessions sessions = new Sessions();
        private final CommandLines commandLines = new CommandLines();

        public Shared(
                MqttSettings settings,
                PipelineSettings pipelineSettings,
                Pipeline.Parts parts,
                Admission admission,
                KnownKiosks kiosks,
                PipelineMetrics metrics) {
            this.settings = settings;
            this.pipelineSettings = pipelineSettings;
            this.parts = parts;
            this.admission = admission;
            this.kiosks = kiosks;
            this.metrics = metrics;
        }

        /** Connections over all lanes. Any thread. */
        public int connections() {
            return sessions.count();
        }

        /** Where kiosks listen to commands. */
        public CommandLines commandLines() {
            return commandLines;
        }

        InstantSource clock() {
            return parts.clock();
        }
    }
}
