package org.curbline.registry.kiosk;

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
import java.util.stream.Stream;
import org.curbline.registry.kiosk.MaintenanceWindow.Span;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        "02:30-04:00, 2026-03-08, 2026-03-08T07:00:00Z, 2026-03-08T08:00:00Z",
        "02:30-03:30, 2026-03-08, 2026-03-08T07:00:00Z, 2026-03-08T07:30:00Z",
        "02:30-03:15, 2026-03-08, 2026-03-08T07:00:00Z, 2026-03-08T07:15:00Z",
        "01:00-02:30, 2026-03-08, 2026-03-08T06:00:00Z, 2026-03-08T07:00:00Z",
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
        MaintenanceWindow window = window("2026-01-01T02:10", "2026-01-01T02:50", "FREQ=DAILY");
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

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "20261126T020000, 2026-11-24 2026-11-25 2026-11-26", // by the clocks of the place
        "20261126T015959, 2026-11-24 2026-11-25",
        "20261126T070000Z, 2026-11-24 2026-11-25 2026-11-26", // five hours later in UTC
        "20261126T065959Z, 2026-11-24 2026-11-25",
        "20261126, 2026-11-24 2026-11-25 2026-11-26" // with all of that day
    })
    void theLastDayIsSaidInAnyFormOfTheStandard(String until, String expected) {
        MaintenanceWindow window = window("2026-11-24T02:00", "2026-11-24T04:00", "FREQ=DAILY;UNTIL=" + until);
        assertEquals(expected, days(window, "2027-02-01T00:00"));
    }

    @Test
    void ofARuleWithoutEndOnlyAsMuchIsWorkedOutAsIsTaken() {
        Span first = new Span(time("2026-11-24T02:00"), time("2026-11-24T04:00"));
        Stream<Span> all = new Repetition("FREQ=DAILY", NEW_YORK).within(first, first.from(), Instant.MAX);
        assertEquals(
                time("2026-11-26T02:00"), all.skip(2).findFirst().orElseThrow().from());
    }

    @Test
    void aRuleWhoseNextDayIsManyYearsAwayIsNotOver() {
        MaintenanceWindow leapDay =
                window("2028-02-29T02:00", "2028-02-29T04:00", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29");
        assertEquals(time("2104-02-29T02:00"), leapDay.nextChange(time("2096-03-01T00:00")));
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

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "'' | 'This is no recurrence rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=TU.'",
                "DAILY | This is no recurrence rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=TU: DAILY cannot be in one.",
                "FREQ=DAILY;INTERVAL=0 | This is no recurrence rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=TU: INTERVAL=0 cannot be in one.",
                "INTERVAL=2;FREQ=OFTEN | This is no recurrence rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=TU: FREQ=OFTEN cannot be in one.",
                "FREQ=DAILY;COUNT=2;UNTIL=20261205 | This is no recurrence rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=TU.",
                "FREQ=HOURLY | A window can be repeated daily at most, not HOURLY.",
                "FREQ=DAILY;BYHOUR=2,14 | A window opens at the time of day of its first opening, once a day at most: BYHOUR cannot be in its rule.",
                "FREQ=YEARLY;BYMINUTE=0 | A window opens at the time of day of its first opening, once a day at most: BYMINUTE cannot be in its rule.",
                "FREQ=DAILY;BYSECOND=0,1 | A window opens at the time of day of its first opening, once a day at most: BYSECOND cannot be in its rule.",
                "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30 | By this rule the window opens at no time in ten years.",
                "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30 | By this rule the window opens at no time in ten years.",
                "FREQ=YEARLY;BYDAY=MO,TU;BYSETPOS=366 | By this rule the window opens at no time in ten years.",
                "FREQ=DAILY;UNTIL=20261123T235959 | By this rule the window opens at no time in ten years."
            })
    void aRuleThatIsNoneOrNeverComesIsRefusedWithASentence(String rule, String sentence) {
        InvalidPlanException refused =
                assertThrows(InvalidPlanException.class, () -> window("2026-11-24T02:00", "2026-11-24T04:00", rule));
        assertEquals("repeats: " + sentence, refused.part() + ": " + refused.getMessage());
    }

    @ParameterizedTest(name = "{3}: {0} to {1}, {2}")
    @CsvSource(
            nullValues = "once",
            value = {
                "2026-11-24T02:00, 2026-11-24T02:00, once, to",
                "2026-11-24T02:00, 2027-11-26T02:00, once, to",
                "2026-11-24T02:00, 2027-01-24T02:00, FREQ=DAILY, to",
                "2015-11-24T02:00, 2015-11-24T04:00, once, from",
                "2015-11-24T02:00, 2015-11-24T04:00, FREQ=DAILY, from",
                "2036-11-24T02:00, 2036-11-24T04:00, once, from"
            })
    void aTimeThatCannotBeAWindowIsRefused(String from, String to, @Nullable String rule, String part) {
        assertEquals(
                part,
                assertThrows(InvalidPlanException.class, () -> window(from, to, rule))
                        .part());
    }

    @Test
    void aWindowForNobodyOrByNobodyIsRefused() {
        Span span = new Span(time("2026-11-24T02:00"), time("2026-11-24T04:00"));
        assertEquals("kiosks", refusal(Set.of(), span, "", "ada"));
        assertEquals("by", refusal(Set.of("x"), span, "", " "));
        assertEquals("by", refusal(Set.of("x"), span, "", "\u0000"));
        assertEquals("reason", refusal(Set.of("x"), span, "\u0000", "ada"));
    }

    private static String refusal(Set<String> kiosks, Span span, String reason, String by) {
        return assertThrows(
                        InvalidPlanException.class,
                        () -> MaintenanceWindow.plan(kiosks, Set.of(), span, null, reason, by, span.from()))
                .part();
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
