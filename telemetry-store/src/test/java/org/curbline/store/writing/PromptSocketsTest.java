package org.curbline.store.writing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;

class PromptSocketsTest {
    private final InetAddress loopback = InetAddress.getLoopbackAddress();

    @Test
    void everyConnectionToAStoreSendsWhatItHasAtOnce() throws IOException {
        try (HttpConnections connections = new HttpConnections(Duration.ofSeconds(1));
                ServerSocket server = new ServerSocket(0, 50, loopback)) {
            SocketFactory sockets = connections.builder().build().socketFactory();
            int port = server.getLocalPort();
            try (Socket unconnected = sockets.createSocket();
                    Socket named = sockets.createSocket("127.0.0.1", port);
                    Socket from = sockets.createSocket("127.0.0.1", port, loopback, 0);
                    Socket addressed = sockets.createSocket(loopback, port);
                    Socket both = sockets.createSocket(loopback, port, loopback, 0)) {
                for (Socket socket : new Socket[] {unconnected, named, from, addressed, both}) {
                    assertTrue(socket.getTcpNoDelay());
                }
                assertEquals(port, both.getPort());
                assertEquals(loopback, both.getLocalAddress());
            }
        }
    }

    @Test
    void whereNobodyListensIsNoConnection() throws IOException {
        int free;
        try (ServerSocket server = new ServerSocket(0, 50, loopback)) {
            free = server.getLocalPort();
        }
        assertThrows(IOException.class, () -> new PromptSockets().createSocket(loopback, free));
    }
}
