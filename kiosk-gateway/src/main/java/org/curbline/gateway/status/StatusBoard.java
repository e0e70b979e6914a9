package org.curbline.gateway.status;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import org.curbline.gateway.cluster.KioskNews;
import org.curbline.gateway.cluster.KioskNews.Link;
import org.curbline.gateway.cluster.KioskNews.ServiceNews;
import org.curbline.gateway.cluster.Teller;
import org.curbline.gateway.events.PresenceChanged;
import org.curbline.gateway.pipeline.StoredEvents;
import org.curbline.gateway.status.TrackedKiosk.TrackedService;
import org.curbline.gateway.stream.CloudEvent;
import org.curbline.protocol.Call;
import org.curbline.protocol.ChargingSession;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.CommandReply;
import org.curbline.protocol.HealthReport;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.WifiSession;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.status.Judgement;
import org.curbline.status.ServiceFacts;
import org.curbline.status.ServiceFacts.Report;
import org.curbline.status.ServiceState;
import org.curbline.status.StateChanges;
import org.curbline.status.StatusRule;
import org.curbline.status.Transition;
import org.curbline.status.Transitions.Left;
import org.curbline.status.View;
import org.curbline.status.usual.Doubt;
import org.curbline.status.usual.LearntDay;
import org.jspecify.annotations.Nullable;

/**
 * The state of every service of the whole fleet, kept by stored events, presence, the registry and time. Everything
 * that changes it is called on one context; questions are answered on any thread, from memory.
 */
public final class StatusBoard {
    private final StatusRule rule;
    private final Doubt doubt;
    private final KioskRegistry registry;
    private final InstantSource clock;
    private final Changes changes;
    private final ConcurrentMap<String, TrackedKiosk> kiosks = new ConcurrentHashMap<>();
    /** The same in the order of ids, which costs more to ask. */
    private final ConcurrentNavigableMap<String, TrackedKiosk> byId = new ConcurrentSkipListMap<>();

    private final ShownStates shown = new ShownStates();
    private final Deadlines<TrackedService> deadlines = new Deadlines<>();
    private final AtomicLong version = new AtomicLong();
    private final AtomicLong changed = new AtomicLong();
    private final Plans plans;
    private final UsualUses usual;

    /** @param doubt how improbable use must be for a kiosk's word to be doubted, once something was learnt */
    public StatusBoard(StatusRule rule, Doubt doubt, KioskRegistry registry, InstantSource clock, Changes changes) {
        this.rule = rule;
        this.doubt = doubt;
        this.usual = new UsualUses(doubt.hours());
        this.registry = registry;
        this.clock = clock;
        this.changes = changes;
        this.plans = new Plans(registry, now());
    }

    /** Any thread. */
    public @Nullable KioskStatus find(String id) {
        TrackedKiosk kiosk = kiosks.get(id);
        return kiosk == null ? null : kiosk.show(heardSince());
    }

    /** Shows every kiosk as each is at the moment it is come to. Any thread. */
    public void forEach(Glance glance) {
        shown.show(heardSince(), glance);
    }

    /** The id of the kiosk with a number. Any thread. */
    public String id(int row) {
        return shown.kiosk(row).id().value();
    }

    /** A service of the kiosk with a number, without its last use. Any thread. */
    public ServiceStatus glimpse(int row, Service service) {
        return shown.kiosk(row).glimpse(service, heardSince());
    }

    /** How many kiosks are known. Any thread. */
    public int size() {
        return kiosks.size();
    }

    /** The number of a kiosk, by which {@link #showing} is asked; -1 as long as it is not known. Any thread. */
    public int row(String id) {
        TrackedKiosk kiosk = kiosks.get(id);
        return kiosk == null ? -1 : kiosk.row();
    }

    /**
     * Of which kiosks, by their numbers, any of some services is shown in any of some states. For a whole fleet; any
     * thread.
     */
    public IntPredicate showing(Set<Service> services, Set<ServiceState> states) {
        return showing(ShownStates.any(services, states));
    }

    /** Which kiosks, by their numbers, are online. For a whole fleet; any thread. */
    public IntPredicate online() {
        return showing(ShownStates.online());
    }

    private IntPredicate showing(int wanted) {
        Instant heardSince = heardSince();
        return row -> row >= 0 && shown.shows(row, wanted, heardSince);
    }

    /** Grows with everything that is shown differently. Any thread. */
    public long version() {
        return version.get();
    }

    /** Grows with every change of a state or a connection, after it is shown. Any thread. */
    public long changed() {
        return changed.get();
    }

    /** Events were stored. */
    void stored(StoredEvents events) {
        Instant now = now();
        for (int i = 0; i < events.size(); i++) {
            stored(events.kiosk(i), events.event(i), now);
        }
        version.incrementAndGet();
    }

    /** An event was stored. */
    public void stored(KioskId kiosk, KioskEvent event) {
        stored(kiosk, event, now());
        version.incrementAndGet();
    }

