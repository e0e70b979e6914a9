package org.curbline.gateway.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttWill;
import io.vertx.mqtt.messages.MqttDisconnectMessage;
import io.vertx.mqtt.messages.MqttPublishMessage;
import io.vertx.mqtt.messages.MqttSubscribeMessage;
import io.vertx.mqtt.messages.MqttUnsubscribeMessage;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import java.util.HashMap;
import java.util.Map;
import org.curbline.gateway.events.ConnectionEnd;
import org.curbline.gateway.pipeline.KnownKiosk;
import org.curbline.gateway.pipeline.Pipeline;
import org.curbline.gateway.pipeline.Pipeline.Origin;
import org.curbline.gateway.pipeline.Receipt;
import org.curbline.protocol.Command;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.KioskTopic;
import org.curbline.protocol.wire.RejectionReason;
import org.curbline.registry.access.KnownPassword;
import org.jspecify.annotations.Nullable;

/**
 * One client, from its admission to its end. It is one kiosk and publishes as no other. Everything on the event loop of
 * its {@link MqttLane} but {@link #takenOver}.
 */
final class KioskConnection implements Receipt.Owner {
    private static final int MQTT_5 = 5;
    private static final int CACHED_TOPICS = 16;
    private static final int LAST_PACKET_ID = 65_535;
    private static final int PACKET_TOO_LARGE = 0x95;
    /** What a command has around its payload at most: two topics with a kiosk's id of 64 characters, and properties. */
    private static final int COMMAND_OVERHEAD_BYTES = 300;

    private final MqttLane lane;
    private final MqttEndpoint endpoint;
    private final EndpointSocket socket;
    private final Pipeline pipeline;
    private final AckQueue acks;
    private final String clientId;
    private final @Nullable KnownPassword shown;
    private final int receiveMaximum;
    private final int mostEventsWaiting;
    private final int mostBytes;
    private final long keepAliveNanos;
    private final Map<String, KioskTopic> topics = new HashMap<>();
    /** Commands on their way, by packet id. */
    private final Map<Integer, String> commands = new HashMap<>(2);

    private int lastPacketId;
    private int eventsWaiting;
    private @Nullable KnownKiosk kiosk;
    private boolean pausedByLane;
    private boolean pausedBySelf;
    private boolean due;
    private boolean goodbye;
    /** How it ended, in MQTT's words. */
    private String ending = ConnectionEnd.CONNECTION_LOST;

    private boolean closed;
    private long lastPacketNanos = System.nanoTime();
    private long unreadSinceNanos;

    KioskConnection(
            MqttLane lane,
            MqttEndpoint endpoint,
            EndpointSocket socket,
            String clientId,
            int keepAliveSeconds,
            @Nullable KnownPassword shown) {
        this.lane = lane;
        this.endpoint = endpoint;
        this.socket = socket;
        this.clientId = clientId;
        this.shown = shown;
        this.pipeline = lane.pipeline();
        this.receiveMaximum = lane.settings().receiveMaximum();
        this.mostEventsWaiting = lane.mostEventsWaiting();
        this.keepAliveNanos = keepAliveSeconds * 1_500_000_000L;
        this.mostBytes = isMqtt5() ? ConnectProperties.mostBytes(endpoint.connectProperties()) : Integer.MAX_VALUE;
        boolean reasonStrings = ConnectProperties.wantsReasonStrings(endpoint.connectProperties());
        this.acks = new AckQueue(socket, isMqtt5(), reasonStrings ? mostBytes : 0, lane.metrics());
    }

    /** Takes up work: from here on packets come in. */
    void start(@Nullable KioskId identity) {
        socket.withoutKeepAliveWatch();
        socket.watch(this::readAgain, () -> breached(MqttDisconnectReasonCode.PROTOCOL_ERROR));
        endpoint.publishHandler(this::published)
                .publishReleaseHandler(this::released)
                .subscribeHandler(this::subscribed)
                .unsubscribeHandler(this::unsubscribed)
                .publishAcknowledgeMessageHandler(message -> commandAcknowledged(
                        message.messageId(), Byte.toUnsignedInt(message.code().value())))
                .pingHandler(ping -> alive())
                .disconnectMessageHandler(this::goodbye)
                .exceptionHandler(this::broken)
                .closeHandler(over -> closed());
        if (identity != null) {
            become(identity);
        }
    }

