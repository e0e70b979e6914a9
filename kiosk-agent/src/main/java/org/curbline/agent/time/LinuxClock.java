package org.curbline.agent.time;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.curbline.program.Why;

/** The clocks of a computer with Linux. */
public final class LinuxClock implements ComputerClock {
    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Duration AT_MOST = Duration.ofSeconds(5);

    private final Clock clock = Clock.systemUTC();
    private final UUID boot;
    /** How much longer the computer runs than {@link System#nanoTime} says. */
    private final long ahead;

    private LinuxClock(UUID boot, Duration uptime) {
        this.boot = boot;
        this.ahead = uptime.toNanos() - System.nanoTime();
    }

    /** @throws IOException if the system does not say when it started; in a sentence */
    public static LinuxClock open() throws IOException {
        try {
            String uptime = Files.readString(UPTIME).split(" ", 2)[0];
            return new LinuxClock(UUID.fromString(Files.readString(BOOT).strip()), Duration.ofMillis((long)
                    (Double.parseDouble(uptime) * 1_000)));
        } catch (IllegalArgumentException e) {
            throw new IOException(UPTIME + " or " + BOOT + " does not say what it should: " + Why.of(e), e);
        }
    }

    @Override
    public Instant instant() {
        return clock.instant();
    }

    @Override
    public Duration sinceBoot() {
        return Duration.ofNanos(System.nanoTime() + ahead);
    }

    @Override
    public UUID boot() {
        return boot;
    }

    /** Through systemd's own program, whoever it is that keeps the clock: Java cannot ask the kernel. */
    @Override
    public boolean isSynchronised() {
        return synchronisation().equals("yes");
    }

    /** Whether the clock is kept right: {@code yes}, {@code no}, or nothing where nobody can say. May block. */
    public static String synchronisation() {
        try {
            Process process = new ProcessBuilder("timedatectl", "show", "--property=NTPSynchronized", "--value")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(AT_MOST.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return "";
            }
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        } catch (IOException notThere) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
