package org.curbline.benchmarks.status;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport.State;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.faults.TrueState;
import org.curbline.status.KnownHistory;
import org.curbline.status.ServiceState;
import org.curbline.status.StatusHistory.Interval;
import org.jspecify.annotations.Nullable;

/**
 * How long services worked, as it is known and as it is true, and which faults the difference comes from. Not
 * thread-safe.
 */
final class KnownTime {
    /** A fault is known to be over some time after it is. */
    private static final long AFTERMATH = Duration.ofMinutes(5).toMillis();

    private final long from;
    private final long to;
    private final Map<FaultKind, Long> difference = new EnumMap<>(FaultKind.class);
    private long differenceBetween;
    private long known;
    private long truly;
    private long all;

    KnownTime(SimulatedCity city, KnownHistory history, long from, long to) {
        this.from = from;
        this.to = to;
        for (TrialKiosk kiosk : city.kiosks()) {
            Map<Service, List<Interval>> told =
                    history.of(kiosk.id(), Instant.ofEpochMilli(from), Instant.ofEpochMilli(to), Instant.EPOCH);
            for (Service service : Service.values()) {
                compare(kiosk, told.getOrDefault(service, List.of()), kiosk.states(service));
            }
        }
    }

    double knownSeconds() {
        return known / 1000.0;
    }

    double trulySeconds() {
        return truly / 1000.0;
    }

    double allSeconds() {
        return all / 1000.0;
    }

    /** How many seconds more are known than true, on balance, from each kind of fault. */
    double differenceSeconds(FaultKind kind) {
        return difference.getOrDefault(kind, 0L) / 1000.0;
    }

    /** And while nothing was wrong. */
    double differenceBetweenSeconds() {
        return differenceBetween / 1000.0;
    }

    private void compare(TrialKiosk kiosk, List<Interval> told, List<TrueState> truth) {
        all += to - from;
        int first = 0;
        for (Interval interval : told) {
            long begin = interval.from().toEpochMilli();
            long end = interval.to().toEpochMilli();
            boolean works = interval.state() == ServiceState.UP || interval.state() == ServiceState.DEGRADED;
            known += works ? end - begin : 0;
            while (first + 1 < truth.size() && truth.get(first + 1).atMillis() <= begin) {
                first++;
            }
            for (int i = first; i < truth.size() && truth.get(i).atMillis() < end; i++) {
                long stretchEnd = i + 1 < truth.size() ? truth.get(i + 1).atMillis() : to;
                long overlap =
                        Math.min(end, stretchEnd) - Math.max(begin, truth.get(i).atMillis());
                boolean worked = truth.get(i).is() != State.DOWN;
                truly += worked ? overlap : 0;
                if (works != worked) {
                    Fault because = interval.state() == ServiceState.SUSPECT
                            ? doubted(kiosk, truth.get(i).service(), begin, end)
                            : fault(kiosk, Math.max(begin, truth.get(i).atMillis()));
                    count(because, works ? overlap : -overlap);
                }
            }
        }
    }

    private void count(@Nullable Fault fault, long millis) {
        if (fault == null) {
            differenceBetween += millis;
        } else {
            difference.merge(fault.kind(), millis, Long::sum);
        }
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
}
