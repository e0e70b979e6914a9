package org.curbline.gateway.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.curbline.gateway.events.StatusChanged;
import org.curbline.gateway.status.ServiceFacts.Report;
import org.curbline.gateway.status.StatusHistory.Change;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.PointsQuestion;
import org.curbline.store.PointReader.StoredPoint;
import org.jspecify.annotations.Nullable;

/**
 * Transitions as points, and what a gateway that starts reads to know everything again. The key of a transition is
 * kiosk, service and moment: computed again, it is written onto itself. Any thread; reading blocks.
 */
final class TransitionStore {
    /** What was seen at the time, as against what became known later. */
    private static final String SEEN = "seen";

    /** Far more than one moment can have. */
    private static final int PAGE = 5_000;

    private static final int NANOS_A_MILLI = 1_000_000;

    private final PointReader reader;
    private final Duration retention;

    TransitionStore(PointReader reader, Duration retention) {
        this.reader = reader;
        this.retention = retention;
    }

    static void add(StatusChanged change, PointBatch batch) {
        batch.begin(Measurement.TRANSITION)
                .tag(Columns.KIOSK, change.kiosk().value())
                .tag(Columns.SERVICE, change.service().word())
                .tag(Columns.VIEW, SEEN);
        batch.field(Columns.STATE, change.state()).field(Columns.REASON, change.reason());
        if (!change.detail().isEmpty()) {
            batch.field(Columns.DETAIL, change.detail());
        }
        batch.field(Columns.BEFORE, change.before());
        batch.end(change.at().toEpochMilli() * NANOS_A_MILLI);
    }

    /**
     * What an earlier gateway left: of every service that ever reported, the newest report and what was last said of
     * it.
     *
     * @throws PointReader.StoreUnavailableException if the store cannot be asked
     */
    List<Left> left(Instant now) {
        Instant from = now.minus(retention);
        Map<String, StoredPoint> said = new HashMap<>();
        for (StoredPoint point : reader.newest(Measurement.TRANSITION, from)) {
            if (SEEN.equals(text(point, Columns.VIEW.name()))) {
                said.put(series(point), point);
            }
        }
        List<Left> left = new ArrayList<>();
        for (StoredPoint report : reader.newest(Measurement.STATUS, from)) {
            Left each = left(report, said.get(series(report)));
            if (each != null) {
                left.add(each);
            }
        }
        return left;
    }

    /**
     * Every change of a kiosk that is kept, in the order of time, as it was seen.
     *
     * @param to exclusive
     * @throws PointReader.StoreUnavailableException if the store cannot be asked
     */
    List<Change> changes(KioskId kiosk, Instant now, Instant to) {
        List<Change> changes = new ArrayList<>();
        Instant from = now.minus(retention);
        long after = -1;
        while (true) {
            List<StoredPoint> page =
                    reader.points(new PointsQuestion(Measurement.TRANSITION, from, to, kiosk.value(), after, PAGE));
            boolean last = page.size() < PAGE;
            long end = last ? Long.MAX_VALUE : page.get(page.size() - 1).epochNanos(); // whose points may be parted
            for (StoredPoint point : page) {
                if (point.epochNanos() < end) {
                    after = point.epochNanos();
                    add(point, changes);
                }
            }
            if (last) {
                return changes;
            }
        }
    }

    private static void add(StoredPoint point, List<Change> changes) {
        Service service = find(Service.values(), text(point, Columns.SERVICE.name()));
        ServiceState state = find(ServiceState.values(), text(point, Columns.STATE.name()));
        if (service != null && state != null && SEEN.equals(text(point, Columns.VIEW.name()))) {
            changes.add(new Change(service, moment(point), state, reason(point), text(point, Columns.DETAIL.name())));
        }
    }

    private static @Nullable StateReason reason(StoredPoint point) {
        return find(StateReason.values(), text(point, Columns.REASON.name()).replace('-', '_'));
    }

    private static @Nullable Left left(StoredPoint report, @Nullable StoredPoint transition) {
        Service service = find(Service.values(), text(report, Columns.SERVICE.name()));
        ServiceReport.State state = find(ServiceReport.State.values(), text(report, Columns.STATE.name()));
        String kiosk = text(report, Columns.KIOSK.name());
        if (service == null || state == null || !KioskId.isValid(kiosk)) {
            return null; // another version's words; the next report tells
        }
        Report newest = new Report(state, text(report, Columns.REASON.name()), moment(report));
        return new Left(
                KioskId.of(kiosk),
                service,
                newest,
                said(transition),
                transition == null ? newest.at() : moment(transition));
    }

    private static Judgement said(@Nullable StoredPoint transition) {
        if (transition != null) {
            ServiceState state = find(ServiceState.values(), text(transition, Columns.STATE.name()));
            StateReason reason = reason(transition);
            if (state != null && reason != null) {
                return new Judgement(state, reason, text(transition, Columns.DETAIL.name()), Instant.MAX);
            }
        }
        return StatusRule.unknown(StateReason.NEVER_REPORTED);
    }

    private static Instant moment(StoredPoint point) {
        return Instant.ofEpochMilli(Math.floorDiv(point.epochNanos(), NANOS_A_MILLI));
    }

    private static String series(StoredPoint point) {
        return text(point, Columns.KIOSK.name()) + ' ' + text(point, Columns.SERVICE.name());
    }

    private static String text(StoredPoint point, String column) {
        return point.values().getOrDefault(column, "").toString();
    }

    private static <E extends Enum<E>> @Nullable E find(E[] values, String word) {
        String name = word.toUpperCase(Locale.ROOT);
        return Stream.of(values)
                .filter(value -> value.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** @param said what was last said of the service, since then */
    record Left(KioskId kiosk, Service service, Report newest, Judgement said, Instant since) {}
}
