package org.curbline.simulator.fleet;

import java.nio.file.Path;
import java.util.List;
import org.curbline.demand.UsagePlan;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.faults.FaultPlan;
import org.curbline.simulator.hardware.HardwarePlan;
import org.curbline.simulator.kiosk.KioskLimits;
import org.curbline.simulator.kiosk.Target;
import org.curbline.simulator.network.NetworkPlan;

/**
 * What a fleet consists of.
 *
 * @param kiosks which, and where they stand
 * @param pace how simulated time runs
 * @param chance what happens to them
 * @param targets the gateways, which kiosks are spread over; one whose own does not answer goes to the next
 * @param ledgerFolder where the ledger is written
 * @param loops event loops the kiosks are spread over, 1 or more
 * @param limits what each kiosk allows itself
 */
public record FleetSettings(
        List<KioskSite> kiosks,
        Pace pace,
        Chance chance,
        List<Target> targets,
        Path ledgerFolder,
        int loops,
        KioskLimits limits) {
    public FleetSettings {
        kiosks = List.copyOf(kiosks);
        targets = List.copyOf(targets);
        if (kiosks.isEmpty() || targets.isEmpty() || loops < 1) {
            throw new IllegalArgumentException("A fleet needs at least one kiosk, one gateway and one event loop");
        }
    }

    /** Real time, seed 1, no faults, two event loops, the usual limits. */
    public FleetSettings(List<KioskSite> kiosks, Target target, Path ledgerFolder) {
        this(kiosks, List.of(target), ledgerFolder);
    }

    /** Likewise, with several gateways. */
    public FleetSettings(List<KioskSite> kiosks, List<Target> targets, Path ledgerFolder) {
        this(kiosks, Pace.of(1), new Chance(1, FaultPlan.NONE), targets, ledgerFolder, 2, KioskLimits.DEFAULT);
    }

    public FleetSettings withPace(Pace newPace) {
        return new FleetSettings(kiosks, newPace, chance, targets, ledgerFolder, loops, limits);
    }

    public FleetSettings withSeed(long newSeed) {
        return withChance(new Chance(newSeed, chance.usage, chance.faults, chance.network, chance.hardware));
    }

    public FleetSettings withFaults(FaultPlan newFaults) {
        return withChance(new Chance(chance.seed, chance.usage, newFaults, chance.network, chance.hardware));
    }

    public FleetSettings withUsage(UsagePlan newUsage) {
        return withChance(new Chance(chance.seed, newUsage, chance.faults, chance.network, chance.hardware));
    }

    public FleetSettings withChance(Chance newChance) {
        return new FleetSettings(kiosks, pace, newChance, targets, ledgerFolder, loops, limits);
    }

    public FleetSettings withLoops(int newLoops) {
        return new FleetSettings(kiosks, pace, chance, targets, ledgerFolder, newLoops, limits);
    }

    public FleetSettings withLimits(KioskLimits newLimits) {
        return new FleetSettings(kiosks, pace, chance, targets, ledgerFolder, loops, newLimits);
    }

    /**
     * What happens to the kiosks.
     *
     * @param seed what makes events and faults; the same seed, kiosks and start make the same
     * @param usage how much they are used
     * @param faults what goes wrong
     * @param network over which links they send; it makes no other events
     * @param hardware what they are built of
     */
    public record Chance(long seed, UsagePlan usage, FaultPlan faults, NetworkPlan network, HardwarePlan hardware) {
        /**
         * With the use that is published for New York, no link but the machine's own, and kiosks that can do
         * everything.
         */
        public Chance(long seed, FaultPlan faults) {
            this(seed, UsagePlan.NEW_YORK, faults, NetworkPlan.DIRECT, HardwarePlan.IDEAL);
        }
    }
}
