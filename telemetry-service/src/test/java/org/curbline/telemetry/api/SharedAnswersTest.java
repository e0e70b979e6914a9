package org.curbline.telemetry.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.curbline.telemetry.api.SharedAnswers.Shared;
import org.junit.jupiter.api.Test;

class SharedAnswersTest {
    private static final Duration ACCEPTED = Duration.ofSeconds(5);

    private Instant now = Instant.parse("2026-11-24T06:30:00Z");
    private final SharedAnswers<String, Integer> answers = new SharedAnswers<>(() -> now);
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void anAnswerUnderWayIsJoinedHoweverLongItTakes() {
        Promise<Integer> slow = Promise.promise();
        Shared<Integer> first = answers.get("what", ACCEPTED, slow::future);
        passes(Duration.ofMinutes(1));

        assertSame(first, ask("what"));
        slow.complete(7);
        assertEquals(1, ask("what").answer().result(), "it is a minute old");
    }

    @Test
    void whatOthersAskedLetsNoneGoThatIsYoungEnough() {
        ask("what");
        passes(ACCEPTED);
        ask("else");

        assertEquals(1, ask("what").answer().result());
        assertEquals(2, asked.get());
    }

    @Test
    void whatWasAskedBeforeTheClockWasSetBackIsAskedAnew() {
        ask("what");
        passes(Duration.ofSeconds(-3));
        Shared<Integer> of = ask("what");
        assertEquals(1, of.answer().result());
        assertEquals(Duration.ZERO, of.age(now));
        passes(Duration.ofHours(-1));

        assertEquals(2, ask("what").answer().result());
    }

    @Test
    void whatIsTooLargeToBeKeptIsSharedWhileItIsMade() {
        SharedAnswers<String, Integer> small = new SharedAnswers<>(() -> now, made -> made < 10);
        Promise<Integer> slow = Promise.promise();
        Shared<Integer> first = small.get("what", ACCEPTED, slow::future);
        assertSame(first, small.get("what", ACCEPTED, slow::future));
        slow.complete(10);

        assertEquals(
                7,
                small.get("what", ACCEPTED, () -> Future.succeededFuture(7))
                        .answer()
                        .result());
        assertEquals(
                7,
                small.get("what", ACCEPTED, () -> Future.succeededFuture(8))
                        .answer()
                        .result());
    }

    private Shared<Integer> ask(String question) {
        return answers.get(question, ACCEPTED, () -> Future.succeededFuture(asked.incrementAndGet()));
    }

    private void passes(Duration time) {
        now = now.plus(time);
    }
}
