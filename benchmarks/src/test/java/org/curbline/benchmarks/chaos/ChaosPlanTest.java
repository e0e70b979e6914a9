package org.curbline.benchmarks.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.curbline.benchmarks.chaos.ChaosPlan.Act;
import org.curbline.benchmarks.chaos.ChaosPlan.Kind;
import org.curbline.benchmarks.chaos.ChaosPlan.Step;
import org.junit.jupiter.api.Test;

class ChaosPlanTest {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Test
    void theSameSeedMakesTheSamePlan() {
        assertEquals(ChaosPlan.of(100, 2, 7, PAUSE), ChaosPlan.of(100, 2, 7, PAUSE));
        assertNotEquals(ChaosPlan.of(100, 2, 7, PAUSE), ChaosPlan.of(100, 2, 8, PAUSE));
    }

    @Test
    void itKillsSoOftenAndEverythingComesIn() {
        ChaosPlan plan = ChaosPlan.of(1_000, 2, 1, PAUSE);
        assertEquals(
                1_000,
                plan.steps().stream().filter(step -> step.act() == Act.KILL).count());
        Set<String> parts =
                plan.steps().stream().map(step -> step.part().title()).collect(Collectors.toSet());
        assertEquals(
                Set.of(
                        "gateway 1",
                        "gateway 2",
                        "influxd",
                        "telemetry service",
                        "way to gateway 1",
                        "way to gateway 2",
                        "way to the store of gateway 1",
                        "way to the store of gateway 2",
                        "PostgreSQL",
                        "way to the registry of gateway 1",
                        "way to the registry of gateway 2",
                        "way between gateways"),
                parts);
        assertEquals(
                EnumSet.allOf(Act.class), plan.steps().stream().map(Step::act).collect(Collectors.toSet()));
        assertTrue(plan.steps().stream().allMatch(step -> step.pause().compareTo(PAUSE) <= 0));
    }

    @Test
    void processesAreKilledAndStoppedWaysAreCutOneStandsStillTooAndWhatWritesToADiskFindsItFull() {
        Map<Act, Set<Kind>> done = new EnumMap<>(Act.class);
        ChaosPlan.of(300, 2, 1, PAUSE).steps().forEach(step -> done.computeIfAbsent(
                        step.act(), none -> EnumSet.noneOf(Kind.class))
                .add(step.part().kind()));
        Set<Kind> stopped = EnumSet.of(Kind.GATEWAY, Kind.STORE, Kind.TELEMETRY_SERVICE, Kind.WAY_BETWEEN_GATEWAYS);
        Set<Kind> killed = EnumSet.of(Kind.GATEWAY, Kind.STORE, Kind.TELEMETRY_SERVICE, Kind.REGISTRY);
        assertEquals(
                Map.of(
                        Act.KILL,
                        killed,
                        Act.STOP,
                        stopped,
                        Act.FILL,
                        EnumSet.of(Kind.GATEWAY, Kind.STORE),
                        Act.CUT,
                        EnumSet.of(
                                Kind.WAY_TO_GATEWAY,
                                Kind.WAY_TO_STORE,
                                Kind.WAY_TO_REGISTRY,
                                Kind.WAY_BETWEEN_GATEWAYS)),
                done);
    }

    @Test
    void oneGatewayHasNobodyToTalkToAndItsRegistryInAFileThatNobodyKills() {
        assertTrue(ChaosPlan.of(300, 1, 1, PAUSE).steps().stream()
                .map(step -> step.part().kind())
                .noneMatch(EnumSet.of(Kind.REGISTRY, Kind.WAY_TO_REGISTRY, Kind.WAY_BETWEEN_GATEWAYS)::contains));
    }
}
