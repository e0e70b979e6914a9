package org.curbline.simulator;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.scenario.Scenario.Faults;
import org.curbline.simulator.scenario.Scenario.World;
import org.curbline.simulator.scenario.ScenarioException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What goes wrong at the simulated kiosks, as a command line says it. */
public final class FaultOptions {
    @Option(
            names = "--faults",
            paramLabel = "KINDS",
            converter = Kinds.class,
            description = "What goes wrong, by seed: none, all, or some of dead, silent, empty, degraded, flapping,"
                    + " power-cut, network-away, half-open, wrong-clock, stuck-reports, stuck-values, corrupted,"
                    + " personal-data, foreign-topic, repeating, out-of-order, slow-sender, spool-overflow, lost-memory,"
                    + " with commas between."
                    + " Default: as the scenario says")
    private @Nullable Set<FaultKind> kinds;

    @Option(
            names = "--fault-rate",
            paramLabel = "X",
            description = "How many times as often as in New York; at 1440 a month's faults come in half an hour,"
                    + " at most 4320. Default: as the scenario says, or 1")
    private @Nullable Double rate;

    /**
     * What a scenario says, unless these options say something else.
     *
     * @throws ScenarioException if they say how often something goes wrong, and nobody says what
     */
    public World over(World world) {
        if (kinds == null && rate == null) {
            return world;
        }
        Faults said = world.faults();
        double often = rate == null ? kinds == null ? said.rate() : 1 : rate;
        Set<FaultKind> drawn = kinds == null ? said.kinds() : kinds;
        if (rate != null && drawn.isEmpty()) {
            throw new ScenarioException("--fault-rate says how often faults come, and none are named: add --faults all,"
                    + " or --faults with some of them.");
        }
        return world.withDrawnFaults(drawn, often);
    }

    /** Reads kinds by their names. */
    static final class Kinds implements ITypeConverter<Set<FaultKind>> {
        @Override
        public Set<FaultKind> convert(String value) {
            Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
            if (value.equals("all")) {
                return EnumSet.allOf(FaultKind.class);
            }
            List<String> words = value.equals("none") ? new ArrayList<>() : List.of(value.split(",", -1));
            for (String word : words) {
                try {
                    kinds.add(FaultKind.of(word));
                } catch (IllegalArgumentException e) {
                    String known =
                            Stream.of(FaultKind.values()).map(FaultKind::word).collect(Collectors.joining(", "));
                    throw new TypeConversionException("'" + word + "' is no fault; there are none, all, " + known);
                }
            }
            return kinds;
        }
    }
}
