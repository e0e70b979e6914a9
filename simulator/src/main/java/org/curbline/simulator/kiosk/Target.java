package org.curbline.simulator.kiosk;

import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The gateway kiosks connect to, and how they say who they are.
 *
 * @param user the user name, in which {@code {kiosk}} stands for the kiosk's id; empty for none
 * @param password empty for none
 * @param tls null for none
 */
public record Target(String host, int port, String user, String password, @Nullable Tls tls) {
    /** Without user name and password. */
    public Target(String host, int port) {
        this(host, port, "", "");
    }

    /** Without TLS. */
    public Target(String host, int port, String user, String password) {
        this(host, port, user, password, null);
    }

    /** The same gateway by another way. */
    public Target through(String newHost, int newPort) {
        return new Target(newHost, newPort, user, password, tls);
    }

    /** The user name of a kiosk. */
    public String userOf(String kiosk) {
        return user.replace("{kiosk}", kiosk);
    }

    /** What a client needs that is to connect there. */
    public <T extends NetClientOptions> T into(T options) {
        if (tls != null) {
            options.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
            if (tls.authorities != null) {
                options.setTrustOptions(new PemTrustOptions().addCertPath(tls.authorities.toString()));
            }
        }
        return options;
    }

    /** Where to connect to, and whose certificate to expect there. */
    ConnectOptions connection() {
        return new ConnectOptions()
                .setRemoteAddress(SocketAddress.inetSocketAddress(port, host))
                .setSsl(tls != null)
                .setHost(tls == null ? host : tls.name)
                .setPort(port);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }

    /**
     * How a gateway is known to be the right one.
     *
     * @param name what its certificate is for
     * @param authorities PEM file with who may vouch for it; null for those whom Java trusts
     */
    public record Tls(String name, @Nullable Path authorities) {}
}
