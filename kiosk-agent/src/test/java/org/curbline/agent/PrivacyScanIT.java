package org.curbline.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.curbline.agent.source.calls.ScriptedAsterisk;
import org.curbline.agent.source.hostapd.ScriptedHostapd;
import org.curbline.agent.source.radius.AccessPoint;
import org.curbline.testservers.ChildProcess;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What identifies a device or a person is said to every source, in events that are taken and in what is refused. Then
 * everything that the agent wrote and said is read.
 */
class PrivacyScanIT {
    private static final String ADDRESS = "02-00-5E-10-20-30";
    private static final String NUMBER = "+1 212 555 0123";
    private static final String PERSON = "ada@example.org";
    private static final List<String> SECRETS = List.of(
            "02-00-5e-10-20-30",
            "02:00:5e:10:20:30",
            "02005e102030",
            "0200.5e10.2030",
            "212 555 0123",
            "2125550123",
            PERSON);
    private static final String SECRET = "s3cret";
    /** As Asterisk writes it: from whom, to whom, and who that is by name. */
    private static final String CALL =
            "\"\",\"" + NUMBER + "\",\"12125550123\",\"kiosk\",\"\"\"" + PERSON + "\"\" <" + NUMBER
                    + ">\",\"c\",\"d\",\"Dial\",\"SIP/12125550123\",\"2026-11-26 12:00:00\",\"2026-11-26 12:00:01\","
                    + "\"2026-11-26 12:00:43\",43,42,\"ANSWERED\",\"D\",\"1.1\",\"\"\n";

    private final AgentStand stand;

    PrivacyScanIT(@TempDir Path folder) {
        stand = new AgentStand(folder);
    }

