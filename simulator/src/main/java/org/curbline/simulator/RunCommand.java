package org.curbline.simulator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.curbline.program.EndSignal;
import org.curbline.simulator.audit.WholeAudit;
import org.curbline.simulator.city.CityCsv;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.simulator.fleet.FleetProgress;
import org.curbline.simulator.fleet.FleetSettings;
import org.curbline.simulator.kiosk.Target;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a fleet until it is told to stop, then drains and audits it. */
@Command(
        name = "simulator",
        mixinStandardHelpOptions = true,
        versionProvider = SimulatorVersion.class,
        usageHelpAutoWidth = true,
        description = {
            "Runs a scenario, a city of simulated kiosks, against a gateway and keeps a ledger",
            "of all they generate. When it ends (by itself, --until, --for, Ctrl-C) it drains the",
            "kiosks' spools and compares the ledger with what is stored. The word 'run' may be",
            "left out. Options say what is other than in the scenario.",
            ""
        },
        footer = {
            "",
            "Speed: at --speed 1 simulated time is real time. At a higher speed it begins",
            "30 days back and runs that many times as fast until it has caught up with real",
            "time; from then on it is real time. It never runs ahead: a gateway refuses",
            "events from the future, and those older than 60 days. A scenario may say when it",
            "begins.",
            "",
            "Enter pauses simulated time, and lets it go on: the kiosks stay connected meanwhile and say",
            "nothing new, and afterwards it runs fast until it has caught up with real time.",
            "",
            "Exit status 0 if the audit balances; 1 if it does not, or could not be made,",
            "or no kiosk reached the target;",
            "2 if the command or the scenario is not understood.",
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
    private static final Duration START_PATIENCE = Duration.ofSeconds(30);
    /** Until everything that was made before is made again. */
    private static final Duration RESUME_PATIENCE = Duration.ofMinutes(10);

    private final Terminal terminal;
    private final EndSignal stop;

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
            description = "Simulated seconds per second; see below. Default: as the scenario says (ordinary: 1)")
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
            names = "--target",
            paramLabel = "HOST:PORT",
            defaultValue = "localhost:1883",
            description = "The gateway's MQTT port. Default: ${DEFAULT-VALUE}")
    private Target target = new Target("localhost", 1883);

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
            names = "--user",
            paramLabel = "NAME",
            defaultValue = "",
            description = "User name at the gateway; {kiosk} stands for the kiosk's id")
    private String user = "";

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "File whose first line is the password at the gateway")
    private @Nullable Path passwordFile;

    @Option(
            names = "--loops",
            paramLabel = "N",
            defaultValue = "2",
            description = "Event loops the kiosks are spread over. Default: ${DEFAULT-VALUE}")
    private int loops;

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
        Scenario played = Scenarios.of(scenario);
        Play play = Play.of(changed(played.world()), until, InstantSource.system());
        if (writeCity != null) {
            Files.writeString(writeCity, CityCsv.write(play.sites(), play.neverActivated()));
            int all = play.sites().size() + play.neverActivated().size();
            terminal.line("Wrote " + all + " kiosks to " + writeCity + ".");
            return ExitCode.OK;
        }
        FleetSettings settings = play.in(new FleetSettings(play.sites(), identified(), audit.ledger))
                .withLoops(loops);
        terminal.line(played.name() + ": " + played.shows());
        Vertx vertx = Vertx.vertx();
        try {
            return run(vertx, settings);
        } finally {
            await(vertx.close(), START_PATIENCE);
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

    private int run(Vertx vertx, FleetSettings settings) throws Exception {
        Fleet fleet = resume
                ? await(Fleet.resume(vertx, settings, InstantSource.system()), RESUME_PATIENCE)
                : await(Fleet.start(vertx, settings, InstantSource.system()), START_PATIENCE);
        terminal.line("Simulating " + settings.kiosks().size() + " kiosks against " + target + "; the ledger is "
                + fleet.ledger().file() + ".");
        watch(fleet);
        terminal.line("Draining ...");
        await(fleet.stopGenerating(), START_PATIENCE);
        boolean drained = drained(fleet);
        FleetProgress end = fleet.progress();
        await(fleet.close(), START_PATIENCE);
        if (!end.reached()) {
            terminal.line(
                    "The target " + target + " could not be reached; nothing that was made in this run is acknowledged."
                            + (end.trouble().isEmpty() ? "" : " " + end.trouble()));
            return ExitCode.SOFTWARE;
        }
        terminal.line("events     digest " + fleet.ledger().index().digest() + " of "
                + fleet.progress().generated() + " events");
        WholeAudit.Result result = audit.audit(fleet.ledger().index());
        terminal.line(result.text());
        return drained && result.agrees() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void watch(Fleet fleet) throws InterruptedException {
        ProgressLine line = new ProgressLine(InstantSource.system());
        PauseKey enter = new PauseKey(System.in);
        long end = runFor == null ? Long.MAX_VALUE : System.nanoTime() + runFor.toNanos();
        long beat = terminal.beat().toNanos();
        long said = System.nanoTime();
        while (System.nanoTime() < end && !fleet.progress().over()) {
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            if (stop.await(left.compareTo(LOOK) < 0 ? left : LOOK)) {
                return;
            }
            if (enter.pressed()) {
                pauseOrGoOn(fleet);
            }
            if (System.nanoTime() - said >= beat) {
                said += beat;
                terminal.progress(line.of(fleet.progress()));
            }
        }
    }

    private void pauseOrGoOn(Fleet fleet) {
        if (fleet.isPaused()) {
            fleet.goOn();
            terminal.line("Simulated time goes on.");
        } else {
            fleet.pause();
            terminal.line("Simulated time stands still until Enter is pressed again.");
        }
    }

    private boolean drained(Fleet fleet) {
        try {
            await(fleet.drained(drain), drain.plus(START_PATIENCE));
            return true;
        } catch (IOException e) {
            terminal.line(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private Target identified() throws IOException {
        String password = "";
        if (passwordFile != null) {
            password = Files.readString(passwordFile).lines().findFirst().orElse("");
        }
        return new Target(target.host(), target.port(), user, password);
    }

    private static <T> T await(Future<T> future, Duration atMost) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(Conversions.sentence(causeOf(e)), e);
        } catch (TimeoutException e) {
            throw new IOException("The simulator did not answer itself within " + atMost.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The simulator was interrupted", e);
        }
    }

    private static Throwable causeOf(ExecutionException e) {
        return e.getCause() == null ? e : e.getCause();
    }
}
