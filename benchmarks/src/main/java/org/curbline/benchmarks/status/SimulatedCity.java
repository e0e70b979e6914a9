package org.curbline.benchmarks.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.curbline.gateway.events.PresenceChanged;
import org.curbline.gateway.status.LateReports;
import org.curbline.gateway.status.StatusBoard;
import org.curbline.gateway.status.UseLesson;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.fleet.FleetSettings.Chance;
import org.curbline.status.Judgement;
import org.curbline.status.KnownHistory;
import org.curbline.status.ServiceState;
import org.curbline.status.StatusRule;
import org.curbline.status.Transition;
import org.curbline.status.Transitions;
import org.curbline.status.View;
import org.curbline.status.usual.Doubt;

/**
 * A city and the gateway's board, in simulated time. The board is called as the gateway calls it: for each stored event
 * and each connection, and four times a second; what comes late is told anew when the kiosk has told all. Not
 * thread-safe.
 */
final class SimulatedCity implements TrialKiosk.Gateway, StatusBoard.Changes {
    private static final long TICK = 250;

    private final TrialClock clock;
    private final TrialStore store = new TrialStore();
    private final LateReports late = new LateReports();
    private final KnownHistory known;
    private final StatusRule rule;
    private final StatusBoard board;
    private final NightSchool school;
    private final List<TrialKiosk> kiosks = new ArrayList<>();
    private final PriorityQueue<TrialKiosk> queue = new PriorityQueue<>(Comparator.comparingLong(TrialKiosk::next)
            .thenComparing(kiosk -> kiosk.id().value()));
    private final Map<String, Long> newestReports = new HashMap<>();
    private long longestOverdue;

    /** @param registry empty; the kiosks are entered into it as of now */
    SimulatedCity(int size, Chance chance, StatusRule rule, Doubt doubt, TrialClock clock, KioskRegistry registry) {
        this.clock = clock;
        this.rule = rule;
        this.known = new KnownHistory(new Transitions(store), rule);
        SyntheticCity.of(size, chance.seed()).forEach(site -> {
            registry.put(new Kiosk(site.id().value(), Lifecycle.ACTIVE, "", null, null, null, Origin.ADDED));
            kiosks.add(new TrialKiosk(site, chance.faults(), chance.seed(), clock.millis()));
        });
        this.board = new StatusBoard(rule, doubt, registry, clock, this);
        this.school = new NightSchool(
                new UseLesson.Sources(store, new Transitions(store), registry, board::find),
                rule.allowedAge(),
                doubt.hours(),
                clock.instant());
        queue.addAll(kiosks);
    }

    List<TrialKiosk> kiosks() {
        return kiosks;
    }

    /** What is known of it by now. */
    KnownHistory known() {
        return known;
    }

    TrialStore store() {
        return store;
    }

    /** The longest that any service was shown up after its newest report had become too old. */
    long longestOverdueMillis() {
        return longestOverdue;
    }

    /** Lets time pass until a moment. */
    void run(long until) {
        while (clock.millis() < until) {
            long now = clock.millis() + TICK;
            clock.to(now);
            while (!queue.isEmpty() && queue.element().next() <= now) {
                TrialKiosk kiosk = queue.remove();
                kiosk.live(now, this);
                queue.add(kiosk);
            }
            school.tick(clock.instant(), board);
            board.tick();
            late.due(clock.instant(), Integer.MAX_VALUE)
                    .forEach((kiosk, from) -> known.toldAnew(kiosk, from).forEach(store::add));
        }
    }

    @Override
    public void connected(KioskId kiosk, long now) {
        board.presence(new PresenceChanged(kiosk, true, Instant.ofEpochMilli(now), ""));
    }

    @Override
    public void disconnected(KioskId kiosk, long now) {
        board.presence(new PresenceChanged(kiosk, false, Instant.ofEpochMilli(now), "keep-alive-timeout"));
    }

    @Override
    public void stored(KioskId kiosk, KioskEvent event) {
        if (event instanceof ServiceReport report) {
            store.add(kiosk, report);
            newestReports.merge(series(kiosk, report.service()), event.id().atMillis(), Math::max);
        }
        store.addUse(kiosk, event);
        board.stored(kiosk, event);
    }

    @Override
    public void changed(Transition transition, Judgement before) {
        if (transition.view() == View.SEEN && before.state() == ServiceState.UP) {
            long report = newestReports.getOrDefault(series(transition.kiosk(), transition.service()), Long.MIN_VALUE);
            longestOverdue = Math.max(
                    longestOverdue, clock.millis() - report - rule.allowedAge().toMillis());
        }
        store.add(transition);
    }

    @Override
    public void late(KioskId kiosk, Instant from) {
        late.heard(kiosk, from, clock.instant());
    }

    private static String series(KioskId kiosk, Service service) {
        return kiosk.value() + ' ' + service.word();
    }
}
