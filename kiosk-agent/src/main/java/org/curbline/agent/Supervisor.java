package org.curbline.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.curbline.program.Why;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd that the agent is ready, alive, or about to end; nobody, if it was not systemd that started it. Through
 * systemd's own program, as Java opens no datagram socket in the file system. Any thread; nobody waits for it.
 */
final class Supervisor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
    private static final String PROGRAM = "systemd-notify";
    private static final Duration AT_MOST = Duration.ofSeconds(5);

    private final boolean isThere;
    private final Optional<Duration> pingEvery;
    private final ExecutorService teller =
            Executors.newSingleThreadExecutor(work -> new Thread(work, "tells-supervisor"));
    private boolean isHeard = true;

    private Supervisor(boolean isThere, Optional<Duration> pingEvery) {
        this.isThere = isThere;
        this.pingEvery = pingEvery;
    }

    /** @param environment as systemd sets it, see sd_notify(3) */
    static Supervisor of(Map<String, String> environment) {
        boolean isThere = environment.containsKey("NOTIFY_SOCKET");
        Optional<Duration> limit = Optional.ofNullable(environment.get("WATCHDOG_USEC"))
                .filter(micros -> isThere && micros.matches("[1-9]\\d{0,15}"))
                .map(micros -> Duration.ofNanos(1_000 * Long.parseLong(micros)));
        return new Supervisor(isThere, limit.map(time -> time.dividedBy(3)));
    }

    /** How often it wants to hear that the agent is alive; empty if it does not. */
    Optional<Duration> pingEvery() {
        return pingEvery;
    }

    /** The agent takes events. */
    void ready() {
        tell("READY=1");
    }

    /** To be called on the thread that must not hang. */
    void alive() {
        tell("WATCHDOG=1");
    }

    void stopping() {
        tell("STOPPING=1");
    }

    @Override
    public void close() {
        teller.shutdown();
        try {
            teller.awaitTermination(AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(String state) {
        if (isThere) {
            teller.execute(() -> heard(state, say(state)));
        }
    }

    /** Why it could not be said; empty if it was. */
    private static String say(String state) {
        try {
            Process process = new ProcessBuilder(List.of(PROGRAM, state))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(AT_MOST.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return "it does not answer";
            }
            return process.exitValue() == 0 ? "" : "exit status " + process.exitValue();
        } catch (IOException e) {
            return Why.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private void heard(String state, String why) {
        if (!why.isEmpty() && isHeard) {
            log.warn("systemd could not be told {}: {}. It may take the agent for dead.", state, why);
        }
        isHeard = why.isEmpty();
    }
}
