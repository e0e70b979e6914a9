package org.curbline.simulator.network;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.time.InstantSource;
import java.util.SplittableRandom;

/** Carries connections over a link of one class, all on its own event loop. */
final class LinkProxy extends VerticleBase {
    private final LinkClass link;
    private final String host;
    private final int target;
    private final InstantSource clock;
    private final SplittableRandom random;
    private volatile int port;

    LinkProxy(LinkClass link, String host, int target, long seed, InstantSource clock) {
        this.link = link;
        this.host = host;
        this.target = target;
        this.clock = clock;
        this.random = new SplittableRandom(seed);
    }

    /** Where it listens, once it is started. */
    int port() {
        return port;
    }

    @Override
    public Future<?> start() {
        NetClient client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
        NetServerOptions options = new NetServerOptions().setHost("127.0.0.1").setPort(0);
        return vertx.createNetServer(options.setTcpNoDelay(true))
                .connectHandler(kiosk -> connected(kiosk, client))
                .listen()
                .onSuccess(server -> port = server.actualPort());
    }

    private void connected(NetSocket kiosk, NetClient client) {
        SplittableRandom ofConnection = random.split();
        kiosk.exceptionHandler(failure -> {}); // whatever it is, its end follows
        kiosk.pause();
        client.connect(target, host)
                .onSuccess(gateway -> join(kiosk, gateway, ofConnection))
                .onFailure(failure -> reset(kiosk));
    }

    private void join(NetSocket kiosk, NetSocket gateway, SplittableRandom ofConnection) {
        gateway.exceptionHandler(failure -> {});
        OneWay up = new OneWay(vertx, link, ofConnection.split(), clock, kiosk, gateway);
        OneWay down = new OneWay(vertx, link, ofConnection.split(), clock, gateway, kiosk);
        long cut = link.cutEvery().isZero()
                ? -1
                : vertx.setTimer(untilCut(ofConnection), timer -> {
                    reset(kiosk);
                    reset(gateway);
                });
        up.start(() -> vertx.cancelTimer(cut));
        down.start(() -> vertx.cancelTimer(cut));
    }

    private long untilCut(SplittableRandom ofConnection) {
        return 1
                + (long) (-StrictMath.log(1 - ofConnection.nextDouble())
                        * link.cutEvery().toMillis());
    }

    /** Ends a connection as a cut cable would at worst. */
    private static void reset(NetSocket socket) {
        Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            socket.close();
        }
    }
}
