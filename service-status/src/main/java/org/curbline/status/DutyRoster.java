package org.curbline.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.LifecycleChange;
import org.curbline.registry.kiosk.MaintenanceWindow;
import org.curbline.registry.kiosk.MaintenanceWindow.Span;
import org.curbline.status.Duty.Stretch;
import org.jspecify.annotations.Nullable;

/** What the registry knows of all kiosks' {@link Duty} within one range of time. */
public final class DutyRoster {
    private final KioskRegistry registry;
    private final Instant from;
    private final Instant to;
    private final Map<String, List<LifecycleChange>> lifecycles;
    private final List<Opening> openings = new ArrayList<>();

    private DutyRoster(
            KioskRegistry registry, Map<String, List<LifecycleChange>> lifecycles, Instant from, Instant to) {
        this.registry = registry;
        this.lifecycles = lifecycles;
        this.from = from;
        this.to = to;
        for (MaintenanceWindow window : registry.windows()) {
            List<Span> spans = window.within(from, to);
            if (!spans.isEmpty()) {
                openings.add(new Opening(window, spans));
            }
        }
    }

    /** Of the whole fleet. Blocking. */
    public static DutyRoster of(KioskRegistry registry, Instant from, Instant to) {
        return new DutyRoster(registry, registry.lifecycles(), from, to);
    }

    /** Of one kiosk. Blocking. */
    public static DutyRoster of(KioskRegistry registry, String kiosk, Instant from, Instant to) {
        return new DutyRoster(registry, Map.of(kiosk, registry.lifecycles(kiosk)), from, to);
    }

    /**
     * A kiosk's duty. It was not in service before it was born; from then until the first decision that is known it was
     * if it was at that.
     *
     * @param born when it began to serve the public; null if that is when it was registered
     */
    public Duty of(Kiosk kiosk, @Nullable Instant born) {
        List<LifecycleChange> changes = lifecycles.getOrDefault(kiosk.id(), List.of());
        List<Span> mine = openings(kiosk);
        NavigableSet<Instant> edges = new TreeSet<>();
        edges.add(from);
        changes.forEach(change -> addWithin(change.at(), edges));
        if (born != null) {
            addWithin(born, edges);
        }
        mine.forEach(span -> {
            addWithin(span.from(), edges);
            addWithin(span.to(), edges);
        });
        boolean inService = false;
        List<Stretch> planned = new ArrayList<>();
        for (Instant edge : edges) {
            Judgement judgement = StatusRule.planned(lifecycle(changes, born, edge), isOpen(mine, edge));
            inService |= judgement == null || judgement.state() == ServiceState.MAINTENANCE;
            Instant next = edges.higher(edge);
            if (judgement != null) {
                add(planned, new Stretch(judgement, edge, next == null ? to : next));
            }
        }
        return new Duty(planned, inService);
    }

    /** Since when it is in the registry; {@link Instant#MIN} if nobody wrote that down. */
    public Instant registered(Kiosk kiosk) {
        List<LifecycleChange> changes = lifecycles.getOrDefault(kiosk.id(), List.of());
        return changes.isEmpty() ? Instant.MIN : changes.get(0).at();
    }

    /** When it is worked on. What is open in a borough is about kiosks that stand there when it begins. */
    private List<Span> openings(Kiosk kiosk) {
        boolean moved = registry.moved().containsKey(kiosk.id());
        List<Span> mine = new ArrayList<>();
        for (Opening opening : openings) {
            if (!moved && opening.window.covers(kiosk)) {
                mine.addAll(opening.spans);
            } else if (moved) {
                opening.spans.stream()
                        .filter(span -> opening.window.covers(kiosk.id(), registry.placeAt(kiosk.id(), span.from())))
                        .forEach(mine::add);
            }
        }
        return mine;
    }

    private void addWithin(Instant moment, NavigableSet<Instant> edges) {
        if (moment.isAfter(from) && moment.isBefore(to)) {
            edges.add(moment);
        }
    }

    private static Lifecycle lifecycle(List<LifecycleChange> changes, @Nullable Instant born, Instant at) {
        if (born != null && at.isBefore(born)) {
            return Lifecycle.PLANNED;
        }
        Lifecycle lifecycle = beforeAll(changes, born);
        for (LifecycleChange change : changes) {
            if (!change.at().isAfter(at)) {
                lifecycle = change.lifecycle();
            }
        }
        return lifecycle;
    }

    private static Lifecycle beforeAll(List<LifecycleChange> changes, @Nullable Instant born) {
        if (changes.isEmpty() || born == null) {
            return Lifecycle.PLANNED;
        }
        return switch (changes.get(0).lifecycle()) {
            case ACTIVE, MAINTENANCE -> Lifecycle.ACTIVE;
            case PLANNED, INSTALLED, REMOVED -> Lifecycle.PLANNED;
        };
    }

    private static boolean isOpen(List<Span> openings, Instant at) {
        return openings.stream().anyMatch(span -> !at.isBefore(span.from()) && at.isBefore(span.to()));
    }

    private static void add(List<Stretch> planned, Stretch next) {
        Stretch last = planned.isEmpty() ? null : planned.get(planned.size() - 1);
        if (last != null && last.to().equals(next.from()) && last.judgement().saysAs(next.judgement())) {
            planned.set(planned.size() - 1, new Stretch(last.judgement(), last.from(), next.to()));
        } else {
            planned.add(next);
        }
    }

    /** When a window is open within the range. */
    private record Opening(MaintenanceWindow window, List<Span> spans) {}
}
