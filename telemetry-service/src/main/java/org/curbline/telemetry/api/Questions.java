package org.curbline.telemetry.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import org.curbline.program.http.AnswerWorkers;
import org.curbline.program.http.Outage;
import org.curbline.store.PointReader.StoreUnavailableException;

/** Asks the store on worker threads, a bounded number of questions at a time; one too many is refused. Any thread. */
final class Questions {
    private static final int THREADS = 16;

    private final AnswerWorkers workers;
    private volatile Runnable whenAway = () -> {};

    Questions(Vertx vertx, MeterRegistry meters) {
        this.workers = new AnswerWorkers(
                vertx, meters, new Outage("the store", StoreUnavailableException.class), "curbline_telemetry", THREADS);
    }

    /** @param told each time that the store did not answer a question, on the thread that asked */
    void whenAway(Runnable told) {
        whenAway = told;
    }

    /**
     * Fails with a {@link org.curbline.program.http.ProblemException} that says why, if the store does not answer, or
     * not in time.
     */
    <T> Future<T> ask(Callable<T> question) {
        return inTime(begin(question));
    }

    /** As {@link #ask}, however long it takes: for an answer that others will want, too. */
    <T> Future<T> begin(Callable<T> question) {
        return workers.begin(() -> {
            try {
                return question.call();
            } catch (StoreUnavailableException away) {
                whenAway.run();
                throw away;
            }
        });
    }

    /** The same answer, but for who is not kept waiting for it for longer than a connection stays. */
    <T> Future<T> inTime(Future<T> answer) {
        return workers.inTime(answer);
    }
}