    private void stored(KioskId kiosk, KioskEvent event, Instant now) {
        TrackedKiosk tracked = kiosk(kiosk, now);
        tracked.lastEvent(event.id().atMillis());
        event.match(new Taken(tracked, now));
    }

    /** A kiosk was used before this gateway was started, as the store knows. */
    void usedBefore(String kiosk, Service service, long atMillis) {
        TrackedKiosk known = kiosks.get(kiosk);
        if (known != null) {
            known.service(service).usedBefore(atMillis);
            version.incrementAndGet();
        }
    }

    /** Some events were stored that were not told of here. */
    void missed() {
        Instant now = now();
        kiosks.values().forEach(kiosk -> kiosk.services().forEach(service -> service.missedUses(now)));
    }

    /** What use is usual was learnt. Until then nothing is suspected. */
    public void learnt(LearntDay day) {
        usual.learn(day);
    }

    /** A kiosk's connection began or ended. */
    public void presence(PresenceChanged presence) {
        Instant at = presence.at();
        TrackedKiosk kiosk = kiosk(presence.kiosk(), at);
        kiosk.connection(presence.online(), at, presence.reason());
        for (TrackedService service : kiosk.services()) {
            service.apply(
                    at,
                    presence.online() ? ServiceFacts::online : ServiceFacts.offlineFrom(at),
                    changes(service, View.SEEN));
            deadlines.watch(service);
        }
        version.incrementAndGet();
    }

    /** Time has passed; to be called several times a second. */
    public void tick() {
        Instant now = now();
        usual.advance(byId, now);
        usual.handOut(byId, now, deadlines::watch);
        deadlines.wake(now, service -> {
            service.advance(now, changes(service, View.SEEN));
            version.incrementAndGet();
        });
        plans.advance(now, this::planned);
    }

    /**
     * Takes up a service where an earlier gateway left it.
     *
     * @param decides whether this gateway decides what its state is
     */
    void resume(Left left, boolean decides) {
        Instant now = now();
        KioskId id = left.heard().kiosk();
        TrackedService service = kiosk(id, now).service(left.heard().service());
        if (service.resume(left, doubt.isPossible(), now, changes(service, View.SEEN))) {
            deadlines.watch(service);
            if (!decides) {
                service.follow(true);
            }
        } else if (decides) {
            // It was heard before the store was read; what an earlier gateway heard last may end in between.
            changes.late(id, left.heard().report().at());
        }
        version.incrementAndGet();
    }

    /** The kiosks behind an id, in the order of ids. */
    List<KioskId> after(String id, long most) {
        return byId.tailMap(id, false).values().stream()
                .limit(most)
                .map(TrackedKiosk::id)
                .toList();
    }

    /** How a kiosk is connected, as far as it is known. */
    TrackedKiosk.Connection connection(KioskId id) {
        return kiosk(id, now()).connection();
    }

    /** What is known of a kiosk, for another gateway. */
    KioskNews news(KioskId id, Link connection, boolean decides) {
        TrackedKiosk kiosk = kiosk(id, now());
        return new KioskNews(
                id,
                connection,
                decides,
                kiosk.lastEventMillis(),
                kiosk.services().stream().map(TrackedService::news).toList());
    }

    /**
     * Another gateway tells of a kiosk.
     *
     * @param decides whether this gateway decides what its states are
     * @param adopts whether it holds what the other says; else it judges by the facts
     */
    void take(KioskNews news, boolean decides, boolean adopts) {
        Instant now = now();
        TrackedKiosk kiosk = kiosk(news.kiosk(), now);
        kiosk.lastEvent(news.lastEventMillis());
        for (ServiceNews each : news.services()) {
            TrackedService service = kiosk.service(each.service());
            Report report = each.report();
            service.usedElsewhere(each.usedAtMillis());
            if (report != null) {
                service.learnt(report);
            }
            if (!decides) {
                service.follow(each, adopts, now);
            } else if (report != null && service.newer(report)) {
                service.hear(report, now, changes(service, View.SEEN));
            }
            deadlines.watch(service);
        }
        version.incrementAndGet();
    }

    /**
     * Who decides what a kiosk's states are.
     *
     * @param here whether this gateway does
     * @param teller the gateway that does; null if that is this one, or it is not known
     */
    void decides(KioskId id, boolean here, @Nullable Teller teller) {
        TrackedKiosk kiosk = kiosk(id, now());
        kiosk.follow(!here, teller);
        for (TrackedService service : kiosk.services()) {
            if (here) {
                service.decide(changes(service, View.SEEN));
            } else {
                service.follow(false);
            }
        }
    }

    /**
     * Hears what another gateway stored before it was gone.
     *
     * @param decides whether this gateway decides what the service's state is
     * @param asked when the store was
     * @return what is shown by now, if it was decided before the store was asked and is not what is stored; or null
     */
    @Nullable
    Transition leftBehind(Left left, boolean decides, Instant asked) {
        TrackedService service =
                kiosk(left.heard().kiosk(), now()).service(left.heard().service());
        Report report = left.heard().report();
        if (!service.hasReport()) {
            resume(left, decides);
            return null;
        }
        service.learnt(report);
        if (service.newer(report)) {
            service.hear(report, now(), changes(service, View.SEEN));
            deadlines.watch(service);
            version.incrementAndGet();
        }
        return service.unstored(left, asked);
    }

