package org.curbline.registry.kiosk;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
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
    private static final Duration IN_SIGHT = Duration.ofDays(3653);

    /** @throws InvalidPlanException saying which of what is given cannot be, and why */
    public MaintenanceWindow {
        if (kiosks.isEmpty() && boroughs.isEmpty()) {
            throw new InvalidPlanException("kiosks", "A window needs kiosks or boroughs.");
        }
        Duration longest = repeats == null ? LONGEST : LONGEST_REPEATED;
        if (first.length().compareTo(longest) > 0) {
            throw new InvalidPlanException(
                    "to",
                    "A window that " + (repeats == null ? "comes once" : "repeats") + " lasts at most "
                            + longest.toDays() + " days.");
        }
        requireStorable("reason", reason);
        requireStorable("by", by);
        if (by.isBlank()) {
            throw new InvalidPlanException("by", "by must say who.");
        }
        boroughs.forEach(borough -> requireStorable("boroughs", borough));
        kiosks = lowerCase(kiosks);
        boroughs = lowerCase(boroughs);
    }

    /**
     * A new one, under an id of its own.
     *
     * @throws InvalidPlanException also if it never opens, or begins so far from now that it is out of sight
     */
    public static MaintenanceWindow plan(
            Collection<String> kiosks,
            Collection<String> boroughs,
            Span first,
            @Nullable Repetition repeats,
            String reason,
            String by,
            Instant now) {
        if (first.from().isBefore(now.minus(IN_SIGHT)) || first.from().isAfter(now.plus(IN_SIGHT))) {
            throw new InvalidPlanException("from", "A window begins at most ten years before or after now.");
        }
        if (repeats != null
                && repeats.within(first, first.from(), first.from().plus(IN_SIGHT))
                        .findFirst()
                        .isEmpty()) {
            throw new InvalidPlanException("repeats", "By this rule the window opens at no time in ten years.");
        }
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
    public MaintenanceWindow calledOff(String who, Instant when) {
        return new MaintenanceWindow(
                id, kiosks, boroughs, first, repeats, reason, by, entered, new CalledOff(who, when));
    }

    /** Whether it is about this kiosk, where it stands now. */
    public boolean covers(Kiosk kiosk) {
        return covers(kiosk.id(), kiosk.place());
    }

    /** Whether it is about a kiosk while that stands at a place. */
    public boolean covers(String kiosk, @Nullable Place place) {
        return kiosks.contains(kiosk)
                || (place != null && boroughs.contains(place.borough().toLowerCase(Locale.ROOT)));
    }

    /** When it is open within a range, in the order of time, cut off where it was called off. */
    public List<Span> within(Instant from, Instant to) {
        return openings(from, to).toList();
    }

    public boolean isOpen(Instant now) {
        return openings(now, now.plusMillis(1)).findAny().isPresent();
    }

    /** What is open at a moment, or else will be next; null if there is nothing in sight, which is ten years. */
    public @Nullable Span next(Instant now) {
        return openings(now, now.plus(IN_SIGHT)).findFirst().orElse(null);
    }

    /** The next moment after this one at which it opens or closes; {@link Instant#MAX} if there is none in sight. */
    public Instant nextChange(Instant after) {
        Instant next = Instant.MAX;
        Iterator<Span> each = openings(after, after.plus(IN_SIGHT)).iterator();
        while (each.hasNext()) {
            Span span = each.next();
            if (span.from().isAfter(after)) {
                return span.from().isBefore(next) ? span.from() : next;
            }
            next = span.to().isBefore(next) ? span.to() : next;
        }
        return next;
    }

    /** Worked out one by one, as they are taken. */
    private Stream<Span> openings(Instant from, Instant to) {
        Instant end = calledOff != null && calledOff.at.isBefore(to) ? calledOff.at : to;
        if (!from.isBefore(end)) {
            return Stream.empty();
        }
        Stream<Span> all = repeats != null ? repeats.within(first, from, end) : Stream.of(first);
        return all.filter(span -> span.from().isBefore(end) && span.to().isAfter(from))
                .map(span -> span.to().isAfter(end) && end.isBefore(to) ? new Span(span.from(), end) : span);
    }

    private static void requireStorable(String part, String text) {
        try {
            Place.requireStorable(part, text);
        } catch (IllegalArgumentException e) {
            throw new InvalidPlanException(part, e.getMessage() + '.');
        }
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
        /** @throws InvalidPlanException if it ends before it begins, or at once */
        public Span {
            if (!from.isBefore(to)) {
                throw new InvalidPlanException("to", "It must end (" + to + ") after it begins (" + from + ").");
            }
        }

        Duration length() {
            return Duration.between(from, to);
        }
    }

    /** Who ended it before its time, and when. */
    public record CalledOff(String by, Instant at) {}
}
