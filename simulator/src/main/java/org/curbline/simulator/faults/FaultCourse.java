package org.curbline.simulator.faults;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * One kiosk's faults, gone through in the order of time: those of a plan, and those made by hand. What is made by hand
 * comes first: a planned fault that happens then ends, and one that would begin meanwhile does not come. Not safe for
 * several threads.
 */
public final class FaultCourse {
    private final Deque<Fault> byHand = new ArrayDeque<>();
    private Iterator<Fault> rest;
    private @Nullable Fault planned;
    private long poweredSince = Long.MIN_VALUE;
    private @Nullable Fault lastCut;
    private int memoriesLost;

    /** @param faults in the order of time, one after the other */
    public FaultCourse(Iterator<Fault> faults) {
        this.rest = faults;
        this.planned = following();
    }

    /** Adds one by hand, which begins later than any moment asked for, and than any other by hand ends. */
    public void add(Fault fault) {
        byHand.add(fault);
    }

    /** The last one by hand ends at a moment, later than any asked for. */
    public void endLast(long millis) {
        byHand.add(byHand.removeLast().until(millis));
    }

    /** The fault at a moment, or null; never asked for an earlier moment than before. */
    public @Nullable Fault at(long millis) {
        Fault first = first();
        while (first != null && first.toMillis() <= millis) {
            pass(first);
            first = first();
        }
        return first == null || first.fromMillis() > millis ? null : first;
    }

    /** The next moment after another, never an earlier one than before, at which something begins, changes or ends. */
    public long nextChange(long afterMillis) {
        Fault fault = at(afterMillis);
        if (fault != null) {
            return fault.nextChange(afterMillis);
        }
        Fault next = first();
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
        planned = null;
        byHand.clear();
    }

    /** The one that happens, or else the next. */
    private @Nullable Fault first() {
        Fault made = byHand.peek();
        if (made == null || planned == null || planned.fromMillis() >= made.fromMillis()) {
            return made == null ? planned : made;
        }
        return planned.toMillis() > made.fromMillis() ? planned.until(made.fromMillis()) : planned;
    }

    private void pass(Fault over) {
        if (over.kind().isDark()) {
            poweredSince = over.toMillis();
            lastCut = over;
        }
        if (over.kind() == FaultKind.LOST_MEMORY) {
            memoriesLost++;
        }
        if (!over.byHand()) {
            planned = following();
            return;
        }
        byHand.remove();
        while (planned != null && planned.fromMillis() < over.toMillis()) {
            planned = following();
        }
    }

    private @Nullable Fault following() {
        return rest.hasNext() ? rest.next() : null;
    }
}
