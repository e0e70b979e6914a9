package org.curbline.gateway.status;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.status.Judgement;
import org.curbline.status.KnownTimeline;
import org.curbline.status.ServiceFacts;
import org.curbline.status.ServiceFacts.Report;
import org.curbline.status.ServiceTimeline;
import org.curbline.status.StateChanges;
import org.curbline.status.StatusRule;
import org.curbline.status.Transitions.Left;
import org.jspecify.annotations.Nullable;

/** A kiosk on the board. Changed on the board's context alone; what it shows may be read on any thread. */
final class TrackedKiosk {
    private final KioskId id;
    private final Map<Service, TrackedService> services = new EnumMap<>(Service.class);
    private volatile Connection connection = new Connection(false, null, "");

    /** @param none what is known of each service before anything is heard */
    TrackedKiosk(KioskId id, StatusRule rule, ServiceFacts none, Instant since) {
        this.id = id;
        for (Service service : Service.values()) {
            services.put(
                    service,
                    new TrackedService(
                            this, service, new ServiceTimeline(rule, none, since), new KnownTimeline(rule, id)));
        }
    }

    KioskId id() {
        return id;
    }

    Collection<TrackedService> services() {
        return services.values();
    }

    TrackedService service(Service service) {
        return Objects.requireNonNull(services.get(service));
    }

    void connection(boolean online, Instant at, String reason) {
        connection = new Connection(online, at, reason);
    }

    /** Any thread. */
    KioskStatus show() {
        Connection now = connection;
        return new KioskStatus(
                id.value(),
                now.online,
                now.changed,
                now.reason,
                services.values().stream().map(TrackedService::show).toList());
    }

    private record Connection(boolean online, @Nullable Instant changed, String reason) {}

    /** One of its services. */
    static final class TrackedService implements Deadlines.Waiting {
        private static final long NEVER = Long.MIN_VALUE;

        private final TrackedKiosk kiosk;
        private final Service service;
        private final ServiceTimeline timeline;
        private final KnownTimeline known;
        private Instant wakesAt = Instant.MAX;
        private volatile ServiceStatus shown;
        private volatile long usedAtMillis = NEVER; // apart, as it changes with every event

        private TrackedService(TrackedKiosk kiosk, Service service, ServiceTimeline timeline, KnownTimeline known) {
            this.kiosk = kiosk;
            this.service = service;
            this.timeline = timeline;
            this.known = known;
            this.shown = status();
        }

        KioskId kiosk() {
            return kiosk.id;
        }

        Service service() {
            return service;
        }

        /** Any thread. */
        private ServiceStatus show() {
            long used = usedAtMillis;
            return used == NEVER ? shown : shown.usedAt(Instant.ofEpochMilli(used));
        }

        /** Goes on where an earlier gateway ended, unless something has been heard already. */
        boolean resume(Left left, Instant now, StateChanges changes) {
            if (timeline.facts().report() != null) {
                return false;
            }
            timeline.resume(left.said(), left.since(), left.heard().report(), now, changes);
            known.resume(left.heard().report());
            shown = status();
            return true;
        }

        KnownTimeline known() {
            return known;
        }

        void hear(Report report, Instant now, StateChanges changes) {
            if (timeline.hear(report, now, changes)) {
                timeline.advance(now, changes);
                shown = status();
            }
        }

        void apply(Instant at, UnaryOperator<ServiceFacts> fact, StateChanges changes) {
            timeline.apply(at, fact, changes);
            shown = status();
        }

        void advance(Instant now, StateChanges changes) {
            timeline.advance(now, changes);
            shown = status();
        }

        void used(long atMillis) {
            if (atMillis > usedAtMillis) {
                usedAtMillis = atMillis;
            }
        }

        @Override
        public Instant deadline() {
            return timeline.deadline();
        }

        @Override
        public Instant wakesAt() {
            return wakesAt;
        }

        @Override
        public void wakesAt(Instant moment) {
            wakesAt = moment;
        }

        private ServiceStatus status() {
            Judgement judgement = timeline.judgement();
            Report report = timeline.facts().report();
            return new ServiceStatus(
                    service,
                    judgement.state(),
                    judgement.reason(),
                    judgement.detail(),
                    timeline.since(),
                    report == null ? null : report.at(),
                    null);
        }
    }
}
