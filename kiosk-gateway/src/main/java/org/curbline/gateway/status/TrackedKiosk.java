package org.curbline.gateway.status;

import java.time.DayOfWeek;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.curbline.gateway.cluster.KioskNews.ServiceNews;
import org.curbline.gateway.cluster.Teller;
import org.curbline.gateway.stream.CloudEvent;
import org.curbline.protocol.HealthReport;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.status.Judgement;
import org.curbline.status.KnownTimeline;
import org.curbline.status.ServiceFacts;
import org.curbline.status.ServiceFacts.Report;
import org.curbline.status.ServiceState;
import org.curbline.status.ServiceTimeline;
import org.curbline.status.StateChanges;
import org.curbline.status.StateReason;
import org.curbline.status.StatusRule;
import org.curbline.status.Transition;
import org.curbline.status.Transitions.Left;
import org.curbline.status.View;
import org.curbline.status.usual.Doubt;
import org.curbline.status.usual.FleetUse;
import org.curbline.status.usual.UseWatch;
import org.curbline.status.usual.UsualUse;
import org.curbline.status.usual.WeekHours;
import org.jspecify.annotations.Nullable;

/** A kiosk on the board. Changed on the board's context alone; what it shows may be read on any thread. */
final class TrackedKiosk {
    private final KioskId id;
    private final ShownStates states;
    private final int row;
    private final Runnable changed;
    private final Map<Service, TrackedService> services = new EnumMap<>(Service.class);
    private volatile Connection connection = new Connection(false, null, "");
    private volatile long lastEventMillis;
    private volatile @Nullable HealthReport health;
    private volatile @Nullable Teller teller;
    private boolean followed;

