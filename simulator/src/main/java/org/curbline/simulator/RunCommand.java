package org.curbline.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.curbline.program.EndSignal;
import org.curbline.simulator.audit.WholeAudit;
import org.curbline.simulator.city.CityCsv;
import org.curbline.simulator.fleet.FleetProgress;
import org.curbline.simulator.fleet.FleetSettings;
import org.curbline.simulator.ledger.LedgerIndex;
import org.curbline.simulator.scenario.CalibrationFile;
import org.curbline.simulator.scenario.Play;
import org.curbline.simulator.scenario.Scenario;
import org.curbline.simulator.scenario.Scenario.World;
import org.curbline.simulator.scenario.Scenarios;
import org.curbline.simulator.scenario.Until;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a fleet until it is told to stop, then drains and audits it. */
@Command(
        name = "simulator",
        mixinStandardHelpOptions = true,
        versionProvider = SimulatorVersion.class,
        usageHelpAutoWidth = true,
        description = {
            "Runs a scenario, a city of simulated kiosks, against a gateway and keeps a ledger "
                    + "of all they generate. When it ends (by itself, --until, --for, Ctrl-C) it drains the "
                    + "kiosks' spools and compares the ledger with what is stored. The word 'run' may be "
                    + "left out. Options say what is other than in the scenario.",
            ""
        },
        footer = {
            "",
            "Speed: at --speed 1 simulated time is real time. At a higher speed it begins "
                    + "30 days back and runs that many times as fast until it has caught up with real "
                    + "time; from then on it is real time. It never runs ahead: a gateway refuses "
                    + "events from the future, and those older than 60 days. A scenario may say when it "
                    + "begins.",
            "",
            "Enter pauses simulated time, and lets it go on: the kiosks stay connected meanwhile and say "
                    + "nothing new, and afterwards it runs fast until it has caught up with real time.",
            "",
            "Exit status 0 if the audit balances (or, without one, nothing waits); 1 if it does not, or could not be made, "
                    + "or the ledger could not be written, or no kiosk reached the target, unless it goes on with a run that had "
                    + "told everything; 2 if the command or the scenario is not understood.",
            "",
            "Examples:",
            "  simulator run storm-in-queens --kiosks 500",
            "  simulator --kiosks 200 --for 20s",
            "  simulator --kiosks 2237 --speed 60 --target gateway:1883 \\",
            "            --api http://telemetry:8081 --gateway-api http://gateway:8080",
            "  simulator --faults all --fault-rate 1440 --for 30m",
            "  simulator --city LinkNYC_Kiosk_Locations.csv --ledger /var/tmp/ledger",
            "  simulator --kiosks 500 --write-city kiosks.csv",
            "  simulator audit --ledger ledger --api http://localhost:8080",
            "",
            "deploy/simulator chaos kills all programs at random while a city sends; see docs/chaos.md."
        })
