package org.curbline.simulator.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.curbline.demand.KioskDemand;
import org.curbline.demand.UsagePlan;
import org.curbline.protocol.Call;
import org.curbline.protocol.HealthReport;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.ServiceReport.State;
import org.curbline.protocol.WifiSession;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.city.SyntheticCity;
import org.junit.jupiter.api.Test;

/** What faults make of a day. */
class FaultyDemandTest {
    private static final long START = Instant.parse("2026-11-18T05:00:00Z").toEpochMilli();
    private static final long DAY_END = START + Duration.ofDays(1).toMillis();
    private static final long BEGIN = START + Duration.ofHours(8).toMillis();
    private static final long END = START + Duration.ofHours(20).toMillis();

    private final KioskSite site = SyntheticCity.of(1, 1).get(0);
    private final List<KioskEvent> sound = day(List.of());

    @Test
    void aDeadServiceIsUsedNoMoreAndSaysSo() {
        List<KioskEvent> day = day(List.of(Fault.of(FaultKind.DEAD, Service.CALL, BEGIN, END)));
        assertEquals(List.of(), during(day, Call.class::isInstance));
        assertSaid(State.DOWN, "no-service", during(day, isReport(Service.CALL)));
        assertNothingElseChanged(day, Call.class, Service.CALL);
    }

    @Test
    void aSilentServiceIsUsedNoMoreAndStillReportsUp() {
        List<KioskEvent> day = day(List.of(Fault.of(FaultKind.SILENT, Service.CALL, BEGIN, END)));
        assertEquals(List.of(), during(day, Call.class::isInstance));
        assertSaid(State.UP, "", during(day, isReport(Service.CALL)));
        assertNothingElseChanged(day, Call.class, Service.CALL);
    }

    @Test
    void anEmptyServiceIsUsedAndCarriesNothing() {
        List<KioskEvent> day = day(List.of(Fault.of(FaultKind.EMPTY, Service.WIFI, BEGIN, END)));
        List<KioskEvent> sessions = during(day, WifiSession.class::isInstance);
        assertEquals(during(sound, WifiSession.class::isInstance).size(), sessions.size());
        assertTrue(sessions.stream().allMatch(event -> event instanceof WifiSession wifi && wifi.downBytes() == 0));
        assertSaid(State.UP, "", during(day, isReport(Service.WIFI)));
        assertNothingElseChanged(day, WifiSession.class, Service.WIFI);
    }

    @Test
    void aDegradedServiceIsUsedAndSaysSo() {
        List<KioskEvent> day = day(List.of(Fault.of(FaultKind.DEGRADED, Service.WIFI, BEGIN, END)));
        assertSaid(State.DEGRADED, "slow", during(day, isReport(Service.WIFI)));
        assertNothingElseChanged(day, ServiceReport.class, Service.WIFI);
    }

    @Test
    void aServiceThatFlapsSaysSoEachTime() {
        List<KioskEvent> day = day(List.of(Fault.of(FaultKind.FLAPPING, Service.TABLET, BEGIN, END)));
        List<KioskEvent> reports = during(day, isReport(Service.TABLET));
        assertTrue(reports.size() > 3 * 60 * 11, reports.size() + " in twelve hours");
        for (int i = 1; i < reports.size(); i++) {
            assertTrue(
                    state(reports.get(i)) != state(reports.get(i - 1)),
                    reports.get(i).toString());
        }
    }

    @Test
    void aKioskWithoutPowerSaysNothingAndHasBeenUpSinceItsReturn() {
        List<KioskEvent> day = day(List.of(Fault.of(FaultKind.POWER_CUT, BEGIN, END)));
        assertEquals(List.of(), during(day, event -> true));
        HealthReport first = day.stream()
                .filter(event -> event instanceof HealthReport && event.id().atMillis() >= END)
                .map(HealthReport.class::cast)
                .findFirst()
                .orElseThrow();
        assertEquals((first.id().atMillis() - END) / 1_000, first.uptimeSeconds());
        assertNoHole(day);
    }

    @Test
    void aWrongClockMovesEveryEventAndNothingElse() {
        long ahead = Duration.ofHours(-3).toMillis();
        List<KioskEvent> day = day(List.of(new Fault(FaultKind.WRONG_CLOCK, null, BEGIN, END, ahead)));
        assertEquals(sound.size(), day.size());
        for (int i = 0; i < sound.size(); i++) {
            long at = sound.get(i).id().atMillis();
            long wrong = at >= BEGIN && at < END ? ahead : 0;
            assertEquals(at + wrong, day.get(i).id().atMillis());
            assertEquals(sound.get(i).kind(), day.get(i).kind());
        }
    }

