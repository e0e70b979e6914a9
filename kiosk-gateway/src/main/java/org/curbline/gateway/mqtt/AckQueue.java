package org.curbline.gateway.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.curbline.gateway.pipeline.PipelineMetrics;
import org.curbline.gateway.pipeline.Receipt;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one connection that await their acknowledgement. They leave in the order in which they came
 * (MQTT-4.6.0-2), however the batches finish. Event loop of the connection only.
 */
final class AckQueue {
    private static final byte PUBACK = 0x40;
    private static final byte PUBREC = 0x50;
    private static final byte PAYLOAD_FORMAT_INVALID = (byte) 0x99;
    private static final byte NOT_AUTHORIZED = (byte) 0x87;
    /** Of a PUBACK with a reason string, without the string: two lengths have up to four bytes. */
    private static final int REFUSAL_BYTES = 1 + 4 + 2 + 1 + 4 + 1 + 2;

    private static final MqttFixedHeader PUBACK_HEADER =
            new MqttFixedHeader(MqttMessageType.PUBACK, false, MqttQoS.AT_MOST_ONCE, false, 0);

    private final Deque<Receipt> arrived = new ArrayDeque<>();
    private final EndpointSocket socket;
    private final boolean withReasons;
    private final int mostReasonBytes;
    private final PipelineMetrics metrics;

    /**
     * @param withReasons whether the client speaks MQTT 5, where a PUBACK can say no
     * @param mostReasonBytes of a packet with a sentence in it; with a longer one it is left out (MQTT-3.4.2-2)
     */
    AckQueue(EndpointSocket socket, boolean withReasons, int mostReasonBytes, PipelineMetrics metrics) {
        this.socket = socket;
        this.withReasons = withReasons;
        this.mostReasonBytes = mostReasonBytes;
        this.metrics = metrics;
    }

    void expect(Receipt receipt) {
        arrived.add(receipt);
    }

    /** How many messages are not acknowledged yet. */
    int size() {
        return arrived.size();
    }

    /** Writes the acknowledgements that are due, with one flush. */
    void release() {
        Receipt first = arrived.peek();
        if (first == null || !first.isSettled()) {
            return;
        }
        long now = System.nanoTime();
        @Nullable ByteBuf plain = null;
        for (Receipt next = first; next != null && next.isSettled(); next = arrived.peek()) {
            arrived.remove();
            metrics.acknowledged(Duration.ofNanos(now - next.arrivedNanos()));
            if (withReasons && next.refusal() != null) {
                plain = send(plain);
                socket.write(refusal(next));
            } else {
                if (plain == null) {
                    plain = socket.buffer(4 * (arrived.size() + 1));
                }
                plain.writeByte(next.qos() == 2 ? PUBREC : PUBACK).writeByte(2).writeShort(next.packetId());
            }
        }
        send(plain);
        socket.flush();
    }

    private @Nullable ByteBuf send(@Nullable ByteBuf plain) {
        if (plain != null) {
            socket.write(plain);
        }
        return null;
    }

    private MqttMessage refusal(Receipt receipt) {
        MqttProperties properties = MqttProperties.NO_PROPERTIES;
        String why = receipt.refusal();
        if (why != null && REFUSAL_BYTES + ByteBufUtil.utf8Bytes(why) <= mostReasonBytes) {
            properties = new MqttProperties();
            properties.add(new MqttProperties.StringProperty(MqttProperties.REASON_STRING, why));
        }
        byte code = receipt.isNotAuthorized() ? NOT_AUTHORIZED : PAYLOAD_FORMAT_INVALID;
        return new MqttMessage(
                PUBACK_HEADER, new MqttPubReplyMessageVariableHeader(receipt.packetId(), code, properties));
    }
}
