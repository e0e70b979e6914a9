package org.curbline.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.curbline.gateway.Events.wifi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.net.SelfSignedCertificate;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.curbline.testservers.FreePort;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransportsIT {
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

    @Test
    void overTlsAKioskMayHaveToShowACertificateOfItsOwn(@TempDir Path folder) throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
        SelfSignedCertificate own = SelfSignedCertificate.create(KIOSK);
        SelfSignedCertificate anothers = SelfSignedCertificate.create("mn-05-000002");
        Path authorities = Files.writeString(
                folder.resolve("authorities.pem"),
                Files.readString(Path.of(own.certificatePath()))
                        + Files.readString(Path.of(anothers.certificatePath())));
        int port = FreePort.find();
        try (GatewayFixture fixture = GatewayFixture.start(
                "mqtt.tls.port",
                Integer.toString(port),
                "mqtt.tls.certificate",
                certificate.certificatePath(),
                "mqtt.tls.key",
                certificate.privateKeyPath(),
                "mqtt.tls.client-authorities",
                authorities.toString())) {
            MqttClient kiosk = new MqttClient("ssl://localhost:" + port, KIOSK, new MemoryPersistence());
            Path gateway = Path.of(certificate.certificatePath());
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setAutomaticReconnect(false);
            options.setSocketFactory(trusting(gateway).getSocketFactory());
            assertThrows(MqttException.class, () -> kiosk.connect(options), "it shows none");

            options.setSocketFactory(showing(anothers, gateway));
            options.setUserName(KIOSK);
            options.setPassword("any".getBytes(UTF_8));
            MqttException refused = assertThrows(MqttException.class, () -> kiosk.connect(options));
            assertEquals(0x87, refused.getReasonCode(), "it shows another kiosk's");
            options.setUserName(null);
            options.setPassword(null);
            kiosk.connect(options);
            kiosk.publish(TOPIC, wifi(1).getBytes(UTF_8), 1, false);
            assertEquals(0, fixture.store.size(), "as the other it may not speak for this one");
            kiosk.disconnect();

            options.setSocketFactory(showing(own, gateway));
            kiosk.connect(options);
            kiosk.publish(TOPIC, wifi(2).getBytes(UTF_8), 1, false);
            assertEquals(1, fixture.store.size());
            kiosk.disconnect();
            kiosk.close();
        } finally {
            certificate.delete();
            own.delete();
            anothers.delete();
        }
    }

    private static SSLSocketFactory showing(SelfSignedCertificate own, Path gateway) throws Exception {
        KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null);
        String pem = Files.readString(Path.of(own.privateKeyPath())).replaceAll("-----[^-]+-----", "");
        PrivateKey key = KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
        try (InputStream certificate = Files.newInputStream(Path.of(own.certificatePath()))) {
            keys.setKeyEntry("kiosk", key, new char[0], new Certificate[] {
                CertificateFactory.getInstance("X.509").generateCertificate(certificate)
            });
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, new char[0]);
        return trusting(gateway, managers.getKeyManagers()).getSocketFactory();
    }

    private static SSLContext trusting(Path certificate, KeyManager... shown) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        try (InputStream pem = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "gateway", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(shown, trust.getTrustManagers(), null);
        return context;
    }
}
