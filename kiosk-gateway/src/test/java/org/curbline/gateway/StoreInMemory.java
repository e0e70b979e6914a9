package org.curbline.gateway;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.curbline.store.PointBatch;
import org.curbline.store.PointWriter;
import org.curbline.store.StoreCondition;

/**
 * A store that does as it is told: keeps lines by their key, goes away, refuses, or finishes one write after another.
 */
final class StoreInMemory implements PointWriter {
    private final Map<String, String> lines = new HashMap<>();
    private final Map<String, Integer> writes = new HashMap<>();
    private final Deque<CompletableFuture<Void>> holds = new ArrayDeque<>();
    private Predicate<String> refused = line -> false;
    private StoreCondition condition = new StoreCondition(true, Instant.EPOCH, "");
    private StoreCondition noticed = condition;
    private int started;
    private int finished;
    private boolean closed;

    @Override
    public List<RefusedPoint> write(PointBatch batch) throws InterruptedException {
        int number;
        CompletableFuture<Void> hold;
        synchronized (this) {
            number = ++started;
            hold = holds.poll();
            notifyAll();
        }
        if (hold != null) {
            try {
                hold.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("The store was told to fail", e.getCause());
            }
        }
        return keep(batch, number);
    }

    private synchronized List<RefusedPoint> keep(PointBatch batch, int write) throws InterruptedException {
        noticed = condition;
        while (!condition.available() && !closed) {
            wait();
        }
        if (closed) {
            throw new WriterClosedException();
        }
        List<RefusedPoint> culprits = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            String line = batch.lines(i, i + 1).strip();
            if (refused.test(line)) {
                culprits.add(new RefusedPoint(i, "field type conflict"));
            } else {
                lines.put(key(line), line);
                writes.put(line, write);
            }
        }
        finished++;
        notifyAll();
        return culprits;
    }

    /** The next write that begins without such a promise waits until this is completed. */
    synchronized CompletableFuture<Void> holdNextWrite() {
        CompletableFuture<Void> hold = new CompletableFuture<>();
        holds.add(hold);
        return hold;
    }

    synchronized void goAway(String reason) {
        goAwayUnnoticed(reason);
        noticed = condition;
    }

    /** The same, for who asks and for who writes: nobody else can know. */
    synchronized void goAwayUnnoticed(String reason) {
        condition = new StoreCondition(false, Instant.EPOCH, reason);
    }

    synchronized void comeBack() {
        condition = new StoreCondition(true, Instant.EPOCH, "");
        noticed = condition;
        notifyAll();
    }

    /** From now on points whose line fits are refused for good. */
    synchronized void refuse(Predicate<String> lineFits) {
        refused = lineFits;
    }

    synchronized List<String> lines() {
        return List.copyOf(lines.values());
    }

    /**
     * With which write, counted from 1 as they began, a line came that holds a text; the last one, if there are
     * several.
     */
    synchronized int writeOf(String text) {
        return writes.entrySet().stream()
                .filter(write -> write.getKey().contains(text))
                .mapToInt(Map.Entry::getValue)
                .max()
                .orElseThrow();
    }

    synchronized int size() {
        return lines.size();
    }

    /** Waits until so many writes have begun since the store was made. */
    synchronized void awaitStarted(int writes) throws InterruptedException {
        awaitThat(() -> started >= writes, writes + " writes begun");
    }

    synchronized void awaitFinished(int writes) throws InterruptedException {
        awaitThat(() -> finished >= writes, writes + " writes finished");
    }

    synchronized void awaitSize(int points) throws InterruptedException {
        awaitThat(() -> lines.size() >= points, points + " points stored");
    }

    private void awaitThat(BooleanSupplier condition, String what) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("Waited in vain for " + what + "; begun " + started + ", finished " + finished
                        + ", stored " + lines.size());
            }
            wait(left);
        }
    }

    @Override
    public synchronized StoreCondition condition() {
        return noticed;
    }

    @Override
    public synchronized void probe() {
        noticed = condition;
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Measurement, tags and timestamp: what makes a point itself. */
    private static String key(String line) {
        return line.substring(0, line.indexOf(' ')) + line.substring(line.lastIndexOf(' '));
    }
}
