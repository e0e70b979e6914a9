package org.curbline.standalone;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.curbline.testservers.FreePort;

/** An HTTP proxy that makes connections to this computer's ports for whoever knows the password, and notes to which. */
final class ConnectProxy implements AutoCloseable {
    static final String USER = "kiosk";
    static final String PASSWORD = "p:w";
    private static final String END = "\r\n\r\n";
    private static final String PROOF =
            Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.US_ASCII));

    private final int port = FreePort.find();
    private final List<Integer> connected = new CopyOnWriteArrayList<>();
    private final NetClient client;
    private final NetServer server;

    ConnectProxy(Vertx vertx) {
        this.client = vertx.createNetClient();
        this.server = vertx.createNetServer()
                .connectHandler(this::hear)
                .listen(port, "127.0.0.1")
                .await();
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    /** The ports that it has made connections to, one after the other. */
    List<Integer> connected() {
        return List.copyOf(connected);
    }

    @Override
    public void close() {
        server.close().await();
        client.close().await();
    }

    private void hear(NetSocket here) {
        Buffer head = Buffer.buffer();
        here.handler(said -> {
            head.appendBuffer(said);
            if (head.toString(StandardCharsets.US_ASCII).endsWith(END)) {
                here.pause();
                here.handler(null);
                asked(here, head.toString(StandardCharsets.US_ASCII));
            }
        });
    }

    private void asked(NetSocket here, String head) {
        if (!head.contains("Proxy-Authorization: Basic " + PROOF + "\r\n")) {
            here.end(Buffer.buffer("HTTP/1.1 407 Proxy Authentication Required\r\n"
                    + "Proxy-Authenticate: Basic realm=\"city\"\r\nContent-Length: 0" + END));
            return;
        }
        int to = Integer.parseInt(head.substring(head.indexOf(':') + 1, head.indexOf(" HTTP/")));
        client.connect(to, "127.0.0.1")
                .onSuccess(there -> {
                    connected.add(to);
                    here.write("HTTP/1.1 200 Connection established" + END);
                    here.pipeTo(there);
                    there.pipeTo(here);
                })
                .onFailure(away -> here.end(Buffer.buffer("HTTP/1.1 502 Bad Gateway" + END)));
    }
}