final class RunCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(100);
    /** The first so many are told one by one. */
    private static final int LEFT_OUT_TOLD = 50;
    /** How often a part tells of itself. */
    private static final Duration PART_BEAT = Duration.ofSeconds(1);

    private final Terminal terminal;
    private final EndSignal stop;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "SCENARIO",
            defaultValue = Scenarios.USUAL,
            description = "The name of a scenario (see 'list'), or a file. Default: ${DEFAULT-VALUE}")
    private String scenario = Scenarios.USUAL;

    @Option(
            names = "--kiosks",
            paramLabel = "N",
            description = "How many kiosks the synthetic city has. Default: as the scenario says (ordinary: 200)")
    private @Nullable Integer kiosks;

    @Option(
            names = "--speed",
            paramLabel = "X",
            converter = SpeedOption.class,
            description = "Simulated seconds per second, or 'max': as fast as the target takes; see below."
                    + " Default: as the scenario says (ordinary: 1)")
    private @Nullable Double speed;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "What makes city and events; the same seed makes the same."
                    + " Default: as the scenario says (ordinary: 1)")
    private @Nullable Long seed;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "Ends at a simulated time: so long after the start (6h), or a date and time"
                    + " (2026-11-20T06:00). Default: as the scenario says")
    private @Nullable Until until;

    @Option(
            names = "--city",
            paramLabel = "CSV",
            description = "The city's list of kiosks, instead of a synthetic city; its live kiosks are simulated")
    private @Nullable Path city;

    @Option(
            names = "--calibration",
            paramLabel = "FILE",
            description = "How much an average kiosk is used, as 'calibrate --from' writes it. Default: as the"
                    + " scenario says, or as in New York")
    private @Nullable Path calibration;

    @Option(
            names = "--write-city",
            paramLabel = "FILE",
            description = "Writes the city as such a list, for a registry to import, and ends")
    private @Nullable Path writeCity;

    @Option(
            names = "--loops",
            paramLabel = "N",
            converter = CountOption.class,
            defaultValue = "2",
            description = "Event loops the kiosks are spread over. Default: ${DEFAULT-VALUE}")
    private int loops;

    @Option(
            names = "--processes",
            paramLabel = "N",
            converter = CountOption.class,
            description = "Processes the kiosks are spread over. Default: 1, or as many as it takes because the system"
                    + " allows one process too few open files")
    private @Nullable Integer processes;

    @Option(names = "--part", hidden = true, description = "Which of several processes this is")
    private @Nullable Part part;

    @Option(names = "--for", paramLabel = "TIME", description = "Ends by itself after 20s, 5m, 1h, PT20S")
    private @Nullable Duration runFor;

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long the end may wait for the spools to empty. Default: ${DEFAULT-VALUE}")
    private Duration drain = Duration.ofSeconds(30);

    @Option(
            names = "--resume",
            description = "Goes on with the newest ledger of the folder, after a kill."
                    + " Every other option must be as it was then")
    private boolean resume;

    @Option(
            names = "--without-audit",
            description =
                    "Ends when the spools are empty: for a target of somebody else's, whose store cannot be asked")
    private boolean withoutAudit;

    @Mixin
    private final TargetOptions target = new TargetOptions();

    @Mixin
    private final FaultOptions faults = new FaultOptions();

    @Mixin
    private final AuditOptions audit = new AuditOptions();

    RunCommand(Terminal terminal, EndSignal stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() throws Exception {
        Scenario said = Scenarios.of(scenario);
        Scenario played = said.in(changed(said.world()));
        Play play = Play.of(played.world(), until, InstantSource.system());
        if (writeCity != null) {
            Files.writeString(writeCity, CityCsv.write(play.sites(), play.neverActivated()));
            int all = play.sites().size() + play.neverActivated().size();
            tell(play.leftOut());
            terminal.line("Wrote " + all + " kiosks to " + writeCity + ".");
            return ExitCode.OK;
        }
        if (part != null) {
            return runPart(play, part);
        }
        terminal.line(played.name() + ": " + played.shows());
        tell(play.leftOut());
        try (RunningFleet fleet = start(play)) {
            return run(fleet);
        }
    }

    private void tell(List<String> leftOut) {
        if (!leftOut.isEmpty()) {
            terminal.line(leftOut.size() + " live kiosks of the list are left out:");
            leftOut.stream().limit(LEFT_OUT_TOLD).forEach(each -> terminal.line("  " + each));
        }
    }

    private RunningFleet start(Play play) throws IOException {
        boolean overLinks = !play.chance().network().shares().isEmpty();
        int kiosksToRun = play.sites().size();
        int asked = processes == null ? OpenFiles.processesFor(kiosksToRun, overLinks) : processes;
        int needed = Math.min(kiosksToRun, asked);
        terminal.line("Simulating " + kiosksToRun + " kiosks against " + target
                + (needed > 1 ? " in " + needed + " processes" : "") + "; the ledger is in " + audit.ledger + ".");
        if (needed <= 1) {
            return FleetHere.start(settings(play, new Part(1, 1), audit.ledger), resume);
        }
        List<String> arguments =
                Objects.requireNonNull(spec).commandLine().getParseResult().originalArgs();
        return FleetProcesses.start(needed, arguments, audit.ledger, terminal);
    }

    private FleetSettings settings(Play play, Part own, Path ledger) throws IOException {
        return play.in(new FleetSettings(own.share(play.sites()), target.all(), ledger))
                .withLoops(loops);
    }

    /** One of several processes: the first one speaks for all of them. */
    private int runPart(Play play, Part own) throws Exception {
        endWithTheFirst();
        FleetSettings settings = settings(play, own, own.ledger(audit.ledger));
        try (RunningFleet fleet = FleetHere.start(settings, resume)) {
            watch(fleet, PART_BEAT, progress -> terminal.line(PartReport.line(progress)), paused -> {});
            String trouble = fleet.end(drain);
            terminal.line(PartReport.line(fleet.progress()));
            if (!trouble.isEmpty()) {
                terminal.line(trouble);
            }
            return trouble.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private World changed(World world) throws IOException {
        World changed = world;
        changed = kiosks == null ? changed : changed.withKiosks(kiosks);
        changed = city == null ? changed : changed.withCity(city);
        changed = speed == null ? changed : changed.withSpeed(speed);
        changed = calibration == null ? changed : changed.withCalibration(CalibrationFile.read(calibration));
        changed = seed == null ? changed : changed.withSeed(seed);
        return faults.over(changed);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // to ask cannot fail
    private void endWithTheFirst() {
        ProcessHandle.current().parent().ifPresent(first -> first.onExit().thenRun(stop::ask));
    }

    private int run(RunningFleet fleet) throws Exception {
        ProgressLine line = new ProgressLine(InstantSource.system());
        watch(
                fleet,
                terminal.beat(),
                progress -> terminal.progress(line.of(progress)),
                paused -> terminal.line(
                        paused
                                ? "Simulated time stands still until Enter is pressed again."
                                : "Simulated time goes on."));
        terminal.line("Draining ...");
        String trouble = fleet.end(drain);
        if (!trouble.isEmpty()) {
            terminal.line(trouble);
        }
        FleetProgress end = fleet.progress();
        boolean allWasTold = resume && end.waiting() == 0 && end.trouble().isEmpty(); // before the kill
        if (!end.reached() && !allWasTold && end.failure().isEmpty()) {
            terminal.line(
                    "The target " + target + " could not be reached; nothing that was made in this run is acknowledged."
                            + (end.trouble().isEmpty() ? "" : " " + end.trouble()));
            return ExitCode.SOFTWARE;
        }
        LedgerIndex index = fleet.index();
        terminal.line("events     digest " + index.digest() + " of " + end.generated() + " events");
        boolean agrees = withoutAudit || agrees(index);
        if (withoutAudit) {
            terminal.line(String.format(
                    "told       acknowledged %d  refused %d  dropped %d  waiting %d",
                    end.acknowledged(), end.refused(), end.dropped(), end.waiting()));
        }
        if (!end.refusal().isEmpty()) {
            terminal.line(end.refusal());
        }
        return trouble.isEmpty() && agrees ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private boolean agrees(LedgerIndex index) throws IOException, InterruptedException {
        WholeAudit.Result result = audit.audit(index, terminal::line);
        terminal.line(result.text());
        return result.agrees();
    }

    private static boolean hasEnded(FleetProgress progress) {
        return progress.over() || !progress.failure().isEmpty();
    }

    /** Until it is over, or shall end. */
    private void watch(RunningFleet fleet, Duration beat, Consumer<FleetProgress> told, Consumer<Boolean> paused)
            throws IOException, InterruptedException {
        PauseKey enter = new PauseKey(terminal.in());
        boolean stands = false;
        long end = runFor == null ? Long.MAX_VALUE : System.nanoTime() + runFor.toNanos();
        long said = System.nanoTime();
        while (System.nanoTime() < end && !hasEnded(fleet.progress())) {
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            if (stop.await(left.compareTo(LOOK) < 0 ? left : LOOK)) {
                return;
            }
            if (enter.pressed()) {
                stands = !stands;
                fleet.pause(stands);
                paused.accept(stands);
            }
            if (System.nanoTime() - said >= beat.toNanos()) {
                said += beat.toNanos();
                told.accept(fleet.progress());
            }
        }
    }
}
