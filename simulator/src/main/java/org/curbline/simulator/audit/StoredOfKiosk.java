package org.curbline.simulator.audit;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.curbline.protocol.EventKind;
import org.curbline.simulator.audit.StoredEvents.StoredEvent;
import org.curbline.simulator.ledger.EventFacts;
import org.jspecify.annotations.Nullable;

/** What answers about one kiosk are reckoned from, taken from its stored events. Not thread-safe. */
final class StoredOfKiosk {
    private final List<LedgerSpan> pieces;
    private final ZoneId zone;
    private final Map<NumbersOf, SparseNumbers> numbers = new HashMap<>();
    private final Map<String, Reported> newest = new HashMap<>();
    private final Map<LocalDate, Used> weeks = new HashMap<>();

    /**
     * @param pieces of time in which numbers are looked at each by itself
     * @param zone by whose clocks weeks are
     */
    StoredOfKiosk(List<LedgerSpan> pieces, ZoneId zone) {
        this.pieces = pieces;
        this.zone = zone;
    }

    void add(EventKind kind, StoredEvent event) {
        EventFacts facts = EventFacts.ofStored(kind, event.timestampNanos(), event.values());
        Instant at = Instant.ofEpochSecond(0, event.timestampNanos());
        for (LedgerSpan piece : pieces) {
            if (!at.isBefore(piece.from()) && at.isBefore(piece.to())) {
                numbers.computeIfAbsent(new NumbersOf(piece, facts.id().run()), none -> new SparseNumbers())
                        .add(facts.id().seq());
            }
        }
        if (kind == EventKind.STATUS) {
            Reported report = new Reported(at, String.valueOf(event.values().get("state")));
            newest.merge(String.valueOf(event.values().get("service")), report, Reported::newer);
        }
        if (kind == EventKind.WIFI) {
            LocalDate end = at.atZone(zone).toLocalDate().with(TemporalAdjusters.next(DayOfWeek.SUNDAY));
            weeks.merge(end, Used.one(event.values()), Used::plus);
        }
    }

    /** How many numbers there are in a piece of time, and how many are not between them, each run by itself. */
    Numbers numbers(LedgerSpan piece) {
        long stored = 0;
        long missing = 0;
        for (Map.Entry<NumbersOf, SparseNumbers> run : numbers.entrySet()) {
            if (run.getKey().piece.equals(piece)) {
                stored += run.getValue().count();
                missing += run.getValue().missing();
            }
        }
        return new Numbers(stored, missing);
    }

    /** What was last reported of a service; null if nothing was. */
    @Nullable
    Reported newest(String service) {
        return newest.get(service);
    }

    /** The use of WiFi in the week that ends when that Sunday begins. */
    Used week(LocalDate end) {
        return weeks.getOrDefault(end, Used.NONE);
    }

    /** How many events are stored, and how many numbers are missing. */
    record Numbers(long stored, long missing) {
        static final Numbers NONE = new Numbers(0, 0);
    }

    /** @param state in the kiosk's own word */
    record Reported(Instant at, String state) {
        private Reported newer(Reported other) {
            return other.at.isAfter(at) ? other : this;
        }
    }

    private record NumbersOf(LedgerSpan piece, String run) {}
}
