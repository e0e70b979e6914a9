package org.curbline.registry.kiosk;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import java.util.stream.Stream;
import org.curbline.registry.kiosk.MaintenanceWindow.Span;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.Part;
import org.dmfs.rfc5545.recur.RecurrenceRule.RfcMode;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;

/**
 * How something comes again, by the clocks of a place: from one to four at night is that on every day, also when the
 * clocks change. A time that a day leaves out is the moment at which the clocks are put forward; of a time that it has
 * twice the first is meant.
 *
 * @param rule a recurrence rule of RFC 5545, such as {@code FREQ=WEEKLY;BYDAY=TU}; once a day at most. Its UNTIL, if
 *     any, is a time of the place, a moment in UTC (with a Z), or a day, which counts to its end
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10">RFC 5545, 3.3.10</a>
 */
public record Repetition(String rule, ZoneId zone) {
    /** @throws InvalidPlanException if this is no rule, or one that comes more often than daily */
    public Repetition {
        RecurrenceRule parsed = parsed(rule, zone);
        switch (parsed.getFreq()) {
            case SECONDLY, MINUTELY, HOURLY ->
                throw refused("A window can be repeated daily at most, not " + parsed.getFreq() + '.');
            default ->
                Stream.of(Part.BYHOUR, Part.BYMINUTE, Part.BYSECOND)
                        .filter(parsed::hasPart)
                        .findFirst()
                        .ifPresent(part -> {
                            throw refused("A window opens at the time of day of its first opening, once a day at most: "
                                    + part + " cannot be in its rule.");
                        });
        }
    }

    /**
     * The occurrences that lie at least partly within a range, in the order of time. Each is worked out when it is
     * taken: a range may be long.
     *
     * @param first the first one
     */
    Stream<Span> within(Span first, Instant from, Instant to) {
        LocalDateTime begin = first.from().atZone(zone).toLocalDateTime();
        Duration length = Duration.between(begin, first.to().atZone(zone).toLocalDateTime());
        LocalDateTime early = from.atZone(zone).toLocalDateTime().minus(length).minusDays(1);
        return beginnings(begin, early)
                .takeWhile(next -> moment(next).isBefore(to))
                .filter(next -> moment(next).isBefore(moment(next.plus(length))))
                .map(next -> new Span(moment(next), moment(next.plus(length))))
                .filter(span -> span.to().isAfter(from));
    }

    private Stream<LocalDateTime> beginnings(LocalDateTime first, LocalDateTime from) {
        RecurrenceRuleIterator each;
        try {
            each = parsed(rule, zone).iterator(floating(first));
            each.fastForward(floating(from));
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Stream.empty(); // the library gave up on a rule that never comes
        }
        return Stream.iterate(next(each), Optional::isPresent, before -> next(each))
                .map(Optional::orElseThrow);
    }

    /** Empty also where the library gives up, after a thousand days or years in a row that the rule leaves out. */
    private static Optional<LocalDateTime> next(RecurrenceRuleIterator each) {
        try {
            return each.hasNext() ? Optional.of(local(each.nextDateTime())) : Optional.empty();
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    private Instant moment(LocalDateTime time) {
        ZoneOffsetTransition change = zone.getRules().getTransition(time);
        return change != null && change.isGap()
                ? change.getInstant()
                : time.atZone(zone).toInstant();
    }

    private static RecurrenceRule parsed(String rule, ZoneId zone) {
        try {
            RecurrenceRule parsed = new RecurrenceRule(rule, RfcMode.RFC5545_STRICT);
            DateTime until = parsed.getUntil();
            if (until != null) {
                parsed.setUntil(floating(byTheClocks(until, zone)));
            }
            return parsed;
        } catch (InvalidRecurrenceRuleException e) {
            throw refused("This is no recurrence rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=TU" + culprit(rule) + '.');
        }
    }

    private static LocalDateTime byTheClocks(DateTime until, ZoneId zone) {
        if (until.isAllDay()) {
            return local(until).plusDays(1).minusSeconds(1);
        }
        return until.isFloating()
                ? local(until)
                : Instant.ofEpochMilli(until.getTimestamp()).atZone(zone).toLocalDateTime();
    }

    /** Which part of a rule makes it none; empty if no single one does. */
    private static String culprit(String rule) {
        for (String part : rule.split(";", -1)) {
            try {
                new RecurrenceRule(part.startsWith("FREQ=") ? part : "FREQ=YEARLY;" + part, RfcMode.RFC5545_STRICT);
            } catch (InvalidRecurrenceRuleException e) {
                return part.isBlank() ? "" : ": " + part + " cannot be in one";
            }
        }
        return "";
    }

    private static InvalidPlanException refused(String sentence) {
        return new InvalidPlanException("repeats", sentence);
    }

    private static DateTime floating(LocalDateTime time) {
        return new DateTime(
                time.getYear(),
                time.getMonthValue() - 1, // the library counts months from 0
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond());
    }

    private static LocalDateTime local(DateTime time) {
        return LocalDateTime.of(
                time.getYear(),
                time.getMonth() + 1,
                time.getDayOfMonth(),
                time.getHours(),
                time.getMinutes(),
                time.getSeconds());
    }
}
