package org.curbline.simulator.faults;

import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** One kiosk's faults, gone through in the order of time. Not safe for several threads. */
public final class FaultCourse {
    private Iterator<Fault> rest;
    private @Nullable Fault next;
    private long poweredSince = Long.MIN_VALUE;
    private @Nullable Fault lastCut;
    private int memoriesLost;

    /** @param faults in the order of time, one after the other */
    public FaultCourse(Iterator<Fault> faults) {
        this.rest = faults;
        this.next = rest.hasNext() ? rest.next() : null;
    }

    /** The fault at a moment, or null; never asked for an earlier moment than before. */
    public @Nullable Fault at(long millis) {
        while (next != null && next.toMillis() <= millis) {
            if (next.kind().isDark()) {
                poweredSince = next.toMillis();
                lastCut = next;
            }
            if (next.kind() == FaultKind.LOST_MEMORY) {
                memoriesLost++;
            }
            next = rest.hasNext() ? rest.next() : null;
        }
        return next == null || next.fromMillis() > millis ? null : next;
    }

    /** The next moment after another, never an earlier one than before, at which something begins, changes or ends. */
    public long nextChange(long afterMillis) {
        Fault fault = at(afterMillis);
        if (fault != null) {
            return fault.nextChange(afterMillis);
        }
        return next == null ? Long.MAX_VALUE : next.fromMillis();
    }

    /** When power last came back before a moment, never an earlier one than before; {@link Long#MIN_VALUE} if never. */
    long poweredSince(long millis) {
        at(millis);
        return poweredSince;
    }

    /** When power was last away before the moment last asked for; null if it never was. */
    @Nullable
    Fault lastCut() {
        return lastCut;
    }

    /** How often it has lost its memory before a moment, never an earlier one than before. */
    int memoriesLost(long millis) {
        at(millis);
        return memoriesLost;
    }

    /** From now on nothing is wrong. */
    public void end() {
        rest = Collections.emptyIterator();
        next = null;
    }
}