    String clientId() {
        return clientId;
    }

    /** The password it was admitted with; null if none was asked for. */
    @Nullable
    KnownPassword shown() {
        return shown;
    }

    @Nullable
    KioskId identity() {
        return kiosk == null ? null : kiosk.id();
    }

    boolean isMqtt5() {
        return endpoint.protocolVersion() >= MQTT_5;
    }

    /** Another connection came with this client id (MQTT-3.1.4-3). Any thread. */
    void takenOver() {
        lane.run(() -> end(MqttDisconnectReasonCode.SESSION_TAKEN_OVER));
    }

    void end(MqttDisconnectReasonCode reason) {
        if (!closed) {
            goodbye |= reason == MqttDisconnectReasonCode.SERVER_SHUTTING_DOWN; // the kiosk is not to blame
            ending = ConnectionEnd.of(reason);
            closed();
            endpoint.disconnect(reason, MqttProperties.NO_PROPERTIES);
        }
    }

    void pause() {
        pausedByLane = true;
        socket.pause();
    }

    void goOn() {
        pausedByLane = false;
        lastPacketNanos = System.nanoTime();
        if (!pausedBySelf) {
            socket.resume();
        }
    }

    /** Once a second: is the peer alive, and does it read? */
    void check(long nowNanos) {
        if (pausedBySelf && unreadSinceNanos != 0) {
            if (nowNanos - unreadSinceNanos > lane.settings().maxUnread().toNanos()) {
                closed();
                socket.cut();
            }
        } else if (!pausedByLane
                && !pausedBySelf
                && keepAliveNanos > 0
                && nowNanos - lastPacketNanos > keepAliveNanos) {
            end(MqttDisconnectReasonCode.KEEP_ALIVE_TIMEOUT);
        }
    }

    @Override
    public void settled(Receipt receipt) {
        eventsWaiting -= receipt.events();
        if (!due && !closed && (receipt.qos() > 0 || pausedBySelf)) {
            due = true;
            lane.acknowledgeSoon(this);
        }
    }

    /** Writes the acknowledgements that are due. */
    void acknowledge() {
        due = false;
        if (closed) {
            return;
        }
        acks.release();
        if (!isUnread() && pausedBySelf) {
            readAgain();
        }
    }

    private void published(MqttPublishMessage message) {
        alive();
        MqttDisconnectReasonCode breach = breach(message);
        if (breach != null) {
            breached(breach);
            return;
        }
        ByteBuf payload = ((BufferInternal) message.payload()).getByteBuf();
        Receipt receipt = new Receipt(
                this, message.messageId(), message.qosLevel().value(), payload.readableBytes(), System.nanoTime());
        if (receipt.qos() > 0) {
            acks.expect(receipt);
        }
        byte[] bytes = payload.hasArray() ? payload.array() : message.payload().getBytes();
        int offset = payload.hasArray() ? payload.arrayOffset() + payload.readerIndex() : 0;
        take(message.topicName(), bytes, offset, payload.readableBytes(), receipt);
        eventsWaiting += receipt.events();
        if (eventsWaiting >= mostEventsWaiting || (acks.size() >= receiveMaximum && !isMqtt5())) {
            stopReading(); // others come in between; and MQTT 3.1.1 has no Receive Maximum, but the socket has
        }
    }

