package org.curbline.gateway.status;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.MaintenanceWindow;
import org.jspecify.annotations.Nullable;

/**
 * What the registry plans for the kiosks, as time passes: lifecycles, and maintenance windows that open and close each
 * at its moment. It looks through the fleet only when something changes. On the board's context.
 */
final class Plans {
    private final KioskRegistry registry;
    private @Nullable Collection<Kiosk> kiosks;
    private List<MaintenanceWindow> windows;
    private List<MaintenanceWindow> open;
    private Instant nextChange;
    private Instant looked;

    Plans(KioskRegistry registry, Instant now) {
        this.registry = registry;
        this.windows = registry.windows();
        this.open = openAt(now);
        this.nextChange = changeAfter(now);
        this.looked = now;
    }

    /** Whether a window is open for a kiosk. */
    boolean isOpen(Kiosk kiosk) {
        return open.stream().anyMatch(window -> window.covers(kiosk));
    }

    /** Lets time pass; tells of every kiosk what holds for it, whenever that may have changed for one. */
    void advance(Instant now, Plan plan) {
        // The registry hands out the same views until something changes.
        boolean decided = registry.all() != kiosks || registry.windows() != windows;
        Collection<Kiosk> all = registry.all();
        if (decided) {
            kiosks = all;
            windows = registry.windows();
            nextChange = changeAfter(looked);
        }
        while (!nextChange.isAfter(now)) {
            Instant moment = nextChange;
            open = openAt(moment);
            nextChange = changeAfter(moment);
            tell(all, moment, plan);
        }
        if (decided) {
            open = openAt(now);
            tell(all, now, plan);
        }
        looked = now;
    }

    private void tell(Collection<Kiosk> all, Instant at, Plan plan) {
        all.forEach(kiosk -> plan.holds(at, kiosk, isOpen(kiosk)));
    }

    private List<MaintenanceWindow> openAt(Instant moment) {
        return windows.stream().filter(window -> window.isOpen(moment)).toList();
    }

    private Instant changeAfter(Instant moment) {
        return windows.stream()
                .map(window -> window.nextChange(moment))
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }

    /** What holds for a kiosk from a moment on. */
    interface Plan {
        void holds(Instant at, Kiosk kiosk, boolean windowOpen);
    }
}
