package org.curbline.gateway.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Consumer;
import org.curbline.gateway.status.TrackedKiosk.TrackedService;
import org.curbline.protocol.Service;
import org.curbline.status.usual.FleetUse;
import org.curbline.status.usual.LearntDay;
import org.curbline.status.usual.UsualUse;
import org.curbline.status.usual.WeekHours;
import org.jspecify.annotations.Nullable;

/**
 * What use is usual, as it is learnt. It is handed to some kiosks at a time, as each is judged anew by it. On the
 * board's context.
 */
final class UsualUses {
    /** Judged within some milliseconds. */
    private static final int AT_A_TIME = 500;

    static final Duration QUARTER = Duration.ofMinutes(15);
    private static final int QUARTERS = 4;

    private final Map<Service, FleetUse> fleets = new EnumMap<>(Service.class);
    private final Deque<LearntDay> waiting = new ArrayDeque<>();
    private final Map<Service, Long> uses = new EnumMap<>(Service.class);
    private final WeekHours hours;
    private String lastKiosk = "";
    private long quarter = Long.MIN_VALUE;

    UsualUses(WeekHours hours) {
        this.hours = hours;
    }

    /** Nothing is usual of a service before something was learnt of it. */
    @Nullable
    UsualUse ofNewKiosk(Service service) {
        FleetUse fleet = fleets.get(service);
        return fleet == null ? null : new UsualUse(fleet);
    }

    void learn(LearntDay day) {
        if (day.isAnythingKnown() || fleets.containsKey(day.service())) {
            waiting.add(day);
        }
    }

    /** A service that is said to work was used. */
    void used(Service service) {
        uses.merge(service, 1L, Long::sum);
    }

    /** Lets time pass: compares, each quarter of an hour, what the fleet was used with what is usual. */
    void advance(NavigableMap<String, TrackedKiosk> kiosks, Instant now) {
        long begins = Math.floorDiv(now.toEpochMilli(), QUARTER.toMillis());
        if (begins == quarter) {
            return;
        }
        quarter = begins;
        Instant end = Instant.ofEpochMilli(begins * QUARTER.toMillis());
        fleets.forEach((service, fleet) -> {
            int worked = 0;
            double expected = 0;
            for (TrackedKiosk kiosk : kiosks.values()) {
                double share = kiosk.isFollowed() ? 0 : kiosk.service(service).worked(end.minus(QUARTER), end);
                if (share > 0) {
                    worked++;
                    expected += share * kiosk.service(service).usual(hours.at(end.toEpochMilli() - 1)) / QUARTERS;
                }
            }
            fleet.quarter(begins, worked, expected, uses.getOrDefault(service, 0L));
        });
        uses.clear();
    }

    /** Hands what was learnt to the next kiosks. */
    void handOut(NavigableMap<String, TrackedKiosk> kiosks, Instant now, Consumer<TrackedService> judgedAnew) {
        int left = AT_A_TIME;
        while (left > 0 && !waiting.isEmpty()) {
            left = handOut(waiting.element(), kiosks, left, now, judgedAnew);
        }
    }

    /** @return to how many more it may be handed */
    private int handOut(
            LearntDay day,
            NavigableMap<String, TrackedKiosk> kiosks,
            int atMost,
            Instant now,
            Consumer<TrackedService> judgedAnew) {
        FleetUse fleet = fleets.computeIfAbsent(day.service(), none -> new FleetUse());
        if (lastKiosk.isEmpty()) {
            fleet.learn(day);
        }
        int left = atMost;
        for (Map.Entry<String, TrackedKiosk> each :
                kiosks.tailMap(lastKiosk, false).entrySet()) {
            if (left-- == 0) {
                return 0;
            }
            TrackedService service = each.getValue().service(day.service());
            service.learn(fleet, day.day(), day.kiosks().get(each.getKey()), now);
            judgedAnew.accept(service);
            lastKiosk = each.getKey();
        }
        waiting.remove();
        lastKiosk = "";
        return left;
    }
}
