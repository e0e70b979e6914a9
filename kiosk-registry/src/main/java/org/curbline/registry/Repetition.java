package org.curbline.registry;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.curbline.registry.MaintenanceWindow.Span;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.RfcMode;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;

/**
 * How something comes again, by the clocks of a place: from one to four at night is that on every day, also when the
 * clocks change. A time that a day does not have is as much later as the clocks were put forward; of a time that it has
 * twice the first is meant.
 *
 * @param rule a recurrence rule of RFC 5545, such as {@code FREQ=WEEKLY;BYDAY=TU}; daily at most, and UNTIL, if any, a
 *     time of the place
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10">RFC 5545, 3.3.10</a>
 */
public record Repetition(String rule, ZoneId zone) {
    /** @throws IllegalArgumentException if this is no rule, or one that comes more often than daily */
    public Repetition {
        Freq frequency = parsed(rule).getFreq();
        if (frequency == Freq.SECONDLY || frequency == Freq.MINUTELY || frequency == Freq.HOURLY) {
            throw new IllegalArgumentException("A window can be repeated daily at most, not " + frequency + '.');
        }
    }

    /**
     * The occurrences that lie at least partly within a range, in the order of time.
     *
     * @param first the first one
     * @throws IllegalArgumentException if the rule and the first do not go together
     */
    List<Span> within(Span first, Instant from, Instant to) {
        List<Span> spans = new ArrayList<>();
        LocalDateTime begin = first.from().atZone(zone).toLocalDateTime();
        Duration length = Duration.between(begin, first.to().atZone(zone).toLocalDateTime());
        RecurrenceRuleIterator each = parsed(rule).iterator(floating(begin));
        each.fastForward(
                floating(from.atZone(zone).toLocalDateTime().minus(length).minusDays(1)));
        while (each.hasNext()) {
            LocalDateTime next = local(each.nextDateTime());
            Instant starts = next.atZone(zone).toInstant();
            if (!starts.isBefore(to)) {
                break;
            }
            Instant ends = ZonedDateTime.of(next.plus(length), zone).toInstant();
            if (ends.isAfter(starts) && ends.isAfter(from)) {
                spans.add(new Span(starts, ends));
            }
        }
        return spans;
    }

    private static RecurrenceRule parsed(String rule) {
        try {
            return new RecurrenceRule(rule, RfcMode.RFC5545_STRICT);
        } catch (InvalidRecurrenceRuleException e) {
            throw new IllegalArgumentException(
                    "Not a recurrence rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=TU: " + e.getMessage(), e);
        }
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