    /** What in the packet itself breaks what was agreed in CONNACK; null when nothing does. */
    private @Nullable MqttDisconnectReasonCode breach(MqttPublishMessage message) {
        if (!isMqtt5()) {
            return null;
        }
        if (message.isRetain()) {
            return MqttDisconnectReasonCode.RETAIN_NOT_SUPPORTED;
        }
        if (message.qosLevel().value() > 1) {
            return MqttDisconnectReasonCode.QOS_NOT_SUPPORTED;
        }
        if (message.topicName().isEmpty() || ConnectProperties.hasTopicAlias(message.properties())) {
            return MqttDisconnectReasonCode.TOPIC_ALIAS_INVALID;
        }
        boolean tooMany = message.qosLevel().value() > 0 && acks.size() >= receiveMaximum;
        return tooMany ? MqttDisconnectReasonCode.RECEIVE_MAXIMUM_EXCEEDED : null;
    }

    private void take(String topicName, byte[] bytes, int offset, int length, Receipt receipt) {
        KioskTopic topic = topic(topicName);
        if (topic == null) {
            refuse(
                    topicName,
                    RejectionReason.UNKNOWN_TOPIC.name(),
                    "No kiosk publishes to this topic",
                    bytes,
                    offset,
                    length,
                    receipt);
            return;
        }
        KnownKiosk self = kiosk == null ? become(topic.kiosk()) : kiosk;
        if (self == null) {
            refuse(
                    topicName,
                    Pipeline.NOT_AUTHORIZED,
                    lane.whyUnwelcome(topic.kiosk()),
                    bytes,
                    offset,
                    length,
                    receipt);
        } else if (!self.id().equals(topic.kiosk())) {
            refuse(
                    topicName,
                    Pipeline.NOT_AUTHORIZED,
                    "A kiosk publishes under its own id only",
                    bytes,
                    offset,
                    length,
                    receipt);
        } else {
            EventKind kind = topic.kind();
            pipeline.accept(
                    new Origin(self.id().value(), clientId, topicName), self, kind, bytes, offset, length, receipt);
        }
    }

    private void refuse(
            String topic, String reason, String detail, byte[] bytes, int offset, int length, Receipt receipt) {
        byte[] payload = java.util.Arrays.copyOfRange(bytes, offset, offset + length);
        String self = kiosk == null ? "" : kiosk.id().value();
        pipeline.reject(new Origin(self, clientId, topic), reason, detail, payload, receipt);
    }

    private @Nullable KioskTopic topic(String name) {
        KioskTopic known = topics.get(name);
        if (known == null) {
            known = KioskTopic.parse(name);
            if (known != null && topics.size() < CACHED_TOPICS) {
                topics.put(name, known);
            }
        }
        return known;
    }

    private @Nullable KnownKiosk become(KioskId identity) {
        KnownKiosk self = lane.welcome(identity);
        if (self != null) {
            kiosk = self;
            self.connected(() -> lane.connectionChanged(identity, true, clientId, ""));
        }
        return self;
    }

    private void released(int packetId) {
        alive();
        endpoint.publishComplete(packetId);
    }

    private void subscribed(MqttSubscribeMessage message) {
        alive();
        if (kiosk == null) {
            KioskId claimed = Subscriptions.claimed(message);
            if (claimed != null) {
                become(claimed); // as with what it publishes
            }
        }
        boolean commands = Subscriptions.answer(endpoint, message, identity());
        KioskId self = identity();
        if (commands && self != null) {
            lane.commandLines().opened(self, this);
        }
    }

    private void unsubscribed(MqttUnsubscribeMessage message) {
        alive();
        Subscriptions.answer(endpoint, message);
        KioskId self = identity();
        if (self != null && message.topics().stream().anyMatch(filter -> Subscriptions.areAllCommands(filter, self))) {
            lane.commandLines().closed(self, this);
        }
    }

