package org.curbline.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.curbline.testservers.ChildProcess;
import org.curbline.testservers.FreePort;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent as it is shipped, whose gateway's name comes to stand for another address. */
class AgentAddressIT {
    private static final String NAME = "gateway.example";

    private @Nullable Process agent;

    @AfterEach
    void end() throws InterruptedException {
        if (agent != null) {
            agent.destroyForcibly().waitFor();
        }
    }

    @Test
    void gatewayIsFoundAgainWhereItsNameLeads(@TempDir Path folder) throws Exception {
        int port = FreePort.find();
        AgentStand stand = new AgentStand(folder);
        stand.set("gateway", "tcp://" + NAME + ":" + port);
        stand.set("clock.trust", "ALWAYS");
        stand.set("health.every", "0s");
        Path names = Files.writeString(folder.resolve("hosts"), "127.0.0.2 " + NAME + "\n");
        try (ScriptedGateway former = ScriptedGateway.open(null, InetAddress.getByName("127.0.0.2"), port)) {
            agent = start(stand, names);
            AgentStand.await("it takes events", () -> Files.exists(folder.resolve("events.sock")));
            stand.say("");
            assertTrue(former.next().contains("\"seq\":0"), () -> said(folder));
        }
        try (ScriptedGateway present = ScriptedGateway.open(null, InetAddress.getByName("127.0.0.3"), port)) {
            Files.writeString(names, "127.0.0.3 " + NAME + "\n");
            stand.say("");
            AgentStand.await("it has found it", () -> !present.messages().isEmpty());
            String first = present.next();
            boolean again = first.contains("\"seq\":0"); // the former one ended before it was heard that it took that
            assertTrue((again ? present.next() : first).contains("\"seq\":1"), () -> said(folder));
        }
    }

    /** With the flags that the package has. */
    private static Process start(AgentStand stand, Path names) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@src/package/agent.jvm",
                "-Djdk.net.hosts.file=" + names,
                "-cp",
                System.getProperty("java.class.path"),
                AgentMain.class.getName(),
                "run",
                "--config",
                "/dev/null"));
        stand.settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        return ChildProcess.start(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(stand.folder.resolve("said").toFile()));
    }

    private static String said(Path folder) {
        try {
            return Files.readString(folder.resolve("said"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
