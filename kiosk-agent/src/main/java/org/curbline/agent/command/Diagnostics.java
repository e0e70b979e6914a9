package org.curbline.agent.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.curbline.protocol.Command;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes how the agent is into a file, for somebody who comes to the kiosk. Only the newest few are kept: those with
 * the highest numbers, as the clock may have shown anything.
 */
public final class Diagnostics implements Task {
    private static final Logger log = LoggerFactory.getLogger(Diagnostics.class);
    private static final int KEPT = 5;
    /** Earlier versions wrote the time in place of the number, which goes on from there. */
    private static final Pattern NAME = Pattern.compile("diagnostics-(\\d{1,18})\\.txt");

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
            Path file = folder.resolve(String.format(Locale.ROOT, "diagnostics-%06d.txt", newest() + 1));
            Files.writeString(file, "clock    " + clock.instant() + "\n" + report.call() + "\n" + machine());
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

    private long newest() throws IOException {
        List<Path> all = inOrder();
        return all.isEmpty() ? 0 : number(all.get(all.size() - 1));
    }

    private void dropOldest() throws IOException {
        List<Path> all = inOrder();
        for (Path file : all.subList(0, Math.max(0, all.size() - KEPT))) {
            Files.delete(file);
        }
    }

    /** The oldest first. */
    private List<Path> inOrder() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> name(file).matches())
                    .sorted(Comparator.comparingLong(Diagnostics::number))
                    .toList();
        }
    }

    private static long number(Path file) {
        Matcher name = name(file);
        return name.matches() ? Long.parseLong(name.group(1)) : 0;
    }

    private static Matcher name(Path file) {
        return NAME.matcher(file.getFileName().toString());
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
