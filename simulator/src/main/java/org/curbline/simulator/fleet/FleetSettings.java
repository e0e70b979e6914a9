package org.curbline.simulator.fleet;

import java.nio.file.Path;
import java.util.List;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.kiosk.KioskLimits;
import org.curbline.simulator.kiosk.Target;

/**
 * What a fleet consists of.
 *
 * @param kiosks which, and where they stand
 * @param pace how simulated time runs
 * @param seed what makes the events; the same seed, kiosks and start make the same events
 * @param target the gateway
 * @param ledgerFolder where the ledger is written
 * @param loops event loops the kiosks are spread over, 1 or more
 * @param limits what each kiosk allows itself
 */
public record FleetSettings(
        List<KioskSite> kiosks, Pace pace, long seed, Target target, Path ledgerFolder, int loops, KioskLimits limits) {
    public FleetSettings {
        kiosks = List.copyOf(kiosks);
        if (kiosks.isEmpty() || loops < 1) {
            throw new IllegalArgumentException("A fleet needs at least one kiosk and one event loop");
        }
    }

    /** Real time, seed 1, two event loops, the usual limits. */
    public FleetSettings(List<KioskSite> kiosks, Target target, Path ledgerFolder) {
        this(kiosks, Pace.of(1), 1, target, ledgerFolder, 2, KioskLimits.DEFAULT);
    }

    public FleetSettings withPace(Pace newPace) {
        return new FleetSettings(kiosks, newPace, seed, target, ledgerFolder, loops, limits);
    }

    public FleetSettings withSeed(long newSeed) {
        return new FleetSettings(kiosks, pace, newSeed, target, ledgerFolder, loops, limits);
    }

    public FleetSettings withLoops(int newLoops) {
        return new FleetSettings(kiosks, pace, seed, target, ledgerFolder, newLoops, limits);
    }

    public FleetSettings withLimits(KioskLimits newLimits) {
        return new FleetSettings(kiosks, pace, seed, target, ledgerFolder, loops, newLimits);
    }
}
