package org.curbline.telemetry.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets those who ask the same within a few seconds share one answer, if they say that they take one that old, as every
 * open page does: {@code Cache-Control: max-age=5} in the request. Who does not say so is answered anew. Any thread.
 */
final class SharedAnswers<Q, A> {
    /** Nothing older is shared, whatever age is accepted. */
    private static final Duration OLDEST = Duration.ofSeconds(10);

    private static final int MOST = 16;
    private static final Pattern MAX_AGE = Pattern.compile("(?:^|[,\\s])max-age=(\\d{1,9})");

    private final InstantSource clock;
    private final Predicate<A> keeps;
    private final Cache<Q, Shared<A>> answers =
            Caffeine.newBuilder().maximumSize(MOST).build();

    SharedAnswers(InstantSource clock) {
        this(clock, any -> true);
    }

    /** @param keeps which are shared when they are made, too; others by those who ask meanwhile */
    SharedAnswers(InstantSource clock, Predicate<A> keeps) {
        this.clock = clock;
        this.keeps = keeps;
    }

    /**
     * An answer under way is joined, however long ago it was begun: a store that is slow is not asked the same twice.
     *
     * @param oldest how old an answer may be
     */
    Shared<A> get(Q question, Duration oldest, Supplier<Future<A>> ask) {
        Instant now = clock.instant();
        if (oldest.isZero()) {
            return new Shared<>(now, ask.get());
        }
        answers.asMap().values().removeIf(kept -> !kept.serves(now, OLDEST));
        Duration acceptable = oldest.compareTo(OLDEST) < 0 ? oldest : OLDEST;
        Shared<A> shared = answers.asMap()
                .compute(
                        question,
                        (same, kept) ->
                                kept != null && kept.serves(now, acceptable) ? kept : new Shared<>(now, ask.get()));
        shared.answer.onSuccess(made -> {
            if (!keeps.test(made)) {
                answers.asMap().remove(question, shared);
            }
        });
        return shared;
    }

    /** The age that a request's {@code Cache-Control} accepts; none when it does not say. */
    static Duration acceptedAge(@Nullable String cacheControl) {
        Matcher maxAge = MAX_AGE.matcher(cacheControl == null ? "" : cacheControl);
        return maxAge.find() ? Duration.ofSeconds(Long.parseLong(maxAge.group(1))) : Duration.ZERO;
    }

    /** @param asked when the store was asked: what was stored before is in the answer */
    record Shared<A>(Instant asked, Future<A> answer) {
        /** None where a clock was set back. */
        Duration age(Instant now) {
            Duration age = Duration.between(asked, now);
            return age.isNegative() ? Duration.ZERO : age;
        }

        private boolean serves(Instant now, Duration oldest) {
            Duration apart = Duration.between(asked, now).abs();
            return !answer.isComplete() || (answer.succeeded() && apart.compareTo(oldest) <= 0);
        }
    }
}
