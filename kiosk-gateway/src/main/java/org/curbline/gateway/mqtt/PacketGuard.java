package org.curbline.gateway.mqtt;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetServerImpl;
import io.vertx.core.net.impl.NetServerInternal;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before the handler of Vert.x from the moment a socket is accepted, and takes out what a client may not send:
 * anything but a CONNECT first (MQTT-3.1.0-1), and packets of servers. vertx-mqtt 5.0.8 shows a connection only once
 * its CONNECT is there; of whatever comes instead Vert.x makes an error in the log, or nothing. Event loop of the
 * connection only.
 */
final class PacketGuard extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(PacketGuard.class);
    private static final String NAME = "guard";
    private static final String EXTENSIONS = "webSocketExtensionHandler";
    private static final Set<MqttMessageType> NEVER_FROM_CONNECTED_CLIENTS = EnumSet.of(
            MqttMessageType.CONNECT,
            MqttMessageType.CONNACK,
            MqttMessageType.SUBACK,
            MqttMessageType.UNSUBACK,
            MqttMessageType.PINGRESP);

    private final Runnable turnedAway;
    private boolean connecting;
    private boolean cut;
    private Runnable writableAgain = () -> {};
    private Runnable wrongPacket = () -> {};

    private PacketGuard(Runnable turnedAway) {
        this.turnedAway = turnedAway;
    }

    /**
     * A server of vertx-mqtt whose sockets are guarded.
     *
     * @param turnedAway told of every connection that is cut before it could become a client's
     */
    static MqttServer server(Vertx vertx, MqttServerOptions options, Runnable turnedAway) {
        return MqttServer.create(new GuardingVertx((VertxInternal) vertx, turnedAway), options);
    }

    /** The guard of a connection. */
    static PacketGuard of(ChannelHandlerContext channel) {
        return (PacketGuard) channel.pipeline().get(NAME);
    }

    /** Tells from now on of what vertx-mqtt does not tell. */
    void tell(Runnable whenWritableAgain, Runnable ofWrongPackets) {
        writableAgain = whenWritableAgain;
        wrongPacket = ofWrongPackets;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!cut && passes(message)) {
            context.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        if (connecting) {
            wrongPacket.run();
        } else {
            turnAway(context);
        }
    }

    private boolean passes(Object message) {
        if (!(message instanceof MqttMessage packet)) {
            return false; // HTTP that never became a WebSocket
        }
        if (connecting) {
            return packet.decoderResult().isFailure()
                    || !NEVER_FROM_CONNECTED_CLIENTS.contains(
                            packet.fixedHeader().messageType());
        }
        connecting = packet.decoderResult().isFailure()
                ? packet.decoderResult().cause() instanceof MqttUnacceptableProtocolVersionException // is answered
                : packet.fixedHeader().messageType() == MqttMessageType.CONNECT;
        return connecting;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        if (connecting) {
            context.fireExceptionCaught(failure);
        } else if (failure instanceof IOException) {
            cut(context); // the network's end of the connection
        } else {
            turnAway(context);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.fireChannelWritabilityChanged();
        if (context.channel().isWritable()) {
            writableAgain.run();
        }
    }

    private void turnAway(ChannelHandlerContext context) {
        if (!cut) {
            log.debug("{} did not begin with a CONNECT.", context.channel().remoteAddress());
            turnedAway.run();
            cut(context);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it
    private void cut(ChannelHandlerContext context) {
        cut = true;
        context.close();
    }

    /**
     * What a small compressed frame of a WebSocket becomes has no bound. vertx-mqtt 5.0.8 cannot be told to do without:
     * with both kinds of compression off in its options every connection fails.
     */
    private static void withoutCompression(ChannelPipeline handlers) {
        if (handlers.get(EXTENSIONS) != null) {
            handlers.remove(EXTENSIONS);
        }
    }

    /** What vertx-mqtt is given to make its server with. */
    private static final class GuardingVertx extends VertxWrapper {
        private final Runnable turnedAway;

        GuardingVertx(VertxInternal vertx, Runnable turnedAway) {
            super(vertx);
            this.turnedAway = turnedAway;
        }

        @Override
        public NetServerInternal createNetServer(NetServerOptions options) {
            return new NetServerImpl(delegate, options.copy()) {
                @Override
                public synchronized NetServerInternal connectHandler(Handler<NetSocket> handler) {
                    return super.connectHandler(socket -> {
                        handler.handle(socket); // puts the codec before the handler, and the guard comes between
                        ChannelHandlerContext channel = ((NetSocketInternal) socket).channelHandlerContext();
                        channel.pipeline().addBefore(channel.name(), NAME, new PacketGuard(turnedAway));
                        withoutCompression(channel.pipeline());
                    });
                }
            };
        }
    }
}
