package org.curbline.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process has used, as Linux says in {@code /proc}.
 *
 * @param cpuMicros processor time of all its threads, in user and kernel mode, since its start; counted in steps of 10
 *     ms
 * @param residentKilobytes memory it occupies now
 * @param peakKilobytes the most it ever occupied
 */
public record Usage(long cpuMicros, long residentKilobytes, long peakKilobytes) {
    private static final int MICROS_A_TICK = 10_000;
    private static final int USER_TICKS = 11;
    private static final int KERNEL_TICKS = 12;

    /** @throws UncheckedIOException if there is no such process, or no such system */
    static Usage of(long pid) {
        try {
            Path process = Path.of("/proc", Long.toString(pid));
            String stat = Files.readString(process.resolve("stat"));
            // the name of the program stands in brackets and may hold anything; counted is from behind it
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[KERNEL_TICKS]);
            String status = Files.readString(process.resolve("status"));
            return new Usage(ticks * MICROS_A_TICK, kilobytes(status, "VmRSS:"), kilobytes(status, "VmHWM:"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long kilobytes(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }
}
