package org.curbline.simulator.scenario;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.curbline.demand.Borough;
import org.curbline.demand.UsagePlan;
import org.curbline.demand.UsagePlan.FixedRate;
import org.curbline.demand.UsagePlan.Surge;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.city.CityCsv;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.faults.DrawnFaults;
import org.curbline.simulator.faults.FaultPlan;
import org.curbline.simulator.faults.ScheduledFaults;
import org.curbline.simulator.faults.ScheduledFaults.Rule;
import org.curbline.simulator.fleet.FleetSettings;
import org.curbline.simulator.fleet.FleetSettings.Chance;
import org.curbline.simulator.fleet.Pace;
import org.curbline.simulator.scenario.Scenario.Calendar;
import org.curbline.simulator.scenario.Scenario.City;
import org.curbline.simulator.scenario.Scenario.District;
import org.curbline.simulator.scenario.Scenario.Fixed;
import org.curbline.simulator.scenario.Scenario.Incident;
import org.curbline.simulator.scenario.Scenario.Where;
import org.curbline.simulator.scenario.Scenario.World;
import org.jspecify.annotations.Nullable;

/**
 * A scenario at a certain time: whose kiosks they are, and from when to when.
 *
 * @param sites the kiosks that are on
 * @param neverActivated those that are installed, and were never switched on
 * @param leftOut what the city's list has wrong, so that a live kiosk is left out: a sentence each
 */
public record Play(
        List<KioskSite> sites, List<KioskSite> neverActivated, List<String> leftOut, Pace pace, Chance chance) {
    /**
     * Works out what a scenario means now.
     *
     * @param until where it ends; null for the end of its duration
     * @throws ScenarioException if it names a kiosk that is not there, leaves none, or would begin in the future
     * @throws IOException if its list of kiosks cannot be read
     */
    public static Play of(World world, @Nullable Until until, InstantSource clock) throws IOException {
        City city = world.city();
        if (city.csv() == null) {
            return of(world, SyntheticCity.of(city.kiosks(), world.seed()), until, clock);
        }
        List<String> leftOut = new ArrayList<>();
        Play play = of(world, CityCsv.read(city.csv(), leftOut::add), until, clock);
        return new Play(play.sites, play.neverActivated, List.copyOf(leftOut), play.pace, play.chance);
    }

    /** Likewise, at the kiosks of another city. */
    public static Play of(World world, List<KioskSite> city, @Nullable Until until, InstantSource clock) {
        Instant now = clock.instant();
        List<KioskSite> all = city.stream()
                .filter(site -> world.city().boroughs().contains(site.borough()))
                .toList();
        List<KioskSite> sites =
                all.stream().filter(site -> !isOff(site, world.city())).toList();
        List<KioskSite> off =
                all.stream().filter(site -> isOff(site, world.city())).toList();
        if (sites.isEmpty()) {
            throw new ScenarioException("The city has no kiosk that is on: choose more kiosks, or more boroughs.");
        }
        Pace pace = pace(world.calendar(), until, now);
        UsagePlan usage = usage(world, sites, begin(pace, now));
        Chance chance = new Chance(world.seed(), usage, faults(world, sites), world.network(), world.hardware());
        return new Play(sites, off, List.of(), pace, chance);
    }

    /** The settings of a fleet that plays it. */
    public FleetSettings in(FleetSettings settings) {
        return settings.withPace(pace).withChance(chance);
    }

    private static boolean isOff(KioskSite site, City city) {
        return city.neverActivated().stream().anyMatch(each -> holds(each, site));
    }

    private static boolean holds(District district, KioskSite site) {
        return district.borough() == site.borough() && (district.number() == 0 || district.number() == site.district());
    }

    private static Pace pace(Calendar calendar, @Nullable Until until, Instant now) {
        Duration duration = calendar.duration();
        double speed = calendar.speed();
        if (calendar.start() == null && duration == null && until == null) {
            return Pace.of(speed);
        }
        try {
            Instant start = calendar.start() == null
                    ? now.minus(Pace.of(speed).lookBack())
                    : calendar.start().moment(now, calendar.zone(), duration == null ? Duration.ZERO : duration);
            Instant end = duration == null ? null : start.plus(duration);
            Instant last = until == null ? end : until.moment(start, calendar.zone());
            Pace pace = new Pace(speed, Duration.ZERO, start, last);
            boolean isLive = calendar.start() == null && speed <= 1; // from its first moment on, which is yet to come
            return isLive ? new Pace(speed, Duration.ZERO, null, last) : pace;
        } catch (IllegalArgumentException e) {
            throw new ScenarioException(String.valueOf(e.getMessage()));
        }
    }

    private static Instant begin(Pace pace, Instant now) {
        return pace.start() == null ? now.minus(pace.lookBack()) : pace.start();
    }

    private static UsagePlan usage(World world, List<KioskSite> sites, Instant begin) {
        List<Surge> surges = world.demand().factors().stream()
                .map(each -> new Surge(
                        each.services(),
                        each.boroughs(),
                        begin.plus(each.from()).toEpochMilli(),
                        each.to() == null
                                ? Long.MAX_VALUE
                                : begin.plus(each.to()).toEpochMilli(),
                        each.hours().from(),
                        each.hours().to(),
                        each.factor()))
                .toList();
        List<FixedRate> fixed = new ArrayList<>();
        for (Fixed each : world.demand().fixed()) {
            fixed.add(new FixedRate(kiosk(each.kiosk(), sites), each.service(), each.perDay()));
        }
        return new UsagePlan(world.demand().calibration(), world.calendar().zone(), surges, fixed);
    }

    private static FaultPlan faults(World world, List<KioskSite> sites) {
        FaultPlan drawn = world.faults().kinds().isEmpty()
                ? FaultPlan.NONE
                : new DrawnFaults(world.faults().kinds(), world.faults().rate());
        if (world.faults().at().isEmpty()) {
            return drawn;
        }
        List<Rule> rules = new ArrayList<>();
        for (Incident each : world.faults().at()) {
            rules.add(new Rule(
                    each.kinds(),
                    each.service(),
                    at(each.where(), sites),
                    each.where().share(),
                    each.after(),
                    each.spread(),
                    each.length()));
        }
        return new ScheduledFaults(rules, drawn);
    }

    private static Predicate<KioskId> at(Where where, List<KioskSite> sites) {
        Set<KioskId> kiosks = new HashSet<>();
        Set<Borough> boroughs = where.boroughs();
        for (KioskSite site : sites) {
            if (where.kiosks().isEmpty() && boroughs.contains(site.borough())) {
                kiosks.add(site.id());
            }
        }
        where.kiosks().forEach(each -> kiosks.add(kiosk(each, sites)));
        return kiosks::contains;
    }

    private static KioskId kiosk(String name, List<KioskSite> sites) {
        if (name.equals(Fixed.FIRST)) {
            return sites.get(0).id();
        }
        KioskId id = KioskId.of(name);
        if (sites.stream().noneMatch(site -> site.id().equals(id))) {
            throw new ScenarioException("The city has no kiosk " + name
                    + ": name one that it has (--write-city lists them), or '" + Fixed.FIRST + "'.");
        }
        return id;
    }
}
