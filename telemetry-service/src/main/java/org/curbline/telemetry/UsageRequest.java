package org.curbline.telemetry;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.Period;
import org.curbline.program.http.Problem;
import org.curbline.store.PointReader.Grouping;

/** A question about use, as asked. */
record UsageRequest(List<UsedService> services, Period period, By by, Set<String> kiosks) {
    private static final int MOST_KIOSKS = 500;

    /** @throws org.curbline.program.http.ProblemException naming the parameter that cannot be accepted */
    static UsageRequest of(Parameters given, InstantSource clock, ZoneId usualZone) {
        Set<UsedService> asked = new LinkedHashSet<>();
        given.texts("service").forEach(word -> asked.add(UsedService.of(word)));
        Period period = Period.today(given, clock, usualZone);
        By by = given.text("by").map(By::of).orElse(By.NOTHING);
        if (period.length().compareTo(by.longest) > 0) {
            throw Problem.badParameter(
                            "by",
                            "From " + period.from() + " to " + period.to() + " is too long "
                                    + (by == By.NOTHING ? "" : "by " + by.word()) + ": at most " + by.longest.toDays()
                                    + " days.")
                    .asException();
        }
        Set<String> kiosks = new TreeSet<>();
        given.texts("kiosk").forEach(id -> kiosks.add(id.toLowerCase(Locale.ROOT)));
        if (kiosks.size() > MOST_KIOSKS) {
            throw Problem.badParameter("kiosk", "At most " + MOST_KIOSKS + " kiosks can be named.")
                    .asException();
        }
        return new UsageRequest(
                asked.isEmpty() ? UsedService.used() : List.copyOf(asked),
                period,
                by,
                Collections.unmodifiableSet(kiosks));
    }

    /** What an answer has a row for. */
    enum By {
        NOTHING(Grouping.NONE, "", Duration.ofDays(3660)),
        KIOSK(Grouping.KIOSK, "kiosk", Duration.ofDays(3660)),
        /** Joined when reading: the store knows kiosks only. */
        BOROUGH(Grouping.KIOSK, "borough", Duration.ofDays(3660)),
        HOUR(Grouping.HOUR, "start", Duration.ofDays(93)),
        DAY(Grouping.DAY, "start", Duration.ofDays(3660));

        private final Grouping grouping;
        private final String key;
        private final Duration longest;

        By(Grouping grouping, String key, Duration longest) {
            this.grouping = grouping;
            this.key = key;
            this.longest = longest;
        }

        static By of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        Grouping grouping() {
            return grouping;
        }

        /** What a row's key is called in an answer; empty when there is none. */
        String key() {
            return key;
        }
    }
}
