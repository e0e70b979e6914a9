package org.curbline.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.curbline.protocol.Service;
import org.jspecify.annotations.Nullable;

/** The states that a kiosk's services were in, one after the other without a gap. Pure. */
public final class StatusHistory {
    private final Instant from;
    private final Instant to;
    private final Map<Service, List<Interval>> intervals = new EnumMap<>(Service.class);
    private final Map<Service, Transition> open = new EnumMap<>(Service.class);

    private StatusHistory(Instant from, Instant to) {
        this.from = from;
        this.to = to;
    }

    /**
     * Makes intervals of changes.
     *
     * @param changes in the order of time, from the first there ever was: what held at the beginning of the range began
     *     before it
     * @param from inclusive
     * @param to exclusive
     * @return of every service its intervals, cut off at the range's ends; before its first change it was unknown, as
     *     it had never reported
     */
    public static Map<Service, List<Interval>> of(List<Transition> changes, Instant from, Instant to) {
        StatusHistory history = new StatusHistory(from, to);
        for (Service service : Service.values()) {
            history.intervals.put(service, new ArrayList<>());
        }
        changes.forEach(history::change);
        for (Service service : Service.values()) {
            history.close(service, to);
        }
        return history.intervals;
    }

    private void change(Transition change) {
        Transition begun = open.get(change.service());
        if (begun != null
                && begun.state() == change.state()
                && begun.reason() == change.reason()
                && begun.detail().equals(change.detail())) {
            return; // it goes on
        }
        close(change.service(), change.at());
        open.put(change.service(), change);
    }

    private void close(Service service, Instant end) {
        Transition begun = open.get(service);
        Instant start = begun == null || begun.at().isBefore(from) ? from : begun.at();
        Instant stop = end.isAfter(to) ? to : end;
        if (start.isBefore(stop)) {
            Interval interval = begun == null
                    ? new Interval(ServiceState.UNKNOWN, StateReason.NEVER_REPORTED, "", start, stop)
                    : new Interval(begun.state(), begun.reason(), begun.detail(), start, stop);
            intervals.computeIfAbsent(service, none -> new ArrayList<>()).add(interval);
        }
    }

    /**
     * A service was in one state for one reason.
     *
     * @param from inclusive
     * @param to exclusive
     */
    public record Interval(ServiceState state, @Nullable StateReason reason, String detail, Instant from, Instant to) {
        boolean saysAs(Interval other) {
            return state == other.state && reason == other.reason && detail.equals(other.detail);
        }

        Interval until(Instant end) {
            return new Interval(state, reason, detail, from, end);
        }
    }
}
