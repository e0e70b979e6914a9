package org.curbline.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.curbline.gateway.Events.wifi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vertx.core.net.SelfSignedCertificate;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.curbline.testservers.FreePort;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;

class TransportsTest {
    @Test
    void kiosksConnectOverWebSocketWithPacketsAsLargeAsOverTcp() throws Exception {
        int port = FreePort.find();
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
    void aWebSocketMayNotCompressSoThatNothingInflatesWithoutABound() throws Exception {
        int port = FreePort.find();
        try (GatewayFixture fixture = GatewayFixture.start("mqtt.websocket-port", Integer.toString(port));
                Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.setSoTimeout(20_000);
            String upgrade = String.join(
                    "\r\n",
                    "GET /mqtt HTTP/1.1",
                    "Host: localhost",
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "Sec-WebSocket-Protocol: mqtt",
                    "Sec-WebSocket-Extensions: permessage-deflate, x-webkit-deflate-frame",
                    "",
                    "");
            client.getOutputStream().write(upgrade.getBytes(US_ASCII));
            BufferedReader answer = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
            assertEquals("HTTP/1.1 101 Switching Protocols", answer.readLine());
            for (String line = answer.readLine(); !line.isEmpty(); line = answer.readLine()) {
                assertFalse(line.toLowerCase(Locale.ROOT).contains("deflate"), line);
            }
            client.getOutputStream().write(compressedFrame(new byte[32 << 20]));
            assertEquals(0x88, answer.read(), "closes: a compressed frame that was not agreed on (RFC 6455, 5.2)");
            assertEquals(0, fixture.gateway().connections());
        }
    }

    /** A final binary frame with the bit of a compressed message, masked with zeros. */
    private static byte[] compressedFrame(byte[] message) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(message);
        byte[] payload = new byte[65_535];
        int length = deflater.deflate(payload, 0, payload.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return ByteBuffer.allocate(8 + length)
                .put((byte) 0xC2)
                .put((byte) 0xFE)
                .putShort((short) length)
                .putInt(0)
                .put(payload, 0, length)
                .array();
    }

    @Test
    void kiosksConnectOverTls() throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
        int port = FreePort.find();
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
