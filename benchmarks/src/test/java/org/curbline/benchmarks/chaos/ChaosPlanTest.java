package org.curbline.benchmarks.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.curbline.benchmarks.chaos.ChaosPlan.Act;
import org.curbline.benchmarks.chaos.ChaosPlan.Part;
import org.curbline.benchmarks.chaos.ChaosPlan.Step;
import org.junit.jupiter.api.Test;

class ChaosPlanTest {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Test
    void theSameSeedMakesTheSamePlan() {
        assertEquals(ChaosPlan.of(100, 7, PAUSE), ChaosPlan.of(100, 7, PAUSE));
        assertNotEquals(ChaosPlan.of(100, 7, PAUSE), ChaosPlan.of(100, 8, PAUSE));
    }

    @Test
    void itKillsSoOftenAndEverythingComesIn() {
        ChaosPlan plan = ChaosPlan.of(200, 1, PAUSE);
        assertEquals(
                200,
                plan.steps().stream().filter(step -> step.act() == Act.KILL).count());
        Set<Part> parts = plan.steps().stream().map(Step::part).collect(Collectors.toSet());
        assertEquals(EnumSet.allOf(Part.class), parts);
        assertEquals(
                EnumSet.allOf(Act.class), plan.steps().stream().map(Step::act).collect(Collectors.toSet()));
        assertTrue(plan.steps().stream().allMatch(step -> step.pause().compareTo(PAUSE) <= 0));
        assertTrue(
                plan.steps().stream()
                        .allMatch(step -> (step.act() == Act.CUT)
                                == EnumSet.of(Part.WAY_TO_GATEWAY, Part.WAY_TO_STORE)
                                        .contains(step.part())),
                "processes are killed and stopped, ways are cut");
    }
}
