package org.curbline.status.usual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.curbline.status.usual.Street.Kiosk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kiosks that are used by chance. */
class UseWatchTest {
    private static final WeekHours HOURS = new WeekHours(ZoneId.of("America/New_York"));
    private static final Instant START = Street.LEARNT_UNTIL;

    @ParameterizedTest(name = "{0} uses a day are missed after {1} hours, mostly, and by all after {2}")
    @CsvSource({"220, 2, 48", "7, 72, 1000"})
    void silenceIsFound(double perDay, long mostly, long all) {
        Street street = new Street(HOURS, 200, perDay, 0.68, 0, 0.04, 2);
        street.learn();
        Instant noon = START.plus(Duration.ofHours(12));
        List<Duration> took = new ArrayList<>();
        for (Kiosk kiosk : street.kiosks) {
            UseWatch watch = new UseWatch(new Doubt(HOURS, 0.1));
            watch.usual(kiosk.usual, noon);
            watch.works(true, noon);
            took.add(Duration.between(noon, silent(watch)));
        }
        Collections.sort(took);
        Duration median = took.get(took.size() / 2);
        Duration slowest = took.get(took.size() - 1);
        assertTrue(median.toHours() < mostly, () -> "half of them after " + median);
        assertTrue(slowest.toHours() < all, () -> "the slowest after " + slowest);
    }

    /** docs/status.md says so. */
    @ParameterizedTest(name = "{0} uses a day: {1} uses must be missing")
    @CsvSource({"220, 15", "7, 12"})
    void someUsesMustBeMissing(double perDay, long missing) {
        Street street = new Street(HOURS, 200, perDay, 0.68, 0, 0.04, 6);
        street.learn();
        street.kiosks.stream()
                .filter(kiosk -> Math.abs(kiosk.perYear() / 365 - perDay) < perDay / 20)
                .forEach(kiosk -> {
                    Instant found = silentFrom(kiosk, START);
                    double expected = 0;
                    for (long at = START.toEpochMilli(); at < found.toEpochMilli(); at += 60_000) {
                        expected += kiosk.usual.perHour(HOURS.at(at)) / 60;
                    }
                    assertEquals((double) missing, expected, 1.2);
                });
    }

    @Test
    void theGapThatIsExpectedEndsWhereItIsSurprising() {
        Street street = new Street(HOURS, 50, 48, 0, 0, 0, 4);
        street.learn();
        UsualUse usual = street.kiosks.get(0).usual;
        Doubt doubt = new Doubt(HOURS, 0.1);
        UseWatch watch = new UseWatch(doubt);
        watch.usual(usual, START);
        watch.works(true, START);
        Instant found = silent(watch);
        Gap gap = new Gap(usual.expectation(), HOURS, 0);
        gap.goOn(START.toEpochMilli(), found.toEpochMilli(), Double.POSITIVE_INFINITY);
        assertEquals(usual.expectation().surprisingGap(doubt), gap.surprise(), 1e-3);
    }

    @Test
    void whenFewComeAnywhereNobodyIsSuspectedForIt() {
        Street street = new Street(HOURS, 50, 220, 0, 0, 0, 5);
        street.learn();
        Duration usually = Duration.between(START, silentFrom(street.kiosks.get(0), START));
        long quarter = START.toEpochMilli() / Demand.QUARTER;
        for (int i = 0; i < 100; i++) {
            street.fleet.quarter(quarter + i, 50, 100, 50);
        }
        Duration then = Duration.between(START, silentFrom(street.kiosks.get(0), START));
        assertTrue(then.compareTo(usually.multipliedBy(3).dividedBy(2)) > 0, usually + " and then " + then);
    }

    private static Instant silentFrom(Kiosk kiosk, Instant from) {
        UseWatch watch = new UseWatch(new Doubt(HOURS, 0.1));
        watch.usual(kiosk.usual, from);
        watch.works(true, from);
        return silent(watch);
    }

    /** Nobody uses it any more; when it is found. */
    private static Instant silent(UseWatch watch) {
        while (true) {
            Instant since = watch.improbableSince(watch.lookAt());
            if (since != null) {
                return since;
            }
        }
    }
}
