package org.curbline.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A time in which kiosks are worked on and nothing is expected of them; once, or again and again. It is kept when it is
 * over, and when it was called off: what was planned then holds for then.
 *
 * @param kiosks ids; all that stand in one of the boroughs are meant as well
 * @param boroughs lower case
 * @param first the only one, or the first of many
 * @param repeats null if it comes once
 * @param by who entered it
 * @param calledOff null unless somebody ended it before its time
 */
public record MaintenanceWindow(
        String id,
        Set<String> kiosks,
        Set<String> boroughs,
        Span first,
        @Nullable Repetition repeats,
        String reason,
        String by,
        Instant entered,
        @Nullable CalledOff calledOff) {
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final Duration LONGEST_REPEATED = Duration.ofDays(31);
    private static final Duration LOOK_AHEAD = Duration.ofDays(366L * 4 + 1);

    /** @throws IllegalArgumentException saying which of what is given cannot be, and why */
    public MaintenanceWindow {
        if (kiosks.isEmpty() && boroughs.isEmpty()) {
            throw new IllegalArgumentException("A window needs kiosks or boroughs.");
        }
        Duration longest = repeats == null ? LONGEST : LONGEST_REPEATED;
        if (first.length().compareTo(longest) > 0) {
            throw new IllegalArgumentException("Such a window lasts at most " + longest.toDays() + " days.");
        }
        Place.requireStorable("reason", reason);
        Place.requireStorable("by", by);
        if (by.isBlank()) {
            throw new IllegalArgumentException("by must say who.");
        }
        boroughs.forEach(borough -> Place.requireStorable("borough", borough));
        kiosks = lowerCase(kiosks);
        boroughs = lowerCase(boroughs);
        if (repeats != null) {
            repeats.within(first, first.from(), first.to());
        }
    }

    /** A new one, under an id of its own. */
    public static MaintenanceWindow plan(
            Collection<String> kiosks,
            Collection<String> boroughs,
            Span first,
            @Nullable Repetition repeats,
            String reason,
            String by,
            Instant now) {
        return new MaintenanceWindow(
                UUID.randomUUID().toString(),
                Set.copyOf(kiosks),
                Set.copyOf(boroughs),
                first,
                repeats,
                reason,
                by,
                now,
                null);
    }

    /** The same, called off. */
    MaintenanceWindow calledOff(String who, Instant when) {
        return new MaintenanceWindow(
                id, kiosks, boroughs, first, repeats, reason, by, entered, new CalledOff(who, when));
    }

    /** Whether it is about this kiosk. */
    public boolean covers(Kiosk kiosk) {
        Place place = kiosk.place();
        return kiosks.contains(kiosk.id())
                || (place != null && boroughs.contains(place.borough().toLowerCase(Locale.ROOT)));
    }

    /** When it is open within a range, in the order of time, cut off where it was called off. */
    public List<Span> within(Instant from, Instant to) {
        Instant end = calledOff != null && calledOff.at.isBefore(to) ? calledOff.at : to;
        if (!from.isBefore(end)) {
            return List.of();
        }
        List<Span> all = repeats != null
                ? repeats.within(first, from, end)
                : first.from().isBefore(end) && first.to().isAfter(from) ? List.of(first) : List.of();
        return all.stream()
                .filter(span -> span.from().isBefore(end))
                .map(span -> span.to().isAfter(end) && end.isBefore(to) ? new Span(span.from(), end) : span)
                .toList();
    }

    public boolean isOpen(Instant now) {
        return within(now, now.plusMillis(1)).stream()
                .anyMatch(span -> !now.isBefore(span.from()) && now.isBefore(span.to()));
    }

    /** What is open at a moment, or else will be next; null if there is nothing in sight. */
    public @Nullable Span next(Instant now) {
        return within(now, now.plus(LOOK_AHEAD)).stream().findFirst().orElse(null);
    }

    /** The next moment after this one at which it opens or closes; {@link Instant#MAX} if there is none in sight. */
    public Instant nextChange(Instant after) {
        Instant next = Instant.MAX;
        for (Span span : within(after, after.plus(LOOK_AHEAD))) {
            Instant change = span.from().isAfter(after) ? span.from() : span.to();
            next = change.isBefore(next) ? change : next;
            if (span.from().isAfter(after)) {
                break;
            }
        }
        return next;
    }

    private static Set<String> lowerCase(Set<String> texts) {
        Set<String> lower = new TreeSet<>();
        texts.forEach(text -> lower.add(text.toLowerCase(Locale.ROOT)));
        return Collections.unmodifiableSet(lower);
    }

    /**
     * A time without a gap.
     *
     * @param from inclusive
     * @param to exclusive
     */
    public record Span(Instant from, Instant to) {
        /** @throws IllegalArgumentException if it ends before it begins, or at once */
        public Span {
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException("It must end (" + to + ") after it begins (" + from + ").");
            }
        }

        Duration length() {
            return Duration.between(from, to);
        }
    }

    /** Who ended it before its time, and when. */
    public record CalledOff(String by, Instant at) {}
}
