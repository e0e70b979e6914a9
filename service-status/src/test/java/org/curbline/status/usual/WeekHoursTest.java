package org.curbline.status.usual;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeekHoursTest {
    private static final int SUNDAY = 6 * 24;

    private final WeekHours newYork = new WeekHours(ZoneId.of("America/New_York"));

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource({
        "2026-11-23T05:00:00Z, America/New_York, 0", // Monday, midnight
        "2026-11-23T04:59:59.999Z, America/New_York, 167",
        "2026-11-24T05:30:00Z, America/New_York, 24",
        "2028-02-29T17:00:00Z, America/New_York, 36", // a leap day, a Tuesday
        "1969-12-31T23:00:00Z, UTC, 71", // a Wednesday, before the epoch
        "2026-11-22T18:30:00Z, Asia/Kolkata, 0",
        "2026-11-22T18:29:59Z, Asia/Kolkata, 167",
    })
    void anHourIsThatOfTheCitysClocks(Instant moment, String zone, int expected) {
        assertEquals(expected, new WeekHours(ZoneId.of(zone)).at(moment.toEpochMilli()));
    }

    @Test
    void theHourThatIsLeftOutDoesNotComeAndTheOneThatIsRepeatedIsTheSameTwice() {
        assertEquals(List.of(0, 1, 3, 4), hours("2026-03-08T05:00:00Z", 4)); // two o'clock is three
        assertEquals(List.of(0, 1, 1, 2), hours("2026-11-01T04:00:00Z", 4)); // two o'clock is one
    }

    @Test
    void anHourEndsWhereTheNextBegins() {
        for (String zone : List.of("America/New_York", "Asia/Kolkata", "Asia/Kathmandu")) {
            WeekHours hours = new WeekHours(ZoneId.of(zone));
            long at = Instant.parse("2026-03-07T00:10:00Z").toEpochMilli();
            for (int i = 0; i < 24 * 300; i++) {
                long end = hours.endOf(at);
                assertEquals(hours.at(at), hours.at(end - 1), zone);
                assertEquals(end, hours.endOf(end - 1), zone);
                at = end;
            }
        }
    }

    private List<Integer> hours(String from, int number) {
        List<Integer> sunday = new ArrayList<>();
        long at = Instant.parse(from).toEpochMilli();
        for (int i = 0; i < number; i++) {
            sunday.add(newYork.at(at) - SUNDAY);
            at = newYork.endOf(at);
        }
        return sunday;
    }
}
