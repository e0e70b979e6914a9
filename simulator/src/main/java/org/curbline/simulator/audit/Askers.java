package org.curbline.simulator.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks much, some of it at the same time. */
final class Askers {
    private Askers() {}

    /**
     * The answers, in the order of the questions. Blocks until everything has been asked, or something failed.
     *
     * @param what is asked for, such as {@code audit of status}
     * @throws IOException if a question failed
     */
    static <T> List<T> ask(int atOnce, List<Callable<T>> questions, String what)
            throws IOException, InterruptedException {
        ExecutorService askers = Executors.newFixedThreadPool(atOnce);
        try {
            List<Future<T>> asked = new ArrayList<>();
            questions.forEach(question -> asked.add(askers.submit(question)));
            List<T> answers = new ArrayList<>();
            for (Future<T> each : asked) {
                answers.add(each.get());
            }
            return answers;
        } catch (ExecutionException e) {
            throw new IOException("The " + what + " could not be finished: " + e.getCause(), e.getCause());
        } finally {
            askers.shutdownNow();
        }
    }
}
