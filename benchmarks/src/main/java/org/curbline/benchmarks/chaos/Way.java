package org.curbline.benchmarks.chaos;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP way to a server on this machine that can be cut and mended. Safe for every thread. */
final class Way {
    private final int port;
    private final int serverPort;
    private final NetClient client;
    private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean whole = true;

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

    void cut() {
        whole = false;
        open.forEach(NetSocket::close);
    }

    void mend() {
        whole = true;
    }

    private void arrived(NetSocket here) {
        if (!whole) {
            here.close();
            return;
        }
        here.pause();
        client.connect(serverPort, "127.0.0.1")
                .onSuccess(there -> {
                    open.add(here);
                    open.add(there);
                    here.closeHandler(closed -> open.remove(here));
                    there.closeHandler(closed -> open.remove(there));
                    here.pipeTo(there);
                    there.pipeTo(here);
                    here.resume();
                    if (!whole) {
                        here.close();
                    }
                })
                .onFailure(failed -> here.close());
    }
}
