package org.curbline.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.curbline.demand.Borough;
import org.curbline.protocol.Service;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.hardware.Hardware;
import org.curbline.simulator.hardware.HardwarePlan;
import org.curbline.simulator.network.LinkClass;
import org.curbline.simulator.network.NetworkPlan.Share;
import org.curbline.simulator.scenario.Scenario.Factor;
import org.curbline.simulator.scenario.Scenario.Hours;
import org.curbline.simulator.scenario.Scenario.Incident;
import org.curbline.simulator.scenario.Scenario.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reader, and the schema that says the same to editors. */
class ScenarioReaderTest {
    private static final String HEAD = "name: a-name\nshows: something\nexpect: [this]\n";
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(Scenarios.schema());
    private static final YAMLMapper YAML = new YAMLMapper();

    @Test
    void everyKeyIsRead() {
        World world = read(HEAD
                        + """
                        assumed: [that]
                        seed: -7
                        city:
                          kiosks: 30
                          boroughs: [Bronx, Staten Island]
                          never-activated: [{borough: Bronx, district: 4}, {borough: Queens}]
                        calendar: {start: 2026-11-20T06:30, zone: Europe/Berlin, duration: 36h, speed: 0.5}
                        demand:
                          factors:
                            - {services: [call], boroughs: [Bronx], from: 1h, to: 2h, hours: [8, 20], factor: 1.5}
                          fixed: [{kiosk: first, service: tablet, per-day: 9}]
                        hardware:
                          - {class: pi-3, share: 0.5, spool-bytes: 5000, sync-every: 2s, events-per-second: 9, reboot: 3s, clock-wrong-for: 4s, worn-after: 70}
                          - {class: pi-4, share: 0.25}
                        network:
                          - {link: lte, share: 0.5}
                          - {link: fibre, share: 0.1, latency: 5ms, jitter: 2ms, loss: 0.1, bytes-per-second: 2000, cut-every: 3s}
                        faults:
                          kinds: [dead, half-open]
                          rate: 12
                          at:
                            - {kinds: [silent], service: call, boroughs: [Bronx], share: 0.25, after: 2h, spread: 5m, for: 6h}
                            - {kinds: [power-cut], kiosks: [first, bx-04-000001], for: 30s}
                        """)
                .world();
        assertEquals(-7, world.seed());
        assertEquals(30, world.city().kiosks());
        assertEquals(
                EnumSet.of(Borough.BRONX, Borough.STATEN_ISLAND), world.city().boroughs());
        assertEquals(2, world.city().neverActivated().size());
        assertEquals(
                new Scenario.Calendar(
                        new Start("2026-11-20T06:30"), ZoneId.of("Europe/Berlin"), Duration.ofHours(36), 0.5),
                world.calendar());
        assertEquals(
                List.of(new Factor(
                        Set.of(Service.CALL),
                        Set.of(Borough.BRONX),
                        Duration.ofHours(1),
                        Duration.ofHours(2),
                        new Hours(8, 20),
                        1.5)),
                world.demand().factors());
        assertEquals(
                List.of(new Scenario.Fixed("first", Service.TABLET, 9)),
                world.demand().fixed());
        assertEquals(
                List.of(
                        new Share(LinkClass.LTE, 0.5),
                        new Share(
                                new LinkClass(
                                        "fibre",
                                        Duration.ofMillis(5),
                                        Duration.ofMillis(2),
                                        0.1,
                                        2_000,
                                        Duration.ofSeconds(3)),
                                0.1)),
                world.network().shares());
        assertEquals(
                List.of(
                        new HardwarePlan.Share(
                                new Hardware(
                                        "pi-3",
                                        5_000,
                                        Duration.ofSeconds(2),
                                        9,
                                        Duration.ofSeconds(3),
                                        Duration.ofSeconds(4),
                                        70),
                                0.5),
                        new HardwarePlan.Share(Hardware.PI_4, 0.25)),
                world.hardware().shares());
        assertEquals(12, world.faults().rate());
        assertEquals(Set.of(FaultKind.DEAD, FaultKind.HALF_OPEN), world.faults().kinds());
        Incident incident = world.faults().at().get(0);
        assertEquals(Duration.ofMinutes(5), incident.spread());
        assertEquals(0.25, incident.where().share());
        assertEquals(
                List.of("first", "bx-04-000001"),
                world.faults().at().get(1).where().kiosks());
    }

