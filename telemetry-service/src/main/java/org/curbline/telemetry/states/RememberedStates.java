package org.curbline.telemetry.states;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.status.KnownHistory;
import org.curbline.status.KnownTimeline;
import org.curbline.status.StatusRule;
import org.curbline.status.Transitions;
import org.curbline.status.Transitions.Heard;
import org.curbline.status.View;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * What is known of all services' states, remembered without the daily word that they go on, which is nearly all that a
 * store has of them: read on from where it was with each question, and read anew of kiosks of whose past something was
 * told since. Time is remembered in stretches, the oldest not at all where there are too many changes. Blocking; any
 * thread, one at a time; who reads ahead holds up others only while it takes in what was told meanwhile.
 */
public final class RememberedStates {
    /** With the day before that it takes to know what held at its beginning, the store reads it at once. */
    private static final Duration STRETCH = Duration.ofDays(6);
    /** What changed before that has been told, or is marked: two minutes, and the rest for clocks that differ. */
    private static final Duration SETTLING = Duration.ofMinutes(3);
    /** Even if a mark was never stored, as a gateway was killed. */
    private static final Duration READ_AGAIN = Duration.ofDays(1);
    /** With more, all of the time is read anew. */
    private static final int CORRECTED_ONE_BY_ONE = 20;
    /** Who reads ahead asks only if nobody has for as long. */
    private static final Duration READ_AHEAD = Duration.ofMinutes(1);
    /** In all; some 24 MB. */
    private static final int MOST_CHANGES = 3_000_000;

    private final Transitions transitions;
    private final InstantSource clock;
    private final ServiceNumbers numbers = new ServiceNumbers();
    private final FirstEvidence evidence;

    @GuardedBy("this")
    private final NewestReports reports;

    @GuardedBy("this")
    private final NavigableMap<Long, Past> past = new TreeMap<>();

    /** What was older had no room. */
    @GuardedBy("this")
    private long roomFrom = Long.MIN_VALUE;

    @GuardedBy("this")
    private final Marks marks;

    @GuardedBy("this")
    private long openIndex;

    @GuardedBy("this")
    private @Nullable Telling open;

    @GuardedBy("this")
    private long openUntil;

    /** When that was begun to be read wholly. */
    @GuardedBy("this")
    private Instant openRead = Instant.MAX;

    @GuardedBy("this")
    private @Nullable Present present;

    /** Of whom something was told while others were read anew, and from which moment on. */
    @GuardedBy("this")
    private final Map<KioskId, Instant> correctedMeanwhile = new HashMap<>();

    @GuardedBy("this")
    private @Nullable Failure failure;

    /** Nothing is read yet. */
    public RememberedStates(PointReader reader, StatusRule rule, InstantSource clock) {
        this.transitions = new Transitions(reader);
        this.clock = clock;
        this.marks = new Marks(transitions, clock.instant()); // there was nothing to correct before
        this.evidence = new FirstEvidence(transitions, clock);
        this.reports = new NewestReports(
                transitions, new KnownHistory(transitions, rule), numbers, SETTLING, rule.allowedAge());
    }

    /** By which a service's states are told. */
    public int number(KioskId kiosk, Service service) {
        return numbers.of(kiosk, service);
    }

    /**
     * What is known of a time.
     *
     * @param oldest how long ago it may have been read
     * @throws PointReader.StoreUnavailableException if the store does not answer
     */
    public Known of(Instant from, Instant to, Duration oldest) {
        Present now = waitedFor(System.nanoTime(), () -> present(to, oldest));
        Instant first = evidence.first();
        List<Stretch> stretches = new ArrayList<>();
        long last = index(to);
        for (long i = first.isAfter(from) ? index(earlier(first, now.asOf)) : index(from); i <= last; i++) {
            if (i >= now.index) {
                stretches.add(now.stretch);
                break;
            }
            long each = i;
            stretches.add(waitedFor(System.nanoTime(), () -> past(each)));
        }
        return new Known(first, now.asOf, stretches, now.ended);
    }

    /**
     * Makes that all there is to know is remembered, and that what was remembered long ago is read again. One thread.
     *
     * @return what is to be done for it, piece by piece, the newest first
     * @throws PointReader.StoreUnavailableException if the store does not answer, likewise of what is returned
     */
    public List<Runnable> keep() {
        Instant now = clock.instant();
        hearOfAllAgain(now);
        long last = waitedFor(System.nanoTime(), () -> present(now, READ_AHEAD)).index;
        Instant first = evidence.first();
        List<Runnable> pieces = new ArrayList<>();
        for (long i = last - 1; first.isBefore(now) && i >= Math.max(index(first), hasRoomFrom()); i--) {
            long each = i;
            pieces.add(() -> readAhead(each));
        }
        if (isOpenReadBefore(now.minus(READ_AGAIN))) {
            pieces.add(this::readOpenAnew);
        }
        oldestReadBefore(now.minus(READ_AGAIN)).ifPresent(index -> pieces.add(() -> readAnew(index)));
        return pieces;
    }

