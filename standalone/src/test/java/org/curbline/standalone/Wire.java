package org.curbline.standalone;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.curbline.testservers.FreePort;

/** A TCP way to a server that can be cut and mended. */
final class Wire implements AutoCloseable {
    private final int port = FreePort.find();
    private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
    private final NetClient client;
    private final NetServer server;
    private volatile boolean whole = true;
    private volatile boolean oneWay;

    Wire(Vertx vertx, int serverPort) {
        this.client = vertx.createNetClient();
        this.server = vertx.createNetServer()
                .connectHandler(here -> {
                    if (whole) {
                        here.pause();
                        join(here, serverPort);
                    } else {
                        here.close();
                    }
                })
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
        oneWay = false;
    }

    /** What the server answers is lost, of connections made from now on. */
    void loseAnswers() {
        oneWay = true;
    }

    @Override
    public void close() {
        server.close().await();
        client.close().await();
    }

    private void join(NetSocket here, int serverPort) {
        client.connect(serverPort, "127.0.0.1")
                .onSuccess(there -> {
                    open.add(here);
                    open.add(there);
                    here.closeHandler(closed -> open.remove(here));
                    there.closeHandler(closed -> open.remove(there));
                    if (!whole) { // it was cut before it knew of these two
                        here.close();
                        there.close();
                        return;
                    }
                    here.pipeTo(there);
                    if (oneWay) {
                        there.handler(lost -> {});
                    } else {
                        there.pipeTo(here);
                    }
                    here.resume();
                })
                .onFailure(failed -> here.close());
    }
}
