package org.curbline.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.curbline.registry.MaintenanceWindow.Span;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When windows are open, by the clocks of a place. */
class MaintenanceWindowTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    @Test
    void onceIsOnce() {
        MaintenanceWindow window = window("2026-11-24T02:00", "2026-11-24T04:00", null);
        assertEquals("02:00-04:00", openings(window, "2026-11-01T00:00", "2026-12-01T00:00"));
        assertFalse(window.isOpen(time("2026-11-24T01:59:59")));
        assertTrue(window.isOpen(time("2026-11-24T02:00")));
        assertTrue(window.isOpen(time("2026-11-24T03:59:59")));
        assertFalse(window.isOpen(time("2026-11-24T04:00")));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @CsvSource({
        // The clocks are put forward from two to three on 2026-03-08, and back from two to one on 2026-11-01.
        "01:00-04:00, 2026-03-07, 2026-03-07T06:00:00Z, 2026-03-07T09:00:00Z",
        "01:00-04:00, 2026-03-08, 2026-03-08T06:00:00Z, 2026-03-08T08:00:00Z",
        "02:30-04:00, 2026-03-08, 2026-03-08T07:30:00Z, 2026-03-08T08:00:00Z",
        "01:00-02:30, 2026-03-08, 2026-03-08T06:00:00Z, 2026-03-08T07:30:00Z",
        "01:00-04:00, 2026-11-01, 2026-11-01T05:00:00Z, 2026-11-01T09:00:00Z",
        "01:30-04:00, 2026-11-01, 2026-11-01T05:30:00Z, 2026-11-01T09:00:00Z",
        "23:00-01:00, 2026-10-31, 2026-11-01T03:00:00Z, 2026-11-01T05:00:00Z"
    })
    void dailyIsByTheClocksOfThePlace(String hours, String day, Instant from, Instant to) {
        LocalDateTime begin = LocalDateTime.parse("2026-01-01T" + hours.substring(0, 5));
        LocalDateTime end = LocalDateTime.parse("2026-01-01T" + hours.substring(6));
        MaintenanceWindow window =
                window(begin.toString(), (end.isAfter(begin) ? end : end.plusDays(1)).toString(), "FREQ=DAILY");
        List<Span> that = window.within(time(day + "T00:30"), time(day + "T23:30"));
        assertTrue(that.contains(new Span(from, to)), that.toString());
    }

    @Test
    void aTimeThatADayLeavesOutWhollyIsNotThatDay() {
        MaintenanceWindow window = window("2026-01-01T02:30", "2026-01-01T03:15", "FREQ=DAILY");
        assertEquals(List.of(), window.within(time("2026-03-08T00:00"), time("2026-03-09T00:00")));
    }

    @Test
    void weeksAndMonthsFollowTheRule() {
        assertEquals(
                "2026-11-24 2026-11-26 2026-12-01 2026-12-03",
                days(window("2026-11-24T02:00", "2026-11-24T04:00", "FREQ=WEEKLY;BYDAY=TU,TH"), "2026-12-05T00:00"));
        assertEquals(
                "2026-11-01 2026-12-06 2027-01-03",
                days(window("2026-11-01T02:00", "2026-11-01T04:00", "FREQ=MONTHLY;BYDAY=1SU"), "2027-02-01T00:00"));
        assertEquals(
                "2026-11-24 2026-11-25 2026-11-26",
                days(window("2026-11-24T02:00", "2026-11-24T04:00", "FREQ=DAILY;COUNT=3"), "2027-02-01T00:00"));
        assertEquals(
                "2026-11-24 2026-11-25",
                days(
                        window("2026-11-24T02:00", "2026-11-24T04:00", "FREQ=DAILY;UNTIL=20261125T235959"),
                        "2027-02-01T00:00"));
        assertEquals(
                "2028-02-29 2032-02-29",
                days(
                        window("2028-02-29T02:00", "2028-02-29T04:00", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"),
                        "2033-01-01T00:00"));
    }

    @Test
    void everyChangeIsFoundFromTheOneBefore() {
        MaintenanceWindow window = window("2026-11-24T23:00", "2026-11-25T01:00", "FREQ=DAILY;COUNT=2");
        List<String> changes = new ArrayList<>();
        Instant at = time("2026-01-01T00:00");
        while (!window.nextChange(at).equals(Instant.MAX)) {
            at = window.nextChange(at);
            changes.add(at.atZone(NEW_YORK).toLocalDateTime() + (window.isOpen(at) ? " opens" : " closes"));
        }
        assertEquals(
                List.of(
                        "2026-11-24T23:00 opens",
                        "2026-11-25T01:00 closes",
                        "2026-11-25T23:00 opens",
                        "2026-11-26T01:00 closes"),
                changes);
    }

    @Test
    void occurrencesThatOverlapAreOpenTogether() {
        MaintenanceWindow window = window("2026-11-24T00:00", "2026-11-25T12:00", "FREQ=DAILY;COUNT=2");
        assertTrue(window.isOpen(time("2026-11-25T06:00")));
        assertTrue(window.isOpen(time("2026-11-26T06:00")));
        assertFalse(window.isOpen(time("2026-11-26T12:00")));
    }

    @Test
    void calledOffItIsClosedFromThenOnAndWasOpenBefore() {
        MaintenanceWindow window =
                window("2026-11-24T02:00", "2026-11-24T04:00", "FREQ=DAILY").calledOff("ada", time("2026-11-25T03:00"));
        assertTrue(window.isOpen(time("2026-11-25T02:59")));
        assertFalse(window.isOpen(time("2026-11-25T03:00")));
        assertFalse(window.isOpen(time("2026-11-26T03:00")));
        assertEquals(time("2026-11-25T03:00"), window.nextChange(time("2026-11-25T02:30")));
        assertEquals(Instant.MAX, window.nextChange(time("2026-11-25T03:00")));
        assertEquals("02:00-04:00 02:00-03:00", openings(window, "2026-11-01T00:00", "2026-12-01T00:00"));
    }

    @Test
    void calledOffBeforeItOpensItNeverWas() {
        MaintenanceWindow window =
                window("2026-11-24T02:00", "2026-11-24T04:00", null).calledOff("ada", time("2026-11-24T01:00"));
        assertFalse(window.isOpen(time("2026-11-24T03:00")));
        assertEquals(Instant.MAX, window.nextChange(time("2026-11-24T00:00")));
    }

    @Test
    void kiosksAndWholeBoroughsAreCovered() {
        MaintenanceWindow window = MaintenanceWindow.plan(
                Set.of("MN-05-000001"),
                Set.of("Staten Island"),
                new Span(time("2026-11-24T02:00"), time("2026-11-24T04:00")),
                null,
                "",
                "ada",
                time("2026-11-23T00:00"));
        assertTrue(window.covers(kiosk("mn-05-000001", "Manhattan")));
        assertTrue(window.covers(kiosk("si-01-000001", "STATEN ISLAND")));
        assertFalse(window.covers(kiosk("mn-05-000002", "Manhattan")));
        assertFalse(window.covers(new Kiosk("x", Lifecycle.ACTIVE, "", null, null, null, Origin.ADDED)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "DAILY",
                "FREQ=HOURLY",
                "FREQ=DAILY;INTERVAL=0",
                "FREQ=DAILY;UNTIL=20261130T000000Z",
                "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"
            })
    void aRuleThatIsNoneOrNeverComesIsRefused(String rule) {
        assertThrows(IllegalArgumentException.class, () -> window("2026-11-24T02:00", "2026-11-24T04:00", rule));
    }

    @Test
    void whatCannotBeAWindowIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> window("2026-11-24T02:00", "2026-11-24T02:00", null));
        assertThrows(IllegalArgumentException.class, () -> window("2026-11-24T02:00", "2028-11-24T02:00", null));
        assertThrows(
                IllegalArgumentException.class, () -> window("2026-11-24T02:00", "2027-01-24T02:00", "FREQ=DAILY"));
        Span span = new Span(time("2026-11-24T02:00"), time("2026-11-24T04:00"));
        assertThrows(
                IllegalArgumentException.class,
                () -> MaintenanceWindow.plan(Set.of(), Set.of(), span, null, "", "ada", span.from()));
        assertThrows(
                IllegalArgumentException.class,
                () -> MaintenanceWindow.plan(Set.of("x"), Set.of(), span, null, "", " ", span.from()));
    }

    private static String days(MaintenanceWindow window, String until) {
        return String.join(
                " ",
                window.within(window.first().from(), time(until)).stream()
                        .map(span -> span.from().atZone(NEW_YORK).toLocalDate().toString())
                        .toList());
    }

    private static String openings(MaintenanceWindow window, String from, String to) {
        return String.join(
                " ",
                window.within(time(from), time(to)).stream()
                        .map(span -> span.from().atZone(NEW_YORK).toLocalTime() + "-"
                                + span.to().atZone(NEW_YORK).toLocalTime())
                        .toList());
    }

    private static MaintenanceWindow window(String from, String to, @Nullable String rule) {
        return MaintenanceWindow.plan(
                Set.of("mn-05-000001"),
                Set.of(),
                new Span(time(from), time(to)),
                rule == null ? null : new Repetition(rule, NEW_YORK),
                "",
                "ada",
                time("2026-01-01T00:00"));
    }

    private static Kiosk kiosk(String id, String borough) {
        return new Kiosk(id, Lifecycle.ACTIVE, "", new Place(40.7, -74, borough, "", "", ""), null, null, Origin.ADDED);
    }

    private static Instant time(String local) {
        return LocalDateTime.parse(local).atZone(NEW_YORK).toInstant();
    }
}