    @Test
    void everyProblemIsToldAtOnceWithItsLine() {
        ScenarioException refused = assertThrows(
                ScenarioException.class,
                () -> read(
                        """
                        name: Storm
                        shows: something
                        colour: blue
                        city:
                          kiosks: many
                        calendar:
                          start: yesterday
                        faults:
                          at:
                            - kinds: [dead, gremlins]
                              after: soon
                        """));
        assertEquals(
                """
                a.yaml, line 1: 'name' must be of small letters, digits and single hyphens, such as storm-in-queens
                a.yaml, line 1: A scenario lacks 'expect': add it
                a.yaml, line 3: 'colour' is unknown; A scenario has assumed, calendar, city, demand, expect, faults, hardware, name, network, seed, shows
                a.yaml, line 5: 'city.kiosks' must be a whole number from 1 to 100000
                a.yaml, line 7: 'calendar.start' cannot be 'yesterday': write a date (2026-11-20), a date and time (2026-11-20T06:00), 'latest monday' (or another day), or 'latest first of month'
                a.yaml, line 10: 'faults.at[1].kinds' cannot be 'gremlins': there are dead, silent, empty, degraded, flapping, power-cut, network-away, half-open, wrong-clock, stuck-reports, stuck-values, corrupted, personal-data, foreign-topic, repeating, out-of-order, slow-sender, spool-overflow, lost-memory
                a.yaml, line 10: 'faults.at[1]' lacks 'for': add it
                a.yaml, line 11: 'faults.at[1].after' cannot be 'soon': a duration is written like 10s, 5m, 2h or 7d"""
                        .lines()
                        .toList(),
                String.valueOf(refused.getMessage()).lines().toList());
    }

