package org.curbline.status.usual;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.curbline.status.usual.Street.Kiosk;
import org.curbline.status.usual.Street.Use;
import org.curbline.status.usual.Street.Uses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Years of hundreds of kiosks: how often what works is suspected, which takes seconds to count. */
class UseWatchIT {
    private static final WeekHours HOURS = new WeekHours(ZoneId.of("America/New_York"));
    private static final Instant START = Street.LEARNT_UNTIL;
    private static final Duration YEAR = Duration.ofDays(365);

    @ParameterizedTest(name = "{0} kiosks with {1} uses a day, differing by {2}, their hours by {3}, {4} of them empty")
    @CsvSource({
        "40, 220, 0.68, 0, 0.001",
        "300, 7, 0.68, 0, 0.18",
        "300, 7, 0.68, 0.5, 0.04",
        "300, 1, 0.68, 0.3, 0.5",
        "300, 12, 0.68, 1, 0.1", // kiosks whose hours are nobody else's
        "10, 12, 0.68, 0.5, 0.1",
        "300, 0.05, 0.68, 0.5, 0.1",
    })
    void whatWorksIsSuspectedLessOftenThanTheBound(int kiosks, double perDay, double sigma, double own, double empty) {
        Street street = new Street(HOURS, kiosks, perDay, sigma, own, empty, 1);
        street.learn();
        assertBounded(street, perDay > 10 ? 1 : 3);
    }

    @Test
    void whoIsNewIsSuspectedNoMoreOftenThanOthers() {
        Street street = new Street(HOURS, 300, 7, 0.68, 0.3, 0.04, 3);
        street.kiosks.subList(0, 100).forEach(Kiosk::isNew);
        street.learn();
        street.kiosks.subList(100, 300).clear();
        assertBounded(street, 3);
    }

    private static void assertBounded(Street street, int years) {
        int suspected = 0;
        for (Kiosk kiosk : street.kiosks) {
            suspected += suspicions(kiosk, street.uses(kiosk, START), START.plus(YEAR.multipliedBy(years)));
        }
        int most = street.kiosks.size() * years;
        int found = suspected;
        assertTrue(suspected <= most, () -> found + " suspicions in " + most + " years");
    }

    /** With a bound of one a year. */
    private static int suspicions(Kiosk kiosk, Uses uses, Instant end) {
        UseWatch watch = new UseWatch(new Doubt(HOURS, 1));
        watch.usual(kiosk.usual, START);
        watch.works(true, START);
        int suspected = 0;
        for (Use use = uses.next(); use.at().isBefore(end); use = uses.next()) {
            suspected += watch.improbableSince(use.at()) != null ? 1 : 0;
            watch.used(use.at(), use.carried());
            if (watch.isEmptyRunImprobable()) {
                suspected++;
                watch.used(use.at(), true);
            }
        }
        return suspected;
    }
}
