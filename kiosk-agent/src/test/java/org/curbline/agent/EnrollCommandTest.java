package org.curbline.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.curbline.program.EndSignal;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A token is exchanged at an HTTP server that answers as a gateway does, or should not. */
class EnrollCommandTest {
    private static final String GIVEN =
            "{\"kiosk\":\"mn-05-000001\",\"password\":\"p\\\"w\",\"mqtt\":{\"tcp\":1883,\"tls\":8883}}";

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final StringWriter said = new StringWriter();
    private final EndSignal stop = new EndSignal();

    private Path folder;
    private HttpServer server;

    @BeforeEach
    void prepare(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.find()), 0);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void identityIsKeptForItsOwnerAloneAndReadByTheAgent() throws Exception {
        int port = answering(201, GIVEN);
        assertEquals(0, enroll("http://localhost:" + port), said::toString);
        assertAsked();
        Path file = folder.resolve("identity.json");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(Files.getOwner(folder), Files.getOwner(file));
        assertTrue(said.toString().contains("This is kiosk mn-05-000001 at ssl://localhost:8883"), said::toString);
        assertTrue(said.toString().contains("went over the network in the clear"), said::toString);
        assertFalse(said.toString().contains("p\"w"), "the password is nobody's business");
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "404 | <html>hello</html> | is no Curbline gateway's HTTP API, or cannot enrol now: it answered 404",
                "503 | {\"detail\":\"The registry is away.\"} | it answered 503 The registry is away.",
                "201 | {\"kiosk\":\"mn-05-000001\"} | is no Curbline gateway's HTTP API",
                "201 | {\"kiosk\":\"mn-05-000001\",\"password\":\"p\"} | does not say where it takes MQTT",
            })
    void whatIsNoIdentityIsSaidAndNothingIsKept(int status, String body, String sentence) throws Exception {
        assertEquals(1, enroll("http://localhost:" + answering(status, body)));
        assertTrue(said.toString().contains(sentence), said::toString);
        assertFalse(Files.exists(folder.resolve("identity.json")));
    }

    @Test
    void tokenThatIsRefusedHasAStatusOfItsOwnAndIsNotTriedAgain() throws Exception {
        int port = answering(403, "{\"detail\":\"The token was used.\"}");
        assertEquals(77, enroll("http://localhost:" + port));
        assertTrue(
                said.toString().contains("The gateway refuses the token. The token was used. Have another made"),
                said::toString);
        assertEquals(77, enroll("http://localhost:" + port, "--wait"));
        assertEquals(2, heard.size());
        assertFalse(Files.exists(folder.resolve("identity.json")));
    }

    @Test
    void kioskWhoseAnswerIsLostAsksAgainWithThePasswordThatWasOnItsCardBefore() throws Exception {
        Path asked = folder.resolve("identity.json.asked");
        AtomicInteger times = new AtomicInteger();
        server.createContext("/", request -> {
            heard.add(new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            heard.add(Files.readString(asked));
            if (times.incrementAndGet() > 2) {
                request.sendResponseHeaders(201, GIVEN.length());
                request.getResponseBody().write(GIVEN.getBytes(StandardCharsets.UTF_8));
            }
            request.close(); // the first two hear nothing
        });
        server.start();
        String gateway = "http://localhost:" + server.getAddress().getPort();
        assertEquals(1, enroll(gateway));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(asked)));
        assertEquals(0, enroll(gateway, "--wait"), said::toString);
        assertEquals(List.of(heard.get(0), heard.get(0)), List.of(heard.get(2), heard.get(4)));
        String password = heard.get(0).replaceFirst(".*\"password\":\"", "").replaceFirst("\"}", "");
        assertTrue(heard.get(1).contains(password) && password.length() == 43, heard::toString);
        assertFalse(heard.get(1).contains("\"t\""), "the token is not on the card");
        assertFalse(Files.exists(asked), "it stands in the identity");
    }

    @Test
    void anotherTokenOrGatewayHasAnotherPassword() throws Exception {
        answering(503, "{}");
        int port = server.getAddress().getPort();
        enroll("http://localhost:" + port);
        enroll("http://127.0.0.1:" + port);
        enroll("http://127.0.0.1:" + port, "--token", "u");
        Files.writeString(folder.resolve("identity.json.asked"), "{\"asked\":\"");
        enroll("http://127.0.0.1:" + port, "--token", "u");
        assertEquals(4, heard.stream().distinct().count(), heard::toString);
    }

    @Test
    void tokenIsNotUsedUpWhereTheIdentityCannotBeKept() throws Exception {
        int port = answering(201, GIVEN);
        Path nowhere = folder.resolve("missing/identity.json");
        assertEquals(1, enroll("http://localhost:" + port, "--set", "curbline.agent.identity=" + nowhere));
        assertTrue(said.toString().contains("The identity cannot be kept as " + nowhere), said::toString);
        assertEquals(List.of(), heard);
    }

    @Test
    void nobodyThereIsSaid() throws Exception {
        int port = answering(201, GIVEN);
        server.stop(0);
        assertEquals(1, enroll("http://localhost:" + port));
        assertTrue(said.toString().contains("Nobody answers at http://localhost:" + port), said::toString);
    }

    @Test
    void gatewayThatComesLaterIsWaitedForIfWantedAndWhatKeepsItAwayIsSaidOnce() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        server.createContext("/", request -> {
            request.getRequestBody().readAllBytes();
            boolean isThere = asked.incrementAndGet() > 2;
            byte[] answer = (isThere ? GIVEN : "{}").getBytes(StandardCharsets.UTF_8);
            request.sendResponseHeaders(isThere ? 201 : 503, answer.length);
            request.getResponseBody().write(answer);
            request.close();
        });
        server.start();
        assertEquals(0, enroll("http://localhost:" + server.getAddress().getPort(), "--wait"), said::toString);
        assertEquals(3, asked.get());
        assertEquals(2, said.toString().split("it answered 503 ", -1).length, said::toString);
        assertTrue(Files.exists(folder.resolve("identity.json")));
    }

    @Test
    void whoWaitsEndsWhenItIsToldTo() throws Exception {
        int port = answering(201, GIVEN);
        server.stop(0);
        stop.ask();
        assertEquals(1, enroll("http://localhost:" + port, "--wait"));
        assertTrue(said.toString().contains("this is no kiosk yet. Nobody answers at"), said::toString);
    }

    @Test
    void tokenIsReadFromAFileThatNobodyElseSees() throws Exception {
        int port = answering(201, GIVEN);
        Path file = Files.writeString(
                folder.resolve("enrolment"),
                "# as deploy/pi writes it\n--gateway http://localhost:" + port + "\n--token t\n");
        String identity = "curbline.agent.identity=" + folder.resolve("identity.json");
        assertEquals(0, execute("enroll", "--config", "/dev/null", "--set", identity, "@" + file), said::toString);
        assertAsked();
    }

    @Test
    void certificateOfItsOwnIsTrustedByItsPinAlone() throws Exception {
        KeyStore keys = keys();
        HttpsServer secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        secure.setHttpsConfigurator(new HttpsConfigurator(context));
        String gateway = "https://localhost:" + serve(secure, 201, GIVEN);

        assertEquals(1, enroll(gateway));
        assertTrue(said.toString().contains("is not trusted"), said::toString);
        assertEquals(1, enroll(gateway, "--pin", pin(new byte[32])));
        assertTrue(said.toString().contains("somebody is in between"), said::toString);
        assertEquals(2, enroll(gateway, "--pin", "sha256//short"));
        assertEquals(List.of(), heard, "nobody untrusted was told the token");

        byte[] key = MessageDigest.getInstance("SHA-256")
                .digest(keys.getCertificate("gateway").getPublicKey().getEncoded());
        assertEquals(0, enroll(gateway, "--pin", pin(key)), said::toString);
        assertTrue(Files.readString(folder.resolve("identity.json")).contains(pin(key)));
    }

    @Test
    void withoutAnIdentityTheAgentSaysHowToComeToOne() throws Exception {
        assertEquals(78, execute("run", "--set", "curbline.agent.identity=" + folder.resolve("identity.json")));
        assertTrue(said.toString().contains("curbline-agent enroll --gateway URL --token TOKEN"), said::toString);
        Files.writeString(folder.resolve("identity.json"), "{\"kiosk\":");
        assertEquals(1, execute("run", "--set", "curbline.agent.identity=" + folder.resolve("identity.json")));
        assertTrue(said.toString().contains("enrol the kiosk again"), said::toString);
    }

    /** Once, for a password that the kiosk has made. */
    private void assertAsked() {
        assertEquals(1, heard.size(), heard::toString);
        assertTrue(
                heard.get(0).matches("POST /api/v1/enrolments \\{\"token\":\"t\",\"password\":\"[A-Za-z0-9_-]{43}\"}"),
                heard::toString);
    }

    private static String pin(byte[] sha256) {
        return "sha256//" + Base64.getEncoder().encodeToString(sha256);
    }

    private KeyStore keys() throws Exception {
        Path store = folder.resolveSibling(folder.getFileName() + ".keys");
        Process made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "gateway",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=another.example",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        assertTrue(made.waitFor(30, TimeUnit.SECONDS));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        } finally {
            Files.delete(store);
        }
        return keys;
    }

    private int answering(int status, String body) {
        return serve(server, status, body);
    }

    private int serve(HttpServer made, int status, String body) {
        server = made;
        server.createContext("/", request -> {
            String asked = new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            heard.add(request.getRequestMethod() + " " + request.getRequestURI() + " " + asked);
            byte[] answer = body.getBytes(StandardCharsets.UTF_8);
            request.sendResponseHeaders(status, answer.length);
            request.getResponseBody().write(answer);
            request.close();
        });
        server.start();
        return server.getAddress().getPort();
    }

    private int enroll(String gateway, String... more) {
        List<String> arguments = new ArrayList<>(List.of("enroll", "--gateway", gateway, "--config", "/dev/null"));
        if (!List.of(more).contains("--token")) {
            arguments.addAll(List.of("--token", "t"));
        }
        if (!List.of(more).contains("--set")) {
            arguments.addAll(List.of("--set", "curbline.agent.identity=" + folder.resolve("identity.json")));
        }
        arguments.addAll(List.of(more));
        return execute(arguments.toArray(String[]::new));
    }

    private int execute(String... arguments) {
        PrintWriter out = new PrintWriter(said, true);
        return AgentMain.execute(arguments, Map.of(), out, out, stop);
    }
}
