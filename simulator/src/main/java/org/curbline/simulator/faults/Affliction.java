package org.curbline.simulator.faults;

import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.curbline.demand.Condition;
import org.curbline.protocol.Call;
import org.curbline.protocol.ChargingSession;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.CommandReply;
import org.curbline.protocol.EventId;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.HealthReport;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.ServiceReport.State;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.WifiSession;
import org.jspecify.annotations.Nullable;

/**
 * What faults make of the events that a sound kiosk would report, in the order of true time. Not safe for several
 * threads.
 */
public final class Affliction implements Condition {
    private final FaultCourse faults;
    private final Under under = new Under();
    private final Map<Service, Long> reportedAt = new EnumMap<>(Service.class);
    private final Map<EventKind, KioskEvent> first = new EnumMap<>(EventKind.class);
    private @Nullable Fault fault;

    public Affliction(Iterator<Fault> faults) {
        this.faults = new FaultCourse(faults);
    }

    @Override
    public @Nullable KioskEvent applied(KioskEvent event) {
        Fault now = faults.at(event.id().atMillis());
        if (now == null || !now.isSameAs(fault)) {
            first.clear();
        }
        fault = now;
        if (now != null) {
            return now.kind() == FaultKind.STUCK_VALUES ? stuck(event) : under.apply(now, event);
        }
        if (event instanceof ServiceReport report) {
            reportedAt.put(report.service(), report.id().atMillis());
        }
        return event;
    }

    /** Somebody makes a fault happen, after every event so far. */
    public void add(Fault made) {
        faults.add(made);
    }

    /** The last fault by hand ends at a moment after every event so far. */
    public void endLast(long millis) {
        faults.endLast(millis);
    }

    /** The fault under which the last event happened, or did not; null without one. */
    public @Nullable Fault fault() {
        return fault;
    }

    /** When power was last away before the last event; null if it never was. */
    public @Nullable Fault lastCut() {
        return faults.lastCut();
    }

    @Override
    public int memoriesLost(long millis) {
        return faults.memoriesLost(millis);
    }

    @Override
    public long poweredSince(long millis) {
        return faults.poweredSince(millis);
    }

    @Override
    public long nextFlap(Service service, long afterMillis) {
        Fault fault = faults.at(afterMillis);
        return fault != null && fault.kind() == FaultKind.FLAPPING && fault.befalls(service)
                ? fault.nextChange(afterMillis)
                : Long.MAX_VALUE;
    }

    /**
     * The event with the values of the first of its kind under this fault. What services say and what was counted is
     * not stuck.
     */
    private KioskEvent stuck(KioskEvent event) {
        if (event.kind() == EventKind.STATUS || event.kind() == EventKind.CLIENTS || event.kind() == EventKind.REPLY) {
            return event;
        }
        KioskEvent before = first.putIfAbsent(event.kind(), event);
        return before == null ? event : before.withId(event.id());
    }

    /** What one fault makes of an event; null if it does not happen. */
    private final class Under implements KioskEvent.Cases<Optional<KioskEvent>> {
        private @Nullable Fault one;

        @Nullable
        KioskEvent apply(Fault now, KioskEvent event) {
            one = now;
            return event.match(this).orElse(null);
        }

        private Fault fault() {
            return Objects.requireNonNull(one);
        }

        /** Whether nobody can use the service. */
        private boolean isUnusable(Service service, KioskEvent event) {
            FaultKind kind = fault().kind();
            boolean down =
                    TrueState.under(fault(), service, event.id().atMillis()).is() == State.DOWN;
            return down && kind != FaultKind.EMPTY;
        }

        private boolean isEmpty(Service service) {
            return fault().kind() == FaultKind.EMPTY && fault().befalls(service);
        }

        private EventId id(KioskEvent event) {
            EventId id = event.id();
            return new EventId(id.seq(), id.atMillis() + fault().clockMillis(), id.run());
        }

        @Override
        public Optional<KioskEvent> wifi(WifiSession event) {
            if (isUnusable(Service.WIFI, event)) {
                return Optional.empty();
            }
            long carried = isEmpty(Service.WIFI) ? 0 : 1;
            return Optional.of(new WifiSession(
                    id(event),
                    event.durationSeconds(),
                    event.downBytes() * carried,
                    event.upBytes() * carried,
                    event.network()));
        }

        @Override
        public Optional<KioskEvent> charging(ChargingSession event) {
            if (isUnusable(Service.CHARGING, event)) {
                return Optional.empty();
            }
            long carried = isEmpty(Service.CHARGING) ? 0 : event.energyMilliwattHours();
            return Optional.of(new ChargingSession(id(event), event.port(), event.durationSeconds(), carried));
        }

        @Override
        public Optional<KioskEvent> call(Call event) {
            if (isUnusable(Service.CALL, event)) {
                return Optional.empty();
            }
            return Optional.of(
                    isEmpty(Service.CALL)
                            ? new Call(id(event), event.callKind(), 0, Call.Outcome.FAILED)
                            : new Call(id(event), event.callKind(), event.durationSeconds(), event.outcome()));
        }

        @Override
        public Optional<KioskEvent> tablet(TabletSession event) {
            if (isUnusable(Service.TABLET, event)) {
                return Optional.empty();
            }
            int seconds = isEmpty(Service.TABLET) ? 0 : event.durationSeconds();
            return Optional.of(new TabletSession(id(event), event.activity(), seconds));
        }

        @Override
        public Optional<KioskEvent> service(ServiceReport event) {
            TrueState state =
                    TrueState.under(fault(), event.service(), event.id().atMillis());
            if (state.says() == null) {
                return Optional.empty();
            }
            EventId id = id(event);
            if (fault().kind() == FaultKind.STUCK_REPORTS) {
                long old = reportedAt.getOrDefault(event.service(), fault().fromMillis());
                id = new EventId(id.seq(), old, id.run());
            }
            State says = event.state() == State.DOWN ? State.DOWN : state.says(); // it may be rebooting
            String reason = says == event.state() ? event.reason() : reason(says);
            return Optional.of(new ServiceReport(id, event.service(), says, reason));
        }

        private static String reason(State says) {
            return switch (says) {
                case UP -> "";
                case DEGRADED -> "slow";
                case DOWN -> "no-service";
            };
        }

        @Override
        public Optional<KioskEvent> health(HealthReport event) {
            if (fault().kind().isDark()) {
                return Optional.empty();
            }
            return Optional.of(new HealthReport(
                    id(event),
                    event.temperatureCelsius(),
                    event.cpuPercent(),
                    event.memoryPercent(),
                    event.diskPercent(),
                    event.uptimeSeconds(),
                    event.spooledEvents(),
                    event.condition()));
        }

        @Override
        public Optional<KioskEvent> clients(ClientSketch event) {
            return fault().kind().isDark()
                    ? Optional.empty()
                    : Optional.of(new ClientSketch(id(event), event.salt(), event.durationSeconds(), event.sketch()));
        }

        @Override
        public Optional<KioskEvent> reply(CommandReply event) {
            return Optional.of(new CommandReply(id(event), event.command(), event.result(), event.reason()));
        }
    }
}
