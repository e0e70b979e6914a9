package org.curbline.benchmarks.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.curbline.benchmarks.process.Postgres;
import org.jspecify.annotations.Nullable;

/**
 * A server that is killed, stopped and started again, always by the same command. What it says goes to a file. Safe for
 * every thread.
 */
final class Victim implements AutoCloseable {
    private static final Duration TO_ANSWER = Duration.ofMinutes(5); // beside builds a start takes two

    private final String name;
    private final List<String> command;
    private final Path log;
    private final Answers answers;
    private final boolean mayRefuse;
    private @Nullable Process process;
    private boolean over;
    private boolean wasFull;

    /**
     * A server.
     *
     * @param folder for what it says
     * @param answers whether it can serve
     * @param mayRefuse whether it may end by itself while it starts, and is to be started again
     */
    private Victim(String name, List<String> command, Path folder, Answers answers, boolean mayRefuse) {
        this.name = name;
        this.command = List.copyOf(command);
        this.log = folder.resolve(name.replace(' ', '-') + ".log");
        this.answers = answers;
        this.mayRefuse = mayRefuse;
    }

    /**
     * A server that is asked over HTTP.
     *
     * @param alive what it answers with 200 when it can serve
     * @param mayRefuse whether it may end by itself, as what it needs may be away while it starts; it is started again
     *     then, as systemd does
     */
    static Victim overHttp(String name, List<String> command, Path folder, URI alive, boolean mayRefuse) {
        HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
        return new Victim(name, command, folder, () -> answers(http, alive), mayRefuse);
    }

    /** PostgreSQL does not start while processes of the killed one still end. */
    static Victim postgres(String name, Postgres postgres, Path folder) {
        return new Victim(name, postgres.command(), folder, postgres::isReady, true);
    }

    /** Starts it, unless it runs, or all is over. */
    synchronized void start() throws IOException {
        if (!over && (process == null || !process.isAlive())) {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().put("MALLOC_ARENA_MAX", "2");
            process = builder.start();
            wasFull = false;
        }
    }

    /** As {@code kill -9} does. @return whether it ran, or may have ended by itself */
    synchronized boolean kill() throws InterruptedException {
        boolean ran = mayRefuse || (process != null && process.isAlive());
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
        return ran;
    }

    /** From now on, or until it has room again, nothing can be written to a file: RLIMIT_FSIZE, for it alone. */
    synchronized void fill(boolean full) throws IOException, InterruptedException {
        wasFull |= full;
        if (process != null && process.isAlive()) {
            String most = full ? "0:" : "unlimited:"; // the soft limit alone; a hard one cannot be raised again
            new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + most)
                    .start()
                    .waitFor();
        }
    }

    /** Kills it if its disk was full since it was started. */
    synchronized void killIfItWasFull() throws InterruptedException {
        if (wasFull) {
            kill();
        }
    }

    /** @param signal such as STOP or CONT */
    synchronized void signal(String signal) throws IOException, InterruptedException {
        if (process != null && process.isAlive()) {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }
    }

    /** Waits until it answers. @return whether it did in time; not if it ended by itself */
    boolean awaitAlive() throws IOException, InterruptedException {
        long until = System.nanoTime() + TO_ANSWER.toNanos();
        while (!answers.now()) {
            if (System.nanoTime() > until) {
                return false;
            }
            if (mayRefuse) {
                start();
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return true;
    }

    @Override
    public String toString() {
        return name + ", which says more in " + log;
    }

    /** Ends it for good. Idempotent. */
    @Override
    public synchronized void close() {
        over = true;
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private static boolean answers(HttpClient http, URI alive) throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(alive).timeout(Duration.ofSeconds(2)).build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Whether it can serve. */
    @FunctionalInterface
    private interface Answers {
        boolean now() throws IOException, InterruptedException;
    }
}