    private void hearOfAllAgain(Instant now) {
        if (isAnySilent()) { // asked while others ask
            List<Heard> newest = transitions.newestReports("", NewestReports.mayBeLate(now));
            heardOfAll(newest, now);
        }
    }

    private synchronized boolean isAnySilent() {
        return reports.isAnySilent();
    }

    private synchronized void heardOfAll(List<Heard> newest, Instant asked) {
        if (reports.heardOfAll(newest, asked)) {
            present = null;
        }
    }

    private void readAhead(long index) {
        if (isToBeRead(index)) {
            readAnew(index);
        }
    }

    private synchronized boolean isToBeRead(long index) {
        return index >= roomFrom && !past.containsKey(index);
    }

    private synchronized Optional<Long> oldestReadBefore(Instant moment) {
        return past.entrySet().stream()
                .filter(each -> each.getValue().read.isBefore(moment))
                .min(Map.Entry.comparingByValue((one, other) -> one.read.compareTo(other.read)))
                .map(Map.Entry::getKey);
    }

    private void readAnew(long index) {
        Instant began = begin();
        Stretch read = gather(index, begin(index + 1), "").until(begin(index + 1));
        take(index, read, began);
    }

    /** From now on it is noted who is corrected. */
    private synchronized Instant begin() {
        correctedMeanwhile.clear();
        return clock.instant();
    }

    private synchronized void take(long index, Stretch read, Instant began) {
        Set<KioskId> kiosks = toldBefore(begin(index + 1), correctedMeanwhile);
        if (kiosks.size() <= CORRECTED_ONE_BY_ONE) { // else another time
            remember(index, new Past(corrected(index, read, kiosks), began));
        }
    }

    private synchronized boolean isOpenReadBefore(Instant moment) {
        return open != null && openRead.isBefore(moment);
    }

    private void readOpenAnew() {
        Open begun = beginOpen();
        takeOpen(begun, gather(begun.index, begun.until, ""));
    }

    private synchronized Open beginOpen() {
        return new Open(openIndex, openUntil, begin());
    }

    /** What came in since is read with the next question. */
    private synchronized void takeOpen(Open begun, Telling read) {
        Set<KioskId> kiosks = toldBefore(begun.until, correctedMeanwhile);
        if (begun.index == openIndex && kiosks.size() <= CORRECTED_ONE_BY_ONE) {
            correct(begun.index, begun.until, read, kiosks);
            open = read;
            openUntil = begun.until;
            openRead = begun.began;
            present = null;
        }
    }

    /**
     * Asks for something. Those who waited while the store did not answer somebody else are told so, too: it would take
     * as long once more.
     */
    private synchronized <T> T waitedFor(long sinceNanos, Supplier<T> question) {
        Failure last = failure;
        if (last != null && last.nanos - sinceNanos > 0) {
            throw last.away;
        }
        try {
            return question.get();
        } catch (StoreUnavailableException away) {
            failure = new Failure(System.nanoTime(), away);
            throw away;
        }
    }

    private synchronized long hasRoomFrom() {
        return roomFrom;
    }

    private synchronized Present present(Instant to, Duration oldest) {
        Instant now = clock.instant();
        Present held = present;
        if (held != null && !oldest.isZero() && !held.asOf.isBefore(now.minus(oldest))) {
            return held;
        }
        readMarks(now);
        held = present;
        if (held != null && !to.isAfter(held.settled)) {
            return held.lookedAfter(now);
        }
        Present read = read(now);
        present = read;
        return read;
    }

    @GuardedBy("this")
    private Present read(Instant now) {
        long settled = now.minus(SETTLING).toEpochMilli();
        long index = index(Instant.ofEpochMilli(settled));
        Telling gathered = open;
        if (gathered == null || index != openIndex) {
            gathered = gather(index, Math.max(settled, begin(index)), "");
            openRead = now;
            openUntil = Math.max(settled, begin(index));
        }
        Telling next = gathered.copy();
        Telling shown = gathered.copy();
        NewestReports newest = reports;
        transitions.forEachChange(
                "", View.NOW_KNOWN, Instant.ofEpochMilli(openUntil), now.plusMillis(1), transition -> {
                    int service = numbers.of(transition.kiosk(), transition.service());
                    if (transition.at().toEpochMilli() < settled) {
                        next.tell(service, transition);
                    }
                    shown.tell(service, transition);
                    if (transition.view() == View.KNOWN) {
                        newest.told(service, transition.at().toEpochMilli());
                    }
                });
        open = next;
        openIndex = index;
        openUntil = Math.max(openUntil, settled);
        reports.ask(now);
        return new Present(
                now,
                Instant.ofEpochMilli(settled),
                index,
                shown.until(now.toEpochMilli() + 1),
                reports.endedBefore(now));
    }

    /**
     * What was told of a stretch up to a moment.
     *
     * @param kiosk of whom; empty means everybody
     */
    private Telling gather(long index, long until, String kiosk) {
        Telling telling = new Telling(begin(index));
        transitions.forEachChange(
                kiosk,
                View.NOW_KNOWN,
                Instant.ofEpochMilli(begin(index)).minus(KnownTimeline.LOOK_BACK),
                Instant.ofEpochMilli(until),
                transition -> telling.tell(numbers.of(transition.kiosk(), transition.service()), transition));
        return telling;
    }

