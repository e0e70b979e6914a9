package org.curbline.telemetry.calendar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class BucketTest {
    private static final Instant FROM = Instant.parse("1975-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2035-01-01T00:00:00Z");

    /** Until then a minute after midnight was an hour before midnight again in St. John's. */
    private static final Instant NO_DAY_COMES_BACK = Instant.parse("2012-01-01T00:00:00Z");

    private static final List<Bucket> BUCKETS =
            List.of(Bucket.HOUR, Bucket.DAY, Bucket.week(DayOfWeek.SUNDAY), Bucket.MONTH);

    /** By half an hour, too, as on Lord Howe Island, and by a day, as in Samoa. */
    @Test
    void followEachOtherWhereverClocksAreChanged() {
        int changes = 0;
        for (String name : ZoneId.getAvailableZoneIds()) {
            ZoneId zone = ZoneId.of(name);
            ZoneOffsetTransition change = zone.getRules().nextTransition(FROM);
            while (change != null && change.getInstant().isBefore(TO)) {
                for (int minutes = -120; minutes <= 120; minutes += 30) {
                    assertFollow(change.getInstant().plus(Duration.ofMinutes(minutes)), zone);
                }
                change = zone.getRules().nextTransition(change.getInstant());
                changes++;
            }
        }
        assertTrue(changes > 10_000, () -> "too few zones");
    }

    private static void assertFollow(Instant time, ZoneId zone) {
        for (Bucket bucket : BUCKETS) {
            Supplier<String> what = () -> bucket.word() + " of " + time.atZone(zone);
            Instant start = bucket.start(time, zone);
            Instant next = bucket.after(time, zone);
            assertTrue(!start.isAfter(time) && next.isAfter(time), what);
            if (bucket.length() != Bucket.Length.HOUR && time.isBefore(NO_DAY_COMES_BACK)) {
                continue;
            }
            assertEquals(next, bucket.start(next, zone), what);
            assertEquals(start, bucket.start(next.minusMillis(1), zone), what);
        }
    }
}
