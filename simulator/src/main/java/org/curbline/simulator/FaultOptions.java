package org.curbline.simulator;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.curbline.simulator.faults.DrawnFaults;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.faults.FaultPlan;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What goes wrong at the simulated kiosks, as a command line says it. */
public final class FaultOptions {
    @Option(
            names = "--faults",
            paramLabel = "KINDS",
            converter = Kinds.class,
            defaultValue = "none",
            description = "What goes wrong, by seed: none, all, or some of dead, silent, empty, degraded, flapping,"
                    + " power-cut, network-away, half-open, wrong-clock, stuck-reports, with commas between."
                    + " Default: ${DEFAULT-VALUE}")
    private Set<FaultKind> kinds = Set.of();

    @Option(
            names = "--fault-rate",
            paramLabel = "X",
            defaultValue = "1",
            description = "How many times as often as in New York; at 1440 a month's faults come in half an hour,"
                    + " at most 4320. Default: ${DEFAULT-VALUE}")
    private double rate = 1;

    /** @throws IllegalArgumentException with a sentence for people if the rate is out of bounds */
    public FaultPlan plan() {
        return kinds.isEmpty() ? FaultPlan.NONE : new DrawnFaults(kinds, rate);
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
