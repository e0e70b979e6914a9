package org.curbline.simulator.fleet;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SelfSignedCertificate;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import io.vertx.mqtt.messages.MqttPublishMessage;
import io.vertx.mqtt.messages.MqttSubscribeMessage;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import io.vertx.mqtt.messages.codes.MqttPubAckReasonCode;
import io.vertx.mqtt.messages.codes.MqttSubAckReasonCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.curbline.protocol.Command;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.KioskTopic;
import org.curbline.protocol.wire.DecodedMessage;
import org.curbline.protocol.wire.EventDecoder;
import org.curbline.protocol.wire.ProtocolLimits;
import org.curbline.simulator.kiosk.Target;
import org.jspecify.annotations.Nullable;

/** The smallest gateway there can be: it keeps what it is told, and acknowledges as a test wants. */
final class GatewayInTest implements AutoCloseable {
    enum Answer {
        ACKNOWLEDGE,
        REFUSE,
        SILENCE
    }

    /** What it says of what it refuses. */
    static final String REFUSAL = "A test refuses it";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Bytes; a longer packet ends the connection. */
    private static final int MAXIMUM_PACKET_SIZE = 6_000;

    private final EventDecoder decoder = new EventDecoder(ProtocolLimits.DEFAULT);
    private final Map<String, Queue<KioskEvent>> received = new ConcurrentHashMap<>();
    private final Queue<Integer> batchSizes = new ConcurrentLinkedQueue<>();
    private final Queue<MqttEndpoint> endpoints = new ConcurrentLinkedQueue<>();
    private final Map<Integer, AtomicInteger> versions = new ConcurrentHashMap<>();
    private final AtomicInteger unacknowledgedMost = new AtomicInteger();
    private final AtomicInteger rejected = new AtomicInteger();
    private final AtomicInteger dup = new AtomicInteger();
    private final AtomicInteger commandsAcknowledged = new AtomicInteger();
    private final Set<String> listening = ConcurrentHashMap.newKeySet();
    private final MqttServer server;
    private final Vertx vertx;
    private final int receiveMaximum;
    private final int delayMillis;
    volatile Answer answer = Answer.ACKNOWLEDGE;
    /** Between a connection and its CONNACK. */
    volatile int welcomeMillis;
    /** What it answers to everybody, if it believes nobody. */
    volatile @Nullable MqttConnectReturnCode unwelcoming;

    /**
     * @param receiveMaximum what CONNACK says
     * @param delayMillis between a message and its acknowledgement
     */
    GatewayInTest(Vertx vertx, int receiveMaximum, int delayMillis) {
        this(vertx, receiveMaximum, delayMillis, new MqttServerOptions());
    }

    /** Over TLS, and nothing else. */
    GatewayInTest(Vertx vertx, SelfSignedCertificate certificate) {
        this(vertx, 10, 0, new MqttServerOptions().setSsl(true).setKeyCertOptions(certificate.keyCertOptions()));
    }

    private GatewayInTest(Vertx vertx, int receiveMaximum, int delayMillis, MqttServerOptions options) {
        this.vertx = vertx;
        this.receiveMaximum = receiveMaximum;
        this.delayMillis = delayMillis;
        options.setPort(0).setHost("127.0.0.1");
        server = MqttServer.create(vertx, options.setMaxMessageSize(MAXIMUM_PACKET_SIZE));
        server.endpointHandler(this::accept);
        server.exceptionHandler(failure -> {});
        Wait.on(server.listen());
    }

    Target target() {
        return new Target("127.0.0.1", server.actualPort());
    }

    /** Everything received from a kiosk, repeats included, in the order it came. */
    List<KioskEvent> received(String kiosk) {
        return List.copyOf(received.getOrDefault(kiosk, new ConcurrentLinkedQueue<>()));
    }

    Map<String, Queue<KioskEvent>> received() {
        return received;
    }

    int receivedEvents() {
        return received.values().stream().mapToInt(Queue::size).sum();
    }

    List<Integer> batchSizes() {
        return List.copyOf(batchSizes);
    }

    int connectionsOfVersion(int version) {
        return versions.getOrDefault(version, new AtomicInteger()).get();
    }

    /** Connections that are open, for all it knows. */
    int connected() {
        return (int) endpoints.stream().filter(MqttEndpoint::isConnected).count();
    }

    int unacknowledgedMost() {
        return unacknowledgedMost.get();
    }

    int rejected() {
        return rejected.get();
    }

    int dupFlags() {
        return dup.get();
    }

    /** Closes every connection without a word. */
    void dropAll() {
        MqttEndpoint endpoint = endpoints.poll();
        while (endpoint != null) {
            if (endpoint.isConnected()) {
                endpoint.close();
            }
            endpoint = endpoints.poll();
        }
    }

    /** Ends every connection as one does that somebody else took over by its client id. */
    void takeAllOver() {
        endpoints.stream().filter(MqttEndpoint::isConnected).forEach(endpoint -> {
            endpoint.disconnect(MqttDisconnectReasonCode.SESSION_TAKEN_OVER, MqttProperties.NO_PROPERTIES);
        });
    }

    @Override
    public void close() {
        Wait.on(server.close());
    }