    /** Whether the event is what the board says already. */
    boolean says(CloudEvent event) {
        TrackedKiosk kiosk = kiosks.get(event.kiosk());
        return kiosk != null && kiosk.services().stream().anyMatch(service -> service.says(event));
    }

    private Instant heardSince() {
        return clock.instant().minus(rule.offlineGrace());
    }

    /** As precise as what is stored and told. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Something was decided of a kiosk, or a window opened or closed. */
    private void planned(Instant at, Kiosk kiosk, boolean windowOpen) {
        for (TrackedService service : kiosk(KioskId.of(kiosk.id()), at).services()) {
            service.apply(
                    at, facts -> facts.with(kiosk.lifecycle()).withWindow(windowOpen), changes(service, View.SEEN));
            deadlines.watch(service);
        }
        version.incrementAndGet();
    }

    private TrackedKiosk kiosk(KioskId id, Instant now) {
        TrackedKiosk known = kiosks.get(id.value());
        return known != null
                ? known
                : kiosks.computeIfAbsent(id.value(), unknown -> {
                    Kiosk registeredAs = registry.find(unknown);
                    ServiceFacts none = registeredAs == null
                            ? ServiceFacts.none(Lifecycle.ACTIVE)
                            : ServiceFacts.none(registeredAs.lifecycle()).withWindow(plans.isOpen(registeredAs));
                    TrackedKiosk made = new TrackedKiosk(id, shown, rule, doubt, none, now, changed::incrementAndGet);
                    shown.put(made);
                    byId.put(unknown, made);
                    changed.incrementAndGet();
                    made.services().forEach(service -> service.usual(usual.ofNewKiosk(service.service()), now));
                    return made;
                });
    }

    private StateChanges changes(TrackedService service, View view) {
        return new Telling(service, view);
    }

    /** Where transitions go, on the board's context. */
    public interface Changes {
        /** @param before what was said until then */
        void changed(Transition transition, Judgement before);

        /** A report came after a later one: what is known of the time between is to be told anew. */
        void late(KioskId kiosk, Instant from);
    }

    /** Makes transitions of what changes. */
    private final class Telling implements StateChanges {
        private final TrackedService service;
        private final View view;

        Telling(TrackedService service, View view) {
            this.service = service;
            this.view = view;
        }

        @Override
        public void changed(Instant at, Judgement before, Judgement now) {
            tell(view, at, before, now);
        }

        @Override
        public void suspicion(Instant at, Judgement before, Judgement now) {
            tell(View.SUSPICION, at, before, now);
        }

        private void tell(View told, Instant at, Judgement before, Judgement now) {
            changes.changed(service.transition(told, at, before, now), before);
        }
    }

    /** What a stored event means to a kiosk's services. */
    private final class Taken implements KioskEvent.Cases<Boolean> {
        private final TrackedKiosk kiosk;
        private final Instant now;

        Taken(TrackedKiosk kiosk, Instant now) {
            this.kiosk = kiosk;
            this.now = now;
        }

        @Override
        public Boolean wifi(WifiSession event) {
            return used(Service.WIFI, event, Carried.by(event));
        }

        @Override
        public Boolean charging(ChargingSession event) {
            return used(Service.CHARGING, event, Carried.by(event));
        }

        @Override
        public Boolean call(Call event) {
            return used(Service.CALL, event, Carried.by(event));
        }

        @Override
        public Boolean tablet(TabletSession event) {
            return used(Service.TABLET, event, Carried.by(event));
        }

        @Override
        public Boolean service(ServiceReport event) {
            Instant at = Instant.ofEpochMilli(event.id().atMillis());
            Instant notAhead = at.isAfter(now) ? now : at;
            TrackedService service = kiosk.service(event.service());
            service.hear(new Report(event.state(), event.reason(), notAhead), now, changes(service, View.SEEN));
            if (!service.known().hear(new Report(event.state(), event.reason(), at), changes(service, View.KNOWN))) {
                changes.late(service.kiosk(), at);
            }
            deadlines.watch(service);
            return true;
        }

        @Override
        public Boolean health(HealthReport event) {
            kiosk.health(event);
            return true;
        }

        @Override
        public Boolean clients(ClientSketch event) {
            return false;
        }

        @Override
        public Boolean reply(CommandReply event) {
            return false;
        }

        private Boolean used(Service service, KioskEvent event, boolean carried) {
            TrackedService used = kiosk.service(service);
            if (used.isUp()
                    && event.id().atMillis() > now.minus(UsualUses.QUARTER).toEpochMilli()) {
                usual.used(service);
            }
            used.used(event.id().atMillis(), carried, now, changes(used, View.SEEN));
            deadlines.watch(used);
            return true;
        }
    }
}
