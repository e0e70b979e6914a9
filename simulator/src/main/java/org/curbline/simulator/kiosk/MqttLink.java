package org.curbline.simulator.kiosk;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.curbline.program.Why;
import org.curbline.protocol.Command;
import org.curbline.protocol.KioskId;
import org.jspecify.annotations.Nullable;

/**
 * One MQTT 5 connection, from the attempt to its end. Lives on the event loop that opened it; its {@link Listener} is
 * told of the end exactly once.
 *
 * <p>Built on Netty's codec because vertx-mqtt's client speaks MQTT 3.1.1 only, which has no Receive Maximum and no
 * reasons.
 */
final class MqttLink {
    /** The first reason code of MQTT 5 that means failure. */
    static final int FIRST_FAILURE = 0x80;

    private static final int LARGEST_INBOUND = 64 * 1024;
    private static final int PERMIT_ALL = 65_535;
    /** Packet ids of events come from the same numbers, but those before the answer are few. */
    private static final int SUBSCRIPTION = 65_535;

    /** MQTT 5, 3.2.2.2. */
    private static final Map<Integer, String> NOT_BELIEVED =
            Map.of(0x85, "client identifier not valid", 0x86, "bad user name or password", 0x87, "not authorized");

    private static final int TAKEN_OVER = 0x8E;

    private static final String DRIP = "drip";

    private static final MqttMessage PINGREQ = bare(MqttMessageType.PINGREQ);

    private final KioskId kiosk;
    private final Target target;
    private final Duration keepAlive;
    private final Listener listener;
    private @Nullable NetSocketInternal socket;
    private boolean ended;
    private boolean frozen;
    private String reason = "The connection was closed";

    private MqttLink(KioskId kiosk, Target target, Duration keepAlive, Listener listener) {
        this.kiosk = kiosk;
        this.target = target;
        this.keepAlive = keepAlive;
        this.listener = listener;
    }

    /** Begins to connect. Called on an event loop, where everything else happens, too. */
    static MqttLink open(NetClient client, KioskId kiosk, Target target, Duration keepAlive, Listener listener) {
        MqttLink link = new MqttLink(kiosk, target, keepAlive, listener);
        client.connect(target.connection())
                .onSuccess(connected -> link.start((NetSocketInternal) connected))
                .onFailure(failure -> link.end("Cannot connect to " + target + ": " + Why.of(failure)));
        return link;
    }

    /** QoS 1, never with DUP: a new connection is a new session, in which nothing was sent before. */
    void publish(String topic, int packetId, byte[] payload) {
        write(MqttMessageBuilders.publish()
                .topicName(topic)
                .qos(MqttQoS.AT_LEAST_ONCE)
                .messageId(packetId)
                .payload(Unpooled.wrappedBuffer(payload))
                .build());
    }

    void ping() {
        write(PINGREQ);
    }

    /** Says goodbye and closes. */
    void disconnect() {
        write(bare(MqttMessageType.DISCONNECT));
        reason = "The kiosk disconnected";
        close();
    }

    /** Closes without a word because something is wrong. */
    void abandon(String why) {
        reason = why;
        close();
    }

    /** Ends the connection as a cut cable would at worst: a reset, and what was on its way is gone. */
    void cut() {
        if (socket != null && socket.channelHandlerContext().channel().isOpen()) {
            socket.channelHandlerContext().channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        abandon("The connection was cut on purpose");
    }

    /** As when packets no longer come through, in either direction, and nothing says so: the connection stays. */
    void freeze() {
        frozen = true;
        if (socket != null) {
            socket.pause();
        }
    }

    /** From now on packets leave in pieces of a few bytes, or whole again. */
    void slow(boolean slowly) {
        if (socket == null) {
            return;
        }
        ChannelPipeline pipeline = socket.channelHandlerContext().pipeline();
        boolean isSlow = pipeline.get(DRIP) != null;
        if (slowly && !isSlow) {
            pipeline.addBefore("mqttEncoder", DRIP, new Drip());
        } else if (!slowly && isSlow) {
            pipeline.remove(DRIP);
        }
    }

    private void start(NetSocketInternal connected) {
        if (ended) {
            connected.close();
            return;
        }
        socket = connected;
        ChannelPipeline pipeline = connected.channelHandlerContext().pipeline();
        pipeline.addBefore("handler", "mqttEncoder", MqttEncoder.INSTANCE);
        pipeline.addBefore("handler", "mqttDecoder", new MqttDecoder(LARGEST_INBOUND));
        connected.messageHandler(this::received);
        connected.exceptionHandler(failure -> reason = "The connection failed: " + failure.getMessage());
        connected.closeHandler(closed -> end(reason));
        write(connect());
    }

    private MqttMessage connect() {
        MqttProperties properties = new MqttProperties();
        properties.add(new MqttProperties.IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, 0));
        MqttMessageBuilders.ConnectBuilder connect = MqttMessageBuilders.connect()
                .protocolVersion(MqttVersion.MQTT_5)
                .clientId(kiosk.value())
                .cleanSession(true)
                .keepAlive((int) keepAlive.toSeconds())
                .properties(properties);
        if (!target.user().isEmpty()) {
            connect.username(target.userOf(kiosk.value()));
        }
        if (!target.password().isEmpty()) {
            connect.password(target.password().getBytes(StandardCharsets.UTF_8));
        }
        return connect.build();
    }

