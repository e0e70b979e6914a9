package org.curbline.agent.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Connections with a gateway through a proxy, with TLS within if the gateway's address says so. Paho knows no proxies,
 * and cannot be given a connection that has TLS already; so to Paho these are plain ones, and the gateway's address is
 * {@link #plain}.
 */
final class TunnelSockets extends SocketFactory {
    private final HttpProxy proxy;
    private final URI gateway;
    private final @Nullable GatewayTls tls;

    TunnelSockets(HttpProxy proxy, URI gateway, @Nullable GatewayTls tls) {
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
        Socket tunnel = proxy.connect(gateway.getHost(), GatewayPort.of(gateway), atMost);
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
            return secure;
        } catch (IOException e) {
            tunnel.close();
            throw e;
        }
    }

    private SSLContext context() {
        try {
            return tls == null ? SSLContext.getDefault() : tls.context();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has TLS", e);
        }
    }

    /** What Paho uses of a connection; wherever it says to connect, it goes through the proxy to the gateway. */
    private final class Through extends Socket {
        private volatile @Nullable Socket through;

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
            return through().getInputStream();
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return through().getOutputStream();
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
            super.close();
            Socket made = through;
            if (made != null) {
                made.close();
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
