package org.curbline.gateway.mqtt;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.mqtt.MqttServerOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a gateway listens for MQTT, by its settings. */
public final class Listeners {
    private Listeners() {}

    /**
     * Why it cannot listen as it was told, in one sentence; empty if it can. Without the first, kiosks would not be
     * served over TLS and nobody would know; without the second, two servers of one process would share a port.
     *
     * @param taken ports that the program itself listens on
     */
    public static Optional<String> objection(MqttSettings settings, int... taken) {
        MqttSettings.Tls tls = settings.tls();
        if (tls.certificate().isPresent() != tls.key().isPresent()) {
            return Optional.of(
                    "curbline.mqtt.tls.certificate and curbline.mqtt.tls.key must be given both or neither.");
        }
        if (tls.clientAuthorities().isPresent() && tls.certificate().isEmpty()) {
            return Optional.of(
                    "curbline.mqtt.tls.client-authorities is of no use without curbline.mqtt.tls.certificate:"
                            + " only over TLS can a kiosk show a certificate.");
        }
        List<Integer> ports = new ArrayList<>();
        for (int port : taken) {
            ports.add(port);
        }
        for (MqttServerOptions listener : of(settings)) {
            if (listener.getPort() != 0 && ports.contains(listener.getPort())) {
                return Optional.of("Port " + listener.getPort() + " is given twice in the settings.");
            }
            ports.add(listener.getPort());
        }
        return Optional.empty();
    }

    static List<MqttServerOptions> of(MqttSettings settings) {
        List<MqttServerOptions> listeners = new ArrayList<>();
        listeners.add(listener(settings, settings.port()));
        settings.websocketPort()
                .ifPresent(port -> listeners.add(listener(settings, port).setUseWebSocket(true)));
        Optional<Path> certificate = settings.tls().certificate();
        Optional<Path> key = settings.tls().key();
        if (certificate.isPresent() && key.isPresent()) {
            MqttServerOptions tls = listener(settings, settings.tls().port());
            tls.setSsl(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(certificate.get().toString())
                            .setKeyPath(key.get().toString()));
            settings.tls().clientAuthorities().ifPresent(authorities -> tls.setClientAuth(ClientAuth.REQUIRED)
                    .setTrustOptions(new PemTrustOptions().addCertPath(authorities.toString())));
            listeners.add(tls);
        }
        return listeners;
    }

    private static MqttServerOptions listener(MqttSettings settings, int port) {
        MqttServerOptions options = new MqttServerOptions();
        options.setHost(settings.host())
                .setPort(port)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setAcceptBacklog(4096);
        options.setWebSocketMaxFrameSize(settings.maxPacketSize() + 16); // a packet must fit into a frame
        return options.setMaxMessageSize(settings.maxPacketSize())
                .setMaxClientIdLength(256)
                .setAutoClientId(false)
                .setTimeoutOnConnect(10);
    }
}