    /** What the schema refuses the reader refuses: the rest of a file, after a good beginning. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "unknown key|colour: blue",
                "unknown key of a part|city: {colour: blue}",
                "a part that is none|city: large",
                "a list that is none|faults: {kinds: dead}",
                "a text for a number|city: {kiosks: many}",
                "a number out of bounds|city: {kiosks: 0}",
                "a broken number|city: {kiosks: 1.5}",
                "a list and a number of kiosks|city: {kiosks: 2, csv: a.csv}",
                "a borough there is not|city: {boroughs: [Hoboken]}",
                "no borough|city: {boroughs: []}",
                "a district of nothing|city: {never-activated: [{district: 2}]}",
                "a district too high|city: {never-activated: [{borough: Bronx, district: 19}]}",
                "a start that is none|calendar: {start: yesterday}",
                "a duration without unit|calendar: {duration: '5'}",
                "a duration that is a number|calendar: {duration: 5}",
                "standing still|calendar: {speed: 0}",
                "a text for speed|calendar: {speed: fast}",
                "a factor without factor|demand: {factors: [{from: 1h}]}",
                "a factor below nothing|demand: {factors: [{factor: -1}]}",
                "a service there is not|demand: {factors: [{factor: 1, services: [fax]}]}",
                "one hour|demand: {factors: [{factor: 1, hours: [5]}]}",
                "an hour there is not|demand: {factors: [{factor: 1, hours: [5, 25]}]}",
                "a rate of no kiosk|demand: {fixed: [{service: call, per-day: 72}]}",
                "a rate of no service|demand: {fixed: [{kiosk: first, per-day: 72}]}",
                "no rate|demand: {fixed: [{kiosk: first, service: call}]}",
                "a rate below nothing|demand: {fixed: [{kiosk: first, service: call, per-day: -1}]}",
                "faults there are not|faults: {kinds: [gremlins]}",
                "no faults|faults: {kinds: []}",
                "a rate of nothing|faults: {rate: 3}",
                "a rate too high|faults: {kinds: [dead], rate: 5000}",
                "an incident without end|faults: {at: [{kinds: [dead]}]}",
                "an incident of nothing|faults: {at: [{for: 1h}]}",
                "more than all|faults: {at: [{kinds: [dead], for: 1h, share: 1.1}]}",
                "a kiosk there cannot be|faults: {at: [{kinds: [dead], for: 1h, kiosks: ['#']}]}",
                "no link|network: [{share: 0.5}]",
                "a link there is not|network: [{link: pigeon}]",
                "a link that loses nearly all|network: [{link: lte, loss: 0.9}]",
                "a link that carries nothing|network: [{link: lte, bytes-per-second: 0}]",
                "a network that is no list|network: {link: lte}",
                "no class|hardware: [{share: 0.5}]",
                "a class there is not|hardware: [{class: abacus}]",
                "a card for nothing|hardware: [{class: pi-3, spool-bytes: 0}]",
                "a processor for nothing|hardware: [{class: pi-3, events-per-second: 0}]",
                "a seed that is none|seed: chance",
                "an empty assumption|assumed: []",
            })
    void whatTheSchemaRefusesTheReaderRefuses(String what, String rest) throws Exception {
        String text = HEAD + rest;
        assertFalse(SCHEMA.validate(tree(text)).isEmpty(), "the schema takes " + what);
        assertThrows(ScenarioException.class, () -> read(text), "the reader takes " + what);
    }

    /** What no schema can say. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a zone there is not|calendar: {zone: Moon/Crater}",
                "an end before the beginning|demand: {factors: [{factor: 1, from: 2h, to: 1h}]}",
                "a night in one piece|demand: {factors: [{factor: 1, hours: [22, 4]}]}",
                "a service of a whole kiosk's fault|faults: {at: [{kinds: [power-cut], for: 1h, service: call}]}",
                "a district of another borough|city: {never-activated: [{borough: Staten Island, district: 9}]}",
                "more links than kiosks|network: [{link: lte, share: 0.6}, {link: fibre, share: 0.6}]",
                "more hardware than kiosks|hardware: [{class: pi-3, share: 0.6}, {class: pi-4, share: 0.6}]",
                "no length|faults: {at: [{kinds: [dead], for: 0s}]}",
                "a date there is not|calendar: {start: 2026-02-30}",
                "a key that stands there twice|seed: 1\\nseed: 2",
                "what is no YAML|city: {kiosks: 1",
            })
    void theReaderRefusesWhatNoSchemaCanSay(String what, String rest) {
        String text = HEAD + rest.replace("\\n", "\n");
        ScenarioException refused = assertThrows(ScenarioException.class, () -> read(text), what);
        assertTrue(String.valueOf(refused.getMessage()).matches("(?s)a\\.yaml, line [345]: .*"), refused.getMessage());
    }

    @Test
    void theShippedOnesFitTheSchemaAndAreNamedAsTheirFiles() throws Exception {
        Set<String> words = new HashSet<>();
        SCHEMA.getSchemaNode().at("/$defs/kind/enum").forEach(each -> words.add(each.asText()));
        assertEquals(
                Set.copyOf(EnumSet.allOf(FaultKind.class).stream()
                        .map(FaultKind::word)
                        .toList()),
                words);
        for (Scenario each : Scenarios.shipped()) {
            String resource = "shipped/" + each.name() + ".yaml";
            try (InputStream in = Scenarios.class.getResourceAsStream(resource)) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(text.startsWith("# yaml-language-server: $schema=../scenario.schema.json\n"), resource);
                assertEquals(Set.of(), SCHEMA.validate(tree(text)), resource);
            }
            assertTrue(ScenarioText.of(each).contains(each.expect().get(0)));
        }
    }

    @Test
    void whatIsPlayedOtherwiseThanItsSentenceSaysIsAddedToIt() {
        Scenario ordinary = read(HEAD);
        World world = ordinary.world();
        Set<FaultKind> all = EnumSet.allOf(FaultKind.class);

        assertEquals("something", ordinary.in(world.withKiosks(7).withSeed(7)).shows());
        assertEquals(
                "something But here: every kind of fault, by seed, 100 times as often as in New York;"
                        + " 14400 simulated seconds a second.",
                ordinary.in(world.withDrawnFaults(all, 100).withSpeed(14_400)).shows());
        assertEquals(
                "something But here: no faults by seed.",
                read(HEAD + "faults: {kinds: [dead]}\n").in(world).shows());
    }

    @Test
    void aKioskThatIsNotThereIsNamed() {
        World world = read(HEAD + "demand: {fixed: [{kiosk: mn-12-999999, service: call, per-day: 1}]}")
                .world();
        ScenarioException refused =
                assertThrows(ScenarioException.class, () -> Play.of(world, null, InstantSource.system()));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("The city has no kiosk mn-12-999999"));
    }

    private static JsonNode tree(String text) throws Exception {
        return YAML.readTree(text);
    }

    private static Scenario read(String text) {
        return ScenarioReader.read(text, "a.yaml", Path.of("."));
    }
}
