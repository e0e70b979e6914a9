package org.curbline.gateway.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.impl.MqttEndpointImpl;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.EnumSet;
import java.util.Set;

/**
 * The socket below a vertx-mqtt endpoint. vertx-mqtt 5.0.8 offers neither to stop reading a connection, nor to see
 * whether its peer reads, nor to write several acknowledgements with one flush; without these memory cannot be bounded.
 * The socket is a private field there, so this class reaches for it, and it alone. Event loop of the connection only.
 */
final class EndpointSocket {
    private static final VarHandle CONNECTION = connectionField();

    private final NetSocketInternal socket;
    private final ChannelHandlerContext channel;

    private EndpointSocket(NetSocketInternal socket) {
        this.socket = socket;
        this.channel = socket.channelHandlerContext();
    }

    static EndpointSocket of(MqttEndpoint endpoint) {
        return new EndpointSocket((NetSocketInternal) CONNECTION.get((MqttEndpointImpl) endpoint));
    }

    /** Reads no more. */
    void pause() {
        socket.pause();
    }

    void resume() {
        socket.resume();
    }

    boolean isWritable() {
        return channel.channel().isWritable();
    }

    /**
     * Watches what vertx-mqtt does not tell: it knows of its own writes only, and takes no notice of packets that a
     * client may not send.
     */
    void watch(Runnable writableAgain, Runnable wrongPacket) {
        channel.pipeline().addBefore(channel.name(), "watch", new Watch(writableAgain, wrongPacket));
    }

    /** Takes out vertx-mqtt's keep-alive watch, which would close connections that the gateway itself has paused. */
    void withoutKeepAliveWatch() {
        ChannelPipeline handlers = channel.pipeline();
        if (handlers.get("keepAliveHandler") != null) {
            handlers.remove("keepAliveHandler");
            handlers.remove("idle");
        }
    }

    ByteBuf buffer(int capacity) {
        return channel.alloc().buffer(capacity);
    }

    /** Writes a message or bytes; nothing leaves before {@link #flush}. */
    @SuppressWarnings("FutureReturnValueIgnored") // a void promise: what fails closes the connection
    void write(Object message) {
        channel.write(message, channel.voidPromise());
    }

    void flush() {
        channel.flush();
    }

    /** Cuts the connection without a word. */
    @SuppressWarnings("FutureReturnValueIgnored") // the close handler tells
    void cut() {
        channel.close();
    }

    private static VarHandle connectionField() {
        try {
            return MethodHandles.privateLookupIn(MqttEndpointImpl.class, MethodHandles.lookup())
                    .findVarHandle(MqttEndpointImpl.class, "conn", NetSocketInternal.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "This version of vertx-mqtt keeps its socket elsewhere than 5.0.8; EndpointSocket must follow it",
                    e);
        }
    }

    /** Stands before the handler of Vert.x. */
    private static final class Watch extends ChannelInboundHandlerAdapter {
        private static final Set<MqttMessageType> FROM_SERVERS_ONLY = EnumSet.of(
                MqttMessageType.CONNACK, MqttMessageType.SUBACK, MqttMessageType.UNSUBACK, MqttMessageType.PINGRESP);

        private final Runnable writableAgain;
        private final Runnable wrongPacket;

        Watch(Runnable writableAgain, Runnable wrongPacket) {
            this.writableAgain = writableAgain;
            this.wrongPacket = wrongPacket;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof MqttMessage packet
                    && packet.decoderResult().isSuccess()
                    && FROM_SERVERS_ONLY.contains(packet.fixedHeader().messageType())) {
                wrongPacket.run();
            } else {
                context.fireChannelRead(message);
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            context.fireChannelWritabilityChanged();
            if (context.channel().isWritable()) {
                writableAgain.run();
            }
        }
    }
}
