package org.curbline.telemetry;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.curbline.store.PointReader.SumsQuestion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the store a small question now and then, so that readiness can be answered without asking; and at once when
 * somebody else's was not answered. A store that is silent then is not waited for as long as an answer may take. Any
 * thread.
 */
final class StoreProbe {
    private static final Logger LOG = LoggerFactory.getLogger(StoreProbe.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    /** So long a store that did not answer a question may keep silent to another one. */
    private static final Duration DOUBTED = Duration.ofSeconds(2);

    private static final String SILENT = "The store answers no questions";

    private final Vertx vertx;
    private final PointReader reader;
    private final InstantSource clock;
    private final AtomicBoolean asking = new AtomicBoolean();
    private final long timer;
    /** When a question was not answered, until another one is. */
    private final AtomicReference<Instant> doubted = new AtomicReference<>();

    private volatile Optional<String> notReady = Optional.of("The store was not asked yet");

    StoreProbe(Vertx vertx, PointReader reader, InstantSource clock) {
        this(vertx, reader, clock, EVERY);
    }

    /** @param every how often it asks without being told to doubt */
    StoreProbe(Vertx vertx, PointReader reader, InstantSource clock, Duration every) {
        this.vertx = vertx;
        this.reader = reader;
        this.clock = clock;
        this.timer = vertx.setPeriodic(0, every.toMillis(), each -> ask());
    }

    /** Why the store cannot be asked; empty when it can. Any thread. */
    Optional<String> notReadyBecause() {
        Instant since = doubted.get();
        boolean isSilent = since != null && since.plus(DOUBTED).isBefore(clock.instant());
        return notReady.isEmpty() && isSilent ? Optional.of(SILENT) : notReady;
    }

    /** Somebody's question was not answered. */
    void doubt() {
        if (doubted.compareAndSet(null, clock.instant())) {
            ask();
        }
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    private void ask() {
        if (asking.getAndSet(true)) {
            return; // a silent store answers none sooner for being asked more
        }
        vertx.executeBlocking(this::question, true).onComplete(asked -> {
            asking.set(false);
            Optional<String> before = notReady;
            notReady = asked.succeeded() ? Optional.empty() : Optional.of(reason(asked.cause()));
            doubted.set(null);
            if (before.isPresent() && notReady.isEmpty()) {
                LOG.info("The store answers.");
            } else if (before.isEmpty() && notReady.isPresent()) {
                LOG.warn("The store does not answer: {}", notReady.get());
            }
        });
    }

    private boolean question() {
        Instant now = clock.instant();
        AtomicBoolean heard = new AtomicBoolean();
        reader.sums(
                new SumsQuestion(Measurement.HEALTH, now.minusSeconds(1), now, null, List.of(), Map.of(), List.of()),
                row -> heard.set(true));
        return heard.get();
    }

    private static String reason(Throwable failure) {
        if (failure instanceof StoreUnavailableException) {
            return String.valueOf(failure.getMessage());
        }
        LOG.error("A question to the store failed", failure);
        return "A question to the store failed; the log says how";
    }
}
