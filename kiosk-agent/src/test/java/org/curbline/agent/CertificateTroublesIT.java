package org.curbline.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.curbline.agent.link.ConnectionTrouble;
import org.curbline.program.EndSignal;
import org.curbline.program.settings.SettingsException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose certificate is wrong: what {@code status} and {@code doctor} say of it. */
class CertificateTroublesIT {
    private static final String PASSWORD = "changeit";

    private static Path keys = Path.of("");

    private final AgentStand stand;
    private final StringWriter said = new StringWriter();

    CertificateTroublesIT(@TempDir Path folder) {
        stand = new AgentStand(folder);
    }

    /** What this computer trusts. */
    @BeforeAll
    static void trust(@TempDir Path folder) throws Exception {
        keys = folder;
        make("authority", "city", "-1d", "90", "bc:c");
        make("expired", "localhost", "-10d", "5", "san=dns:localhost");
        Path request = keys.resolve("request");
        Path signed = keys.resolve("signed");
        keytool("expired", "-certreq", "-alias", "gateway", "-file", request.toString());
        keytool(
                "authority",
                "-gencert",
                "-alias",
                "gateway",
                "-infile",
                request.toString(),
                "-outfile",
                signed.toString(),
                "-startdate",
                "-10d",
                "-validity",
                "5",
                "-ext",
                "san=dns:localhost");
        make("another", "another.example", "-1d", "90", "san=dns:another.example");
        make("right", "localhost", "-1d", "90", "san=dns:localhost");
        make("kiosk", AgentStand.KIOSK, "-1d", "90", "san=dns:kiosk");
        make("unknown", "stranger", "-1d", "90", "san=dns:localhost");
        KeyStore trusted = trusting("authority", "another", "right");
        try (OutputStream out = Files.newOutputStream(keys.resolve("trusted"))) {
            trusted.store(out, PASSWORD.toCharArray());
        }
        System.setProperty("javax.net.ssl.trustStore", keys.resolve("trusted").toString());
        System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS"); // another test of this process may have asked for it before
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        tls.init(null, managers.getTrustManagers(), null);
        SSLContext.setDefault(tls);
    }

    @Test
    void certificateThatHasExpired() throws Exception {
        assertSaid("expired", "its certificate has expired (NotAfter:", "renew it at the gateway");
    }

    @Test
    void certificateThatIsNotValidYet() {
        String words = ConnectionTrouble.inWords(
                new IOException(new CertificateNotYetValidException("NotBefore: in ten days")));
        assertTrue(
                words.contains("its certificate is not valid yet (NotBefore: in ten days): this computer's clock"),
                words);
    }

    @Test
    void certificateOfAnotherHost() throws Exception {
        assertSaid("another", "its certificate is another host's (No ", "curbline.agent.gateway must be");
    }

    @Test
    void certificateThatNobodyTrusts() throws Exception {
        assertSaid("unknown", "no authority that this computer trusts has signed", "enrol again with --pin");
    }

    @Test
    void gatewayThatHasMoved() throws Exception {
        stand.set("gateway", "ssl://nowhere.invalid:8883");
        assertSaidBy("its name nowhere.invalid is not known: has its address changed", "does DNS work here?");
    }

