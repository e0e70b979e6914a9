package org.curbline.program.http;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said while something is away that answers need. Who asks over HTTP is told in plain words; where it is and
 * what was heard of it goes to the log, once: the outage is over when nothing has failed for a minute. Any thread.
 */
public final class Outage {
    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
    private static final Duration OVER_AFTER = Duration.ofMinutes(1);

    private final String whom;
    private final Class<? extends Throwable> away;
    private final LongSupplier nanos;
    private @Nullable Long last;

    /**
     * Of one thing that can be away.
     *
     * @param whom for people, such as "the store"
     * @param away what questions to it fail with meanwhile
     */
    public Outage(String whom, Class<? extends Throwable> away) {
        this(whom, away, System::nanoTime);
    }

    Outage(String whom, Class<? extends Throwable> away, LongSupplier nanos) {
        this.whom = whom;
        this.away = away;
        this.nanos = nanos;
    }

    String whom() {
        return whom;
    }

    /** The same answer; fails with a {@link ProblemException} (503) instead if what was asked is away. */
    public <T> Future<T> told(Future<T> answer) {
        return answer.recover(failure ->
                Future.failedFuture(away.isInstance(failure) ? problem(failure).asException() : failure));
    }

    /** What is told instead of an answer, status 503. */
    public Problem problem(Throwable failure) {
        if (begins()) {
            Throwable cause = failure.getCause();
            LOG.warn(
                    "Questions are not answered for want of {}, which is said once an outage. {}{}",
                    whom,
                    failure.getMessage(),
                    cause == null ? "" : " (" + cause + ")");
        }
        return Problem.unavailable(whom.substring(0, 1).toUpperCase(Locale.ROOT) + whom.substring(1)
                + " does not answer at the moment. Nothing that was stored is lost; ask again in some seconds.");
    }

    private synchronized boolean begins() {
        Long before = last;
        long now = nanos.getAsLong();
        last = now;
        return before == null || now - before > OVER_AFTER.toNanos();
    }
}
