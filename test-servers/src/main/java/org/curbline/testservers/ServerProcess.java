package org.curbline.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A process that ends with this JVM at the latest. */
final class ServerProcess {
    private static final Duration TO_START = Duration.ofSeconds(60);

    private final Process process;
    private final Path log;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts it and waits until it is ready. */
    static ServerProcess start(List<String> command, Path log, BooleanSupplier ready) {
        try {
            Process process = ChildProcess.start(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
            ServerProcess server = new ServerProcess(process, log);
            server.await(ready);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await(BooleanSupplier ready) throws IOException {
        long deadline = System.nanoTime() + TO_START.toNanos();
        boolean isReady = false;
        try {
            while (!ready.getAsBoolean()) {
                if (endsWithin(Duration.ofMillis(50)) || System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException("The server did not start: " + Files.readString(log));
                }
            }
            isReady = true;
        } finally {
            if (!isReady) {
                kill();
            }
        }
    }

    private boolean endsWithin(Duration time) {
        try {
            return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** As {@code kill -9}; returns when it is gone. */
    void kill() {
        process.destroyForcibly();
        endsWithin(TO_START);
    }

    /** Asks it to end, and insists after a while. */
    void stop() {
        process.destroy();
        endsWithin(Duration.ofSeconds(10));
        kill();
    }

    long pid() {
        return process.pid();
    }

    /** Sends a signal, such as {@code STOP} or {@code CONT}. */
    void signal(String name) {
        Command.run(List.of("kill", "-" + name, Long.toString(process.pid()))).orFail();
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
