package org.curbline.gateway.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.status.Judgement;
import org.curbline.status.Transition;

/**
 * Lets through what has held for a while: a service that goes down and up again within that time has changed nothing
 * that anybody should be told. Not thread-safe.
 */
final class SteadyStates {
    private final Duration hold;
    private final Map<Series, Change> waiting = new LinkedHashMap<>();

    /** @param hold how long a state must hold; zero lets everything through at once */
    SteadyStates(Duration hold) {
        this.hold = hold;
    }

    /**
     * A state changed.
     *
     * @param before what was said until then
     */
    void changed(Transition transition, Judgement before, Instant now) {
        Series series = new Series(transition.kiosk(), transition.service());
        Change pending = waiting.remove(series);
        Judgement told = pending == null ? before : pending.told;
        boolean back = transition.state() == told.state()
                && transition.reason() == told.reason()
                && transition.detail().equals(told.detail());
        if (!back) {
            waiting.put(series, new Change(transition, told, now.plus(hold)));
        }
    }

    /** What has held by now, each from the state that was told before it. */
    List<Transition> steady(Instant now) {
        List<Transition> steady = new ArrayList<>();
        Iterator<Change> each = waiting.values().iterator(); // in the order of their time
        while (each.hasNext()) {
            Change change = each.next();
            if (change.due.isAfter(now)) {
                break;
            }
            steady.add(change.sinceTold());
            each.remove();
        }
        return steady;
    }

    private record Series(KioskId kiosk, Service service) {}

    /** @param told what was told last of the service */
    private record Change(Transition transition, Judgement told, Instant due) {
        Transition sinceTold() {
            return new Transition(
                    transition.kiosk(),
                    transition.service(),
                    transition.view(),
                    transition.at(),
                    told.state(),
                    transition.state(),
                    transition.reason(),
                    transition.detail());
        }
    }
}
