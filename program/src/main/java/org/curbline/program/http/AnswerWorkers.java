package org.curbline.program.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for answers that have to be asked for elsewhere, in a store or a database. They are its own: one that falls
 * silent takes nothing away from answers that do without it. A bounded number may be asked for at a time; one too many
 * is refused. Any thread; they end with Vert.x.
 */
public final class AnswerWorkers {
    /** Nobody is kept waiting longer: what is silent for some seconds more counts as idle, and is closed. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    /** As many as an answer has to wait behind at most, for each thread. */
    private static final int ASKED_PER_THREAD = 4;

    private final WorkerExecutor workers;
    private final Outage outage;
    private final int most;
    private final Duration patience;
    private final AtomicInteger open = new AtomicInteger();
    private final Timer answered;
    private final Timer refused;
    private final Timer failed;

    /**
     * Some that ask one and the same.
     *
     * @param outage whom they ask, and what is said while that is away
     * @param prefix of the names of its meters, such as {@code curbline_telemetry}
     */
    public AnswerWorkers(Vertx vertx, MeterRegistry meters, Outage outage, String prefix, int threads) {
        this(vertx, meters, outage, prefix, threads, PATIENCE);
    }

    /** @param patience after which somebody who waits is told so */
    AnswerWorkers(Vertx vertx, MeterRegistry meters, Outage outage, String prefix, int threads, Duration patience) {
        this.patience = patience;
        this.outage = outage;
        this.most = ASKED_PER_THREAD * threads;
        this.workers =
                vertx.createSharedWorkerExecutor(prefix + "_answers", threads, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        this.answered = answers(meters, prefix, outage.whom(), "answered");
        this.refused = answers(meters, prefix, outage.whom(), "refused");
        this.failed = answers(meters, prefix, outage.whom(), "failed");
        meters.gauge(prefix + "_questions_open", open);
    }

    /**
     * Completes with what the work makes; fails with a {@link ProblemException} (503) if too much waits already, if
     * what is asked is away, or when the work takes longer than a minute, at which it goes on.
     */
    public <T> Future<T> answer(Callable<T> work) {
        return inTime(begin(work));
    }

    /** Fails with a {@link ProblemException} (503) if the answer takes longer than a minute from now. */
    public <T> Future<T> inTime(Future<T> answer) {
        return answer.timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(
                        failure instanceof TimeoutException && failure != answer.cause()
                                ? Problem.unavailable("What " + outage.whom() + " is asked for takes longer than "
                                                + patience.toSeconds() + " s; try again, or ask for less.")
                                        .asException()
                                : failure));
    }

    /**
     * As {@link #answer}, however long it takes: for what several wait for, each {@linkplain #inTime as long as it
     * can}.
     */
    public <T> Future<T> begin(Callable<T> work) {
        Timer.Sample time = Timer.start();
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            time.stop(refused);
            return Future.failedFuture(Problem.unavailable(
                            "More than " + most + " questions to " + outage.whom() + " wait already; try again soon.")
                    .asException());
        }
        return outage.told(workers.executeBlocking(work, false).onComplete(done -> {
            open.decrementAndGet();
            time.stop(done.succeeded() ? answered : isRefusal(done.cause()) ? refused : failed);
        }));
    }

    /** Work that finds that it would take too much, as of memory. */
    private static boolean isRefusal(Throwable failure) {
        return failure instanceof ProblemException refusal && refusal.problem().isUnavailable();
    }

    private static Timer answers(MeterRegistry meters, String prefix, String whom, String outcome) {
        return Timer.builder(prefix + "_answers")
                .description("Questions to " + whom + ", by what became of them")
                .tag("outcome", outcome)
                .register(meters);
    }
}
