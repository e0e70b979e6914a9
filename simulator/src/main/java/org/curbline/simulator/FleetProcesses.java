package org.curbline.simulator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.vertx.core.json.DecodeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.curbline.simulator.fleet.FleetProgress;
import org.curbline.simulator.ledger.LedgerIndex;
import org.curbline.simulator.ledger.LedgerReader;

/**
 * A fleet in several processes, each with its part of the kiosks and a ledger of its own. They are this very program,
 * started with the same arguments; they tell of themselves in lines of JSON, and end when this process does.
 */
final class FleetProcesses implements RunningFleet {
    /** Beyond the time to drain: for a virtual machine to end. */
    private static final Duration TO_END = Duration.ofSeconds(60);

    private final Path ledger;
    private final Terminal terminal;
    private final List<Part> parts = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private final List<Thread> listeners = new ArrayList<>();

    @GuardedBy("itself")
    private final TreeMap<Integer, FleetProgress> told = new TreeMap<>();

    private FleetProcesses(Path ledger, Terminal terminal) {
        this.ledger = ledger;
        this.terminal = terminal;
    }

    /**
     * Starts them and does not wait.
     *
     * @param arguments what this program was started with
     * @param ledger the folder in which each has a folder of its own
     */
    static FleetProcesses start(int count, List<String> arguments, Path ledger, Terminal terminal) throws IOException {
        FleetProcesses fleet = new FleetProcesses(ledger, terminal);
        try {
            for (int number = 1; number <= count; number++) {
                fleet.start(new Part(number, count), arguments);
            }
            return fleet;
        } catch (IOException e) {
            fleet.close();
            throw e;
        }
    }

    private void start(Part part, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("-X") || flag.startsWith("-D"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SimulatorMain.class.getName()));
        command.addAll(arguments);
        command.addAll(List.of("--part", part.toString()));
        Process process =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        parts.add(part);
        processes.add(process);
        Thread listener = new Thread(() -> listen(part, process), "part-" + part.number());
        listener.setDaemon(true);
        listener.start();
        listeners.add(listener);
    }

    private void listen(Part part, Process process) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                try {
                    FleetProgress progress = PartReport.read(line);
                    synchronized (told) {
                        told.put(part.number(), progress);
                    }
                } catch (DecodeException e) {
                    terminal.line("part " + part + ": " + line);
                }
            }
        } catch (IOException e) {
            terminal.line("Part " + part + " can no longer be heard: " + e.getMessage());
        }
    }

    /** Over as well if one of them is lost: the others alone are not the fleet. */
    @Override
    public FleetProgress progress() {
        FleetProgress sum;
        boolean all;
        synchronized (told) {
            sum = told.values().stream().reduce(FleetProgress.NONE, FleetProgress::plus);
            all = told.size() == parts.size();
        }
        boolean lost = processes.stream().anyMatch(each -> !each.isAlive() && each.exitValue() != 0);
        return sum.withOver(lost || (all && sum.over()));
    }

    /** The key does it there, too. */
    @Override
    public void pause(boolean paused) throws IOException {
        for (Process each : processes) {
            each.getOutputStream().write('\n');
            each.getOutputStream().flush();
        }
    }

    @Override
    public String end(Duration drain) throws InterruptedException {
        processes.forEach(each -> each.toHandle().destroy()); // and what they say last is still heard
        long until = System.nanoTime() + drain.plus(TO_END).toNanos();
        List<String> troubles = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Process process = processes.get(i);
            if (!process.waitFor(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                process.destroyForcibly().waitFor();
            }
            if (process.exitValue() != 0) {
                troubles.add("Part " + parts.get(i) + " ended with status " + process.exitValue() + '.');
            }
            listeners.get(i).join();
        }
        return troubles.stream().collect(Collectors.joining("\n"));
    }

    @Override
    public LedgerIndex index() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Part part : parts) {
            files.add(LedgerReader.newest(part.ledger(ledger)));
        }
        return new LedgerReader().index(files);
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
