package org.curbline.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.curbline.benchmarks.agent.InstalledAgent;
import org.curbline.benchmarks.agent.KioskUse;
import org.curbline.benchmarks.process.Folders;
import org.curbline.benchmarks.process.MeasuredProcess;
import org.curbline.benchmarks.process.Tools;
import org.curbline.benchmarks.process.Usage;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what the agent costs a kiosk's computer: at the busiest kiosk's pace, and while a full spool goes out. */
@Command(
        name = "benchmarks/agent",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description = "Measures the agent as it is installed, with every source, before Mosquitto on this machine.")
public final class AgentBenchmark implements Callable<Integer> {
    private static final double GOAL_PERCENT = 1;
    /** 64 million bytes. */
    private static final double GOAL_MIB = 64e6 / 1024 / 1024;

    private static final double KIB = 1024;
    private static final String AWAY = "tcp://127.0.0.1:9";
    private static final String USUAL_SYNC = "10s";

    @Option(names = "--archive", required = true, description = "The agent's plain archive.")
    private Path archive = Path.of("");

    @Option(names = "--seconds", description = "Seconds that use at the busiest kiosk is measured.")
    private int seconds = 300;

    @Option(names = "--warm-up", description = "Seconds of such use before.")
    private int warmUp = 60;

    @Option(names = "--events", description = "Events that wait on the card before they go out.")
    private int events = 330_000;

    @Option(names = "--folder", description = "Where the card is: not in memory, or nothing is written.")
    private Path parent = Path.of("benchmarks/target");

    private AgentBenchmark() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new AgentBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path mosquitto =
                Tools.mosquitto().orElseThrow(() -> new IllegalStateException("Debian: apt install mosquitto"));
        Path folder = Files.createTempDirectory(Files.createDirectories(parent).toAbsolutePath(), "agent-");
        System.out.printf(
                Locale.ROOT,
                "%s, %d processors, Java %s%n%n",
                Instant.now(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version());
        try {
            InstalledAgent installed = InstalledAgent.of(archive, folder);
            int port = Tools.keptPort();
            try (MeasuredProcess broker = Brokers.mosquitto(mosquitto, folder, port)) {
                broker.awaitPort(port);
                atWork(installed, new KioskUse(folder), port);
                drain(installed, new KioskUse(folder), port);
            }
        } finally {
            Folders.delete(folder);
        }
        return 0;
    }

    private void atWork(InstalledAgent installed, KioskUse use, int port) throws IOException, InterruptedException {
        Path sizes = installed.folder().resolve("hears.log");
        try (MeasuredProcess hears = MeasuredProcess.server(
                        "hears",
                        installed.folder(),
                        List.of(
                                "mosquitto_sub",
                                "-p",
                                Integer.toString(port),
                                "-t",
                                "kiosks/#",
                                "-q",
                                "1",
                                "-F",
                                "%l"));
                MeasuredProcess agent = installed.start("tcp://127.0.0.1:" + port, use, USUAL_SYNC)) {
            use.atTheBusiestKiosk(Duration.ofSeconds(warmUp));
            installed.awaitWaiting(agent, 0);
            long heard = heard(sizes);
            long written = agent.writtenBytes();
            Usage before = agent.usage();
            long begun = System.nanoTime();
            use.atTheBusiestKiosk(Duration.ofSeconds(seconds));
            long took = System.nanoTime() - begun;
            Usage after = agent.usage();
            installed.awaitWaiting(agent, 0);
            written = agent.writtenBytes() - written;
            heard = heard(sizes) - heard;
            if (heard == 0) {
                throw new IllegalStateException("nothing was published:\n" + hears.lastWords());
            }
            double mib = after.residentKilobytes() / KIB;
            double percent = (after.cpuMicros() - before.cpuMicros()) * 1e5 / took;
            System.out.printf(
                    Locale.ROOT,
                    "at the busiest kiosk's pace, %.0f s: %.2f %% of one processor%s; %.1f MiB resident%s; %,d bytes of pages"
                            + " written for %,d bytes of messages%n",
                    took / 1e9,
                    percent,
                    goal(percent, GOAL_PERCENT, "%"),
                    mib,
                    goal(mib, GOAL_MIB, "MiB"),
                    written,
                    heard);
        }
    }

    private void drain(InstalledAgent installed, KioskUse use, int port) throws IOException, InterruptedException {
        try (MeasuredProcess agent = installed.start(AWAY, use, "20ms")) {
            use.write(events);
            System.out.printf(
                    Locale.ROOT,
                    "while %,d events are taken without a gateway: at most %.1f MiB resident%n",
                    events,
                    agent.usage().peakKilobytes() / KIB);
        }
        String gateway = "tcp://127.0.0.1:" + port;
        try (MeasuredProcess agent = installed.start(AWAY, use, USUAL_SYNC)) {
            TimeUnit.SECONDS.sleep(20); // it has come to rest
            double mib = agent.usage().residentKilobytes() / KIB;
            System.out.printf(
                    Locale.ROOT,
                    "with a full spool and without a gateway: %.1f MiB resident%s%n",
                    mib,
                    goal(mib, GOAL_MIB, "MiB"));
        }
        try (MeasuredProcess agent = installed.start(gateway, use, USUAL_SYNC)) {
            long waiting = installed.waiting();
            long begun = System.nanoTime();
            installed.awaitWaiting(agent, 0);
            double took = (System.nanoTime() - begun) / 1e9;
            double peak = agent.usage().peakKilobytes() / KIB;
            TimeUnit.SECONDS.sleep(20); // it has come to rest
            System.out.printf(
                    Locale.ROOT,
                    "while %,d events go out in %.1f s: at most %.1f MiB resident, %.1f when it is over%s%n",
                    waiting,
                    took,
                    peak,
                    agent.usage().residentKilobytes() / KIB,
                    goal(peak, GOAL_MIB, "MiB"));
        }
    }

    /** Bytes of all messages so far. */
    private static long heard(Path sizes) throws IOException {
        return Files.readAllLines(sizes).stream().mapToLong(Long::parseLong).sum();
    }

    private static String goal(double value, double most, String unit) {
        return value <= most ? "" : String.format(Locale.ROOT, " (MISSED: at most %.0f %s is the goal)", most, unit);
    }
}
