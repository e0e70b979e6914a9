package org.curbline.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.curbline.program.EndSignal;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gateway that is reached by a proxy alone, and what {@code status}, {@code doctor} and {@code enroll} say of it. */
class ProxyTest {
    private static final String WELL = "HTTP/1.1 200 Connection established\r\nVia: 1.1 proxy\r\n\r\n";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final StringWriter said = new StringWriter();
    private final AgentStand stand;
    private ServerSocket proxy;

    ProxyTest(@TempDir Path folder) {
        stand = new AgentStand(folder);
    }

    @BeforeEach
    void open() throws IOException {
        proxy = new ServerSocket(FreePort.find(), 5, InetAddress.getLoopbackAddress());
        stand.set("proxy.address", "http://127.0.0.1:" + proxy.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
    }

    @Test
    void gatewayIsReachedByItAndItIsToldWhoThisIsAndWhichHostNotWhichAddress() throws Exception {
        stand.set("proxy.user", "u");
        stand.set("proxy.password", "p:w");
        try (ScriptedGateway gateway = stand.gateway(AgentStand.NOON_THERE)) {
            int port = URI.create(stand.settings.get("curbline.agent.gateway")).getPort();
            stand.set("gateway", "tcp://gateway.invalid:" + port); // only the proxy knows where that is
            answering(WELL, port);
            try (Agent agent = stand.start()) {
                assertTrue(stand.say("").contains("taken"), agent::run);
                assertTrue(gateway.next().contains("\"seq\":0"), asked::toString);
                assertEquals("", stand.status().gatewayTrouble());
            }
            assertEquals(
                    "CONNECT gateway.invalid:" + port + " HTTP/1.1\r\nHost: gateway.invalid:" + port
                            + "\r\nProxy-Authorization: Basic "
                            + Base64.getEncoder().encodeToString("u:p:w".getBytes(StandardCharsets.US_ASCII))
                            + "\r\n\r\n",
                    asked.get(0));
            doctor();
            assertTrue(
                    said.toString()
                            .contains("ok    connection: tcp://gateway.invalid:" + port
                                    + " answers through the proxy 127.0.0.1:" + proxy.getLocalPort()),
                    said::toString);
            assertFalse(said.toString().contains("p:w"), "the password is nobody's business");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 407 Proxy Authentication Required | asks who this kiosk is (407): curbline.agent.proxy.user",
                "HTTP/1.1 403 Forbidden | does not allow connections with localhost:8883 (403)",
                "HTTP/1.1 502 Bad Gateway | makes no connection with localhost:8883 (it answers 502)",
                "SSH-2.0-OpenSSH_9.2 | it answers nothing that HTTP knows",
            })
    void whatItRefusesIsSaid(String answer, String sentence) throws Exception {
        answering(answer + "\r\n\r\n", 0);
        assertSaid("ssl://localhost:8883", sentence);
        enroll("https://localhost:8883");
        assertTrue(said.toString().contains(sentence), said::toString);
    }

    @Test
    void userThatItDoesNotKnowIsSaid() throws Exception {
        stand.set("proxy.user", "u");
        stand.set("proxy.password", "wrong");
        answering("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", 0);
        assertSaid("ws://localhost", "does not know this user and password (407)");
        assertTrue(asked.get(0).startsWith("CONNECT localhost:80 "), asked::toString);
        assertFalse(said.toString().contains("wrong"), "the password is nobody's business");
    }

    @Test
    void proxyThatIsAwayOrUnknownIsSaid() throws Exception {
        proxy.close();
        assertSaid("wss://localhost", "cannot be used (Connection refused): is curbline.agent.proxy.address right");
        for (String gateway : List.of("http://localhost:8080", "https://localhost:8080")) {
            enroll(gateway);
            assertTrue(said.toString().contains("is curbline.agent.proxy.address right"), said::toString);
        }
        stand.set("proxy.address", "http://nowhere.invalid:3128");
        assertSaid("tcp://localhost", "the proxy nowhere.invalid:3128 is not known by that name");
    }

    @Test
    void enrolmentWithoutTlsIsToldThatItAsksWhoThisIs() throws Exception {
        answering("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", 0);
        enroll("http://gateway.invalid:8080");
        assertTrue(said.toString().contains("asks who this kiosk is (407)"), said::toString);
        assertTrue(asked.get(0).startsWith("POST http://gateway.invalid:8080/api/v1/enrolments "), asked::toString);
    }

    private void assertSaid(String gateway, String sentence) throws Exception {
        stand.set("gateway", gateway);
        try (Agent agent = stand.start()) {
            AgentStand.await(
                    "it says " + sentence,
                    () -> stand.status().gatewayTrouble().startsWith("the proxy ")
                            && stand.status().gatewayTrouble().contains(sentence));
            assertFalse(agent.run().isEmpty());
        }
        doctor();
        assertTrue(said.toString().matches("(?s).*BAD   connection: " + gateway + ": the proxy .*"), said::toString);
        assertTrue(said.toString().contains(sentence), said::toString);
    }

    private void doctor() {
        execute("doctor");
    }

    private void enroll(String gateway) {
        said.getBuffer().setLength(0);
        stand.set("identity", stand.folder.resolve("identity.json"));
        execute("enroll", "--gateway", gateway, "--token", "t");
    }

    private void execute(String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--config", "/dev/null"));
        stand.settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        PrintWriter out = new PrintWriter(said, true);
        AgentMain.execute(arguments.toArray(String[]::new), Map.of(), out, out, new EndSignal());
    }

    /** Whatever is asked is answered so; then, if a port is given, connected with that. */
    private void answering(String answer, int port) {
        start(() -> {
            while (!proxy.isClosed()) {
                try {
                    Socket here = proxy.accept();
                    start(() -> answer(here, answer, port));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private void answer(Socket here, String answer, int port) {
        try (here) {
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                int next = here.getInputStream().read();
                if (next < 0) {
                    return;
                }
                head.append((char) next);
            }
            asked.add(head.toString());
            here.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            if (port > 0) {
                try (Socket there = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    start(() -> copy(there, here));
                    copy(here, there);
                }
            }
        } catch (IOException gone) {
            // whoever asked
        }
    }

    private static void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream()) {
            in.transferTo(to.getOutputStream());
        } catch (IOException gone) {
            // one of them
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
