package org.curbline.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.curbline.agent.check.AuthenticationServer;
import org.curbline.agent.check.ProbeTarget;
import org.curbline.agent.check.SipAddress;
import org.curbline.agent.time.Trust;
import org.curbline.program.EndSignal;
import org.curbline.program.settings.SettingsException;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentSettingsTest {
    private static final Path PACKAGE = Path.of("src/package");

    @Test
    void defaults() {
        AgentSettings settings = load(Path.of("/dev/null"));
        assertEquals(Optional.empty(), settings.kiosk());
        assertEquals(Optional.empty(), settings.gateway());
        assertEquals(Optional.empty(), settings.proxy().address());
        assertEquals(Optional.empty(), settings.proxy().user());
        assertEquals(Optional.empty(), settings.proxy().password());
        assertEquals(Path.of("/var/lib/curbline-agent/identity.json"), settings.identity());
        assertEquals(Path.of("/var/lib/curbline-agent/spool"), settings.spool().folder());
        assertEquals(64L << 20, settings.spool().maxSize().bytes());
        assertEquals(Duration.ofSeconds(10), settings.spool().syncEvery());
        assertEquals(Optional.empty(), settings.simulate());
        assertEquals(Optional.empty(), settings.lines().socket());
        assertEquals(Optional.empty(), settings.status().socket());
        assertEquals(Optional.empty(), settings.radius().port());
        assertEquals(Optional.empty(), settings.hostapd().sockets());
        assertEquals(Duration.ofSeconds(10), settings.hostapd().every());
        assertEquals(Optional.empty(), settings.wifi().devicesKey());
        assertEquals(Optional.empty(), settings.wifi().zone());
        assertEquals(Duration.ofSeconds(15), settings.wifi().roamWithin());
        assertEquals(Optional.empty(), settings.lines().programs());
        assertEquals(Optional.empty(), settings.charging().sensors());
        assertEquals(500, settings.charging().fromMilliwatts());
        assertEquals(200, settings.charging().untilMilliwatts());
        assertEquals(Duration.ofSeconds(10), settings.charging().hold());
        assertEquals(Optional.empty(), settings.calls().file());
        assertEquals(Optional.empty(), settings.calls().manager().port());
        assertEquals("127.0.0.1", settings.calls().manager().host());
        assertEquals(6, settings.calls().kinds().size());
        assertEquals(Optional.empty(), settings.calls().context());
        assertEquals(Optional.empty(), settings.calls().zone());
        assertEquals(Optional.empty(), settings.tablet().port());
        assertEquals(Duration.ofSeconds(60), settings.health().every());
        assertEquals(Optional.empty(), settings.health().link());
        assertEquals(Trust.SYNCHRONISED, settings.clock().trust());
        assertEquals(Optional.empty(), settings.commands().restart().wifi());
        assertEquals(Duration.ofSeconds(60), settings.checks().every());
        assertEquals(Optional.empty(), settings.checks().wifi().targets());
        assertEquals(Optional.empty(), settings.checks().wifi().login().server());
        assertEquals(Duration.ofMinutes(2), settings.checks().tablet().silence());
        assertEquals(Optional.empty(), settings.commands().identify());
        assertEquals(Duration.ofMinutes(1), settings.commands().atMost());
        assertEquals(
                Path.of("/var/lib/curbline-agent/diagnostics"),
                settings.commands().diagnostics());
    }

    @Test
    void everyKeyIsRead(@TempDir Path folder) throws IOException {
        AgentSettings settings = load(
                Files.writeString(
                        folder.resolve("agent.yaml"),
                        """
                curbline:
                  agent:
                    kiosk: mn-05-000001
                    gateway: ssl://gateway.example:8883
                    identity: /i
                    user: u
                    password: p
                    proxy: {address: "http://q:3128", user: r, password: s}
                    spool: {folder: /s, max-size: 1MiB, sync-every: 1s}
                    simulate: wifi, call
                    lines: {socket: /l, programs: ["a b", "c"]}
                    charging: {sensors: "/a/*,/b", from-milliwatts: 7, until-milliwatts: 5, hold: 3s}
                    calls: {manager: {port: 5038, host: a, user: b, secret: c}, kinds: ["311=311"], context: kiosk, zone: UTC}
                    tablet: {port: 8089}
                    health: {every: 0s, link: eth0}
                    clock: {trust: ALWAYS}
                    checks:
                      every: 30s
                      wifi:
                        interface: w
                        targets: ["http://a/b", "tcp://c:1", "dns://d/e"]
                        login: {server: a.example, secret: b, user: c, password: d}
                      call: {phone: "sip:f@g:5"}
                      charging: {meters: [/m, /n]}
                      tablet: {heartbeat: /h, silence: 4m}
                    commands:
                      restart: {wifi: [a, b c], charging: [d], call: [e], tablet: [f]}
                      identify: [g]
                      at-most: 5s
                      diagnostics: /d
                    status: {socket: /t}
                    hostapd: {sockets: "/run/a,/run/b", every: 20s}
                    wifi: {private-networks: "a,b", roam-within: 4s, devices-key: /k, zone: America/New_York}
                    radius: {port: 1813, host: 127.0.0.1, secret: x, silence: 5m}
                """));
        assertEquals(Optional.of(KioskId.of("mn-05-000001")), settings.kiosk());
        assertEquals(Optional.of(URI.create("ssl://gateway.example:8883")), settings.gateway());
        assertEquals(Path.of("/i"), settings.identity());
        assertEquals(Optional.of("u"), settings.user());
        assertEquals(Optional.of("p"), settings.password());
        assertEquals(Optional.of(new ProxyAddress("q", 3128)), settings.proxy().address());
        assertEquals(Optional.of("r"), settings.proxy().user());
        assertEquals(Optional.of("s"), settings.proxy().password());
        assertEquals(Path.of("/s"), settings.spool().folder());
        assertEquals(1L << 20, settings.spool().maxSize().bytes());
        assertEquals(Duration.ofSeconds(1), settings.spool().syncEvery());
        assertEquals(Optional.of(new SimulatedServices(Set.of(Service.WIFI, Service.CALL))), settings.simulate());
        assertEquals(Optional.of(Path.of("/l")), settings.lines().socket());
        assertEquals(Trust.ALWAYS, settings.clock().trust());
        AgentSettings.Checks checks = settings.checks();
        assertEquals(Duration.ofSeconds(30), checks.every());
        assertEquals(Optional.of("w"), checks.wifi().through());
        assertEquals(
                Optional.of(List.of(
                        new ProbeTarget(URI.create("http://a/b")),
                        new ProbeTarget(URI.create("tcp://c:1")),
                        new ProbeTarget(URI.create("dns://d/e")))),
                checks.wifi().targets());
        AgentSettings.Checks.Wifi.Login login = checks.wifi().login();
        assertEquals(Optional.of(new AuthenticationServer("a.example", 1812)), login.server());
        assertEquals(
                List.of(Optional.of("b"), Optional.of("c"), Optional.of("d")),
                List.of(login.secret(), login.user(), login.password()));
        assertEquals(Optional.of(new SipAddress("sip:f@g:5")), checks.call().phone());
        assertEquals(
                Optional.of(List.of(Path.of("/m"), Path.of("/n"))),
                checks.charging().meters());
        assertEquals(Optional.of(Path.of("/h")), checks.tablet().heartbeat());
        assertEquals(Duration.ofMinutes(4), checks.tablet().silence());
        assertEquals(
                Optional.of(List.of("a", "b c")), settings.commands().restart().wifi());
        assertEquals(Optional.of(List.of("d")), settings.commands().restart().charging());
        assertEquals(Optional.of(List.of("e")), settings.commands().restart().call());
        assertEquals(Optional.of(List.of("f")), settings.commands().restart().tablet());
        assertEquals(Optional.of(List.of("g")), settings.commands().identify());
        assertEquals(Duration.ofSeconds(5), settings.commands().atMost());
        assertEquals(Path.of("/d"), settings.commands().diagnostics());
        assertEquals(Optional.of(Path.of("/t")), settings.status().socket());
        assertEquals(Optional.of(1813), settings.radius().port());
        assertEquals("127.0.0.1", settings.radius().host());
        assertEquals(Optional.of("x"), settings.radius().secret());
        assertEquals(Optional.of(Set.of("a", "b")), settings.wifi().privateNetworks());
        assertEquals(Duration.ofSeconds(4), settings.wifi().roamWithin());
        assertEquals(Optional.of(Path.of("/k")), settings.wifi().devicesKey());
        AgentSettings.Calls.Manager manager = settings.calls().manager();
        assertEquals(
                List.of(Optional.of(5038), "a", Optional.of("b"), Optional.of("c")),
                List.of(manager.port(), manager.host(), manager.user(), manager.secret()));
        assertEquals(Optional.of(ZoneId.of("America/New_York")), settings.wifi().zone());
        assertEquals(
                Optional.of(List.of(Path.of("/run/a"), Path.of("/run/b"))),
                settings.hostapd().sockets());
        assertEquals(Duration.ofSeconds(20), settings.hostapd().every());
        assertEquals(Duration.ofMinutes(5), settings.radius().silence());
        assertEquals(Optional.of(List.of("a b", "c")), settings.lines().programs());
        assertEquals(
                Optional.of(List.of(Path.of("/a/*"), Path.of("/b"))),
                settings.charging().sensors());
        assertEquals(7, settings.charging().fromMilliwatts());
        assertEquals(5, settings.charging().untilMilliwatts());
        assertEquals(Duration.ofSeconds(3), settings.charging().hold());
        AgentSettings inPlaceOfTheManager =
                load(Files.writeString(folder.resolve("agent.yaml"), "curbline: {agent: {calls: {file: /m}}}"));
        assertEquals(Optional.of(Path.of("/m")), inPlaceOfTheManager.calls().file());
        assertEquals(List.of("311=311"), settings.calls().kinds());
        assertEquals(Optional.of("kiosk"), settings.calls().context());
        assertEquals(Optional.of(ZoneId.of("UTC")), settings.calls().zone());
        assertEquals(Optional.of(8089), settings.tablet().port());
        assertEquals(Duration.ZERO, settings.health().every());
        assertEquals(Optional.of("eth0"), settings.health().link());
    }

    @Test
    void reportsAllProblemsAtOnceWithTheirLines(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("agent.yaml"),
                """
                curbline:
                  agent:
                    kisk: mn-05-000001
                    spool:
                      sync-every: never
                    simulate: wifi, gas
                    proxy: {address: "http://u:p@q:3128"}
                """);
        String said = String.valueOf(
                assertThrows(SettingsException.class, () -> load(file)).getMessage());
        assertTrue(said.contains("curbline.agent.kisk is unknown; did you mean curbline.agent.kiosk? (line 3)"), said);
        assertTrue(said.contains("curbline.agent.spool.sync-every cannot be \"never\""), said);
        assertTrue(said.contains("(line 5)"), said);
        assertTrue(said.contains("curbline.agent.proxy.address cannot be"), said);
        assertTrue(said.contains("must be http://host:port; user and password have keys of their own"), said);
        assertTrue(said.contains("curbline.agent.simulate cannot be \"wifi, gas\": all, none, or some of wifi"), said);
    }

    @Test
    void whatDoesNotGoTogetherIsSaidWithAllElseAndItsLine(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("agent.yaml"),
                """
                curbline:
                  agent:
                    kiosk: no kiosk
                    gateway: tcp://gateway.example:1883
                    tls:
                      certificate: /c.pem
                    status: {socket: /run/a.sock}
                    lines: {socket: /run/./a.sock}
                    radius:
                      host: 127.0.0.1
                      port: 1813
                    calls:
                      file: /m
                      manager:
                        user: a
                        port: 5038
                      kinds:
                        - 311=311
                        - 311
                    charging:
                      until-milliwatts: 700
                      sensors: [/a, /b]
                    checks:
                      every: seldom
                      wifi:
                        login:
                          server: a.example:1812
                          user: u
                """);
        List<String> problems =
                assertThrows(SettingsException.class, () -> load(file)).problems();
        List<String> expected = List.of(
                "kiosk cannot be \"no kiosk\": it must be 1 to 64 of letters.* \\(line 3\\)",
                "gateway must be ssl:// or wss://: .* \\(line 4\\)",
                "tls.certificate needs curbline.agent.tls.key beside it: .*both or neither \\(line 6\\)",
                "lines.socket is curbline.agent.status.socket, too.* \\(line 8\\)",
                "radius.port needs curbline.agent.radius.secret beside it.* \\(line 11\\)",
                "calls.manager.port is given, and curbline.agent.calls.file, too.* \\(line 16\\)",
                "calls.manager.port needs user and secret beside it.* \\(line 16\\)",
                "calls.kinds\\[1] cannot be \"311\": A line of the dial plan is NUMBER=KIND.* \\(line 19\\)",
                "charging.until-milliwatts is more than .* \\(line 21\\)",
                "checks.every cannot be \"seldom\".* \\(line 24\\)",
                "checks.wifi.login.server needs curbline.agent.checks.wifi.login.secret beside it.* \\(line 27\\)",
                "checks.wifi.login.user needs curbline.agent.checks.wifi.login.password beside it.* \\(line 28\\)");
        for (String each : expected) {
            assertTrue(
                    problems.stream().anyMatch(problem -> problem.matches("curbline\\.agent\\." + each)),
                    each + " in\n" + String.join("\n", problems));
        }
        assertEquals(expected.size(), problems.size(), () -> String.join("\n", problems));
    }

    @Test
    void userAndPasswordThatRadiusHasNoRoomForAreSaidWithTheirLines(@TempDir Path folder) throws IOException {
        String file =
                """
                curbline:
                  agent:
                    checks:
                      wifi:
                        login:
                          server: a.example:1812
                          secret: s
                          user: %s
                          password: %s
                """;
        AgentSettings fits = load(
                Files.writeString(folder.resolve("agent.yaml"), file.formatted("u".repeat(253), "\u00fc".repeat(64))));
        assertTrue(fits.checks().wifi().login().user().isPresent());
        Path tooLong =
                Files.writeString(folder.resolve("agent.yaml"), file.formatted("u".repeat(254), "\u00fc".repeat(65)));
        assertEquals(
                List.of(
                        "curbline.agent.checks.wifi.login.user has 254 bytes of UTF-8: RADIUS has room for 253 (line 8)",
                        "curbline.agent.checks.wifi.login.password has 130 bytes of UTF-8: RADIUS has room for 128 (line 9)"),
                assertThrows(SettingsException.class, () -> load(tooLong)).problems());
    }

    @Test
    void whatCannotBeUsedByItselfIsNotHeldAgainstOthers(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("agent.yaml"),
                """
                curbline:
                  agent:
                    charging: {sensors: /a, until-milliwatts: 700, from-milliwatts: much}
                    radius: {port: many}
                """);
        List<String> problems =
                assertThrows(SettingsException.class, () -> load(file)).problems();
        assertEquals(2, problems.size(), problems::toString);
        assertTrue(problems.stream().allMatch(problem -> problem.contains(" cannot be ")), problems::toString);
    }

    @Test
    void kioskHasAtMostSixteenChargingPorts(@TempDir Path folder) throws IOException {
        String file = "curbline: {agent: {charging: {sensors: \"%s\"}}}";
        load(Files.writeString(folder.resolve("agent.yaml"), file.formatted("/a,".repeat(16))));
        Path many = Files.writeString(folder.resolve("agent.yaml"), file.formatted("/a,".repeat(17)));
        assertTrue(
                assertThrows(SettingsException.class, () -> load(many))
                        .problems()
                        .get(0)
                        .contains("charging.sensors has 17 entries"),
                file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gateway.example | write tcp://gateway.example, or ssl:// for TLS",
                "gateway.example:1883 | write tcp://gateway.example:1883, or ssl:// for TLS",
                "mqtt://gateway.example | write tcp://, not mqtt://",
                "mqtts://gateway.example | write ssl://, not mqtts://",
                "https://gateway.example | write wss://, not https://",
                "gopher://gateway.example | write tcp://, ssl://, ws:// or wss://",
                "tcp:// | it is no address: ",
                "tcp://:1883 | behind :// there must be a host and its port",
                "tcp://a_gateway:1883 | behind :// there must be a host and its port",
                "tcp://gateway.example:0 | a port is 1 to 65535",
                "tcp://gateway.example:65536 | a port is 1 to 65535",
                "tcp://u@gateway.example | user and password have keys of their own",
                "ssl://gateway.example/mqtt | nothing may follow the port",
                "ws://gateway.example/mqtt#a | nothing may follow the port",
            })
    void gatewayThatCannotBeIsRefusedByEveryCommandWithItsLineAndWhatToWrite(
            String address, String what, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("agent.yaml"),
                "curbline:\n  agent:\n    kiosk: a\n    gateway: \"%s\"\n    spool: {folder: %s}\n"
                        .formatted(address, folder));
        for (String command : List.of("run", "doctor", "status")) {
            StringWriter said = new StringWriter();
            PrintWriter out = new PrintWriter(said, true);
            String[] words = {command, "--config", file.toString()};
            EndSignal stop = new EndSignal();
            stop.ask(); // one that runs all the same ends
            assertEquals(78, AgentMain.execute(words, Map.of(), out, out, stop), said::toString);
            assertTrue(
                    said.toString()
                            .startsWith("curbline-agent: The settings have a mistake: curbline.agent.gateway"
                                    + " cannot be \"" + address + "\": " + what),
                    said::toString);
            assertTrue(said.toString().strip().endsWith("(line 4)"), said::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://10.0.0.1", "ssl://[::1]:8883", "ws://gateway.example/mqtt?a=b", "wss://g:443"})
    void gatewaysThatCanBe(String address, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("agent.yaml"), "curbline: {agent: {gateway: \"%s\"}}".formatted(address));
        assertEquals(Optional.of(URI.create(address)), load(file).gateway());
    }

    @Test
    void fileOfThePackageIsRightAndWhatItHasCommentedOutIsTheDefault(@TempDir Path folder) throws IOException {
        Path shipped = PACKAGE.resolve("agent.yaml");
        AgentSettings settings = load(shipped);
        assertEquals(
                Optional.of(Path.of("/run/curbline-agent/status.sock")),
                settings.status().socket());
        assertEquals(Optional.empty(), settings.lines().socket());
        String all = Files.readString(shipped).replaceAll("(?m)^( +)# ( *[a-z-]+:( [^ ].*)?)$", "$1$2");
        assertFalse(all.equals(Files.readString(shipped)));
        for (String file : List.of(Files.readString(shipped), all)) { // the schema knows no empty section
            assertFalse(
                    Pattern.compile("(?m)^( *)[a-z-]+:(?: *#.*)?\\n(?: *#.*\\n|\\n)*+(?!\\1 )")
                            .matcher(file)
                            .find(),
                    file);
        }
        AgentSettings shown = withoutRules(Files.writeString(folder.resolve("agent.yaml"), all));
        assertEquals(settings.spool().maxSize(), shown.spool().maxSize());
        assertEquals(settings.spool().syncEvery(), shown.spool().syncEvery());
        assertEquals(settings.clock().trust(), shown.clock().trust());
        assertEquals(settings.checks().every(), shown.checks().every());
        assertEquals(
                settings.checks().tablet().silence(), shown.checks().tablet().silence());
        assertEquals(settings.commands().atMost(), shown.commands().atMost());
        assertEquals(settings.commands().diagnostics(), shown.commands().diagnostics());
        assertEquals(settings.radius().silence(), shown.radius().silence());
        assertEquals(Optional.of(1813), shown.radius().port());
        assertEquals(
                Optional.of(Path.of("/run/curbline-agent/events.sock")),
                shown.lines().socket());
        assertEquals(Optional.of(SimulatedServices.all()), shown.simulate());
        assertEquals(settings.charging().fromMilliwatts(), shown.charging().fromMilliwatts());
        assertEquals(settings.charging().untilMilliwatts(), shown.charging().untilMilliwatts());
        assertEquals(settings.charging().hold(), shown.charging().hold());
        assertEquals(settings.calls().kinds(), shown.calls().kinds());
        assertEquals(settings.health().every(), shown.health().every());
    }

    @Test
    void schemaHasEveryKeyAndNoOther() throws IOException {
        Set<String> inSchema = new TreeSet<>();
        try (JsonParser parser = new JsonFactory()
                .createParser(PACKAGE.resolve("agent.schema.json").toFile())) {
            parser.nextToken();
            walk(parser, "", inSchema);
        }
        Set<String> read = new TreeSet<>(
                ConfigClass.configClass(AgentSettings.class).getProperties().keySet());
        read.removeIf(key -> key.endsWith("[*]")); // of a list, which is a key of its own
        assertEquals(read, inSchema);
    }

    /** From a schema's brace on: the keys of those that have no properties of their own. */
    private static void walk(JsonParser parser, String key, Set<String> keys) throws IOException {
        boolean isLeaf = true;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (name.equals("properties")) {
                isLeaf = false;
                for (String child = parser.nextFieldName(); child != null; child = parser.nextFieldName()) {
                    parser.nextToken();
                    walk(parser, key.isEmpty() ? child : key + "." + child, keys);
                }
            } else {
                parser.skipChildren();
            }
        }
        if (isLeaf) {
            keys.add(key);
        }
    }

    private static AgentSettings load(Path file) {
        return read(file, AgentOptions.loader(Map.of(), Path.of("")));
    }

    /** Of a file that shows what can be given in each other's place. */
    private static AgentSettings withoutRules(Path file) {
        return read(file, new SettingsLoader(Map.of(), Path.of("")));
    }

    private static AgentSettings read(Path file, SettingsLoader loader) {
        return loader.load(file, Map.of(), AgentSettings.class).get(AgentSettings.class);
    }
}