    /** Sends a command the kiosk listens to. Any thread. */
    void send(Command command) {
        lane.run(() -> {
            KioskId self = identity();
            if (!closed && self != null) {
                byte[] payload = command.encode();
                if (payload.length + COMMAND_OVERHEAD_BYTES > mostBytes) { // counts as sent (MQTT-3.1.2-25)
                    lane.commandLines().acknowledged(self, command.id(), PACKET_TOO_LARGE);
                    return;
                }
                int packetId = nextPacketId();
                commands.put(packetId, command.id());
                endpoint.publish(
                        command.topic(self),
                        Buffer.buffer(payload),
                        MqttQoS.AT_LEAST_ONCE,
                        false,
                        false,
                        packetId,
                        isMqtt5()
                                ? CommandProperties.of(command, self, lane.nowMillis())
                                : MqttProperties.NO_PROPERTIES);
            }
        });
    }

    /** How many commands the client takes before it has acknowledged one. */
    int mostCommands() {
        return isMqtt5() ? ConnectProperties.receiveMaximum(endpoint.connectProperties()) : Integer.MAX_VALUE;
    }

    private int nextPacketId() {
        lastPacketId = lastPacketId == LAST_PACKET_ID ? 1 : lastPacketId + 1;
        return lastPacketId; // few are on their way, and the others have long been used up
    }

    private void commandAcknowledged(int packetId, int reasonCode) {
        alive();
        String command = commands.remove(packetId);
        KioskId self = identity();
        if (command != null && self != null) {
            lane.commandLines().acknowledged(self, command, reasonCode);
        }
    }

    private void goodbye(MqttDisconnectMessage message) {
        goodbye = message.code() == MqttDisconnectReasonCode.NORMAL;
        ending = ConnectionEnd.of(message.code());
    }

    private void broken(Throwable failure) {
        if (failure instanceof TooLongFrameException) {
            breached(MqttDisconnectReasonCode.PACKET_TOO_LARGE);
        } else if (failure instanceof io.netty.handler.codec.DecoderException) {
            breached(MqttDisconnectReasonCode.MALFORMED_PACKET);
        }
        // Anything else is the network's end of the connection; closing follows.
    }

    private void breached(MqttDisconnectReasonCode reason) {
        if (!closed) {
            lane.metrics().protocolError(reason.name());
            end(reason);
        }
    }

    private void closed() {
        lane.requireEventLoop();
        if (closed) {
            return;
        }
        closed = true;
        lane.left(this);
        MqttWill will = endpoint.will();
        if (!goodbye && will != null && will.isWillFlag()) {
            leave(will);
        }
        if (kiosk != null) {
            lane.commandLines().closed(kiosk.id(), this);
            KioskId self = kiosk.id();
            kiosk.disconnected(() -> lane.connectionChanged(self, false, clientId, ending));
        }
    }

    /** What the kiosk left to be said when it vanishes; nobody waits for its acknowledgement. */
    private void leave(MqttWill will) {
        byte[] bytes = will.getWillMessageBytes();
        if (bytes != null && will.getWillTopic() != null) {
            take(will.getWillTopic(), bytes, 0, bytes.length, new Receipt(this, 0, 0, bytes.length, System.nanoTime()));
        }
    }

    private void alive() {
        lastPacketNanos = System.nanoTime();
        isUnread();
    }

    /** Whether the peer leaves so much unread that no more is taken from it. */
    private boolean isUnread() {
        if (socket.isWritable()) {
            return false;
        }
        if (unreadSinceNanos == 0) {
            unreadSinceNanos = System.nanoTime();
        }
        stopReading();
        return true;
    }

    private void stopReading() {
        if (!pausedBySelf) {
            pausedBySelf = true;
            socket.pause();
        }
    }

    private void readAgain() {
        if (closed || !socket.isWritable()) {
            return;
        }
        unreadSinceNanos = 0; // it has read, though the store may let it wait
        boolean stillFull = eventsWaiting >= mostEventsWaiting || (!isMqtt5() && acks.size() > receiveMaximum / 2);
        if (pausedBySelf && !stillFull) {
            pausedBySelf = false;
            lastPacketNanos = System.nanoTime();
            if (!pausedByLane) {
                socket.resume();
            }
        }
    }
}
