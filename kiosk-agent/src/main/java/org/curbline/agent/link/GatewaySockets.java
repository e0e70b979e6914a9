package org.curbline.agent.link;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Connections with a gateway, through a proxy if there is one, with TLS within if the gateway's address says so. Paho
 * knows no proxies, and cannot be given a connection that has TLS already; so to Paho these are plain ones, and the
 * gateway's address is {@link #plain}. That one has ended is kept from Paho until it has said CONNECT: of its threads
 * one would wait for ever until another runs that has ended by then.
 */
final class GatewaySockets extends SocketFactory {
    /** Long enough for a slow computer to come to its CONNECT. */
    private static final Duration KEPT_AT_MOST = Duration.ofMinutes(1);

    private final @Nullable HttpProxy proxy;
    private final URI gateway;
    private final @Nullable GatewayTls tls;

    GatewaySockets(@Nullable HttpProxy proxy, URI gateway, @Nullable GatewayTls tls) {
        this.proxy = proxy;
        this.gateway = gateway;
        this.tls = tls;
    }

    /** The gateway's address as if it had no TLS. */
    static URI plain(URI gateway) {
        String scheme = gateway.getScheme().startsWith("ws") ? "ws" : "tcp";
        String path = gateway.getRawPath() == null ? "" : gateway.getRawPath();
        String query = gateway.getRawQuery() == null ? "" : "?" + gateway.getRawQuery();
        return URI.create(scheme + "://" + gateway.getHost() + ":" + GatewayPort.of(gateway) + path + query);
    }

    @Override
    public Socket createSocket() {
        return new Through();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new SocketException("Paho connects by itself");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host.getHostName(), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        return createSocket(host.getHostName(), port);
    }

    private Socket connected(Duration atMost) throws IOException {
        Socket tunnel =
                proxy == null ? direct(atMost) : proxy.connect(gateway.getHost(), GatewayPort.of(gateway), atMost);
        if (!GatewayPort.isSecure(gateway)) {
            return tunnel;
        }
        try {
            SSLSocket secure = (SSLSocket)
                    context().getSocketFactory().createSocket(tunnel, gateway.getHost(), GatewayPort.of(gateway), true);
            if (tls == null || tls.namesCount()) {
                SSLParameters parameters = secure.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                secure.setSSLParameters(parameters);
            }
            secure.setSoTimeout((int) atMost.toMillis());
            secure.startHandshake();
            secure.setSoTimeout(0);
            return secure;
        } catch (IOException e) {
            tunnel.close();
            throw e;
        }
    }

    private Socket direct(Duration atMost) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(gateway.getHost(), GatewayPort.of(gateway)), (int) atMost.toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private boolean isWebSocket() {
        return gateway.getScheme().startsWith("ws");
    }

    private SSLContext context() {
        try {
            return tls == null ? SSLContext.getDefault() : tls.context();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has TLS", e);
        }
    }

    /** What Paho uses of a connection; wherever it says to connect, it goes to the gateway. */
    private final class Through extends Socket {
        private final CountDownLatch isConnecting = new CountDownLatch(1);
        private volatile @Nullable Socket through;
        private volatile boolean hasHeard;

        @Override
        public void connect(SocketAddress unused, int atMostMillis) throws IOException {
            through = connected(Duration.ofMillis(atMostMillis));
        }

        @Override
        public void connect(SocketAddress unused) throws IOException {
            connect(unused, 0);
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(through().getInputStream()) {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
                }

                @Override
                public int read(byte[] to, int at, int most) throws IOException {
                    int count;
                    try {
                        count = super.read(to, at, most);
                    } catch (SocketTimeoutException nothingYet) {
                        throw nothingYet;
                    } catch (IOException e) {
                        awaitConnect();
                        throw e;
                    }
                    if (count < 0) {
                        awaitConnect();
                    } else {
                        hasHeard = true;
                    }
                    return count;
                }
            };
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(through().getOutputStream()) {
                @Override
                public void write(int one) throws IOException {
                    write(new byte[] {(byte) one}, 0, 1);
                }

                @Override
                public void write(byte[] from, int at, int count) throws IOException {
                    if (hasHeard || !isWebSocket()) { // of a WebSocket the first is its own handshake
                        isConnecting.countDown();
                    }
                    out.write(from, at, count);
                }
            };
        }

        @Override
        public synchronized void setSoTimeout(int millis) throws SocketException {
            through().setSoTimeout(millis);
        }

        @Override
        public boolean isConnected() {
            return through != null;
        }

        @Override
        public boolean isClosed() {
            Socket made = through;
            return made == null ? super.isClosed() : made.isClosed();
        }

        @Override
        public synchronized void close() throws IOException {
            isConnecting.countDown();
            super.close();
            Socket made = through;
            if (made != null) {
                made.close();
            }
        }

        /** Paho does so before it closes, and does not close if that fails, as of TLS it may. */
        @Override
        public void shutdownInput() throws IOException {
            close();
        }

        private void awaitConnect() {
            try {
                isConnecting.await(KEPT_AT_MOST.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private Socket through() throws SocketException {
            Socket made = through;
            if (made == null) {
                throw new SocketException("not connected");
            }
            return made;
        }
    }
}
