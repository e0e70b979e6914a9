package org.curbline.program.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsLoaderTest {
    @TempDir
    Path folder = Path.of(".");

    @Test
    void defaults() {
        Mqtt mqtt = load(Map.of(), null, Map.of()).get(Mqtt.class);

        assertEquals(1883, mqtt.port());
        assertEquals(Duration.ofSeconds(10), mqtt.keepAlive());
        assertEquals(new ByteSize(1 << 20), mqtt.packetLimit());
        assertEquals(ZoneId.of("America/New_York"), mqtt.zone());
        assertEquals(Optional.empty(), mqtt.password());
        assertEquals(List.of("a", "b"), mqtt.hosts());
    }

    @Test
    void everyKeyIsRead() throws IOException {
        Path file = file(
                """
                curbline:
                  mqtt:
                    port: 1
                    keep-alive: 3m
                    packet-limit: 64KiB
                    zone: Europe/Berlin
                    password: hush
                    hosts: [x, y]
                    tls:
                      enabled: true
                    labels:
                      one: first
                """);
        Mqtt mqtt = load(Map.of(), file, Map.of()).get(Mqtt.class);

        assertEquals(1, mqtt.port());
        assertEquals(Duration.ofMinutes(3), mqtt.keepAlive());
        assertEquals(new ByteSize(64 << 10), mqtt.packetLimit());
        assertEquals(ZoneId.of("Europe/Berlin"), mqtt.zone());
        assertEquals(Optional.of("hush"), mqtt.password());
        assertEquals(List.of("x", "y"), mqtt.hosts());
        assertTrue(mqtt.tls().enabled());
        assertEquals(Map.of("one", "first"), mqtt.labels());
    }

    @Test
    void reportsAllProblemsAtOnce() throws IOException {
        Path file = file(
                """
                curbline:
                  mqtt:
                    port: many
                    keep-alive: soon
                    prot: 12
                    tls:
                      enabeld: true
                  mqqt:
                    port: 1
                curblin:
                  store: x
                """);
        SettingsException refused = assertThrows(
                SettingsException.class,
                () -> load(
                        Map.of("CURBLINE_MQTT_PROT", "9", "CURBLINE_MQTT_TLS_PASSWORD", "7", "HOME", "/root"),
                        file,
                        Map.of("curbline.mqtt.zone", "Mars/Base")));

        Set<String> problems = Set.copyOf(refused.problems());
        assertTrue(
                problems.containsAll(
                        Set.of(
                                "curblin.store is unknown: every key begins with curbline. (line 11)",
                                "curbline.mqtt.prot is unknown; did you mean curbline.mqtt.port? (line 5)",
                                "curbline.mqtt.tls.enabeld is unknown; did you mean curbline.mqtt.tls.enabled? (line 7)",
                                "The environment variable CURBLINE_MQTT_PROT is unknown; did you mean curbline.mqtt.port?",
                                "The environment variable CURBLINE_MQTT_TLS_PASSWORD is unknown",
                                "curbline.mqtt.port cannot be \"many\": Expected an integer value, got \"many\" (line 3)",
                                "curbline.mqtt.keep-alive cannot be \"soon\": a duration is written like 250ms, 10s, 5m, 2h or 7d (line 4)",
                                "curbline.mqtt.zone cannot be \"Mars/Base\": there is no such time zone; write it like America/New_York")),
                () -> String.join("\n", refused.problems()));
        assertTrue(problems.stream().anyMatch(problem -> problem.startsWith("curbline.mqqt.port is unknown")));
        assertEquals(9, problems.size(), () -> String.join("\n", problems));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("The settings have 9 mistakes:\n  - "));
    }

    @Test
    void whereOneOfFewWordsIsMeantTheyAreSaid() throws IOException {
        Path file = file(
                """
                curbline:
                  mqtt:
                    access: everybody
                """);
        SettingsException refused = assertThrows(SettingsException.class, () -> load(Map.of(), file, Map.of()));
        assertEquals(
                List.of("curbline.mqtt.access cannot be \"everybody\": it is one of by-password, open (line 3)"),
                refused.problems());
    }

    @Test
    void whatKeysAskOfOneAnotherIsSaidWithAllElseWhereEachIs() throws IOException {
        Path file = file(
                """
                curbline:
                  mqtt:
                    keep-alive: soon
                    port: 7
                    hosts: [a, b]
                """);
        SettingsLoader loader = new SettingsLoader(Map.of("CURBLINE_MQTT_ZONE", "UTC"), folder)
                .withRules(
                        Mqtt.class,
                        mqtt -> List.of(
                                objection("port", "port is " + mqtt.port()),
                                objection("hosts[1]", "an entry"),
                                objection("tls.enabled", "not given: its section, or the one above"),
                                objection("zone", "from the environment"),
                                objection("port", "unusable beside it", "keep-alive"),
                                objection("keep-alive", "unusable")));
        SettingsException refused =
                assertThrows(SettingsException.class, () -> loader.load(file, Map.of(), Mqtt.class));
        assertEquals(
                List.of(
                        "port is 7 (line 4)",
                        "an entry (line 5)",
                        "not given: its section, or the one above (line 2)",
                        "from the environment"),
                refused.problems().subList(1, refused.problems().size()));
        assertTrue(refused.problems().get(0).startsWith("curbline.mqtt.keep-alive cannot be \"soon\""));
    }

    @Test
    void rulesHoldWhereEachValueIsRight() {
        SettingsLoader loader = new SettingsLoader(Map.of(), folder)
                .withRules(
                        Mqtt.class, mqtt -> mqtt.port() == 7 ? List.of() : List.of(objection("port", "it must be 7")));
        SettingsException refused =
                assertThrows(SettingsException.class, () -> loader.load(null, Map.of(), Mqtt.class));
        assertEquals(List.of("it must be 7"), refused.problems());
        assertEquals(
                7,
                loader.load(null, Map.of("curbline.mqtt.port", "7"), Mqtt.class)
                        .get(Mqtt.class)
                        .port());
    }

    @Test
    void environmentIsStrongerThanTheFileAndTheCommandLineIsStrongest() throws IOException {
        Path file = file("curbline: {mqtt: {port: 1, keep-alive: 1s, tls: {enabled: false}}}");
        Map<String, String> environment = Map.of(
                "CURBLINE_MQTT_PORT", "2", "CURBLINE_MQTT_KEEP_ALIVE", "2s", "CURBLINE_MQTT_TLS_ENABLED", "true");

        Mqtt mqtt = load(environment, file, Map.of("curbline.mqtt.port", "3")).get(Mqtt.class);

        assertEquals(3, mqtt.port());
        assertEquals(Duration.ofSeconds(2), mqtt.keepAlive());
        assertTrue(mqtt.tls().enabled());
    }

    @Test
    void programsDefaultIsStrongerThanTheMappingsAndWeakerThanTheFile() throws IOException {
        SettingsLoader loader = new SettingsLoader(Map.of(), folder)
                .withDefault("curbline.mqtt.port", "11")
                .withDefault("curbline.mqtt.keep-alive", "11s");
        Settings settings = loader.load(file("curbline: {mqtt: {keep-alive: 12s}}"), Map.of(), Mqtt.class);

        assertEquals(11, settings.get(Mqtt.class).port());
        assertEquals(Duration.ofSeconds(12), settings.get(Mqtt.class).keepAlive());
        assertTrue(settings.describe().contains("curbline.mqtt.port = 11 (default)"), settings::describe);
    }

    @Test
    void sectionsOfOtherProgramsAreLeftAlone() throws IOException {
        Path file = file("curbline: {simulator: {kiosks: 5, whatever: 1}, mqtt: {port: 7}}");

        assertEquals(
                7,
                load(Map.of("CURBLINE_SIMULATOR_SPEED", "9"), file, Map.of())
                        .get(Mqtt.class)
                        .port());
    }

    @Test
    void fileOfTheWorkingFolderIsReadWhenNoneIsNamed() throws IOException {
        Files.writeString(folder.resolve(SettingsLoader.DEFAULT_FILE), "curbline: {mqtt: {port: 77}}");

        assertEquals(77, load(Map.of(), null, Map.of()).get(Mqtt.class).port());
    }

    @Test
    void namedFileMustBeThereAndBeYaml() throws IOException {
        Path nowhere = folder.resolve("nowhere.yaml");
        assertTrue(refusal(nowhere).contains(nowhere.toString()));
        assertTrue(refusal(file("curbline: [1, 2")).contains("is not YAML"));
    }

    @Test
    void describesValuesWithTheirOriginAndMasksSecrets() throws IOException {
        Path file = file("curbline: {mqtt: {password: open-sesame, labels: {one: first}}}");
        String description = load(
                        Map.of("CURBLINE_MQTT_PORT", "2"), file, Map.of("curbline.mqtt.zone", "Europe/Berlin"))
                .describe();

        assertFalse(description.contains("open-sesame"), description);
        assertTrue(description.contains("curbline.mqtt.password = ******** (file " + file + ")"), description);
        assertTrue(description.contains("curbline.mqtt.port = 2 (environment)"), description);
        assertTrue(description.contains("curbline.mqtt.zone = Europe/Berlin (command line)"), description);
        assertTrue(description.contains("curbline.mqtt.keep-alive = 10s (default)"), description);
        assertTrue(description.contains("curbline.mqtt.labels.one = first (file " + file + ")"), description);
    }

    private static Objection objection(String key, String sentence, String... beside) {
        return new Objection(
                "curbline.mqtt." + key,
                Stream.of(beside).map("curbline.mqtt."::concat).toList(),
                sentence);
    }

    private String refusal(Path file) {
        return String.valueOf(assertThrows(SettingsException.class, () -> load(Map.of(), file, Map.of()))
                .getMessage());
    }

    private Settings load(
            Map<String, String> environment,
            @org.jspecify.annotations.Nullable Path file,
            Map<String, String> options) {
        return new SettingsLoader(environment, folder).load(file, options, Mqtt.class);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("given.yaml"), text);
    }

    /** What a program might want to know. */
    @ConfigMapping(prefix = "curbline.mqtt")
    public interface Mqtt {
        @WithDefault("1883")
        int port();

        @WithDefault("10s")
        Duration keepAlive();

        @WithDefault("1MiB")
        ByteSize packetLimit();

        @WithDefault("America/New_York")
        ZoneId zone();

        Optional<String> password();

        @WithDefault("open")
        Access access();

        @WithDefault("a,b")
        @WithName("hosts")
        List<String> hosts();

        Tls tls();

        Map<String, String> labels();
    }

    /** One of few words. */
    public enum Access {
        OPEN,
        BY_PASSWORD
    }

    /** A group within a group. */
    public interface Tls {
        @WithDefault("false")
        boolean enabled();
    }
}
