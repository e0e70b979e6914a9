package org.curbline.telemetry.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.curbline.program.http.Problem;
import org.curbline.store.PointReader.StoreUnavailableException;

/** Asks the store on worker threads, a bounded number of questions at a time; one too many is refused. Any thread. */
final class Questions {
    private static final int MOST = 64;

    private final Vertx vertx;
    private final AtomicInteger open = new AtomicInteger();
    private final Timer answered;
    private final Timer refused;
    private final Timer failed;

    Questions(Vertx vertx, MeterRegistry meters) {
        this.vertx = vertx;
        this.answered = answers(meters, "answered");
        this.refused = answers(meters, "refused");
        this.failed = answers(meters, "failed");
        meters.gauge("curbline_telemetry_questions_open", open);
    }

    /** Fails with a {@link org.curbline.program.http.ProblemException} that says why, if the store does not answer. */
    <T> Future<T> ask(Callable<T> question) {
        Timer.Sample time = Timer.start();
        if (open.incrementAndGet() > MOST) {
            open.decrementAndGet();
            time.stop(refused);
            return Future.failedFuture(
                    Problem.unavailable("More than " + MOST + " questions are being answered already; try again soon.")
                            .asException());
        }
        return vertx.executeBlocking(question, false)
                .onComplete(done -> {
                    open.decrementAndGet();
                    time.stop(done.succeeded() ? answered : failed);
                })
                .recover(failure -> Future.failedFuture(stated(failure)));
    }

    private static Timer answers(MeterRegistry meters, String outcome) {
        return Timer.builder("curbline_telemetry_answers")
                .description("Questions to the store, by what became of them")
                .tag("outcome", outcome)
                .register(meters);
    }

    private static Throwable stated(Throwable failure) {
        return failure instanceof StoreUnavailableException away
                ? Problem.unavailable(String.valueOf(away.getMessage())).asException()
                : failure;
    }
}