    @Test
    void gatewayThatAsksForTheKiosksOwnCertificateIsShownIt() throws Exception {
        BlockingQueue<String> shown = new LinkedBlockingQueue<>();
        SSLContext tls = SSLContext.getInstance("TLS");
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusting("kiosk"));
        tls.init(keys("right"), trust.getTrustManagers(), null);
        try (SSLServerSocket gateway = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            gateway.setNeedClientAuth(true);
            Thread thread = new Thread(() -> hear(gateway, shown));
            thread.setDaemon(true);
            thread.start();
            stand.set("gateway", "ssl://localhost:" + gateway.getLocalPort());
            assertDoctorSays("BAD   connection: ", "it asks for a certificate of this kiosk's own");

            Path certificate =
                    pem("CERTIFICATE", store("kiosk").getCertificate("gateway").getEncoded());
            stand.set("tls.certificate", certificate);
            SettingsException half = assertThrows(SettingsException.class, stand::start);
            assertTrue(String.valueOf(half.getMessage()).contains("both or neither"), half::toString);
            stand.set(
                    "tls.key",
                    pem(
                            "PRIVATE KEY",
                            store("kiosk")
                                    .getKey("gateway", PASSWORD.toCharArray())
                                    .getEncoded()));
            try (Agent agent = stand.start()) {
                assertEquals("CN=" + AgentStand.KIOSK + " says 16", shown.poll(60, TimeUnit.SECONDS), agent::run);
            }
            stand.set("tls.key", certificate);
            IOException none = assertThrows(IOException.class, stand::start);
            assertTrue(String.valueOf(none.getMessage()).contains("openssl pkcs8"), none::toString);
        }
    }

    /** Notes who says what first, of those that show who they are. */
    private static void hear(SSLServerSocket gateway, BlockingQueue<String> shown) {
        while (!gateway.isClosed()) {
            try (SSLSocket kiosk = (SSLSocket) gateway.accept()) {
                int first = kiosk.getInputStream().read();
                shown.add(kiosk.getSession().getPeerPrincipal().getName() + " says " + first);
            } catch (IOException refused) {
                // as it should be
            }
        }
    }

    private static Path pem(String what, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                keys.resolve(what.toLowerCase(Locale.ROOT) + ".pem"),
                "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n");
    }

    private void assertSaid(String name, String what, String remedy) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys(name), null, null);
        try (SSLServerSocket gateway = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> shakeHands(gateway));
            thread.setDaemon(true);
            thread.start();
            stand.set("gateway", "ssl://localhost:" + gateway.getLocalPort());
            assertSaidBy(what, remedy);
        }
    }

    private void assertSaidBy(String what, String remedy) throws Exception {
        try (Agent agent = stand.start()) {
            AgentStand.await(
                    "it says why", () -> stand.status().gatewayTrouble().contains(what));
            assertTrue(stand.status().gatewayTrouble().contains(remedy), agent::run);
        }
        assertDoctorSays("BAD   connection: ", what);
    }

    private void assertDoctorSays(String... parts) {
        List<String> arguments = new ArrayList<>(List.of("doctor", "--config", "/dev/null"));
        stand.settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        PrintWriter out = new PrintWriter(said, true);
        assertEquals(1, AgentMain.execute(arguments.toArray(String[]::new), Map.of(), out, out, new EndSignal()));
        for (String part : parts) {
            assertTrue(said.toString().contains(part), said::toString);
        }
    }

    private static KeyManager[] keys(String name) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        KeyStore shown = store(name);
        shown.setKeyEntry(
                "gateway", shown.getKey("gateway", PASSWORD.toCharArray()), PASSWORD.toCharArray(), chain(name));
        managers.init(shown, PASSWORD.toCharArray());
        return managers.getKeyManagers();
    }

    private static KeyStore trusting(String... names) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (String name : names) {
            trusted.setCertificateEntry(name, store(name).getCertificate("gateway"));
        }
        return trusted;
    }

    private static void shakeHands(SSLServerSocket gateway) {
        while (!gateway.isClosed()) {
            try (Socket kiosk = gateway.accept()) {
                int first = kiosk.getInputStream().read();
                assertTrue(first != 0x10, "it must not say who it is");
            } catch (IOException refused) {
                // as it should be
            }
        }
    }

    private static void make(String name, String host, String from, String days, String extension) throws Exception {
        keytool(
                name,
                "-genkeypair",
                "-alias",
                "gateway",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + host,
                "-ext",
                extension,
                "-startdate",
                from,
                "-validity",
                days);
    }

    private static void keytool(String name, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(
                List.of("-storepass", PASSWORD, "-keystore", keys.resolve(name).toString()));
        Process made = new ProcessBuilder(command).redirectErrorStream(true).start();
        String answer = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(made.waitFor(60, TimeUnit.SECONDS) && made.exitValue() == 0, answer);
    }

    /** The certificate that an authority has signed, if one has. */
    private static Certificate[] chain(String name) throws Exception {
        if (!name.equals("expired")) {
            return store(name).getCertificateChain("gateway");
        }
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        try (InputStream in = Files.newInputStream(keys.resolve("signed"))) {
            return new Certificate[] {
                factory.generateCertificate(in), store("authority").getCertificate("gateway")
            };
        }
    }

    private static KeyStore store(String name) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys.resolve(name))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }
}
