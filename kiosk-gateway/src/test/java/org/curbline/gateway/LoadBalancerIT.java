package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.curbline.testservers.ChildProcess;
import org.curbline.testservers.Executables;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of HAProxy in {@code docs/several-gateways.md}, run as it stands but for its addresses. */
class LoadBalancerIT {
    private static final Path DOCUMENT = Path.of("..", "docs", "several-gateways.md");
    private static final Pattern EXAMPLE = Pattern.compile("```\n(frontend mqtt.*?)```", Pattern.DOTALL);

    @Test
    void kiosksAreSpreadOverGatewaysAndComeToTheOneThatIsLeft(@TempDir Path folder) throws Exception {
        Path program = Executables.find("haproxy").orElse(Path.of("/usr/sbin/haproxy"));
        assumeTrue(Files.isExecutable(program), "haproxy is not installed (Debian: apt install haproxy)");
        int port = FreePort.find();
        GatewayFixture a = GatewayFixture.start();
        try (GatewayFixture b = GatewayFixture.start()) {
            Path configuration = folder.resolve("haproxy.cfg");
            Files.writeString(
                    configuration,
                    example()
                            .replace("bind :1883", "bind 127.0.0.1:" + port)
                            .replace("10.0.0.1:1883 check port 8080", server(a))
                            .replace("10.0.0.2:1883 check port 8080", server(b)));
            Process balancer =
                    ChildProcess.start(new ProcessBuilder(program.toString(), "-db", "-f", configuration.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("haproxy.log").toFile()));
            try (RawMqtt one = connect(port, "mn-05-000001", balancer);
                    RawMqtt other = connect(port, "mn-05-000002", balancer)) {
                report(one, "mn-05-000001");
                report(other, "mn-05-000002");
                assertEquals(1, connections(a), "each has one of both");
                assertEquals(1, connections(b), "each has one of both");
                a.close();
                try (RawMqtt again = connect(port, "mn-05-000001", balancer)) {
                    report(again, "mn-05-000001");
                    assertTrue(connections(b) >= 1, "it has come to the one that is left");
                }
            } finally {
                balancer.destroy();
                balancer.waitFor();
            }
        }
    }

    private static String example() throws IOException {
        Matcher example = EXAMPLE.matcher(Files.readString(DOCUMENT));
        assertTrue(example.find(), "the example is there");
        return example.group(1);
    }

    private static String server(GatewayFixture gateway) {
        return "127.0.0.1:" + gateway.port + " check port " + gateway.http().port();
    }

    private static double connections(GatewayFixture gateway) {
        return gateway.meters.get("curbline.gateway.connections").gauge().value();
    }

    /** As a kiosk does: it tries again until it is let in. */
    private static RawMqtt connect(int port, String kiosk, Process balancer) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                return RawMqtt.v5(port, kiosk);
            } catch (IOException | AssertionError notYet) {
                assertTrue(balancer.isAlive(), "HAProxy takes the example");
                assertTrue(System.nanoTime() < until, "Not let in within 30 s: " + notYet);
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    private static void report(RawMqtt connection, String kiosk) throws IOException {
        connection
                .publish(
                        1,
                        "kiosks/" + kiosk + "/status",
                        "{\"seq\":1,\"at\":\"" + GatewayFixture.NOW + "\",\"service\":\"wifi\",\"state\":\"up\"}")
                .puback(1);
    }
}
