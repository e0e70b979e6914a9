package org.curbline.telemetry.states;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.curbline.status.KnownTimeline;
import org.curbline.status.ServiceState;
import org.curbline.status.Transition;
import org.curbline.status.View;

/**
 * Gathers what is told of services, in the order of time, into a {@link Stretch}: the daily word that a state goes on
 * is no change; that it has not come for {@link KnownTimeline#LOOK_BACK} is one, to unknown. Not thread-safe.
 */
final class Telling {
    private static final long NEVER = Long.MIN_VALUE;
    private static final int FIRST_SIZE = 256;

    private final long from;
    private boolean begun;
    /** By number: what holds, what held at the beginning, and when that was told last. */
    private byte[] now = new byte[0];

    private byte[] start = new byte[0];
    private long[] told = new long[0];
    private long[] changes = new long[FIRST_SIZE];
    private int size;

    /** @param fromMillis where the stretch begins; what is told of the time before says what held then */
    Telling(long fromMillis) {
        this.from = fromMillis;
    }

    /** The same, to be gone on with for itself. */
    Telling copy() {
        Telling copy = new Telling(from);
        copy.begun = begun;
        copy.now = now.clone();
        copy.start = start.clone();
        copy.told = told.clone();
        copy.changes = Arrays.copyOf(changes, Math.max(FIRST_SIZE, size));
        copy.size = size;
        return copy;
    }

    void tell(int service, Transition transition) {
        long at = transition.at().toEpochMilli();
        if (at >= from) {
            begin();
        }
        makeRoom(service);
        endUntold(service, at);
        if (transition.view() == View.SUSPICION) {
            become(service, at, StateCode.suspected(now[service], transition.state() == ServiceState.SUSPECT));
            return;
        }
        if (told[service] == NEVER) {
            isFirst(service, transition.before());
        }
        told[service] = at;
        become(service, at, StateCode.known(now[service], transition.state()));
    }

    /** What told of what was before is kept no longer. */
    private void isFirst(int service, ServiceState before) {
        if (before != ServiceState.UNKNOWN) {
            now[service] = StateCode.known(now[service], before);
            if (begun) {
                start[service] = StateCode.known(start[service], before);
            }
        }
    }

    private void endUntold(int service, long moment) {
        long end = told[service] + KnownTimeline.LOOK_BACK.toMillis();
        if (told[service] != NEVER && end < moment && StateCode.isKnown(now[service])) {
            become(service, end, StateCode.known(now[service], ServiceState.UNKNOWN));
        }
    }

    private void become(int service, long at, byte code) {
        if (now[service] == code) {
            return;
        }
        now[service] = code;
        if (begun) {
            if (size == changes.length) {
                changes = Arrays.copyOf(changes, 2 * size);
            }
            boolean isAtOnce =
                    size > 0 && Stretch.isOfOneMoment(changes[size - 1], Stretch.pack(from, at, service, code));
            changes[isAtOnce ? size - 1 : size++] = Stretch.pack(from, at, service, code);
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            start = now.clone();
        }
    }

    private void makeRoom(int service) {
        if (service >= now.length) {
            int length = Math.max(service + 1, now.length * 5 / 4);
            int before = told.length;
            now = Arrays.copyOf(now, length);
            told = Arrays.copyOf(told, length);
            Arrays.fill(told, before, length, NEVER);
            start = begun ? Arrays.copyOf(start, length) : start;
        }
    }

    /** Has some services be as another one tells of the same time. */
    void correct(IntPredicate services, Telling anew) {
        begin();
        anew.begin();
        makeRoom(Math.max(anew.now.length - 1, 0));
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (!services.test(Stretch.service(changes[i]))) {
                changes[kept++] = changes[i];
            }
        }
        changes = Arrays.copyOf(changes, kept + anew.size + FIRST_SIZE);
        System.arraycopy(anew.changes, 0, changes, kept, anew.size);
        size = kept + anew.size;
        for (int i = 0; i < now.length; i++) {
            if (services.test(i)) {
                boolean isTold = i < anew.now.length;
                now[i] = isTold ? anew.now[i] : StateCode.NEVER_TOLD;
                start[i] = isTold ? anew.start[i] : StateCode.NEVER_TOLD;
                told[i] = isTold ? anew.told[i] : NEVER;
            }
        }
    }

    /** @param untilMillis up to when all was told */
    Stretch until(long untilMillis) {
        begin();
        for (int i = 0; i < now.length; i++) {
            endUntold(i, untilMillis);
        }
        return Stretch.of(from, start, Arrays.stream(changes, 0, size));
    }
}