    @Test
    void nothingThatIdentifiesAnybodyIsOnTheCardInTheJournalOrOnTheWire() throws Exception {
        int port = FreePort.find();
        int tablet = FreePort.find();
        stand.set("radius.port", port);
        stand.set("radius.host", "127.0.0.1");
        stand.set("radius.secret", SECRET);
        stand.set("clock.trust", "ALWAYS");
        stand.set("health.every", "0s");
        stand.set("tablet.port", tablet);
        Path hostapdSocket = stand.folder.resolve("wlan0");
        ScriptedHostapd hostapd = ScriptedHostapd.open(hostapdSocket);
        stand.set("hostapd.sockets", hostapdSocket);
        stand.set("wifi.roam-within", "1s");
        stand.set(
                "wifi.devices-key",
                Files.writeString(stand.folder.resolve("devices.key"), "2026-11-22 " + "0f".repeat(32)));
        Path settings = Files.writeString(
                stand.folder.resolve("agent.yaml"),
                "curbline: {agent: {calls: {file: " + Files.createFile(stand.folder.resolve("Master.csv")) + "}}}");
        ScriptedAsterisk asterisk = ScriptedAsterisk.open();
        Path said = stand.folder.resolve("journal");
        try (ScriptedGateway gateway = stand.gateway(null)) {
            Process agent = begin(settings, said);
            try {
                hostapd.askedBy(agent);
                AgentStand.await("it runs", () -> Files.readString(said).contains("with the settings"));
                feed(port);
                assertTrue(gateway.next().contains("\"seq\":0"));
                assertTrue(gateway.next().contains("\"durationSeconds\":90"), "what the access point told");
                AgentStand.await(
                        "hostapd is heard", () -> Files.readString(said).contains("is heard"));
                comeAndGo(hostapd);
                assertTrue(gateway.next().contains("usage/wifi"), "what hostapd told");
                AgentStand.await(
                        "calls are followed", () -> Files.readString(said).contains("Calls are followed"));
                Files.writeString(stand.folder.resolve("Master.csv"), CALL);
                assertTrue(gateway.next().contains("usage/call"), "without the number");
                assertEquals(List.of(400, 400), useTablet(tablet));
                Files.delete(stand.folder.resolve("Master.csv")); // Asterisk's own
                Files.writeString(
                        settings,
                        "curbline: {agent: {calls: {manager: {port: " + asterisk.port() + ", user: "
                                + ScriptedAsterisk.USER + ", secret: " + ScriptedAsterisk.SECRET + "}}}}");
                new ProcessBuilder("kill", "-HUP", Long.toString(agent.pid()))
                        .start()
                        .waitFor();
                AgentStand.await("Asterisk is heard", () -> asterisk.logIns() == 1);
                call(asterisk);
                assertTrue(gateway.next().contains("usage/call"), "without the number, from Asterisk itself, too");
                gateway.publish(1, "kiosks/" + AgentStand.KIOSK + "/commands/collect-diagnostics", diagnose());
                AgentStand.await("it is done", () -> Files.exists(stand.folder.resolve("diagnostics")));
                assertEquals(1, gateway.acknowledged(20));
                require(String.join("\n", gateway.messages()), "what it published");
                require(stand.status().text(AgentStand.NOON), "what it says of itself");
            } finally {
                agent.destroy();
                assertTrue(agent.waitFor(60, TimeUnit.SECONDS));
                hostapd.close();
                asterisk.close();
            }
        }
        int files = 0;
        try (Stream<Path> all = Files.walk(stand.folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                require(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1), file.toString());
                files++;
            }
        }
        assertTrue(files >= 4, "journal, spool, commands, diagnostics: " + files);
    }

    private void feed(int port) throws Exception {
        assertEquals("{\"taken\":0}", stand.say(""), "so that the spool is not empty");
        assertTrue(stand.say(",\"device\":\"" + ADDRESS + "\"").contains("PERSONAL_DATA"));
        assertTrue(stand.say(",\"" + PERSON + "\":1").contains("PERSONAL_DATA"));
        assertTrue(stand.line("{\"kind\":\"" + NUMBER + "\"}").contains("refused"));
        assertTrue(stand.line(ADDRESS + " called " + NUMBER).contains("refused"));
        assertTrue(
                stand.line("{\"kind\":\"usage/wifi\",\"at\":\"" + NUMBER + "\"").contains("refused"));
        for (String secret : List.of(SECRET, "another")) {
            AccessPoint accessPoint = new AccessPoint(port, secret, PERSON + " " + NUMBER, ADDRESS);
            accessPoint.start("5F");
            accessPoint.stop("5F", 90);
            accessPoint.send((ADDRESS + NUMBER + PERSON).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void comeAndGo(ScriptedHostapd hostapd) throws IOException {
        String address = ADDRESS.toLowerCase(Locale.ROOT).replace('-', ':');
        hostapd.say("<3>AP-STA-CONNECTED " + PERSON);
        hostapd.say("<3>" + NUMBER + " " + address);
        hostapd.connect(address);
        hostapd.disconnect(address);
    }

    private static void call(ScriptedAsterisk asterisk) throws IOException {
        asterisk.say("Event: Newchannel|CallerIDNum: " + NUMBER + "|CallerIDName: " + PERSON + "|Exten: 12125550123");
        asterisk.say("Event: Cdr|Destination: 12125550123|BillableSeconds: " + NUMBER + "|Disposition: " + PERSON);
        asterisk.say(NUMBER + ADDRESS + PERSON);
        asterisk.call("12125550123", "kiosk", "ANSWERED");
    }

    private static List<Integer> useTablet(int port) throws Exception {
        List<Integer> answers = new ArrayList<>();
        for (String more : List.of(",\"device\":\"" + ADDRESS + "\"", ",\"" + PERSON + "\":\"" + NUMBER + "\"")) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/sessions"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"activity\":\"maps\",\"durationSeconds\":7" + more + "}"))
                    .build();
            answers.add(HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .statusCode());
        }
        return answers;
    }

    private static void require(String text, String what) {
        String all = text.toLowerCase(Locale.ROOT);
        for (String secret : SECRETS) {
            assertFalse(all.contains(secret), what + " holds " + secret);
        }
        byte[] raw = HexFormat.of().parseHex("02005e102030");
        assertFalse(text.contains(new String(raw, StandardCharsets.ISO_8859_1)), what + " holds the address in bytes");
    }

    private static String diagnose() {
        return "{\"id\":\"aaaa\",\"name\":\"collect-diagnostics\",\"expiresAt\":\"2099-01-01T00:00:00Z\","
                + "\"parameters\":{\"for\":\"" + PERSON + "\"}}";
    }

    private Process begin(Path settings, Path said) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                AgentMain.class.getName(),
                "run",
                "--config",
                settings.toString()));
        stand.settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        return ChildProcess.start(
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()));
    }
}
