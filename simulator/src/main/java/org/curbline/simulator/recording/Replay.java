package org.curbline.simulator.recording;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.curbline.program.TextFile;
import org.curbline.simulator.kiosk.Target;
import org.jspecify.annotations.Nullable;

/**
 * Sends what was recorded again: the same bytes to the same topics, in each client's order, each as long after the
 * first as it came, or so many times as soon. A bounded number waits for its acknowledgement. One thread plays it; its
 * figures are for every thread.
 */
public final class Replay {
    private static final int WAITING_AT_MOST = 10_000;
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Vertx vertx;
    private final Context context;
    private final Target target;
    private final double speed;
    private final Map<String, ReplayedKiosk> kiosks = new HashMap<>(); // on the context
    private final Semaphore room = new Semaphore(WAITING_AT_MOST);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile @Nullable Instant reached;

    /** @param speed recorded seconds per second, more than 0 */
    public Replay(Vertx vertx, Target target, double speed) {
        if (!(speed > 0)) {
            throw new IllegalArgumentException("Speed must be more than 0");
        }
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.target = target;
        this.speed = speed;
    }

    /**
     * Plays a file to its end. Blocks.
     *
     * @param until where it ends, by the first message's time; what came then or later is left out
     * @param pause waits so long, or tells that it shall end
     * @throws IOException if it cannot be read, or is no recording
     */
    public void play(Path file, UnaryOperator<Instant> until, Pause pause) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Instant first = null;
        Instant end = Instant.MAX;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            for (long number = 1; line != null; number++) {
                Recorded message = read(line, number, file);
                if (first == null) {
                    first = message.at();
                    end = until.apply(first);
                }
                if (!message.at().isBefore(end)) {
                    return;
                }
                double nanos = Duration.between(first, message.at()).toNanos() / speed;
                long due = start + (long) nanos + pause.stood().toNanos();
                if (pause.ends(Duration.ofNanos(Math.max(0, due - System.nanoTime()))) || !hasRoom(pause)) {
                    return;
                }
                sent.incrementAndGet();
                reached = message.at();
                context.runOnContext(now -> kiosk(message.kiosk()).send(message));
                line = lines.readLine();
            }
        } catch (CharacterCodingException e) {
            throw TextFile.named(file, e);
        }
    }

    /** Blocks until everything sent is acknowledged, but not for longer; tells whether it is. */
    public boolean drained(Duration atMost, Pause pause) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        while (waiting() > 0 && System.nanoTime() < until) {
            if (pause.ends(LOOK)) {
                break;
            }
        }
        return waiting() == 0;
    }

    public long sent() {
        return sent.get();
    }

    public long acknowledged() {
        return acknowledged.get();
    }

    /** When what was sent last came; null before the first. */
    public @Nullable Instant reached() {
        return reached;
    }

    public long waiting() {
        return sent.get() - acknowledged.get();
    }

    private boolean hasRoom(Pause pause) throws InterruptedException {
        while (!room.tryAcquire()) {
            if (pause.ends(LOOK)) {
                return false;
            }
        }
        return true;
    }

    private static Recorded read(String line, long number, Path file) throws IOException {
        try {
            return Recorded.of(line);
        } catch (IllegalArgumentException e) {
            throw new IOException("Line " + number + " of " + file + " is no recorded message", e);
        }
    }

    private ReplayedKiosk kiosk(String id) {
        return kiosks.computeIfAbsent(
                id,
                none -> new ReplayedKiosk(vertx, id, target, () -> {
                    acknowledged.incrementAndGet();
                    room.release();
                }));
    }

    /** Waits, unless it shall end. */
    @FunctionalInterface
    public interface Pause {
        /** @return whether it shall end */
        boolean ends(Duration atMost) throws InterruptedException;

        /** How much longer it has waited than was asked for, as somebody wanted it to. */
        default Duration stood() {
            return Duration.ZERO;
        }
    }
}
