package org.curbline.agent.source.calls;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a call ended, in Asterisk's words, which do not say whose time that is: its manager interface says the
 * computer's, its file that or UTC, by {@code usegmtime}. The id that it gives a call holds the second in which the
 * call began, and tells them apart, also in the hour that a clock shows twice.
 *
 * @param said a date and a time of day
 * @param seconds from beginning to end
 * @param id of the call, such as {@code kiosk-1795812554.12}; empty or another thing where none is written
 */
record EndTime(String said, String seconds, String id) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final Pattern ID = Pattern.compile("(?:.*-)?(\\d{1,11})\\.\\d+");
    /** A call that is passed on keeps its id, which then says nothing of its end. */
    private static final Duration FITS = Duration.ofMinutes(29);

    /**
     * When that was.
     *
     * @param zones whose time it may be; the first one's where nothing tells
     * @throws DateTimeException if it is no time
     */
    Instant instant(List<ZoneId> zones) {
        LocalDateTime time = LocalDateTime.parse(said, TIME);
        Instant likeliest = time.atZone(zones.get(0)).toInstant();
        return began().map(began -> began.plusSeconds(lasted()))
                .flatMap(end -> zones.stream()
                        .flatMap(zone -> zone.getRules().getValidOffsets(time).stream())
                        .map(time::toInstant)
                        .min(Comparator.comparing(
                                each -> Duration.between(end, each).abs()))
                        .filter(each -> Duration.between(end, each).abs().compareTo(FITS) < 0))
                .orElse(likeliest);
    }

    private Optional<Instant> began() {
        Matcher matcher = ID.matcher(id);
        return matcher.matches()
                ? Optional.of(Instant.ofEpochSecond(Long.parseLong(matcher.group(1))))
                : Optional.empty();
    }

    private long lasted() {
        try {
            return Integer.parseInt(seconds);
        } catch (NumberFormatException none) {
            return 0;
        }
    }
}