    private synchronized Stretch past(long index) {
        Past known = past.get(index);
        if (known != null) {
            return known.stretch;
        }
        Instant now = clock.instant();
        Stretch read = gather(index, begin(index + 1), "").until(begin(index + 1));
        remember(index, new Past(read, now));
        return read;
    }

    /** As long as there is room, or instead of older ones. */
    @GuardedBy("this")
    private void remember(long index, Past read) {
        past.put(index, read);
        while (past.values().stream().mapToLong(each -> each.stretch.size()).sum() > MOST_CHANGES) {
            roomFrom = Math.max(roomFrom, past.firstKey() + 1);
            past.pollFirstEntry();
        }
    }

    /** Looks of whose past something was told since. */
    @GuardedBy("this")
    private void readMarks(Instant now) {
        Marks.News news = marks.read(now);
        if (!news.told().isEmpty()) {
            reports.toldOfThePast(news.told());
            present = null;
        }
        if (!news.corrected().isEmpty()) {
            evidence.told(Collections.min(news.corrected().values()));
            correct(news.corrected());
        }
        marks.settle(news); // not if the store did not answer meanwhile
    }

    @GuardedBy("this")
    private void correct(Map<KioskId, Instant> oldest) {
        oldest.forEach((kiosk, moment) -> correctedMeanwhile.merge(kiosk, moment, RememberedStates::earlier));
        for (long index : List.copyOf(past.keySet())) {
            Set<KioskId> kiosks = toldBefore(begin(index + 1), oldest);
            Past known = past.get(index);
            if (kiosks.size() > CORRECTED_ONE_BY_ONE) {
                past.remove(index);
            } else if (known != null) {
                past.put(index, new Past(corrected(index, known.stretch, kiosks), known.read));
            }
        }
        Telling gathered = open;
        Set<KioskId> kiosks = toldBefore(openUntil, oldest);
        if (kiosks.size() > CORRECTED_ONE_BY_ONE) {
            open = null;
        } else if (gathered != null) {
            correct(openIndex, openUntil, gathered, kiosks);
        }
    }

    private Stretch corrected(long index, Stretch read, Set<KioskId> kiosks) {
        Stretch corrected = read;
        for (KioskId kiosk : kiosks) {
            Telling anew = gather(index, begin(index + 1), kiosk.value());
            corrected = corrected.corrected(of(kiosk), anew.until(begin(index + 1)));
        }
        return corrected;
    }

    private void correct(long index, long until, Telling read, Set<KioskId> kiosks) {
        kiosks.forEach(kiosk -> read.correct(of(kiosk), gather(index, until, kiosk.value())));
    }

    private IntPredicate of(KioskId kiosk) {
        return service -> kiosk.equals(numbers.kiosk(service));
    }

    private static Set<KioskId> toldBefore(long millis, Map<KioskId, Instant> oldest) {
        Set<KioskId> kiosks = new HashSet<>();
        oldest.forEach((kiosk, moment) -> {
            if (moment.toEpochMilli() < millis) {
                kiosks.add(kiosk);
            }
        });
        return kiosks;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static long index(Instant moment) {
        return Math.floorDiv(moment.toEpochMilli(), STRETCH.toMillis());
    }

    private static long begin(long index) {
        return index * STRETCH.toMillis();
    }

    /** @param read when it was begun to be read wholly */
    private record Past(Stretch stretch, Instant read) {}

    /**
     * What is not over yet, when it is begun to be read anew.
     *
     * @param until nothing after it is read
     */
    private record Open(long index, long until, Instant began) {}

    /** @param nanos when the store had not answered, as {@link System#nanoTime} has it */
    private record Failure(long nanos, StoreUnavailableException away) {}

    /**
     * What is known since the beginning of a stretch.
     *
     * @param settled nothing before it is still coming in
     * @param ended as {@link NewestReports#endedBefore}
     */
    private record Present(Instant asOf, Instant settled, long index, Stretch stretch, IntToLongFunction ended) {
        /** For a time that is settled. */
        Present lookedAfter(Instant moment) {
            return new Present(moment, settled, index, stretch, ended);
        }
    }

    /**
     * What is known of a time.
     *
     * @param since before it nothing is known of any kiosk; {@link Instant#MAX} if nothing is known at all
     * @param asOf what was stored before is counted
     */
    public record Known(Instant since, Instant asOf, List<Stretch> stretches, IntToLongFunction ended) {
        /** Tells what held at a moment, and what changed from then on. */
        public void tell(Instant from, Instant to, StatesListener listener) {
            boolean isFirst = true;
            for (Stretch stretch : stretches) {
                stretch.tell(from.toEpochMilli(), to.toEpochMilli(), isFirst, listener);
                isFirst = false;
            }
        }

        /**
         * When the newest report of a service had ended, in milliseconds since the epoch; {@link Long#MAX_VALUE} if it
         * has not, or there is none.
         */
        public long ended(int service) {
            return ended.applyAsLong(service);
        }
    }
}
