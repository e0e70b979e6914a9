package org.curbline.telemetry.calendar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.curbline.program.http.Period;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    @ParameterizedTest(name = "{0} to {1}: {2} to {3}")
    @CsvSource({
        "2026-11-02T00:00, 2026-11-09T00:00, 2025-11-02T00:00, 2025-11-09T00:00", // clocks go back at its beginning
        "2026-03-01T10:30, 2026-03-01T12:00, 2025-03-01T10:30, 2025-03-01T12:00",
        "2024-02-28T00:00, 2024-02-29T00:00, 2023-02-28T00:00, 2023-03-01T00:00", // all of the day before the leap day
        "2024-02-29T00:00, 2024-03-01T00:00, 2023-02-28T00:00, 2023-03-01T00:00", // a day that was not
        "2024-02-29T06:00, 2024-02-29T12:00, 2023-02-28T06:00, 2023-02-28T12:00",
        "2024-02-28T18:00, 2024-02-29T12:00, 2023-02-28T18:00, 2023-03-01T00:00",
        "2024-02-20T00:00, 2024-03-01T00:00, 2023-02-20T00:00, 2023-03-01T00:00",
        "2024-02-01T00:00, 2024-03-01T00:00, 2023-02-01T00:00, 2023-03-01T00:00",
        "2025-02-28T00:00, 2025-03-01T00:00, 2024-02-28T00:00, 2024-02-29T00:00", // one day with one
        "2025-02-01T00:00, 2025-03-01T00:00, 2024-02-01T00:00, 2024-03-01T00:00", // a month with a month
        "2025-02-28T00:00, 2025-03-02T00:00, 2024-02-28T00:00, 2024-03-02T00:00",
        "2024-03-01T00:00, 2025-03-01T00:00, 2023-03-01T00:00, 2024-03-01T00:00",
    })
    void ofAYearHasTheSameDates(
            LocalDateTime from, LocalDateTime to, LocalDateTime fromBefore, LocalDateTime toBefore) {
        assertEquals(
                new Period(at(fromBefore), at(toBefore), NEW_YORK),
                Comparison.YEAR.of(new Period(at(from), at(to), NEW_YORK)));
    }

    @ParameterizedTest(name = "{0} to {1}: from {2}")
    @CsvSource({
        "2026-03-09T00:00, 2026-03-16T00:00, 2026-03-02T00:00", // clocks were put forward before it
        "2026-03-09T10:00, 2026-03-09T12:30, 2026-03-09T07:30",
    })
    void ofTheTimeBeforeHasAsManyDaysOrIsAsLong(LocalDateTime from, LocalDateTime to, LocalDateTime before) {
        assertEquals(
                new Period(at(before), at(from), NEW_YORK),
                Comparison.PREVIOUS.of(new Period(at(from), at(to), NEW_YORK)));
    }

    @ParameterizedTest(name = "{0}, {1}s of {2} to {3}: {4} beside {5}")
    @CsvSource({
        "year, day, 2028-02-27T00:00, 2028-03-03T00:00, 2028-02-28T00:00, 2027-02-28T00:00",
        "year, day, 2028-02-27T00:00, 2028-03-03T00:00, 2028-02-29T00:00, ", // a day that was not
        "year, day, 2028-02-27T00:00, 2028-03-03T00:00, 2028-03-01T00:00, 2027-03-01T00:00",
        "year, day, 2028-02-29T00:00, 2028-03-01T00:00, 2028-02-29T00:00, 2027-02-28T00:00",
        "year, day, 2029-02-27T00:00, 2029-03-03T00:00, 2029-03-01T00:00, 2028-03-01T00:00",
        "year, month, 2028-01-01T00:00, 2028-04-01T00:00, 2028-02-01T00:00, 2027-02-01T00:00",
        "year, week, 2026-11-02T00:00, 2026-11-30T00:00, 2026-11-02T00:00, 2025-11-03T00:00",
        "year, week, 2026-11-02T00:00, 2026-11-30T00:00, 2026-11-23T00:00, 2025-11-24T00:00",
        "year, hour, 2026-03-08T00:00, 2026-03-09T00:00, 2026-03-08T01:00, 2025-03-08T01:00",
        "year, hour, 2026-03-08T00:00, 2026-03-09T00:00, 2026-03-08T03:00, 2025-03-08T03:00", // behind one that was not
        "year, hour, 2026-03-09T00:00, 2026-03-10T00:00, 2026-03-09T02:00, ", // which clocks left out then
        "year, hour, 2026-03-09T00:00, 2026-03-10T00:00, 2026-03-09T03:00, 2025-03-09T03:00",
        "previous, hour, 2026-03-02T00:00, 2026-03-09T00:00, 2026-03-08T23:00, 2026-03-01T23:00",
        "previous, hour, 2026-03-02T10:00, 2026-03-02T12:30, 2026-03-02T10:00, 2026-03-02T07:00",
        "previous, day, 2026-03-09T00:00, 2026-03-16T00:00, 2026-03-15T00:00, 2026-03-08T00:00",
        "previous, week, 2026-03-04T00:00, 2026-03-18T00:00, 2026-03-02T00:00, 2026-02-16T00:00",
        "previous, month, 2026-03-01T00:00, 2026-04-01T00:00, 2026-03-01T00:00, 2026-01-01T00:00",
    })
    void bucketsStandBesideThoseOfTheSameDateAndHour(
            String word, String bucket, LocalDateTime from, LocalDateTime to, LocalDateTime start, LocalDateTime then) {
        Comparison comparison = Comparison.of(word);
        Period period = new Period(at(from), at(to), NEW_YORK);
        Map<Instant, Instant> beside =
                comparison.buckets(Bucket.of(bucket, DayOfWeek.MONDAY), period, comparison.of(period));
        assertEquals(
                then == null ? List.of() : List.of(at(then)),
                beside.entrySet().stream()
                        .filter(each -> each.getValue().equals(at(start)))
                        .map(Map.Entry::getKey)
                        .toList());
    }

    private static Instant at(LocalDateTime time) {
        return time.atZone(NEW_YORK).toInstant();
    }
}
