package org.curbline.gateway.mqtt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.curbline.program.settings.Ranges;

/** Where and how kiosks connect. */
@ConfigMapping(prefix = "curbline.mqtt")
public interface MqttSettings {
    @WithDefault("0.0.0.0")
    String host();

    /** MQTT over TCP; 0 takes a free one. */
    @WithDefault("1883")
    @WithConverter(Ranges.Port.class)
    int port();

    /** MQTT over WebSocket at {@code /mqtt}; off unless given. */
    Optional<@WithConverter(Ranges.Port.class) Integer> websocketPort();

    /** MQTT over TLS; off unless certificate and key are given. */
    Tls tls();

    /** Who may connect. */
    @WithDefault("REGISTRY")
    Access access();

    /** Whether a kiosk nobody registered is taken in as discovered. */
    @WithDefault("false")
    boolean acceptUnknown();

    /** Event loops; 0 means one for each processor. */
    @WithDefault("0")
    @WithConverter(Ranges.Count.class)
    int eventLoops();

    /** Messages a connection may have unacknowledged (Receive Maximum). */
    @WithDefault("64")
    @WithConverter(Ranges.TwoBytes.class)
    int receiveMaximum();

    /** Bytes of the largest packet. */
    @WithDefault("262144")
    @WithConverter(Ranges.Positive.class)
    int maxPacketSize();

    /** Connections at once, over all event loops. */
    @WithDefault("50000")
    @WithConverter(Ranges.Positive.class)
    int maxConnections();

    /** Keep-alive given to clients that ask for none or more. */
    @WithDefault("PT5M")
    @WithConverter(Ranges.KeepAlive.class)
    Duration maxKeepAlive();

    /** How long a client may leave its acknowledgements unread before it is cut off. */
    @WithDefault("PT30S")
    @WithConverter(Ranges.Time.class)
    Duration maxUnread();

    /** How clients prove who they are. */
    enum Access {
        /** Anybody is who they say; for demonstrations and closed networks. */
        OPEN,
        /** User name and password from the registry; the user name is the kiosk's id. */
        REGISTRY
    }

    /** Certificate and key, both PEM. */
    interface Tls {
        @WithDefault("8883")
        @WithConverter(Ranges.Port.class)
        int port();

        Optional<Path> certificate();

        Optional<Path> key();

        /**
         * A PEM file with the authorities that sign kiosks' own certificates. With it a kiosk that connects over TLS
         * must show one whose common name is its id, whatever else {@link #access()} asks of it.
         */
        Optional<Path> clientAuthorities();
    }
}