    /**
     * @param states where a row is made for it
     * @param none what is known of each service before anything is heard
     * @param changed called after a state, or whether it is connected, is shown differently
     */
    TrackedKiosk(
            KioskId id,
            ShownStates states,
            StatusRule rule,
            Doubt doubt,
            ServiceFacts none,
            Instant since,
            Runnable changed) {
        this.id = id;
        this.states = states;
        this.row = states.add();
        this.changed = changed;
        for (Service service : Service.values()) {
            ServiceTimeline timeline = new ServiceTimeline(rule, new UseWatch(doubt), none, since);
            KnownTimeline known = new KnownTimeline(rule, id);
            services.put(service, new TrackedService(this, service, timeline, known, doubt.hours()));
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
        states.connect(row, online);
        changed.run();
    }

    Connection connection() {
        return connection;
    }

    /** An event was stored. */
    void lastEvent(long atMillis) {
        if (atMillis > lastEventMillis) {
            lastEventMillis = atMillis;
        }
    }

    long lastEventMillis() {
        return lastEventMillis;
    }

    /** How its computer is, was stored; what a spool tells of the past is not how it is. */
    void health(HealthReport report) {
        HealthReport before = health;
        if (before == null || report.id().atMillis() >= before.id().atMillis()) {
            health = report;
        }
    }

    /**
     * @param elsewhere whether another gateway decides what its states are
     * @param other that one; null if it is not known
     */
    void follow(boolean elsewhere, @Nullable Teller other) {
        followed = elsewhere;
        teller = other;
        states.follow(row, other != null);
        changed.run();
    }

    /** Whether another gateway decides what its states are, and hears of its uses. */
    boolean isFollowed() {
        return followed;
    }

    /**
     * Any thread.
     *
     * @param heardSince what another gateway tells does not count if it was not heard of since then
     */
    KioskStatus show(Instant heardSince) {
        Connection now = connection;
        Instant silent = silent(heardSince);
        return new KioskStatus(
                id.value(),
                now.online && silent == null,
                now.online && silent != null ? silent : now.changed,
                now.online && silent != null ? StateReason.GATEWAY_SILENT.code() : now.reason,
                lastEventMillis,
                services.values().stream().map(service -> service.show(silent)).toList(),
                health);
    }

    /** One of its services, without its last use. Any thread. */
    ServiceStatus glimpse(Service service, Instant heardSince) {
        return service(service).showWithoutUse(silent(heardSince));
    }

    /** Its row among {@link ShownStates}. */
    int row() {
        return row;
    }

    /** Whether the gateway that decides has not been heard of since then. Any thread. */
    boolean isSilent(Instant heardSince) {
        return silent(heardSince) != null;
    }

    /** Since when the gateway that decides is not heard of; null if it is, or this one decides. */
    private @Nullable Instant silent(Instant heardSince) {
        Teller other = teller;
        return other == null || !other.heard().isBefore(heardSince) ? null : other.heard();
    }

    /** Whether it is connected, since when, and how its last connection ended. */
    record Connection(boolean online, @Nullable Instant changed, String reason) {}

    /** One of its services. */
    static final class TrackedService implements Deadlines.Waiting {
        private static final long NEVER = Long.MIN_VALUE;
        private static final StateChanges SILENT = (at, before, now) -> {};

        private final TrackedKiosk kiosk;
        private final Service service;
        private final ServiceTimeline timeline;
        private final KnownTimeline known;
        private final WeekHours hours;
        private @Nullable UsualUse usual;
        private Instant wakesAt = Instant.MAX;
        /** What the gateway that decides said last; null while that is this one. */
        private @Nullable Judgement decided;

        private volatile ServiceStatus shown;
        private volatile long usedAtMillis = NEVER; // apart, as it changes with every event

        private TrackedService(
                TrackedKiosk kiosk, Service service, ServiceTimeline timeline, KnownTimeline known, WeekHours hours) {
            this.kiosk = kiosk;
            this.service = service;
            this.timeline = timeline;
            this.known = known;
            this.hours = hours;
            this.shown = status(timeline.since());
            kiosk.states.set(kiosk.row, shown);
        }

        KioskId kiosk() {
            return kiosk.id;
        }

        Service service() {
            return service;
        }

        /**
         * Any thread.
         *
         * @param silent since when the gateway that decides is not heard of; null if it is
         */
        private ServiceStatus show(@Nullable Instant silent) {
            long used = usedAtMillis;
            ServiceStatus now = showWithoutUse(silent);
            return used == NEVER ? now : now.usedAt(Instant.ofEpochMilli(used));
        }

        private ServiceStatus showWithoutUse(@Nullable Instant silent) {
            return silent == null ? shown : shown.withoutEvidence(silent);
        }

        /** What is known of it, for another gateway. */
        ServiceNews news() {
            ServiceFacts facts = timeline.facts();
            Judgement said = timeline.judgement();
            return new ServiceNews(
                    service,
                    facts.report(),
                    facts.suspicion(),
                    usedAtMillis,
                    said.state(),
                    said.reason(),
                    said.detail(),
                    timeline.since());
        }

        /**
         * Holds what another gateway tells.
         *
         * @param adopts whether what it says holds; else the facts are judged here
         */
        void follow(ServiceNews news, boolean adopts, Instant now) {
            ServiceFacts facts = timeline.facts();
            Report newest = newer(news.report()) ? news.report() : facts.report();
            ServiceFacts told = newest == null ? facts : facts.with(newest);
            if (adopts) {
                decided = new Judgement(news.state(), news.reason(), news.detail(), Instant.MAX);
                told = suspected(news, told, now);
            }
            timeline.follow(told, adopts ? decided : null, news.since(), now);
            refresh(now);
        }

        private ServiceFacts suspected(ServiceNews news, ServiceFacts told, Instant now) {
            StateReason why = news.suspicion();
            if (why == null && told.suspicion() != null) {
                timeline.believe(now, SILENT);
            } else if (why != null && why != told.suspicion()) {
                timeline.suspected(why, news.since());
            }
            return told.suspected(why);
        }

        /** Another gateway heard of a use. */
        void usedElsewhere(long atMillis) {
            if (atMillis != NEVER) {
                usedBefore(atMillis);
            }
        }

        /**
         * Another gateway decides; what is said by now is told.
         *
         * @param anew whether that is so although another one decided before
         */
        void follow(boolean anew) {
            if (anew || decided == null) {
                decided = timeline.judgement();
            }
        }

        /** Whether a told change of state is the one that holds now. */
        boolean says(CloudEvent event) {
            Judgement said = timeline.judgement();
            return event.service().equals(service.word())
                    && event.id().contains("/" + timeline.since().toEpochMilli() + "/")
                    && event.id()
                            .endsWith("-" + said.state().word() + "-"
                                    + said.reason().code());
        }

        /** From now on this gateway decides: what holds and was not told by the one before is told. */
        void decide(StateChanges changes) {
            Judgement before = decided;
            decided = null;
            if (before != null && !before.saysAs(timeline.judgement())) {
                changes.changed(timeline.since(), before, timeline.judgement());
            }
        }

        /** What holds since before the store was asked and is not what it has; null if it is. */
        @Nullable
        Transition unstored(Left stored, Instant asked) {
            Judgement said = timeline.judgement();
            Instant since = timeline.since();
            Transition last = stored.seen();
            boolean isLater = last == null || since.isAfter(last.at());
            return isLater && !since.isAfter(asked) && !said.saysAs(stored.said())
                    ? transition(View.SEEN, since, stored.said(), said)
                    : null;
        }

        Transition transition(View view, Instant at, Judgement before, Judgement now) {
            return new Transition(kiosk.id, service, view, at, before.state(), now.state(), now.reason(), now.detail());
        }

        boolean hasReport() {
            return timeline.facts().report() != null;
        }

        /** Whether a report is newer than all that is known. */
        boolean newer(@Nullable Report report) {
            Report known = timeline.facts().report();
            return report != null && (known == null || report.at().isAfter(known.at()));
        }

        /** What another gateway heard is known, and told by that gateway. */
        void learnt(Report report) {
            Report newest = known.newest();
            if (newest == null || report.at().isAfter(newest.at())) {
                known.resume(report);
            }
        }

        /**
         * Goes on where an earlier gateway ended, unless something has been heard already.
         *
         * @param doubts whether a kiosk's word is doubted at all
         */
        boolean resume(Left left, boolean doubts, Instant now, StateChanges changes) {
            if (hasReport()) {
                return false;
            }
            Transition suspicion = left.suspicion();
            if (suspicion != null && suspicion.reason() != null) {
                timeline.suspected(suspicion.reason(), suspicion.at());
            }
            timeline.resume(left.said(), left.since(), left.heard().report(), now, changes);
            if (!doubts) {
                timeline.believe(now, changes);
            }
            known.resume(left.heard().report());
            refresh(now);
            return true;
        }

        KnownTimeline known() {
            return known;
        }

        void hear(Report report, Instant now, StateChanges changes) {
            if (timeline.hear(report, now, changes)) {
                timeline.advance(now, changes);
                refresh(now);
            }
        }

        void apply(Instant at, UnaryOperator<ServiceFacts> fact, StateChanges changes) {
            timeline.apply(at, fact, changes);
            refresh(at);
        }

        void advance(Instant now, StateChanges changes) {
            timeline.advance(now, changes);
            refresh(now);
        }

        void used(long atMillis, boolean carried, Instant now, StateChanges changes) {
            if (atMillis > usedAtMillis) {
                usedAtMillis = atMillis;
            }
            Judgement before = timeline.judgement();
            timeline.used(Instant.ofEpochMilli(atMillis), carried, now, changes);
            if (!timeline.judgement().equals(before)) {
                refresh(now);
            }
        }

        /** Uses that are usual in an hour of the week; 0 if that is not known. */
        double usual(int weekHour) {
            return usual == null ? 0 : usual.perHour(weekHour);
        }

        /** For which share of a time that is over it has worked, and does. */
        double worked(Instant from, Instant to) {
            Instant since = timeline.since();
            if (timeline.judgement().state() != ServiceState.UP || !since.isBefore(to)) {
                return 0;
            }
            Instant begin = since.isAfter(from) ? since : from;
            return (to.toEpochMilli() - begin.toEpochMilli()) / (double) (to.toEpochMilli() - from.toEpochMilli());
        }

        boolean isUp() {
            return timeline.judgement().state() == ServiceState.UP;
        }

        /** Uses that nobody heard of may have ended by now: whatever gap there was begins again. */
        void missedUses(Instant now) {
            timeline.usedUnwatched(now);
        }

        /** It was used before this gateway was started. */
        void usedBefore(long atMillis) {
            usedAtMillis = Math.max(usedAtMillis, atMillis);
            timeline.usedUnwatched(Instant.ofEpochMilli(atMillis));
        }

        /** Takes what is usual of it; null if that is not known yet. */
        void usual(@Nullable UsualUse use, Instant now) {
            usual = use;
            if (use != null) {
                timeline.usual(use, now);
                refresh(now);
            }
        }

        /** Takes what was learnt of it on a day of the week; null if that is nothing. */
        void learn(FleetUse fleet, DayOfWeek day, byte @Nullable [] learnt, Instant now) {
            UsualUse use = usual == null ? new UsualUse(fleet) : usual;
            use.learn(day, learnt);
            usual(use, now);
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

        private void refresh(Instant now) {
            ServiceStatus before = shown;
            ServiceStatus next = status(now);
            shown = next;
            if (!next.saysAs(before)) {
                kiosk.states.set(kiosk.row, next);
                kiosk.changed.run();
            }
        }

        private ServiceStatus status(Instant now) {
            Judgement judgement = timeline.judgement();
            Report report = timeline.facts().report();
            return new ServiceStatus(
                    service,
                    judgement.state(),
                    judgement.reason(),
                    judgement.detail(),
                    timeline.since(),
                    report == null ? null : report.at(),
                    null,
                    usual == null ? null : usual(hours.at(now.toEpochMilli())));
        }
    }
}
