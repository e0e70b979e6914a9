package org.curbline.telemetry.states;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.status.KnownHistory;
import org.curbline.status.Transitions;
import org.curbline.status.Transitions.Heard;

/**
 * Until when what each service's newest report says holds, if no other comes: nobody tells that it has ended before one
 * does. The store is asked for those that may have ended only, until it is sure that they have. Blocking; one thread at
 * a time.
 */
final class NewestReports {
    /** It is known of none that it has reported. */
    private static final long NONE = Long.MIN_VALUE;
    /** More are asked for with all others. */
    private static final int ASKED_ONE_BY_ONE = 20;
    /**
     * Reports that were stored late, as the store was away, are marked by nobody, nor what a spool goes on to tell. Who
     * reads ahead asks for them each minute; if nobody has for as long, a question does.
     */
    private static final Duration ALL_AGAIN = Duration.ofMinutes(2);

    private static final Duration REPORTED_LATE = Duration.ofDays(1);

    private final Transitions transitions;
    private final KnownHistory known;
    private final ServiceNumbers numbers;
    private final Duration settling;
    private final long allowedAge;

    private long[] ends = new long[0];
    /** When it was told last that it had reported. */
    private long[] told = new long[0];
    /** Those that do not report any more, and of which nobody has told otherwise since. */
    private final BitSet silent = new BitSet();

    private long since = Long.MAX_VALUE;
    private Instant allAsked = Instant.MIN;

    /**
     * @param settling for how long reports may come in that were made before
     * @param allowedAge how long a report holds
     */
    NewestReports(
            Transitions transitions,
            KnownHistory known,
            ServiceNumbers numbers,
            Duration settling,
            Duration allowedAge) {
        this.transitions = transitions;
        this.known = known;
        this.numbers = numbers;
        this.settling = settling;
        this.allowedAge = allowedAge.toMillis();
    }

    /** It has been told that a service reported at a moment. */
    void told(int service, long atMillis) {
        makeRoom(service);
        if (atMillis > told[service]) {
            told[service] = atMillis;
            if (atMillis > ends[service]) {
                askAgain(service, atMillis);
            }
        }
    }

    /** Kiosks have told of the past, each from a moment on. */
    void toldOfThePast(Map<KioskId, Instant> oldest) {
        oldest.forEach((kiosk, moment) -> {
            for (Service each : Service.values()) {
                int service = numbers.of(kiosk, each);
                makeRoom(service);
                told[service] = Math.max(told[service], moment.toEpochMilli());
                askAgain(service, moment.toEpochMilli());
            }
        });
    }

    private void askAgain(int service, long atMillis) {
        silent.clear(service);
        since = Math.min(since, atMillis - allowedAge);
    }

    /** Asks for those that are not sure. */
    void ask(Instant now) {
        long nowMillis = now.toEpochMilli();
        if (allAsked.equals(Instant.MIN)) {
            hear("", Instant.EPOCH);
            allAsked = now;
        } else if (!silent.isEmpty() && !now.isBefore(allAsked.plus(ALL_AGAIN))) {
            unsure(nowMillis);
            hear("", earlier(Instant.ofEpochMilli(Math.min(since, nowMillis)), mayBeLate(now)));
            allAsked = now;
        } else {
            Set<KioskId> kiosks = unsure(nowMillis);
            Instant from = Instant.ofEpochMilli(since);
            if (kiosks.size() > ASKED_ONE_BY_ONE) {
                hear("", from);
            } else {
                kiosks.forEach(kiosk -> hear(kiosk.value(), from));
            }
        }
        since = Long.MAX_VALUE;
        for (int service = 0; service < ends.length; service++) {
            if (due(service) != NONE && due(service) <= nowMillis - settling.toMillis()) {
                silent.set(service);
            }
        }
    }

    /** Reports are asked for again, of all, for there is one that does not report any more. */
    boolean isAnySilent() {
        return !silent.isEmpty();
    }

    /** Since when they are to be asked for. */
    static Instant mayBeLate(Instant now) {
        return now.minus(REPORTED_LATE);
    }

    /**
     * The newest reports of all since {@link #mayBeLate}, as they were at a moment.
     *
     * @return whether there is one that was not known
     */
    boolean heardOfAll(List<Heard> newest, Instant asked) {
        allAsked = asked;
        return hear(newest);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private Set<KioskId> unsure(long now) {
        Set<KioskId> kiosks = new HashSet<>();
        for (int service = 0; service < ends.length; service++) {
            KioskId kiosk = numbers.kiosk(service);
            if (kiosk != null && due(service) != NONE && due(service) <= now && !silent.get(service)) {
                kiosks.add(kiosk);
                since = Math.min(since, due(service) - allowedAge);
            }
        }
        return kiosks;
    }

    private long due(int service) {
        return Math.max(ends[service], told[service]);
    }

    private void hear(String kiosk, Instant from) {
        hear(transitions.newestReports(kiosk, from));
    }

    private boolean hear(List<Heard> reports) {
        boolean isNews = false;
        for (Heard newest : reports) {
            int service = numbers.of(newest.kiosk(), newest.service());
            makeRoom(service);
            long end = known.end(newest).at().toEpochMilli();
            if (end > ends[service]) {
                ends[service] = end;
                silent.clear(service);
                isNews = true;
            }
        }
        return isNews;
    }

    private void makeRoom(int service) {
        int before = ends.length;
        if (service >= before) {
            int length = Math.max(service + 1, before * 5 / 4);
            ends = Arrays.copyOf(ends, length);
            told = Arrays.copyOf(told, length);
            Arrays.fill(ends, before, length, NONE);
            Arrays.fill(told, before, length, NONE);
        }
    }

    /**
     * When that of a service had ended, by its number, in milliseconds since the epoch; {@link Long#MAX_VALUE} if it
     * had not.
     */
    IntToLongFunction endedBefore(Instant now) {
        long nowMillis = now.toEpochMilli();
        long[] ended = ends.clone();
        for (int service = 0; service < ended.length; service++) {
            if (ended[service] == NONE || ended[service] > nowMillis) {
                ended[service] = Long.MAX_VALUE;
            }
        }
        return service -> service < ended.length ? ended[service] : Long.MAX_VALUE;
    }
}
