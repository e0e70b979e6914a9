package org.curbline.benchmarks.bulk;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.curbline.benchmarks.load.MessageSender.Message;
import org.curbline.demand.KioskDemand;
import org.curbline.demand.UsagePlan;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.wire.EventEncoder;
import org.curbline.simulator.city.KioskSite;
import org.jspecify.annotations.Nullable;

/** Everything a fleet is used for from one moment to another, and a report of each service every hour. One thread. */
public final class FleetUse {
    /** Events in a message; a kiosk's spool sends as many. */
    private static final int EVENTS_A_MESSAGE = 100;

    private static final Duration REPORTS = Duration.ofHours(1);
    private static final EventEncoder ENCODER = new EventEncoder();

    private final List<KioskSite> sites;
    private final long seed;
    private final Instant from;
    private final Instant to;
    private final Map<EventKind, Long> counts = new EnumMap<>(EventKind.class);
    private final Map<Integer, Collected> collected = new HashMap<>();

    /** @param to exclusive */
    public FleetUse(List<KioskSite> sites, long seed, Instant from, Instant to) {
        this.sites = List.copyOf(sites);
        this.seed = seed;
        this.from = from;
        this.to = to;
    }

    public List<KioskId> kiosks() {
        return sites.stream().map(KioskSite::id).toList();
    }

    /** How many events of each kind were made so far. */
    public Map<EventKind, Long> counts() {
        return counts;
    }

    /** The next message of a kiosk, in the order of time for each kind; null after the last. */
    public @Nullable Message message(int kiosk) {
        Collected own = collected.computeIfAbsent(kiosk, number -> new Collected(demand(sites.get(number))));
        return own.next();
    }

    /** All events of a kiosk, in the order of time. */
    public KioskDemand demand(KioskSite site) {
        KioskDemand demand = new KioskDemand(
                        site.id(), site.borough(), UsagePlan.NEW_YORK, seed, from.toEpochMilli(), "1")
                .withoutReports();
        demand.reportEvery(REPORTS.toMillis(), from.toEpochMilli());
        return demand;
    }

    /** The next event of those; null after the last. */
    public @Nullable KioskEvent next(KioskDemand demand) {
        KioskEvent event = demand.next(to.toEpochMilli() - 1, () -> 0);
        if (event != null) {
            counts.merge(event.kind(), 1L, Long::sum);
        }
        return event;
    }

    /** What waits to fill a message. */
    private final class Collected {
        private @Nullable KioskDemand demand;
        private final Map<EventKind, List<KioskEvent>> events = new EnumMap<>(EventKind.class);

        Collected(KioskDemand demand) {
            this.demand = demand;
        }

        @Nullable
        Message next() {
            KioskDemand more = demand;
            KioskEvent event = more == null ? null : FleetUse.this.next(more);
            while (more != null && event != null) {
                List<KioskEvent> same = events.computeIfAbsent(event.kind(), none -> new ArrayList<>());
                same.add(event);
                if (same.size() == EVENTS_A_MESSAGE) {
                    return message(event.kind());
                }
                event = FleetUse.this.next(more);
            }
            demand = null;
            return events.isEmpty() ? null : message(events.keySet().iterator().next());
        }

        private Message message(EventKind kind) {
            List<KioskEvent> same = events.getOrDefault(kind, List.of());
            Message message = new Message(kind, ENCODER.encode(same), same.size());
            events.remove(kind);
            return message;
        }
    }
}
