package org.curbline.standalone;

import java.io.File;
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
import org.curbline.agent.AgentMain;
import org.curbline.testservers.ChildProcess;
import org.curbline.testservers.FullDisk;
import org.jspecify.annotations.Nullable;

/** One of our programs in a process of its own, to be killed. Its output goes to a file. */
final class ProgramProcess implements AutoCloseable {
    private static final Duration TO_START = Duration.ofMinutes(5);
    private static final long INTERRUPT = 1 << (2 - 1);

    /** Of several on the class path of tests. */
    static final String LOG = "ch.qos.logback.classic.spi.LogbackServiceProvider";

    private static final String AGENTS_LOG = "org.slf4j.simple.SimpleServiceProvider";

    private final String mainClass;
    private final List<String> arguments;
    private final Path output;
    private final int httpPort;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> flags = new ArrayList<>(List.of("-Xmx384m"));
    private String testClasses = "";
    private boolean writtenDown;
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

    /** With the classes of these tests as well: for one that begins with one of them. */
    ProgramProcess withTestClasses() {
        testClasses = File.pathSeparator + Path.of("target", "test-classes").toAbsolutePath();
        return this;
    }

    /** Another program writes down what it says, so that it can be heard when it can write to no file. */
    ProgramProcess writtenDownByAnother() {
        writtenDown = true;
        return this;
    }

    /** Starts it and does not wait. */
    ProgramProcess start() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(hearingInterrupts());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dslf4j.provider=" + (mainClass.equals(AgentMain.class.getName()) ? AGENTS_LOG : LOG),
                "-Dcurbline.log=" + output + ".log"));
        command.addAll(flags);
        command.addAll(ArchivedClasses.flags());
        command.addAll(List.of("-cp", ArchivedClasses.classPath() + testClasses, mainClass));
        command.addAll(arguments);
        if (writtenDown) {
            command.addAll(
                    0, List.of("bash", "-c", "exec \"${@:2}\" > >(exec cat >>\"$1\") 2>&1", "bash", output.toString()));
        }
        process = ChildProcess.start(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile())));
        return this;
    }

    /** What is started in the background of a script ignores Ctrl-C, and so does all that it starts in turn. */
    private static List<String> hearingInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return List.of();
        }
        return Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .mapToLong(line -> Long.parseUnsignedLong(
                                line.substring("SigIgn:".length()).strip(), 16))
                        .anyMatch(ignored -> (ignored & INTERRUPT) != 0)
                ? List.of("env", "--default-signal=INT")
                : List.of();
    }

    /** Waits until it answers at {@code /health/live}; ends it if that does not come, or is not waited for any more. */
    ProgramProcess awaitLive() throws IOException, InterruptedException {
        long until = System.nanoTime() + TO_START.toNanos();
        boolean isLive = false;
        try {
            while (!answers("/health/live")) {
                if (running().waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > until) {
                    throw new IllegalStateException(mainClass + " does not live. It said:\n" + said());
                }
            }
            isLive = true;
            return this;
        } finally {
            if (!isLive) {
                close();
            }
        }
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

    /** The body of the answer to a request with JSON. */
    String post(String path, String json) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + httpPort + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    String get(String path) throws IOException, InterruptedException {
        return ask(path).body();
    }

    /** What it said and what it logged, as a log may go to a file of its own. */
    String logged() throws IOException {
        Path log = Path.of(output + ".log");
        return said() + (Files.exists(log) ? Files.readString(log) : "");
    }

    /** What {@code /health/ready} answers. */
    Readiness readiness() throws IOException, InterruptedException {
        HttpResponse<String> answer = ask("/health/ready");
        return new Readiness(answer.statusCode(), answer.body());
    }

    /** Waits until so many events are stored since it started. */
    void awaitStored(long events) throws IOException, InterruptedException {
        long until = System.nanoTime() + TO_START.toNanos();
        while (figure(get("/metrics"), "events_stored_total") < events) {
            if (System.nanoTime() > until) {
                throw new AssertionError("Fewer than " + events + " events were stored:\n" + get("/metrics"));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Fails unless everything received is stored, duplicate, quarantined or waiting. @return how many wait */
    long assertBooksAddUp() throws IOException, InterruptedException {
        String metrics = get("/metrics");
        double waiting = figure(metrics, "events_waiting");
        double known = figure(metrics, "events_stored_total")
                + figure(metrics, "events_duplicate_total")
                + figure(metrics, "events_quarantined_total")
                + waiting;
        if (figure(metrics, "events_received_total") != known) {
            throw new AssertionError("The books do not add up:\n" + metrics);
        }
        return (long) waiting;
    }

    /** Memory of its own, without what is mapped from files. */
    long memoryBytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(running().pid()), "status");
        return Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("RssAnon:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                * 1024;
    }

    /** From now on it can write to no file, until {@link #clearDisk}. */
    void fillDisk() {
        FullDisk.fill(running().pid());
    }

    void clearDisk() {
        FullDisk.clear(running().pid());
    }

    /** Over all labels. */
    private static double figure(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith("curbline_gateway_" + name + " ")
                        || line.startsWith("curbline_gateway_" + name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private HttpResponse<String> ask(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + httpPort + path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
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
            ChildProcess.end(process);
        }
    }

    /** @param text why not, if it is not */
    record Readiness(int status, String text) {
        boolean isReady() {
            return status == 200;
        }
    }
}
