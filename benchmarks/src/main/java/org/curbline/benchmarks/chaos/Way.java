package org.curbline.benchmarks.chaos;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP way to a server on this machine that can be cut, stand still, and be mended. Safe for every thread. */
final class Way {
    private final int port;
    private final int serverPort;
    private final NetClient client;
    private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();

    @GuardedBy("this")
    private boolean whole = true;

    @GuardedBy("this")
    private boolean still;

    /** @param port where it begins */
    Way(Vertx vertx, int port, int serverPort) {
        this.port = port;
        this.serverPort = serverPort;
        this.client = vertx.createNetClient();
        vertx.createNetServer()
                .connectHandler(this::arrived)
                .listen(port, "127.0.0.1")
                .await();
    }

    int port() {
        return port;
    }

    /** Ends every connection; none can be made until it is mended. */
    synchronized void cut() {
        whole = false;
        open.forEach(NetSocket::close);
    }

    /** Nothing passes over any connection, and nobody is told so, until it is mended: then what waited passes. */
    synchronized void hold() {
        still = true;
        open.forEach(NetSocket::pause);
    }

    synchronized void mend() {
        whole = true;
        still = false;
        open.forEach(NetSocket::resume);
    }

    private void arrived(NetSocket here) {
        here.pause();
        client.connect(serverPort, "127.0.0.1")
                .onSuccess(there -> {
                    there.pause();
                    carry(here, there);
                    carry(there, here);
                    begin(here, there);
                })
                .onFailure(failed -> here.close());
    }

    private synchronized void begin(NetSocket here, NetSocket there) {
        open.add(here);
        open.add(there);
        if (!whole) {
            here.close();
        } else if (!still) {
            here.resume();
            there.resume();
        }
    }

    private void carry(NetSocket from, NetSocket to) {
        from.handler(bytes -> {
            to.write(bytes);
            if (to.writeQueueFull()) {
                from.pause();
                to.drainHandler(room -> goOn(from));
            }
        });
        from.exceptionHandler(broken -> from.close()); // a server that is killed resets its connections
        from.closeHandler(closed -> {
            open.remove(from);
            to.close();
        });
    }

    private synchronized void goOn(NetSocket from) {
        if (!still) {
            from.resume();
        }
    }
}
