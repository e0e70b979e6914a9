package org.curbline.benchmarks.status;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport.State;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.TrueState;
import org.curbline.status.KnownHistory;
import org.curbline.status.ServiceState;
import org.curbline.status.StatusHistory.Interval;
import org.jspecify.annotations.Nullable;

/**
 * How long services worked, as it is known and as it is true, and what the difference comes from. Times are those of
 * all services together. Not thread-safe.
 */
final class KnownTime {
    /** What comes from no fault. */
    static final String BETWEEN_FAULTS = "between faults";

    /** Whatever it comes from. */
    static final String ALL = "together";

    /** A fault is known to be over some time after it is. */
    private static final long AFTERMATH = Duration.ofMinutes(5).toMillis();

    private final long to;
    private final Map<ServiceState, Spent> spent = new EnumMap<>(ServiceState.class);
    private final Map<String, Map<Mistake, Long>> mistakes = new TreeMap<>();

    KnownTime(SimulatedCity city, KnownHistory history, long from, long to) {
        this.to = to;
        for (TrialKiosk kiosk : city.kiosks()) {
            Map<Service, List<Interval>> told =
                    history.of(kiosk.id(), Instant.ofEpochMilli(from), Instant.ofEpochMilli(to), Instant.EPOCH);
            for (Service service : Service.values()) {
                compare(kiosk, told.getOrDefault(service, List.of()), kiosk.states(service));
            }
        }
    }

    /** How long it was known to be in a state. */
    Spent in(ServiceState state) {
        return spent.getOrDefault(state, new Spent(0, 0));
    }

    /** All of the time. */
    Spent all() {
        return spent.values().stream().reduce(new Spent(0, 0), Spent::plus);
    }

    /** In how much of it something was known. */
    Spent known() {
        return all().minus(in(ServiceState.UNKNOWN));
    }

    double worksSeconds() {
        return in(ServiceState.UP).plus(in(ServiceState.DEGRADED)).seconds();
    }

    /** How long a mistake was made because of a kind of fault, or between faults. */
    double seconds(String cause, Mistake mistake) {
        return mistakes.getOrDefault(cause, Map.of()).getOrDefault(mistake, 0L) / 1000.0;
    }

    /** How many seconds more are known to have worked than truly did, on balance. */
    double differenceSeconds(String cause) {
        double seconds = 0;
        for (Mistake mistake : Mistake.values()) {
            seconds += mistake == Mistake.BELIEVED ? seconds(cause, mistake) : -seconds(cause, mistake);
        }
        return seconds;
    }

    private void compare(TrialKiosk kiosk, List<Interval> told, List<TrueState> truth) {
        int first = 0;
        for (Interval interval : told) {
            long begin = interval.from().toEpochMilli();
            long end = interval.to().toEpochMilli();
            while (first + 1 < truth.size() && truth.get(first + 1).atMillis() <= begin) {
                first++;
            }
            for (int i = first; i < truth.size() && truth.get(i).atMillis() < end; i++) {
                long stretchBegin = Math.max(begin, truth.get(i).atMillis());
                long stretchEnd = i + 1 < truth.size() ? truth.get(i + 1).atMillis() : to;
                long time = Math.min(end, stretchEnd) - stretchBegin;
                boolean worked = truth.get(i).is() != State.DOWN;
                spent.merge(interval.state(), new Spent(time, worked ? time : 0), Spent::plus);
                Mistake mistake = Mistake.of(interval.state(), worked);
                if (mistake != null) {
                    Fault because = mistake == Mistake.DOUBTED
                            ? doubted(kiosk, truth.get(i).service(), begin, end)
                            : fault(kiosk, stretchBegin);
                    count(because == null ? BETWEEN_FAULTS : because.kind().word(), mistake, time);
                    count(ALL, mistake, time);
                }
            }
        }
    }

    private void count(String cause, Mistake mistake, long time) {
        mistakes.computeIfAbsent(cause, none -> new EnumMap<>(Mistake.class)).merge(mistake, time, Long::sum);
    }

    /** A suspicion holds from the last use on, which was before its fault. */
    private static @Nullable Fault doubted(TrialKiosk kiosk, Service service, long from, long to) {
        for (Fault fault : kiosk.faults()) {
            if (fault.kind().isHidden()
                    && fault.befalls(service)
                    && fault.fromMillis() < to
                    && from < fault.toMillis() + AFTERMATH) {
                return fault;
            }
        }
        return null;
    }

    private static @Nullable Fault fault(TrialKiosk kiosk, long at) {
        for (Fault fault : kiosk.faults()) {
            if (fault.fromMillis() <= at && at < fault.toMillis() + AFTERMATH) {
                return fault;
            }
        }
        return null;
    }

    /** How what is known may differ from what is true. */
    enum Mistake {
        /** It worked, and nobody knew. */
        NOT_KNOWN,
        /** It worked, and was suspected. */
        DOUBTED,
        /** It worked, and was said to be down. */
        SAID_DOWN,
        /** It did not work, and its kiosk was believed that it did. */
        BELIEVED;

        private static @Nullable Mistake of(ServiceState known, boolean worked) {
            return switch (known) {
                case UP, DEGRADED -> worked ? null : BELIEVED;
                case UNKNOWN -> worked ? NOT_KNOWN : null;
                case SUSPECT -> worked ? DOUBTED : null;
                case DOWN, MAINTENANCE -> worked ? SAID_DOWN : null;
            };
        }
    }

    /**
     * Time, and how much of it a service truly worked.
     *
     * @param millis all of it
     * @param trulyMillis of that
     */
    record Spent(long millis, long trulyMillis) {
        double seconds() {
            return millis / 1000.0;
        }

        double trulySeconds() {
            return trulyMillis / 1000.0;
        }

        private Spent plus(Spent other) {
            return new Spent(millis + other.millis, trulyMillis + other.trulyMillis);
        }

        private Spent minus(Spent other) {
            return new Spent(millis - other.millis, trulyMillis - other.trulyMillis);
        }
    }
}