    private void received(Object object) {
        if (!(object instanceof MqttMessage message)) {
            return;
        }
        if (message.decoderResult().isFailure()) {
            abandon("The gateway sent what is not MQTT");
            return;
        }
        switch (message.fixedHeader().messageType()) {
            case CONNACK -> connack((MqttConnAckMessage) message);
            case PUBACK -> puback(message);
            case PINGRESP -> listener.heard();
            case DISCONNECT -> disconnected(disconnectReason(message));
            case SUBACK -> listener.heard();
            case PUBLISH -> told((MqttPublishMessage) message);
            default ->
                abandon("The gateway sent an unexpected "
                        + message.fixedHeader().messageType());
        }
    }

    private void disconnected(int code) {
        reason = "The gateway disconnected with reason " + hex(code);
        if (code == TAKEN_OVER) {
            listener.takenOver();
        }
    }

    private void connack(MqttConnAckMessage message) {
        int code =
                Byte.toUnsignedInt(message.variableHeader().connectReturnCode().byteValue());
        if (code != 0) {
            abandon("The gateway refused the connection with reason " + hex(code) + remedy(code));
            return;
        }
        MqttProperties properties = message.variableHeader().properties();
        int receiveMaximum = number(properties, MqttProperties.RECEIVE_MAXIMUM, PERMIT_ALL);
        int maximumPacket = number(properties, MqttProperties.MAXIMUM_PACKET_SIZE, Integer.MAX_VALUE);
        int serverKeepAlive = number(properties, MqttProperties.SERVER_KEEP_ALIVE, (int) keepAlive.toSeconds());
        write(MqttMessageBuilders.subscribe()
                .messageId(SUBSCRIPTION)
                .addSubscription(MqttQoS.AT_LEAST_ONCE, Command.topics(kiosk))
                .build());
        listener.ready(new Terms(receiveMaximum, maximumPacket, Duration.ofSeconds(serverKeepAlive)));
    }

    /** What whoever plays a city can do about it. */
    private static String remedy(int code) {
        String why = NOT_BELIEVED.get(code);
        return why == null
                ? ""
                : " (" + why
                        + "): does its registry know these kiosks, and do --user and --password-file say who they are?";
    }

    private void told(MqttPublishMessage message) {
        try {
            listener.told(ByteBufUtil.getBytes(message.payload()));
            if (message.fixedHeader().qosLevel() == MqttQoS.AT_LEAST_ONCE) {
                write(MqttMessageBuilders.pubAck()
                        .packetId(message.variableHeader().packetId())
                        .build());
            }
        } finally {
            message.release();
        }
    }

    private void puback(MqttMessage message) {
        MqttMessageIdVariableHeader header = (MqttMessageIdVariableHeader) message.variableHeader();
        int code =
                header instanceof MqttPubReplyMessageVariableHeader reply ? Byte.toUnsignedInt(reply.reasonCode()) : 0;
        listener.acknowledged(header.messageId(), code, code < FIRST_FAILURE ? "" : why(code, message));
    }

    private static String why(int code, MqttMessage message) {
        return message.variableHeader() instanceof MqttPubReplyMessageVariableHeader reply
                        && reply.properties().getProperty(MqttProperties.REASON_STRING)
                                instanceof MqttProperties.StringProperty said
                ? hex(code) + ": " + said.value()
                : hex(code);
    }

    private void write(MqttMessage message) {
        if (socket != null && !ended && !frozen) {
            socket.writeMessage(message);
        }
    }

    private void close() {
        if (socket == null) {
            end(reason);
        } else {
            socket.close();
        }
    }

    private void end(String why) {
        if (!ended) {
            ended = true;
            listener.ended(why);
        }
    }

    private static int disconnectReason(MqttMessage message) {
        return message.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header
                ? Byte.toUnsignedInt(header.reasonCode())
                : 0;
    }

    private static int number(MqttProperties properties, int id, int otherwise) {
        return properties.getProperty(id) instanceof MqttProperties.IntegerProperty property
                ? property.value()
                : otherwise;
    }

    private static String hex(int code) {
        return String.format("0x%02X", code);
    }

    private static MqttMessage bare(MqttMessageType type) {
        return new MqttMessage(new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0));
    }

    /** What happens on a connection; all on its event loop. */
    interface Listener {
        /** The gateway accepted the connection. */
        void ready(Terms terms);

        /**
         * A PUBACK.
         *
         * @param reasonCode 0x80 or more if it was refused
         * @param why the reason code and what the gateway says of it; empty if it was not refused
         */
        void acknowledged(int packetId, int reasonCode, String why);

        /** The gateway answered a ping, or something else that is no event. */
        void heard();

        /** The gateway sent a command; it is acknowledged when this returns. */
        void told(byte[] command);

        /** Somebody else connected under this kiosk's id; the end of the connection follows. */
        void takenOver();

        /** The attempt failed or the connection ended; nothing more will come. */
        void ended(String why);
    }

    /**
     * What the gateway demands of this connection.
     *
     * @param receiveMaximum messages unacknowledged at most
     * @param maximumPacket bytes in a packet at most
     * @param keepAlive the longest silence; zero for any
     */
    record Terms(int receiveMaximum, int maximumPacket, Duration keepAlive) {}
}
