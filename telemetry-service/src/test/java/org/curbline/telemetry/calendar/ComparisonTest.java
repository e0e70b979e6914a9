package org.curbline.telemetry.calendar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
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

    private static Instant at(LocalDateTime time) {
        return time.atZone(NEW_YORK).toInstant();
    }
}
