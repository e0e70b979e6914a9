package org.curbline.agent.source.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.curbline.agent.source.FakeCard;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.junit.jupiter.api.Test;

class SimulatedUseTest {
    private final FakeCard card = new FakeCard();
    private final List<String> taken = card.taken();
    private Instant now = Instant.parse("2026-11-23T17:00:00Z");

    @Test
    void servicesThatAreSimulatedAreUsedAndUpAndOthersAreNotSpokenOf() {
        SimulatedUse use = use(EnumSet.of(Service.WIFI, Service.CALL));
        pass(use, Duration.ofHours(8));
        Set<String> spokenOf = new TreeSet<>();
        taken.forEach(event -> spokenOf.add(event.replaceFirst("\\{.*?(\"service\".*)?\\}", "$1")));
        assertEquals(
                Set.of(
                        "CALL ",
                        "STATUS \"service\":\"call\",\"state\":\"up\"",
                        "STATUS \"service\":\"wifi\",\"state\":\"up\"",
                        "WIFI "),
                spokenOf);
        assertEquals("SIMULATED use of wifi, call: " + taken.size() + " events taken", use.toString());
    }

    @Test
    void nothingHappensBeforeItIsSwitchedOnAndTimesAreThoseAtWhichItIsTold() {
        SimulatedUse use = use(EnumSet.allOf(Service.class));
        use.go();
        assertEquals(4, taken.size(), "it is up");
        pass(use, Duration.ofMinutes(2));
        assertEquals(
                12, taken.stream().filter(event -> event.startsWith("STATUS")).count());
        assertTrue(
                taken.stream().allMatch(event -> event.matches(".*\"at\":\"2026-11-23T17:0[0-2]:.*")), taken::toString);
    }

    @Test
    void aClockThatLeapsMakesNoEventsOfTheYearsBetween() {
        now = Instant.EPOCH;
        SimulatedUse use = use(EnumSet.of(Service.WIFI));
        pass(use, Duration.ofMinutes(2));
        int before = taken.size();
        now = Instant.parse("2026-11-23T17:00:00Z");
        pass(use, Duration.ofMinutes(2));
        now = now.minus(Duration.ofHours(1));
        pass(use, Duration.ofMinutes(2));
        List<String> after = taken.subList(before, taken.size());
        assertTrue(after.size() >= 4 && after.size() < 100, after::toString);
        assertTrue(after.stream().allMatch(event -> event.matches(".*\"at\":\"2026-11-23T1[67]:0.*")), after::toString);
    }

    @Test
    void whatTheCardDoesNotTakeIsOfferedAgain() {
        SimulatedUse use = use(EnumSet.of(Service.TABLET));
        card.full(true);
        pass(use, Duration.ofMinutes(3));
        assertTrue(use.toString().matches(".*: 0 events taken, \\d wait for the card"), use::toString);
        card.full(false);
        use.go();
        assertTrue(use.toString().matches(".*: \\d events taken"), use::toString);
        assertTrue(taken.size() >= 3 && taken.get(0).contains("\"seq\":0,"), taken::toString);
    }

    private SimulatedUse use(Set<Service> services) {
        return new SimulatedUse(KioskId.of("mn-05-000001"), services, card, () -> now, new SplittableRandom(1));
    }

    /** It looks every half minute. */
    private void pass(SimulatedUse use, Duration time) {
        Instant end = now.plus(time);
        use.go();
        while (now.isBefore(end)) {
            now = now.plusSeconds(30);
            use.go();
        }
    }
}
