package org.curbline.simulator.fleet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.curbline.simulator.SimulatorMain;
import org.curbline.testservers.ChildProcess;

/** The simulator's program, in a process for each start, without an audit. All that they say is gathered. */
final class SimulatorProgram {
    private final Path said;
    private final Path ledger;

    SimulatorProgram(Path folder) {
        this.said = folder.resolve("said");
        this.ledger = folder.resolve("ledger");
    }

    Path ledger() {
        return ledger;
    }

    Process start(Path scenario, String targets, String... more) throws IOException {
        return ChildProcess.start(
                builder(scenario, targets, more).redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile())));
    }

    /** One that can be heard also when it can write to no file. */
    Process startHeard(Path scenario, String targets, String... more) throws IOException {
        return ChildProcess.start(builder(scenario, targets, more));
    }

    private ProcessBuilder builder(Path scenario, String targets, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SimulatorMain.class.getName(),
                scenario.toString(),
                "--without-audit",
                "--target",
                targets,
                "--ledger",
                ledger.toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    /** Waits until something is so, while a process lives. */
    void await(BooleanSupplier what, Process by) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!what.getAsBoolean()) {
            assertTrue(by.isAlive() && System.nanoTime() < until, this::said);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** The processes that another has started, once they are so many: one that is quick may have ended then. */
    List<ProcessHandle> parts(Process of, int many) throws InterruptedException {
        Set<ProcessHandle> parts = new LinkedHashSet<>();
        await(
                () -> {
                    of.children().forEach(parts::add);
                    return parts.size() == many;
                },
                of);
        return List.copyOf(parts);
    }

    String said() {
        try {
            return Files.readString(said);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
