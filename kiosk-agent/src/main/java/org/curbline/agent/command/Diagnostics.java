package org.curbline.agent.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.curbline.protocol.Command;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes how the agent is into a file, for somebody who comes to the kiosk. Only the newest few are kept. */
public final class Diagnostics implements Task {
    private static final Logger log = LoggerFactory.getLogger(Diagnostics.class);
    private static final int KEPT = 5;
    private static final String PREFIX = "diagnostics-";

    private final Path folder;
    private final Callable<String> report;
    private final InstantSource clock;

    /** @param report how the agent is, in words */
    public Diagnostics(Path folder, Callable<String> report, InstantSource clock) {
        this.folder = folder;
        this.report = report;
        this.clock = clock;
    }

    @Override
    public Outcome carryOut(Command command) throws InterruptedException {
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve(PREFIX + clock.millis() + ".txt");
            Files.writeString(file, report.call() + "\n" + machine());
            dropOldest();
            log.info("Diagnostics are in {}.", file);
            return Outcome.DONE;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            log.warn("Diagnostics could not be written.", e);
            return Outcome.failed("cannot-write");
        }
    }

    private void dropOldest() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.filter(file -> file.getFileName().toString().startsWith(PREFIX))
                    .sorted()
                    .toList();
            for (Path file : all.subList(0, Math.max(0, all.size() - KEPT))) {
                Files.delete(file);
            }
        }
    }

    /** What the virtual machine does. */
    private static String machine() {
        Runtime java = Runtime.getRuntime();
        StringBuilder said = new StringBuilder("java     " + Runtime.version() + ", "
                + (java.totalMemory() - java.freeMemory()) + " bytes in use of " + java.maxMemory() + "\n");
        for (Map.Entry<Thread, StackTraceElement[]> thread :
                Thread.getAllStackTraces().entrySet()) {
            said.append("thread   ").append(thread.getKey().getName()).append('\n');
            for (StackTraceElement frame : thread.getValue()) {
                said.append("           at ").append(frame).append('\n');
            }
        }
        return said.toString();
    }
}
