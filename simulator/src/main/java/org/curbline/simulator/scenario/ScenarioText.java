package org.curbline.simulator.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.curbline.demand.Borough;
import org.curbline.demand.Calibration;
import org.curbline.protocol.Service;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.hardware.Hardware;
import org.curbline.simulator.hardware.HardwarePlan;
import org.curbline.simulator.network.LinkClass;
import org.curbline.simulator.network.NetworkPlan.Share;
import org.curbline.simulator.scenario.Scenario.Calendar;
import org.curbline.simulator.scenario.Scenario.City;
import org.curbline.simulator.scenario.Scenario.Factor;
import org.curbline.simulator.scenario.Scenario.Faults;
import org.curbline.simulator.scenario.Scenario.Fixed;
import org.curbline.simulator.scenario.Scenario.Hours;
import org.curbline.simulator.scenario.Scenario.Incident;
import org.curbline.simulator.scenario.Scenario.World;

/** A scenario in words. */
public final class ScenarioText {
    private static final int ALL = 100;

    private ScenarioText() {}

    /** Everything it says, for people. */
    public static String of(Scenario scenario) {
        World world = scenario.world();
        List<String> lines = new ArrayList<>();
        lines.add(scenario.name() + ": " + scenario.shows());
        section("city", city(world.city()), lines);
        section("calendar", List.of(calendar(world.calendar())), lines);
        List<String> demand = new ArrayList<>();
        world.demand().factors().forEach(each -> demand.add(factor(each)));
        world.demand().fixed().forEach(each -> demand.add(fixed(each)));
        if (!world.demand().calibration().equals(Calibration.NEW_YORK_2025)) {
            demand.add(0, calibration(world.demand().calibration()));
        }
        section("demand", demand.isEmpty() ? List.of("as published for New York") : demand, lines);
        List<String> faults = new ArrayList<>();
        if (!world.faults().kinds().isEmpty()) {
            faults.add(drawn(world.faults()));
        }
        world.faults().at().forEach(each -> faults.add(incident(each)));
        section("faults", faults.isEmpty() ? List.of("none") : faults, lines);
        List<String> links =
                world.network().shares().stream().map(ScenarioText::link).toList();
        section("network", links.isEmpty() ? List.of("this machine's own") : links, lines);
        List<String> hardware =
                world.hardware().shares().stream().map(ScenarioText::hardware).toList();
        section("hardware", hardware.isEmpty() ? List.of("can do everything") : hardware, lines);
        section("seed", List.of(Long.toString(world.seed())), lines);
        section("expect", scenario.expect(), lines);
        section(
                "assumed",
                scenario.assumed().isEmpty() ? List.of("nothing more than usual") : scenario.assumed(),
                lines);
        return String.join("\n", lines);
    }

    /** What another world has that makes a sentence about the first untrue; empty if nothing. */
    static String but(World world, World other) {
        List<String> changes = new ArrayList<>();
        Faults faults = other.faults();
        if (!faults.equals(world.faults())) {
            changes.add(faults.kinds().isEmpty() ? "no faults by seed" : drawn(faults));
        }
        if (other.calendar().speed() != world.calendar().speed()) {
            changes.add(plain(other.calendar().speed()) + " simulated seconds a second");
        }
        return changes.isEmpty() ? "" : " But here: " + String.join("; ", changes) + '.';
    }

    private static String drawn(Faults faults) {
        return (faults.kinds().size() == FaultKind.values().length
                        ? "every kind of fault"
                        : words(faults.kinds(), FaultKind::word))
                + ", by seed, " + plain(faults.rate()) + " times as often as in New York";
    }

    private static void section(String title, List<String> sentences, List<String> lines) {
        for (int i = 0; i < sentences.size(); i++) {
            lines.add(String.format("  %-9s %s", i == 0 ? title : "", sentences.get(i)));
        }
    }

    private static List<String> city(City city) {
        List<String> lines = new ArrayList<>();
        lines.add((city.csv() == null
                        ? city.kiosks() + " kiosks of a synthetic city"
                        : "the live kiosks of " + city.csv())
                + in(city.boroughs()));
        city.neverActivated()
                .forEach(each -> lines.add("installed and never switched on: "
                        + (each.number() == 0 ? "" : "district " + each.number() + " of ")
                        + each.borough().title()));
        return lines;
    }

