package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.curbline.agent.AgentMain;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A kiosk from whose network nothing leads out but an HTTP proxy that asks for a password, a real one: it enrols
 * through it, and publishes through it over WebSocket, with and without TLS.
 */
class AgentProxyIT {
    private static final String WORD = "changeit";
    private static final int EVENTS = 20;

    private final Vertx vertx = Vertx.vertx();
    private TinyProxy proxy;
    private Path folder;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        this.folder = folder;
        proxy = new TinyProxy(folder);
    }

    @AfterEach
    void close() {
        proxy.close();
        vertx.close().await();
    }

    @Test
    void kioskEnrolsAndPublishesOverWebSocketThroughAProxy() throws Exception {
        String pin = keys();
        try (LiveCity city = LiveCity.of(2, folder)) {
            int https = secured(city.httpPort());
            int wss = secured(city.webSocketPort());
            enrol(city, "https://localhost:" + https, pin);
            assertEquals(List.of(https), proxy.asked().stream().distinct().toList());
            int taken = 0;
            for (String gateway : List.of("ws://localhost:" + city.webSocketPort(), "wss://localhost:" + wss)) {
                try (AgentAtWork agent = agent(city, gateway + "/mqtt")) {
                    agent.process().start();
                    agent.write(EVENTS, EVENTS);
                    taken += agent.taken();
                    awaitStored(city, taken);
                    agent.process().signal("TERM");
                    assertEquals(0, agent.process().awaitExit(AgentAtWork.PATIENCE), agent.process()::toString);
                }
                assertTrue(proxy.asked().contains(URI.create(gateway).getPort()), "it went through the proxy");
            }
        }
    }

    /** What the gateway says it has stored. */
    private static void awaitStored(LiveCity city, int events) throws Exception {
        long until = System.nanoTime() + AgentAtWork.PATIENCE.toNanos();
        while (!city.get("/api/v1/books").encode().contains("\"stored\":" + events)) {
            assertTrue(System.nanoTime() < until, "not all of " + events + " are stored");
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private AgentAtWork agent(LiveCity city, String gateway) {
        return AgentAtWork.of(
                city,
                folder,
                new SplittableRandom(3),
                "identity=" + folder.resolve("identity.json"),
                "gateway=" + gateway,
                "proxy.address=" + proxy.address(),
                "proxy.user=" + TinyProxy.USER,
                "proxy.password=" + TinyProxy.PASSWORD);
    }

    private void enrol(LiveCity city, String gateway, String pin) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("enroll", "--gateway", gateway, "--pin", pin, "--token"));
        arguments.add(city.token(city.someKiosk()));
        for (String setting : List.of(
                "identity=" + folder.resolve("identity.json"),
                "proxy.address=" + proxy.address(),
                "proxy.user=" + TinyProxy.USER,
                "proxy.password=" + TinyProxy.PASSWORD)) {
            arguments.addAll(List.of("--set", "curbline.agent." + setting));
        }
        try (ProgramProcess enrolling =
                new ProgramProcess(AgentMain.class.getName(), folder.resolve("enroll.out"), 0, arguments).start()) {
            assertEquals(0, enrolling.awaitExit(AgentAtWork.PATIENCE), enrolling::toString);
        }
    }

    /** A port of TLS before one without. */
    private int secured(int port) {
        int secure = FreePort.find();
        NetClient client = vertx.createNetClient();
        NetServerOptions options = new NetServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PfxOptions()
                        .setPath(folder.resolve("keys").toString())
                        .setPassword(WORD));
        vertx.createNetServer(options)
                .connectHandler(here -> {
                    here.pause();
                    client.connect(port, "127.0.0.1").onSuccess(there -> {
                        here.pipeTo(there);
                        there.pipeTo(here);
                    });
                })
                .listen(secure, "127.0.0.1")
                .await();
        return secure;
    }

    /** Makes a key that no authority has signed; returns by what it is trusted. */
    private String keys() throws Exception {
        Path store = folder.resolve("keys");
        Process made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "city",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=city",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        WORD,
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        assertTrue(made.waitFor(60, TimeUnit.SECONDS));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, WORD.toCharArray());
        }
        byte[] hash = MessageDigest.getInstance("SHA-256")
                .digest(keys.getCertificate("city").getPublicKey().getEncoded());
        return "sha256//" + Base64.getEncoder().encodeToString(hash);
    }
}
