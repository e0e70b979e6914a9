package org.curbline.simulator.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Asks much, some of it at the same time; of what takes long it tells how far it is. */
final class Askers {
    static final Consumer<String> UNHEARD = line -> {};
    private static final long TELL_EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final int atOnce;
    private final Consumer<String> told;
    private final long tellEveryNanos;

    /** @param told hears a line every five seconds while it asks, on the thread that asks */
    Askers(int atOnce, Consumer<String> told) {
        this(atOnce, told, TELL_EVERY_NANOS);
    }

    Askers(int atOnce, Consumer<String> told, long tellEveryNanos) {
        this.atOnce = atOnce;
        this.told = told;
        this.tellEveryNanos = tellEveryNanos;
    }

    /**
     * The answers, in the order of the questions. Blocks until everything has been asked, or something failed.
     *
     * @param what is asked for, such as {@code audit of status}
     * @throws IOException if a question failed
     */
    <T> List<T> ask(List<Callable<T>> questions, String what) throws IOException, InterruptedException {
        ExecutorService askers = Executors.newFixedThreadPool(atOnce);
        try {
            List<Future<T>> asked = new ArrayList<>();
            questions.forEach(question -> asked.add(askers.submit(question)));
            List<T> answers = new ArrayList<>();
            long toldAt = System.nanoTime();
            for (Future<T> each : asked) {
                answers.add(each.get());
                if (System.nanoTime() - toldAt >= tellEveryNanos) {
                    toldAt = System.nanoTime();
                    told.accept(String.format(
                            Locale.ROOT, "%s: %,d of %,d answered", what, answers.size(), questions.size()));
                }
            }
            return answers;
        } catch (ExecutionException e) {
            throw new IOException("The " + what + " could not be finished: " + e.getCause(), e.getCause());
        } finally {
            askers.shutdownNow();
        }
    }
}