    /** Tells a kiosk to do something, on the connection it has. */
    void tell(String kiosk, Command command) {
        for (MqttEndpoint endpoint : endpoints) {
            if (endpoint.isConnected() && endpoint.clientIdentifier().equals(kiosk)) {
                endpoint.publish(
                        command.topic(KioskId.of(kiosk)),
                        Buffer.buffer(command.encode()),
                        MqttQoS.AT_LEAST_ONCE,
                        false,
                        false);
            }
        }
    }

    /** Commands that kiosks acknowledged. */
    int commandsAcknowledged() {
        return commandsAcknowledged.get();
    }

    /** Kiosks that listen to their commands. */
    Set<String> listening() {
        return listening;
    }

    private void subscribed(MqttEndpoint endpoint, MqttSubscribeMessage message) {
        KioskId kiosk = KioskId.of(endpoint.clientIdentifier());
        if (message.topicSubscriptions().get(0).topicName().equals(Command.topics(kiosk))) {
            listening.add(kiosk.value());
        }
        endpoint.subscribeAcknowledge(
                message.messageId(), List.of(MqttSubAckReasonCode.GRANTED_QOS1), MqttProperties.NO_PROPERTIES);
    }

    private void accept(MqttEndpoint endpoint) {
        MqttConnectReturnCode refusal = unwelcoming;
        if (refusal != null) {
            endpoint.reject(refusal);
            return;
        }
        endpoint.subscribeHandler(message -> subscribed(endpoint, message));
        endpoint.publishAcknowledgeHandler(acknowledged -> commandsAcknowledged.incrementAndGet());
        versions.computeIfAbsent(endpoint.protocolVersion(), key -> new AtomicInteger())
                .incrementAndGet();
        AtomicInteger open = new AtomicInteger();
        endpoint.publishHandler(message -> take(endpoint, message, open));
        endpoint.exceptionHandler(failure -> {});
        MqttProperties properties = new MqttProperties();
        properties.add(new MqttProperties.IntegerProperty(MqttProperties.RECEIVE_MAXIMUM, receiveMaximum));
        properties.add(new MqttProperties.IntegerProperty(MqttProperties.MAXIMUM_PACKET_SIZE, MAXIMUM_PACKET_SIZE));
        endpoints.add(endpoint);
        if (welcomeMillis == 0) {
            endpoint.accept(false, properties);
        } else {
            endpoint.closeHandler(gone -> endpoints.remove(endpoint));
            vertx.setTimer(welcomeMillis, timer -> {
                if (endpoints.contains(endpoint)) {
                    endpoint.accept(false, properties);
                }
            });
        }
    }

    private void take(MqttEndpoint endpoint, MqttPublishMessage message, AtomicInteger open) {
        KioskTopic topic = KioskTopic.parse(message.topicName());
        if (topic == null || !topic.kiosk().value().equals(endpoint.clientIdentifier())) {
            rejected.incrementAndGet();
            if (endpoint.isConnected()) {
                endpoint.publishAcknowledge(
                        message.messageId(), MqttPubAckReasonCode.NOT_AUTHORIZED, MqttProperties.NO_PROPERTIES);
            }
            return;
        }
        if (message.isDup()) {
            dup.incrementAndGet();
        }
        unacknowledgedMost.accumulateAndGet(open.incrementAndGet(), Math::max);
        keep(topic, message.payload().getBytes());
        Answer now = answer;
        if (now != Answer.SILENCE) {
            if (delayMillis == 0) {
                answer(endpoint, message.messageId(), now, open);
            } else {
                vertx.setTimer(delayMillis, timer -> answer(endpoint, message.messageId(), now, open));
            }
        }
    }

    private void keep(KioskTopic topic, byte[] payload) {
        EventKind kind = topic.kind();
        DecodedMessage decoded =
                decoder.decode(kind, payload, 0, payload.length, Instant.now().toEpochMilli());
        rejected.addAndGet(decoded.rejected().size() + decoded.unknownFields());
        batchSizes.add(decoded.eventCount());
        received.computeIfAbsent(topic.kiosk().value(), key -> new ConcurrentLinkedQueue<>())
                .addAll(decoded.accepted());
    }

    private static void answer(MqttEndpoint endpoint, int messageId, Answer answer, AtomicInteger open) {
        if (!endpoint.isConnected()) {
            return;
        }
        open.decrementAndGet();
        if (answer == Answer.REFUSE) {
            MqttProperties properties = new MqttProperties();
            properties.add(new MqttProperties.StringProperty(MqttProperties.REASON_STRING, REFUSAL));
            endpoint.publishAcknowledge(messageId, MqttPubAckReasonCode.PAYLOAD_FORMAT_INVALID, properties);
        } else {
            endpoint.publishAcknowledge(messageId, MqttPubAckReasonCode.SUCCESS, MqttProperties.NO_PROPERTIES);
        }
    }

    /** Completes when a condition holds; fails after a minute. */
    void until(BooleanSupplier condition) throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        long timer = vertx.setPeriodic(5, each -> {
            if (condition.getAsBoolean()) {
                held.countDown();
            }
        });
        boolean came = held.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        vertx.cancelTimer(timer);
        if (!came) {
            throw new AssertionError("What was waited for did not come about within " + PATIENCE.toSeconds() + " s");
        }
    }
}