    @Test
    void stuckReportsSpeakOfTheLastMomentBefore() {
        List<KioskEvent> day = day(List.of(Fault.of(FaultKind.STUCK_REPORTS, BEGIN, END)));
        long last = sound.stream()
                .filter(isReport(Service.CALL))
                .mapToLong(event -> event.id().atMillis())
                .filter(at -> at < BEGIN)
                .max()
                .orElseThrow();
        assertEquals(
                12 * 60 + 1,
                day.stream()
                        .filter(isReport(Service.CALL))
                        .filter(event -> event.id().atMillis() == last)
                        .count());
        assertNoHole(day);
    }

    @Test
    void stuckValuesAreThoseOfTheFirstUnderNewNumbers() {
        List<KioskEvent> day = day(List.of(Fault.of(FaultKind.STUCK_VALUES, BEGIN, END)));
        assertEquals(
                sound.stream().map(KioskEvent::id).toList(),
                day.stream().map(KioskEvent::id).toList());
        List<KioskEvent> sessions = during(day, WifiSession.class::isInstance);
        assertEquals(
                1, sessions.stream().map(FaultyDemandTest::values).distinct().count());
        assertEquals(values(during(sound, WifiSession.class::isInstance).get(0)), values(sessions.get(0)));
        assertTrue(during(sound, WifiSession.class::isInstance).stream()
                        .map(FaultyDemandTest::values)
                        .distinct()
                        .count()
                > 10);
        assertSaid(State.UP, "", during(day, isReport(Service.CALL)));
    }

    @Test
    void aKioskThatLostItsMemoryBeginsItsNumbersAnewInAnotherRun() {
        List<KioskEvent> day = day(List.of(Fault.of(FaultKind.LOST_MEMORY, BEGIN, END)));
        assertEquals(List.of(), during(day, event -> true));
        List<KioskEvent> before =
                day.stream().filter(event -> event.id().atMillis() < BEGIN).toList();
        List<KioskEvent> after =
                day.stream().filter(event -> event.id().atMillis() >= END).toList();
        assertTrue(before.stream().allMatch(event -> event.id().run().equals("0")));
        assertTrue(after.stream().allMatch(event -> event.id().run().equals("0m1")));
        assertNoHole(before);
        assertNoHole(after);
    }

    private void assertNothingElseChanged(List<KioskEvent> day, Class<?> except, Service ofService) {
        Predicate<KioskEvent> others =
                event -> !except.isInstance(event) && !isReport(ofService).test(event);
        assertEquals(
                sound.stream()
                        .filter(others)
                        .map(FaultyDemandTest::withoutNumber)
                        .toList(),
                day.stream().filter(others).map(FaultyDemandTest::withoutNumber).toList());
        assertNoHole(day);
        assertFalse(during(day, others).isEmpty());
    }

    private static void assertNoHole(List<KioskEvent> day) {
        for (int i = 0; i < day.size(); i++) {
            assertEquals(i + 1, day.get(i).id().seq());
        }
    }

    private static void assertSaid(State state, String reason, List<KioskEvent> reports) {
        assertEquals(12 * 60, reports.size());
        assertTrue(reports.stream()
                .map(ServiceReport.class::cast)
                .allMatch(report -> report.state() == state && report.reason().equals(reason)));
    }

    private static Predicate<KioskEvent> isReport(Service service) {
        return event -> event instanceof ServiceReport report && report.service() == service;
    }

    private static State state(KioskEvent report) {
        return ((ServiceReport) report).state();
    }

    private static String withoutNumber(KioskEvent event) {
        return event.toString().replaceFirst("seq=\\d+", "");
    }

    private static String values(KioskEvent event) {
        return event.toString().replaceFirst("EventId\\[[^]]*]", "");
    }

    private static List<KioskEvent> during(List<KioskEvent> day, Predicate<KioskEvent> which) {
        return day.stream()
                .filter(event -> event.id().atMillis() >= BEGIN && event.id().atMillis() < END)
                .filter(which)
                .toList();
    }

    private List<KioskEvent> day(List<Fault> faults) {
        KioskDemand demand = new KioskDemand(
                site.id(),
                site.borough(),
                UsagePlan.NEW_YORK,
                1,
                START,
                "0",
                new Affliction(FaultPlan.everywhere(faults).of(site.id(), 1, START)));
        return Stream.iterate(
                        demand.next(DAY_END, () -> 0), event -> event != null, event -> demand.next(DAY_END, () -> 0))
                .map(KioskEvent.class::cast)
                .toList();
    }
}
