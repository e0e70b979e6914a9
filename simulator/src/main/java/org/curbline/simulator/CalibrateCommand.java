package org.curbline.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.curbline.demand.UsagePlan;
import org.curbline.simulator.calibration.CalibrationCheck;
import org.curbline.simulator.calibration.CalibrationText;
import org.curbline.simulator.calibration.CityFigures;
import org.curbline.simulator.calibration.Figure;
import org.curbline.simulator.calibration.SimulatedWeeks;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Holds the simulated city against what is published of the real one, or makes another city's use out of its files. */
@Command(
        name = "calibrate",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description = {
            "--check simulates weeks of New York, without a gateway, and compares them with what is "
                    + "published of it. --from makes a calibration of another city out of its weekly usage report "
                    + "and its list of kiosks, in the columns of New York's data sets nxmt-wszr and s4kf-3yrf."
        },
        footer = {
            "",
            "Exit status 0 if every figure is within its tolerance, or the calibration is written; 1 if not; "
                    + "2 if the command is not understood.",
            "",
            "Examples:",
            "  simulator calibrate --check",
            "  simulator calibrate --from usage.csv kiosks.csv --write my-city.yaml",
            "  simulator run ordinary-week --calibration my-city.yaml"
        })
final class CalibrateCommand implements Callable<Integer> {
    private final Terminal terminal;

    @ArgGroup(multiplicity = "1")
    private What what = new What();

    @Option(names = "--write", paramLabel = "FILE", description = "Where the calibration goes. Default: it is printed")
    private @Nullable Path write;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "What makes the first of the cities that are checked. Default: ${DEFAULT-VALUE}")
    private long seed = 1;

    CalibrateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        return what.check ? check() : make(what.from);
    }

    private int check() {
        SimulatedWeeks weeks = SimulatedWeeks.usual(seed);
        long begin = System.nanoTime();
        List<Figure> figures = CalibrationCheck.figures(weeks, UsagePlan.NEW_YORK);
        terminal.line(CalibrationText.of(figures));
        terminal.line(String.format(
                Locale.ROOT,
                "%d cities of %d kiosks for %d weeks each, seed %d: %.1f s.",
                weeks.cities(),
                weeks.kiosks(),
                weeks.weeks(),
                seed,
                Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1000.0));
        return figures.stream().allMatch(Figure::holds) ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private int make(List<Path> files) throws IOException {
        String text = CityFigures.of(files).text();
        if (write == null) {
            terminal.line(text.strip());
        } else {
            Files.writeString(write, text);
            terminal.line("Wrote " + write + ".");
        }
        return ExitCode.OK;
    }

    /** One of the two. */
    private static final class What {
        @Option(names = "--check", required = true, description = "Simulates and compares")
        private boolean check;

        @Option(
                names = "--from",
                required = true,
                arity = "1..*",
                paramLabel = "CSV",
                description = "Makes a calibration out of these files")
        private List<Path> from = List.of();
    }
}
