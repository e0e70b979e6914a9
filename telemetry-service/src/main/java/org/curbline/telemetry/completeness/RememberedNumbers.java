package org.curbline.telemetry.completeness;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.NumbersRow;
import org.curbline.store.PointReader.PointsQuestion;
import org.curbline.store.PointReader.SumsQuestion;
import org.jspecify.annotations.Nullable;

/**
 * The kiosks' numbers of a time. Those of whole days (UTC) and parts of days that are over are remembered for a while,
 * unless something came late of them, and longer as long as they are kept: a page that is looked at asks a store for
 * the last hour only. Blocking; any thread.
 */
final class RememberedNumbers {
    /** Few questions for what is not remembered yet, and few again when an hour is over. */
    private static final List<Duration> PIECES =
            Stream.of(24, 8, 4, 2, 1).map(Duration::ofHours).toList();

    /**
     * What comes within a minute is not marked as late, and one mark tells of a minute; the rest is for clocks that
     * differ and for writing.
     */
    private static final Duration SETTLING = Duration.ofMinutes(3);
    /** What a gateway could not store for longer, as the store was away, is seen then. */
    private static final Duration REMEMBERED = Duration.ofMinutes(15);
    /** What is kept is counted again before it is forgotten. */
    private static final Duration COUNTED_AGAIN = Duration.ofMinutes(8);
    /** A week of ten thousand kiosks; some 20 MB. */
    private static final int MOST_ROWS = 400_000;

    private static final int PAGE = 20_000;

    private final PointReader reader;
    private final Collection<Measurement> numbered;
    private final InstantSource clock;

    @GuardedBy("this")
    private final Map<Span, Known> remembered = new LinkedHashMap<>();

    /** @param numbered what carries a number of its kiosk */
    RememberedNumbers(PointReader reader, Collection<Measurement> numbered, InstantSource clock) {
        this.reader = reader;
        this.numbered = numbered;
        this.clock = clock;
    }

    /**
     * Hands over what a kiosk said in each run, in no order and in parts.
     *
     * @return as of when: what was stored before was looked for
     * @throws PointReader.StoreUnavailableException if the store does not answer
     */
    Instant forEach(Instant from, Instant to, Consumer<NumbersRow> consumer) {
        Instant now = clock.instant();
        Instant asOf = now;
        forgetWhatCameLate(now);
        for (Span span : spans(from, to, now.minus(SETTLING))) {
            if (!span.isWhole) {
                ask(span).forEach(consumer);
                continue;
            }
            Known known = find(span);
            if (known == null) {
                known = Known.of(clock.instant(), named(ask(span)));
                remember(span, known);
            }
            known.rows.forEach(consumer);
            asOf = known.asked.isBefore(asOf) ? known.asked : asOf;
        }
        return asOf;
    }

    /**
     * Makes that what is over of a time is remembered. What was asked for a while ago is only counted, as points are
     * never taken away one by one: if there are as many, they are the same.
     *
     * @return what is to be done for it, piece by piece, so that a store is not asked for all of it at once
     * @throws PointReader.StoreUnavailableException if the store does not answer, likewise of what is returned
     */
    List<Runnable> keep(Instant from, Instant to) {
        forgetWhatCameLate(clock.instant());
        return spans(from, to, clock.instant().minus(SETTLING)).stream()
                .filter(span -> span.isWhole)
                .<Runnable>map(span -> () -> keep(span))
                .toList();
    }

    private void keep(Span span) {
        Instant now = clock.instant();
        Known known = find(span);
        if (known == null || (known.isOlder(now) && count(span) != known.count())) {
            remember(span, Known.of(now, named(ask(span))));
        } else if (known.isOlder(now)) {
            remember(span, Known.of(now, known.rows));
        }
    }

    private long count(Span span) {
        LongAdder count = new LongAdder();
        for (Measurement measurement : numbered) {
            reader.sums(
                    new SumsQuestion(measurement, span.from, span.to, null, List.of(), Map.of(), List.of()),
                    row -> count.add(row.count()));
        }
        return count.sum();
    }

