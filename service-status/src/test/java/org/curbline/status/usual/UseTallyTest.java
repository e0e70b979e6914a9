package org.curbline.status.usual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import org.curbline.protocol.Service;
import org.junit.jupiter.api.Test;

class UseTallyTest {
    private static final WeekHours NEW_YORK = new WeekHours(ZoneId.of("America/New_York"));
    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 23);
    private static final double CLOSE = 0.03;

    private final FleetUse fleet = new FleetUse();
    private final UsualUse one = new UsualUse(fleet);

    @Test
    void anHourIsLearntFromTheDaysOnWhichTheServiceWorked() {
        UseTally tally = new UseTally(Service.WIFI, DayOfWeek.MONDAY, NEW_YORK);
        for (int week = 0; week < 4; week++) {
            tally.begin(MONDAY.minusWeeks(week));
            if (week > 0) { // it was out of order on one of them
                tally.worked("one", tally.from(), tally.to());
            }
            tally.used("one", 9, 12, 0);
        }
        learn(tally);
        assertEquals(12, one.perHour(9), 12 * CLOSE);
        assertEquals(3, one.times(9), 3 * CLOSE);
        assertEquals(0, one.perHour(24 + 9), "of Tuesday nothing is known");
    }

    @Test
    void onlyWholeHoursCountAndWhatIsUsedInThem() {
        UseTally tally = new UseTally(Service.WIFI, DayOfWeek.MONDAY, NEW_YORK);
        tally.begin(MONDAY);
        tally.worked(
                "one", tally.from().plus(Duration.ofMinutes(61)), tally.from().plus(Duration.ofMinutes(239)));
        for (int hour = 0; hour < 24; hour++) {
            tally.used("one", hour, 10, 5);
        }
        tally.used("other", 2, 10, 0);
        LearntDay learnt = learn(tally);
        assertEquals(0, one.times(1));
        assertTrue(one.times(2) > 0);
        assertEquals(0, one.times(3));
        assertEquals(10, learnt.fleet().uses());
        assertEquals(5, learnt.fleet().empty());
        assertFalse(learnt.kiosks().containsKey("other"), "nobody said that it worked");
    }

    @Test
    void aDayOfTwentyFiveHoursHasOneOfThemTwice() {
        UseTally tally = new UseTally(Service.WIFI, DayOfWeek.SUNDAY, NEW_YORK);
        tally.begin(LocalDate.of(2026, 11, 1));
        assertEquals(Duration.ofHours(25), Duration.between(tally.from(), tally.to()));
        tally.worked("one", tally.from(), tally.to());
        tally.used("one", 1, 10, 0);
        tally.used("one", 2, 20, 0);
        tally.used("one", 24, 7, 0);
        learn(tally);
        int sunday = 6 * 24;
        assertEquals(15, one.perHour(sunday + 1), 15 * CLOSE, "one o'clock came twice");
        assertEquals(7, one.perHour(sunday + 23), 7 * CLOSE);
    }

    @Test
    void aDayOfTwentyThreeHoursLacksOne() {
        UseTally tally = new UseTally(Service.WIFI, DayOfWeek.SUNDAY, NEW_YORK);
        tally.begin(LocalDate.of(2026, 3, 8));
        assertEquals(Duration.ofHours(23), Duration.between(tally.from(), tally.to()));
        tally.worked("one", tally.from(), tally.to());
        tally.used("one", 2, 10, 0);
        learn(tally);
        int sunday = 6 * 24;
        assertEquals(0, one.times(sunday + 2));
        assertEquals(10, one.perHour(sunday + 3), 10 * CLOSE);
    }

    @Test
    void aKioskOfWhichNothingIsKnownIsLikeTheFleetAndOneThatIsKnownIsItself() {
        UseTally tally = new UseTally(Service.WIFI, DayOfWeek.MONDAY, NEW_YORK);
        for (int week = 0; week < 4; week++) {
            tally.begin(MONDAY.minusWeeks(week));
            for (int kiosk = 0; kiosk < 50; kiosk++) {
                String id = kiosk == 0 ? "one" : "k" + kiosk;
                tally.worked(id, tally.from(), tally.to());
                for (int hour = 0; hour < 24; hour++) {
                    int ofHour = hour < 6 ? 1 : 5;
                    tally.used(id, hour, kiosk == 0 ? 20L * ofHour : 2L * ofHour, 0);
                }
            }
        }
        LearntDay learnt = learn(tally);
        UsualUse newcomer = new UsualUse(fleet);
        newcomer.learn(DayOfWeek.MONDAY, null);
        double average = (20 + 49 * 2) / 50.0;
        assertEquals(average, newcomer.perHour(3), average * CLOSE);
        assertEquals(5 * average, newcomer.perHour(12), 5 * average * CLOSE);
        assertEquals(20, one.perHour(3), 20 * CLOSE * 2);
        assertEquals(100, one.perHour(12), 100 * CLOSE * 2);
        assertTrue(newcomer.expectation().evidence() < 3, "of the newcomer little is known");
        assertTrue(one.expectation().evidence() > 5000);
        assertEquals(51, learnt.kiosks().size() + 1);
    }

    private LearntDay learn(UseTally tally) {
        LearntDay learnt = tally.learn();
        fleet.learn(learnt);
        one.learn(learnt.day(), learnt.kiosks().get("one"));
        return learnt;
    }
}
