package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.curbline.agent.AgentMain;
import org.curbline.gateway.GatewayMain;
import org.curbline.testservers.FreePort;
import org.curbline.testservers.InfluxProcess;
import org.curbline.testservers.InfluxServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kiosk whose password is taken away at a gateway that asks for one, and that is let in again later. */
class AgentRevokedIT {
    private static final String KIOSK = "mn-05-000001";
    private static final String KIOSKS = "/api/v1/kiosks/";

    private final HttpClient http = HttpClient.newHttpClient();
    private final int httpPort = FreePort.find();
    private final int mqttPort = FreePort.find();
    private final Path folder;

    AgentRevokedIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void revokedKioskIsSentAwaySaysSoAndKeepsWhatItHasUntilItIsLetInAgain() throws Exception {
        try (InfluxProcess influx = InfluxServer.startProcess();
                ProgramProcess gateway = gateway(influx).start().awaitLive()) {
            register();
            enrol();
            try (AgentAtWork agent = agent()) {
                agent.process().start();
                agent.write(3, 3);
                gateway.awaitStored(3);

                send("DELETE", KIOSKS + KIOSK + "/password", "", "");
                awaitLogged(agent, "it refuses this kiosk (reason 0x86)");
                agent.write(2, 2);
                String status = status();
                assertTrue(status.contains("whose password is wrong or was withdrawn"), status);
                assertTrue(status.matches("(?s).*\\b2 events\\b.*"), status);
                assertEquals(0, gateway.assertBooksAddUp());
                assertEquals("3", books().getValue("stored").toString());
                agent.process().kill();
            }
            enrol();
            try (AgentAtWork agent = agent()) {
                agent.process().start();
                gateway.awaitStored(5);
            }
        }
    }

    private ProgramProcess gateway(InfluxProcess influx) throws IOException {
        String settings =
                """
                curbline:
                  mqtt:
                    host: 127.0.0.1
                  registry:
                    url: jdbc:h2:file:%s/registry
                  quarantine:
                    file: %s/quarantine.mv
                  store:
                    kind: influx
                    influx:
                      url: %s
                      org: %s
                      bucket: revoked
                      token: %s
                """
                        .formatted(folder, folder, influx.url(), influx.org(), influx.token());
        Path file = Files.writeString(folder.resolve("curbline.yaml"), settings);
        List<String> arguments = List.of(
                "--config",
                file.toString(),
                "--mqtt-port",
                Integer.toString(mqttPort),
                "--http-port",
                Integer.toString(httpPort));
        return new ProgramProcess(GatewayMain.class.getName(), folder.resolve("gateway.out"), httpPort, arguments);
    }

    private AgentAtWork agent() {
        return AgentAtWork.of(
                KIOSK,
                "http://127.0.0.1:" + httpPort,
                folder,
                new SplittableRandom(1),
                "identity=" + folder.resolve("identity.json"),
                "status.socket=" + folder.resolve("status.sock"));
    }

    private void register() throws Exception {
        String list = "Site ID,Installation Status,Latitude,Longitude\n" + KIOSK + ",Live,40.7580,-73.9855\n";
        send("POST", KIOSKS + "import", "text/csv", list);
    }

    private void enrol() throws Exception {
        String made = send("POST", KIOSKS + KIOSK + "/enrolments", "application/json", "{\"by\":\"a test\"}");
        String token = new JsonObject(made).getString("token");
        run(0, "enroll", "--gateway", "http://127.0.0.1:" + httpPort, "--token", token);
    }

    private String status() throws Exception {
        return run(1, "status", "--set", "curbline.agent.status.socket=" + folder.resolve("status.sock"));
    }

    /** What a command of the agent says, which is to end with a status. */
    private String run(int expected, String command, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                command,
                "--config",
                "/dev/null",
                "--set",
                "curbline.agent.identity=" + folder.resolve("identity.json")));
        arguments.addAll(List.of(more));
        try (ProgramProcess process =
                new ProgramProcess(AgentMain.class.getName(), folder.resolve(command + ".out"), 0, arguments)) {
            int exit = process.start().awaitExit(AgentAtWork.PATIENCE);
            assertEquals(expected, exit, process.said());
            return process.said();
        }
    }

    private static void awaitLogged(AgentAtWork agent, String words) throws Exception {
        long until = System.nanoTime() + AgentAtWork.PATIENCE.toNanos();
        while (!agent.process().logged().contains(words)) {
            assertTrue(System.nanoTime() < until, agent.process().logged());
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private JsonObject books() throws Exception {
        return new JsonObject(send("GET", "/api/v1/books", "", ""));
    }

    private String send(String method, String path, String type, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(2, answer.statusCode() / 100, answer.body());
        return answer.body();
    }
}
