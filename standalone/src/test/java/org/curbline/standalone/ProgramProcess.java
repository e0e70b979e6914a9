package org.curbline.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One of our programs in a process of its own, to be killed. Its output goes to a file. */
final class ProgramProcess implements AutoCloseable {
    private static final Duration TO_START = Duration.ofSeconds(90);
    private final String mainClass;
    private final List<String> arguments;
    private final Path output;
    private final int httpPort;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> flags = new ArrayList<>(List.of("-Xmx384m"));
    private @Nullable Process process;

    ProgramProcess(String mainClass, Path output, int httpPort, List<String> arguments) {
        this.mainClass = mainClass;
        this.arguments = List.copyOf(arguments);
        this.output = output;
        this.httpPort = httpPort;
    }

    /** Further flags for its virtual machine; the last one of a kind counts. */
    ProgramProcess with(String... more) {
        flags.addAll(List.of(more));
        return this;
    }

    /** Starts it and does not wait. */
    ProgramProcess start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        return this;
    }

    /** Waits until it answers at {@code /health/live}. */
    ProgramProcess awaitLive() throws IOException, InterruptedException {
        long until = System.nanoTime() + TO_START.toNanos();
        while (!answers("/health/live")) {
            if (running().waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > until) {
                throw new IllegalStateException(mainClass + " does not live. It said:\n" + said());
            }
        }
        return this;
    }

    void kill() throws InterruptedException {
        running().destroyForcibly().waitFor();
    }

    /** Sends INT, as Ctrl-C does, or TERM. */
    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("kill answered " + status);
        }
    }

    int awaitExit(Duration atMost) throws InterruptedException {
        if (!running().waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(mainClass + " did not end in " + atMost);
        }
        return running().exitValue();
    }

    long pid() {
        return running().pid();
    }

    String said() throws IOException {
        return Files.readString(output);
    }

    String get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + httpPort + path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private boolean answers(String path) throws InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + httpPort + path);
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(2)).build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException(mainClass + " was not started");
        }
        return process;
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
