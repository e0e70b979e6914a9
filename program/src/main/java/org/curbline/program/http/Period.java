package org.curbline.program.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * From when to when, and whose days: what a request's parameters {@code from}, {@code to} and {@code zone} say. Half
 * open.
 */
public record Period(Instant from, Instant to, ZoneId zone) {
    /** Years the store understands, with room for the nanoseconds of a 64-bit timestamp. */
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    /**
     * Today, if nothing is said.
     *
     * @throws ProblemException naming the parameter that cannot be accepted
     */
    public static Period today(Parameters given, InstantSource clock, ZoneId usualZone) {
        Said said = Said.by(given, usualZone);
        Instant begin = said.from.orElseGet(
                () -> startOfDay(said.to.map(end -> end.minusNanos(1)).orElse(clock.instant()), said.zone));
        return said.period(begin, said.to.orElseGet(() -> endOfDay(clock.instant(), said.zone)));
    }

    /**
     * Some time until now, if nothing is said.
     *
     * @throws ProblemException naming the parameter that cannot be accepted
     */
    public static Period last(Duration time, Parameters given, InstantSource clock, ZoneId usualZone) {
        Said said = Said.by(given, usualZone);
        Instant end = said.to.orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.MILLIS));
        return said.period(said.from.orElseGet(() -> end.minus(time)), end);
    }

    public Duration length() {
        return Duration.between(from, to);
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw Problem.badParameter("zone", "There is no time zone " + name + "; write it like America/New_York.")
                    .asException();
        }
    }

    private static Instant time(String parameter, String text, ZoneId zone) {
        try {
            Instant time = text.length() == "2026-11-24".length()
                    ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
            if (!time.isBefore(EARLIEST) && time.isBefore(LATEST)) {
                return time;
            }
        } catch (DateTimeException e) {
            // said below, like a time out of range
        }
        throw Problem.badParameter(
                        parameter,
                        parameter + " cannot be " + text + ": write a day like 2026-11-24, or a time like "
                                + "2026-11-24T16:04:05Z or 2026-11-24T11:04:05-05:00 (in a URL, + is written %2B), from "
                                + "1970 to 2199.")
                .asException();
    }

    private static Instant startOfDay(Instant time, ZoneId zone) {
        return time.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
    }

    private static Instant endOfDay(Instant time, ZoneId zone) {
        return time.atZone(zone)
                .toLocalDate()
                .plus(1, ChronoUnit.DAYS)
                .atStartOfDay(zone)
                .toInstant();
    }

    /** What the parameters say. */
    private record Said(Optional<Instant> from, Optional<Instant> to, ZoneId zone) {
        static Said by(Parameters given, ZoneId usualZone) {
            ZoneId zone = given.text("zone").map(Period::zone).orElse(usualZone);
            return new Said(
                    given.text("from").map(text -> time("from", text, zone)),
                    given.text("to").map(text -> time("to", text, zone)),
                    zone);
        }

        Period period(Instant begin, Instant end) {
            if (!begin.isBefore(end)) {
                throw Problem.badParameter(
                                from.isPresent() ? "from" : "to",
                                "from (" + begin + ") must be before to (" + end + "); to itself is not included.")
                        .asException();
            }
            return new Period(begin, end, zone);
        }
    }
}
