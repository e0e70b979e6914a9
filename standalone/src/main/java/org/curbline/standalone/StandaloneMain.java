package org.curbline.standalone;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.curbline.program.CommandLines;
import org.curbline.program.EndSignal;
import org.curbline.program.Why;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/**
 * The standalone program. Ends on Ctrl-C or after {@code --for}: no new events, everything under way stored and
 * acknowledged, then the store is asked for every event. The exit status is 0 only if the books balance.
 */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = StandaloneMain.Version.class,
        sortOptions = false,
        description =
                "Runs a whole Curbline in one process: gateway, telemetry service, embedded store, and a city of simulated kiosks.",
        footer = {
            "",
            "Anybody may connect and is believed to be the kiosk they say (open access): this is for trying out.",
            "Examples:",
            "  deploy/demo --for 20s --kiosks 50",
            "  deploy/demo --faults all --fault-rate 1440 --for 30m",
            "  deploy/demo --data /tmp/city --http-port 9000 --mqtt-port 9883",
            "  deploy/demo --data /tmp/new-york --city LinkNYC_Kiosk_Locations.csv"
        })
public final class StandaloneMain implements Callable<Integer> {
    private static final int BAD_START = 1;
    private static final int NOT_BALANCED = 3;

    @Mixin
    private StandaloneOptions options = new StandaloneOptions();

    private final EndSignal signal;
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private StandaloneMain(EndSignal signal) {
        this.signal = signal;
    }

    public static void main(String[] args) {
        EndSignal.exitAfter(signal ->
                CommandLines.brief(new CommandLine(new StandaloneMain(signal))).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            options.objection().ifPresent(sentence -> {
                throw new StandaloneException(sentence);
            });
            requireFree(options.httpPort, "--http-port");
            requireFree(options.mqttPort, "--mqtt-port");
            prepare(options.data);
            return run();
        } catch (StandaloneException e) {
            System.err.println("demo: " + e.getMessage());
            return BAD_START;
        }
    }

    private int run() throws InterruptedException {
        try (City city = City.start(options, Clock.systemUTC())) {
            out.println(city.welcome());
            LiveLine live = new LiveLine(out, Boolean.getBoolean("curbline.terminal"));
            waitForEnd(city, live);
            live.end();
            out.println(
                    city.hasFleet()
                            ? "Ending: the kiosks stop, everything under way is stored, then the store is asked."
                            : "Ending.");
            City.Ending ending = city.finish(out::println);
            out.println(ending.text());
            return ending.balanced() ? 0 : NOT_BALANCED;
        }
    }

    private void waitForEnd(City city, LiveLine live) throws InterruptedException {
        long until = options.runFor == null ? Long.MAX_VALUE : System.nanoTime() + options.runFor.toNanos();
        while (System.nanoTime() < until && !city.hasLostItsFleet()) {
            long left = Math.min(TimeUnit.SECONDS.toNanos(1), until - System.nanoTime());
            if (signal.await(Duration.ofNanos(left))) {
                return;
            }
            live.show(city.line());
        }
    }

    /** Before anything is made: who chooses another port may choose another folder, too. */
    private void requireFree(int port, String option) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(options.host, port));
        } catch (IOException e) {
            String words = Why.of(e);
            throw new StandaloneException(
                    words.contains("in use")
                            ? "Port " + port + " is taken: end the program that listens there, or choose another with "
                                    + option + "."
                            : "Nothing can listen on " + options.host + ":" + port + ": " + words + ".",
                    e);
        }
    }

    private static void prepare(Path data) {
        Path folder = data.toAbsolutePath().normalize();
        try {
            Files.createDirectories(folder);
            Path probe = Files.createTempFile(folder, "write", ".probe");
            Files.delete(probe);
        } catch (IOException e) {
            throw new StandaloneException(
                    "The data folder " + folder + " cannot be written to (" + Why.of(e)
                            + "); choose another with --data DIR.",
                    e);
        }
        System.setOut(
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8)); // QuestDB's asides
        System.setProperty("curbline.log", folder.resolve("curbline.log").toString());
    }

    /** The version the program was built as. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return CommandLines.version("Curbline demo", StandaloneMain.class);
        }
    }

    /** The one line that shows it is alive: rewritten on a terminal, a new line now and then elsewhere. */
    private static final class LiveLine {
        private static final int PLAIN_EVERY = 5;
        private final PrintStream out;
        private final boolean terminal;
        private int shown;
        private @Nullable String last;

        LiveLine(PrintStream out, boolean terminal) {
            this.out = out;
            this.terminal = terminal;
        }

        void show(String line) {
            last = line;
            if (terminal) {
                out.print("\r\u001b[K" + line);
                out.flush();
            } else if (shown++ % PLAIN_EVERY == 0) {
                out.println(line);
            }
        }

        void end() {
            if (terminal && last != null) {
                out.println();
            }
        }
    }
}