    private static String calendar(Calendar calendar) {
        String start = calendar.start() != null
                ? "from " + calendar.start() + " in " + calendar.zone()
                : calendar.speed() > 1 ? "from 30 days ago" : "from now";
        String length = calendar.duration() == null ? ", without end" : ", for " + time(calendar.duration());
        return start + length + ", " + plain(calendar.speed()) + " simulated seconds a second until it is now";
    }

    private static String calibration(Calibration calibration) {
        return "a kiosk and day: " + plain(calibration.wifiPerDay()) + " WiFi sessions, "
                + plain(calibration.callsPerDay()) + " calls, " + plain(calibration.tabletPerDay())
                + " tablet sessions, " + plain(calibration.chargingPerDay()) + " charging sessions";
    }

    private static String factor(Factor factor) {
        return words(factor.services(), Service::word) + " times " + plain(factor.factor()) + in(factor.boroughs())
                + (factor.from().isZero() ? "" : " from " + time(factor.from()))
                + (factor.to() == null ? "" : " until " + time(factor.to()))
                + (factor.hours().equals(Hours.ALL)
                        ? ""
                        : ", daily from " + factor.hours().from() + " to "
                                + factor.hours().to() + " o'clock");
    }

    private static String fixed(Fixed fixed) {
        return fixed.service().word() + " at the kiosk '" + fixed.kiosk() + "': " + plain(fixed.perDay()) + " a day";
    }

    private static String incident(Incident incident) {
        return words(incident.kinds(), FaultKind::word)
                + (incident.service() == null ? "" : " of " + incident.service().word())
                + " after " + time(incident.after())
                + (incident.spread().isZero() ? "" : ", beginning within " + time(incident.spread()))
                + ", for " + time(incident.length())
                + (incident.where().share() < 1
                        ? ", at " + plain(ALL * incident.where().share()) + " % of the kiosks"
                        : ", at every kiosk")
                + in(incident.where().boroughs())
                + (incident.where().kiosks().isEmpty()
                        ? ""
                        : " that is " + String.join(" or ", incident.where().kiosks()));
    }

    private static String hardware(HardwarePlan.Share share) {
        Hardware built = share.hardware();
        return built.name() + " at " + plain(ALL * share.share()) + " % of the kiosks: " + built.spoolBytes()
                + " bytes, kept every " + time(built.syncEvery()) + ", " + plain(built.eventsPerSecond())
                + " events a second, back " + time(built.reboot()) + " after power, its clock right "
                + time(built.clockWrongFor()) + " later, its card "
                + (built.wornAfter() == Hardware.NEVER ? "never worn" : "worn after " + built.wornAfter() + " events");
    }

    private static String link(Share share) {
        LinkClass link = share.link();
        return link.name() + " at " + plain(ALL * share.share()) + " % of the kiosks: "
                + link.latency().toMillis() + " to "
                + link.latency().plus(link.jitter()).toMillis() + " ms, "
                + plain(ALL * link.loss()) + " % lost, " + link.bytesPerSecond() + " bytes a second"
                + (link.cutEvery().isZero() ? "" : ", cut every " + time(link.cutEvery()));
    }

    private static String in(Set<Borough> boroughs) {
        return boroughs.size() == Borough.values().length
                ? ""
                : " in "
                        + Arrays.stream(Borough.values())
                                .filter(boroughs::contains)
                                .map(Borough::title)
                                .collect(Collectors.joining(", "));
    }

    private static <T extends Enum<T>> String words(Collection<T> values, Function<T, String> word) {
        return values.stream().sorted().map(word).collect(Collectors.joining(", "));
    }

    private static String time(Duration time) {
        String text = "";
        text += time.toDaysPart() > 0 ? time.toDaysPart() + "d " : "";
        text += time.toHoursPart() > 0 ? time.toHoursPart() + "h " : "";
        text += time.toMinutesPart() > 0 ? time.toMinutesPart() + "m " : "";
        text += time.toSecondsPart() > 0 || text.isEmpty() ? time.toSecondsPart() + "s " : "";
        return text.strip();
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
