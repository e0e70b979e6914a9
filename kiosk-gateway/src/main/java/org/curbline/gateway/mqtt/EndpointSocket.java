package org.curbline.gateway.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.impl.MqttEndpointImpl;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

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

    /** Watches what vertx-mqtt does not tell: it knows of its own writes only, and takes no notice of wrong packets. */
    void watch(Runnable writableAgain, Runnable wrongPacket) {
        PacketGuard.of(channel).tell(writableAgain, wrongPacket);
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
}
