package org.curbline.benchmarks.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process of the benchmark's own. One that works on request ({@link #ask}) is told a line on its standard input and
 * answers with a line on its standard output; everything else it says goes to a file. Not safe for several threads.
 */
public final class MeasuredProcess implements AutoCloseable {
    /** What a worker's answer begins with; its other lines are for people. */
    public static final String ANSWER = "= ";

    private static final Duration TO_START = Duration.ofMinutes(3);

    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter requests;
    private final Path log;

    private MeasuredProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.answers = process.inputReader();
        this.requests = process.outputWriter();
        this.log = log;
    }

    /** Starts a server; what it says goes into the log. */
    public static MeasuredProcess server(String name, Path folder, List<String> command) {
        return start(name, folder, command, true);
    }

    /** Starts a process that works on request. */
    public static MeasuredProcess worker(String name, Path folder, List<String> command) {
        return start(name, folder, command, false);
    }

    private static MeasuredProcess start(String name, Path folder, List<String> command, boolean logsOutput) {
        try {
            Path log = folder.resolve(name.replace(' ', '-') + ".log");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
            builder.environment().putAll(Map.of("MALLOC_ARENA_MAX", "2", "LC_ALL", "C.UTF-8"));
            if (logsOutput) {
                builder.redirectErrorStream(true).redirectOutput(log.toFile());
            }
            Process process = builder.start();
            // Ended by hand, a benchmark leaves nothing behind that would be measured with the next one.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            return new MeasuredProcess(name, process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String name() {
        return name;
    }

    public Usage usage() {
        return Usage.of(process.pid());
    }

    /** What it has had written to disks since its start, in bytes: by pages, as the system writes them. */
    public long writtenBytes() {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "io")).stream()
                    .filter(line -> line.startsWith("write_bytes: "))
                    .mapToLong(line -> Long.parseLong(line.substring("write_bytes: ".length())))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What its threads have used, if it is a Java virtual machine. */
    public ThreadTimes threads() {
        return ThreadTimes.of(process.pid());
    }

    /** Waits until it listens. @throws IllegalStateException if it ends instead, with the end of its log */
    public void awaitPort(int port) throws InterruptedException {
        long until = System.nanoTime() + TO_START.toNanos();
        while (!listens(port)) {
            if (!process.isAlive() || System.nanoTime() > until) {
                throw new IllegalStateException(name + " does not listen on " + port + ":\n" + lastWords());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Tells it to do something and waits for its answer. @throws IllegalStateException if it ends instead */
    public String ask(String request) {
        try {
            requests.write(request);
            requests.newLine();
            requests.flush();
            String answer = answers.readLine();
            while (answer != null && !answer.startsWith(ANSWER)) {
                System.err.println(name + ": " + answer);
                answer = answers.readLine();
            }
            if (answer == null) {
                throw new IllegalStateException(name + " ended when asked to " + request + ":\n" + lastWords());
            }
            return answer.substring(ANSWER.length());
        } catch (IOException e) {
            throw new IllegalStateException(name + " ended when asked to " + request + ":\n" + lastWords(), e);
        }
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends it, politely at first. Idempotent. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The end of its log. */
    public String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return String.format(Locale.ROOT, "(its log %s cannot be read)", log);
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false; // not yet
        }
    }
}
