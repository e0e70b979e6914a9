package org.curbline.benchmarks.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Processor time of a Java process by what its threads are for, as Linux says in {@code /proc/PID/task}. Threads that
 * have ended are not counted.
 *
 * @param nanos since the threads' start
 */
public record ThreadTimes(Map<Purpose, Long> nanos) {
    /** What a thread is for. */
    public enum Purpose {
        EVENT_LOOPS("event loops"),
        GARBAGE("collecting garbage"),
        COMPILING("compiling"),
        OTHER("other threads");

        private final String words;

        Purpose(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }

        private static Purpose of(String thread) {
            if (thread.startsWith("vert.x-eventloo") || thread.startsWith("vert.x-acceptor")) {
                return EVENT_LOOPS;
            }
            if (thread.contains("Compiler") || thread.startsWith("Sweeper")) {
                return COMPILING;
            }
            return thread.startsWith("GC ") || thread.startsWith("VM Thread") ? GARBAGE : OTHER;
        }
    }

    static ThreadTimes of(long pid) {
        Map<Purpose, Long> nanos = new LinkedHashMap<>();
        for (Purpose purpose : Purpose.values()) {
            nanos.put(purpose, 0L);
        }
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads) {
                count(thread, nanos);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ThreadTimes(nanos);
    }

    /** What was used since then. */
    public ThreadTimes since(ThreadTimes before) {
        Map<Purpose, Long> used = new LinkedHashMap<>();
        nanos.forEach((purpose, now) -> used.put(purpose, now - before.nanos.getOrDefault(purpose, 0L)));
        return new ThreadTimes(used);
    }

    public double micros(Purpose purpose) {
        return nanos.getOrDefault(purpose, 0L) / 1e3;
    }

    public double micros() {
        return nanos.values().stream().mapToLong(Long::longValue).sum() / 1e3;
    }

    private static void count(Path thread, Map<Purpose, Long> nanos) {
        try {
            String name = Files.readString(thread.resolve("comm"), US_ASCII).strip();
            String onProcessor = Files.readString(thread.resolve("schedstat"), US_ASCII);
            long used = Long.parseLong(onProcessor.substring(0, onProcessor.indexOf(' ')));
            nanos.merge(Purpose.of(name), used, Long::sum);
        } catch (IOException e) {
            return; // it has ended since the folder was read
        }
    }
}