    /** A time cut into whole pieces that are as long as can be, and what is left at its ends. */
    private static List<Span> spans(Instant from, Instant to, Instant settled) {
        Instant last = to.isBefore(settled) ? to : settled;
        List<Span> spans = new ArrayList<>();
        Instant begin = from;
        while (begin.isBefore(to)) {
            Instant piece = piece(begin, last);
            Instant hour = begin.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
            Instant end = piece != null ? piece : hour.isAfter(last) ? to : hour;
            spans.add(new Span(begin, end, piece != null));
            begin = end;
        }
        return spans;
    }

    /** Where the longest one ends that begins then; null if none does. */
    private static @Nullable Instant piece(Instant begin, Instant last) {
        for (Duration length : PIECES) {
            boolean whole = begin.getNano() == 0 && begin.getEpochSecond() % length.toSeconds() == 0;
            if (whole && !begin.plus(length).isAfter(last)) {
                return begin.plus(length);
            }
        }
        return null;
    }

    private Collection<NumbersRow> ask(Span span) {
        Map<Run, NumbersRow> runs = new HashMap<>();
        for (Measurement measurement : numbered) {
            reader.numbers(
                    measurement,
                    span.from,
                    span.to,
                    row -> runs.merge(new Run(row.kiosk(), String.valueOf(row.run())), row, NumbersRow::with));
        }
        return runs.values();
    }

    /** With names that are in memory once, as each kiosk has a row in every piece. */
    private static List<NumbersRow> named(Collection<NumbersRow> rows) {
        return rows.stream()
                .map(row -> {
                    String run = row.run();
                    return new NumbersRow(
                            row.kiosk().intern(),
                            run == null ? null : run.intern(),
                            row.count(),
                            row.lowest(),
                            row.highest());
                })
                .toList();
    }

    /**
     * Of each span it is known until when the marks of what came late have been read. That moves on only once they have
     * been: neither a question that fails nor another one meanwhile misses any.
     */
    private void forgetWhatCameLate(Instant now) {
        Map<Span, Known> held;
        synchronized (this) {
            remembered.values().removeIf(known -> known.asked.isBefore(now.minus(REMEMBERED)));
            held = Map.copyOf(remembered);
        }
        Instant since = held.values().stream()
                .map(Known::looked)
                .min(Comparator.naturalOrder())
                .orElse(null);
        if (since == null) {
            return;
        }
        PointsQuestion marks =
                new PointsQuestion(Measurement.LATE, since.minus(SETTLING), now.plus(REMEMBERED), "", -1, PAGE);
        reader.forEach(marks, mark -> {
            Instant came = Instant.ofEpochSecond(0, mark.epochNanos());
            if (mark.values().get(Columns.OLDEST.name()) instanceof Long oldest) {
                forget(came, Instant.ofEpochMilli(oldest));
            }
        });
        looked(held, now);
    }

    private synchronized void looked(Map<Span, Known> held, Instant now) {
        held.forEach((span, known) -> {
            if (known.looked.isBefore(now)) {
                remembered.replace(span, known, known.looked(now)); // unless it is another one by now
            }
        });
    }

    private synchronized void forget(Instant came, Instant oldest) {
        remembered
                .entrySet()
                .removeIf(each -> each.getKey().to.isAfter(oldest)
                        && came.isAfter(each.getValue().asked.minus(SETTLING)));
    }

    private synchronized @Nullable Known find(Span span) {
        return remembered.get(span);
    }

    private synchronized void remember(Span span, Known known) {
        remembered.remove(span); // the oldest are the first
        remembered.put(span, known);
        int rows =
                remembered.values().stream().mapToInt(each -> each.rows.size()).sum();
        for (Iterator<Known> oldest = remembered.values().iterator(); rows > MOST_ROWS; oldest.remove()) {
            rows -= oldest.next().rows.size();
        }
    }

    /** @param isWhole whether it is one of the pieces that are remembered */
    private record Span(Instant from, Instant to, boolean isWhole) {}

    /**
     * @param asked when the store was
     * @param looked until when it is known that nothing came late
     */
    private record Known(Instant asked, Instant looked, List<NumbersRow> rows) {
        static Known of(Instant asked, List<NumbersRow> rows) {
            return new Known(asked, asked, rows);
        }

        Known looked(Instant until) {
            return new Known(asked, until, rows);
        }

        boolean isOlder(Instant now) {
            return asked.isBefore(now.minus(COUNTED_AGAIN));
        }

        long count() {
            return rows.stream().mapToLong(NumbersRow::count).sum();
        }
    }

    private record Run(String kiosk, String run) {}
}
