package org.curbline.simulator.scenario;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.curbline.demand.Borough;
import org.curbline.demand.Calibration;
import org.curbline.protocol.Service;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.hardware.HardwarePlan;
import org.curbline.simulator.network.NetworkPlan;
import org.jspecify.annotations.Nullable;

/**
 * What a city goes through, as its file says it.
 *
 * @param shows what it is for, in one line
 * @param expect what one should see, sentence by sentence
 * @param assumed what is not published but assumed, sentence by sentence
 */
public record Scenario(String name, String shows, List<String> expect, List<String> assumed, World world) {
    public Scenario {
        expect = List.copyOf(expect);
        assumed = List.copyOf(assumed);
    }

    /** The same, of another world: what it shows tells in what that differs. */
    public Scenario in(World other) {
        return new Scenario(name, shows + ScenarioText.but(world, other), expect, assumed, other);
    }

    /** Everything that happens. */
    public record World(
            City city,
            Calendar calendar,
            Demand demand,
            Faults faults,
            NetworkPlan network,
            HardwarePlan hardware,
            long seed) {
        public World withKiosks(int kiosks) {
            return in(new City(null, kiosks, city.boroughs, city.neverActivated));
        }

        /** In the city of a list instead. */
        public World withCity(Path csv) {
            return in(new City(csv, city.kiosks, city.boroughs, city.neverActivated));
        }

        public World withSpeed(double speed) {
            Calendar newCalendar = new Calendar(calendar.start, calendar.zone, calendar.duration, speed);
            return new World(city, newCalendar, demand, faults, network, hardware, seed);
        }

        public World withSeed(long newSeed) {
            return new World(city, calendar, demand, faults, network, hardware, newSeed);
        }

        /** Used as another city. */
        public World withCalibration(Calibration calibration) {
            Demand newDemand = new Demand(calibration, demand.factors, demand.fixed);
            return new World(city, calendar, newDemand, faults, network, hardware, seed);
        }

        /** Other faults are drawn; those at given times stay. */
        public World withDrawnFaults(Set<FaultKind> kinds, double rate) {
            return new World(city, calendar, demand, new Faults(kinds, rate, faults.at), network, hardware, seed);
        }

        private World in(City newCity) {
            return new World(newCity, calendar, demand, faults, network, hardware, seed);
        }
    }

    /**
     * Where the kiosks stand.
     *
     * @param csv the city's list; null for a synthetic city
     * @param kiosks how many a synthetic city has
     * @param boroughs only these
     * @param neverActivated places whose kiosks are installed, and were never switched on
     */
    public record City(@Nullable Path csv, int kiosks, Set<Borough> boroughs, List<District> neverActivated) {
        public City {
            boroughs = Set.copyOf(boroughs);
            neverActivated = List.copyOf(neverActivated);
        }
    }

    /**
     * Part of a borough.
     *
     * @param number the community district; 0 for the whole borough
     */
    public record District(Borough borough, int number) {}

    /**
     * When it happens.
     *
     * @param start null for now, or 30 days ago if simulated time is to run faster than real time
     * @param duration null for no end
     * @param speed simulated seconds per second
     */
    public record Calendar(@Nullable Start start, ZoneId zone, @Nullable Duration duration, double speed) {}

    /**
     * How much is used.
     *
     * @param calibration on an average day, if nothing is unusual
     */
    public record Demand(Calibration calibration, List<Factor> factors, List<Fixed> fixed) {
        public Demand {
            factors = List.copyOf(factors);
            fixed = List.copyOf(fixed);
        }
    }

    /**
     * For a while there is more use than usual, or less.
     *
     * @param from after the start
     * @param to after the start; null for the end
     * @param hours of each day
     */
    public record Factor(
            Set<Service> services,
            Set<Borough> boroughs,
            Duration from,
            @Nullable Duration to,
            Hours hours,
            double factor) {}

    /** Hours of the local day: from the beginning of one, 0 to 23, to that of another, 1 to 24. */
    public record Hours(int from, int to) {
        static final Hours ALL = new Hours(0, 24);
    }

    /**
     * A service of one kiosk is used so often.
     *
     * @param kiosk its id, or {@link #FIRST}
     */
    public record Fixed(String kiosk, Service service, double perDay) {
        /** The first kiosk of the city, whichever city it is. */
        static final String FIRST = "first";
    }

    /**
     * What goes wrong.
     *
     * @param kinds of which some are drawn by seed, as often as the rate says
     * @param rate how many times as often as in New York
     * @param at what goes wrong at a given time
     */
    public record Faults(Set<FaultKind> kinds, double rate, List<Incident> at) {
        public Faults {
            kinds = Set.copyOf(kinds);
            at = List.copyOf(at);
        }
    }

    /**
     * Something goes wrong at a given time.
     *
     * @param kinds of which it is, each as likely
     * @param service null for any, drawn by seed
     * @param after after the start
     * @param spread over how long its beginnings are spread
     * @param length how long it lasts
     */
    public record Incident(
            List<FaultKind> kinds,
            @Nullable Service service,
            Where where,
            Duration after,
            Duration spread,
            Duration length) {}

    /**
     * At which kiosks.
     *
     * @param kiosks their ids, or {@link Fixed#FIRST}; empty for any
     * @param share how many of them, 0 to 1
     */
    public record Where(Set<Borough> boroughs, List<String> kiosks, double share) {
        public Where {
            boroughs = Set.copyOf(boroughs);
            kiosks = List.copyOf(kiosks);
        }
    }
}
