package org.curbline.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.curbline.gateway.Events.wifi;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.net.SelfSignedCertificate;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;

class TransportsTest {
    @Test
    void kiosksConnectOverWebSocketWithPacketsAsLargeAsOverTcp() throws Exception {
        int port = GatewayFixture.freePort();
        try (GatewayFixture fixture = GatewayFixture.start("mqtt.websocket-port", Integer.toString(port))) {
            MqttClient kiosk = new MqttClient("ws://127.0.0.1:" + port + "/mqtt", KIOSK, new MemoryPersistence());
            kiosk.connect(new MqttConnectionOptions());
            kiosk.publish(TOPIC, wifi(1).getBytes(UTF_8), 1, false);
            assertEquals(1, fixture.store.size());
            String batch =
                    IntStream.rangeClosed(2, 1_000).mapToObj(Events::wifi).collect(Collectors.joining(",", "[", "]"));
            kiosk.publish(TOPIC, batch.getBytes(UTF_8), 1, false);
            assertEquals(1_000, fixture.store.size());
            kiosk.disconnect();
            kiosk.close();
        }
    }

    @Test
    void kiosksConnectOverTls() throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
        int port = GatewayFixture.freePort();
        try (GatewayFixture fixture = GatewayFixture.start(
                "mqtt.tls.port",
                Integer.toString(port),
                "mqtt.tls.certificate",
                certificate.certificatePath(),
                "mqtt.tls.key",
                certificate.privateKeyPath())) {
            MqttClient kiosk = new MqttClient("ssl://localhost:" + port, KIOSK, new MemoryPersistence());
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setSocketFactory(
                    trusting(Path.of(certificate.certificatePath())).getSocketFactory());
            kiosk.connect(options);
            for (int i = 1; i <= 20; i++) {
                kiosk.publish(TOPIC, wifi(i).getBytes(UTF_8), 1, false);
            }
            assertEquals(20, fixture.store.size());
            kiosk.disconnect();
            kiosk.close();
        } finally {
            certificate.delete();
        }
    }

    private static SSLContext trusting(Path certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        try (InputStream pem = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "gateway", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
