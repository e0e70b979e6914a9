package org.curbline.agent.source;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.curbline.program.Why;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program that is started and kept running, and whose standard output is events as lines of JSON. One that ends, or
 * writes a line without end, is started again, later each time until it has run for a while. One that writes faster
 * than the card takes it has to wait. Has a thread of its own.
 */
public final class ProgramSource implements Source {
    private static final Logger log = LoggerFactory.getLogger(ProgramSource.class);
    private static final int LONGEST_LINE = 8 * 1024;
    private static final int MOST_IN_HAND = 100;
    private static final Duration OFFER_AGAIN = Duration.ofSeconds(1);
    /** A program that is told to end may take so long for it. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final List<String> command;
    private final Taker taker;
    private final Outbox outbox;
    private final Rounds offers;
    private final InstantSource clock;
    private final Waits waits;
    private final Semaphore inHand = new Semaphore(MOST_IN_HAND);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Process process;
    private final Refusals refusals = new Refusals();
    private long starts;

    private ProgramSource(List<String> command, Taker taker, InstantSource clock, Waits waits) {
        this.command = List.copyOf(command);
        this.taker = taker;
        this.outbox = new Outbox(taker);
        this.offers = Rounds.begin("events of a program", OFFER_AGAIN, outbox::again);
        this.clock = clock;
        this.waits = waits;
    }

    /**
     * Begins.
     *
     * @param commandLine the program and its arguments, with blanks between; no shell reads it
     */
    public static ProgramSource begin(String commandLine, Taker taker, InstantSource clock) {
        return begin(List.of(commandLine.strip().split("\\s+", -1)), taker, clock, Waits.USUAL);
    }

    static ProgramSource begin(List<String> command, Taker taker, InstantSource clock, Waits waits) {
        ProgramSource source = new ProgramSource(command, taker, clock, waits);
        Thread thread = new Thread(source::keepRunning, "program");
        thread.setDaemon(true);
        thread.start();
        return source;
    }

    /** Ends the program, too, and what it has started: killed if it must be. Blocking, for a while at most. */
    @Override
    public void close() {
        closed.countDown();
        offers.close();
        Process running = process;
        if (running != null) {
            end(running);
        }
    }

    @Override
    public String trouble() {
        Process running = process;
        return running != null && running.isAlive() ? "" : "the program does not run; it is started again and again";
    }

    @Override
    public synchronized String toString() {
        Process running = process;
        return "program " + command.get(0) + ": "
                + (running != null && running.isAlive() ? "it runs" : "it does not run") + ", started " + starts
                + " times, " + outbox.describe() + ", " + refusals.count() + " lines refused";
    }

    private void keepRunning() {
        Duration wait = waits.first;
        while (!isClosed()) {
            Instant begun = clock.instant();
            String why = run();
            if (isClosed()) {
                return;
            }
            boolean ranWell = Duration.between(begun, clock.instant()).compareTo(waits.well) >= 0;
            wait = ranWell ? waits.first : wait;
            log.warn("The program {} ended, {}; it is started again in {}.", command.get(0), why, wait);
            pause(wait);
            Duration twice = wait.multipliedBy(2);
            wait = twice.compareTo(waits.longest) < 0 ? twice : waits.longest;
        }
    }

    /** Runs it once, to its end; says how it came to that. */
    private String run() {
        Process started;
        try {
            started = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return "as it could not be started: " + Why.of(e);
        }
        process = started;
        if (isClosed()) { // while it was started, so that nobody has ended it
            started.destroyForcibly();
        }
        synchronized (this) {
            starts++;
        }
        try {
            String trouble = takeAll(started);
            if (!trouble.isEmpty()) {
                return trouble;
            }
            return started.waitFor(1, TimeUnit.SECONDS) ? "with status " + started.exitValue() : "and does not go";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** Takes its lines until there is none any more, and ends it; says what is wrong with them, if anything is. */
    private String takeAll(Process program) throws InterruptedException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = BoundedLines.next(lines, LONGEST_LINE);
                    line != null && !isClosed();
                    line = BoundedLines.next(lines, LONGEST_LINE)) {
                take(line);
            }
            return "";
        } catch (IOException e) {
            return "as its output could not be read: " + Why.of(e);
        } finally {
            end(program);
        }
    }

    private void end(Process program) {
        if (!new ProcessTree(program).end(GRACE)) {
            log.warn("The program {} does not end when it is told to, and was killed.", command.get(0));
        }
    }

    private void take(String line) throws InterruptedException {
        EventLine event;
        try {
            event = EventLine.parse(line, taker.run(), clock.millis());
        } catch (RefusedLineException e) {
            refuse(Why.of(e));
            return;
        }
        while (!inHand.tryAcquire(1, TimeUnit.SECONDS)) { // the card is slow: so is the program
            if (isClosed()) {
                return;
            }
        }
        outbox.add(event.kind(), event::json, inHand::release);
    }

    private void refuse(String why) {
        if (refusals.add()) {
            log.warn("A line of the program {} is no event, {} by now: {}", command.get(0), refusals.count(), why);
        }
    }

    private void pause(Duration time) {
        try {
            if (closed.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                log.debug("The program {} is not started again: the agent ends.", command.get(0));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /**
     * How long it is waited before a program is started again.
     *
     * @param first once it has ended, doubled each time up to the longest
     * @param well a program that ran so long waits as for the first time
     */
    record Waits(Duration first, Duration longest, Duration well) {
        static final Waits USUAL = new Waits(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofMinutes(1));
    }
}
