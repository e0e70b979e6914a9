package org.curbline.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.curbline.registry.webhook.Webhook;
import org.curbline.registry.webhook.WebhookDelivery;
import org.curbline.registry.webhook.WebhookEvent;
import org.curbline.registry.webhook.WebhookEvent.Logged;
import org.curbline.registry.webhook.WebhookStore.Page;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What happens while a question to the log is under way, which real threads do once in many runs. */
class CourierTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private final OfficeInTest office = new OfficeInTest();
    private final Courier courier = new Courier(
            office,
            Webhook.of("a", "http://127.0.0.1/", "", "{}", "whsec_a", NOW),
            Wanted.of("{\"services\":[\"wifi\"]}").filter(kiosk -> ""));

    @Test
    void whatIsRecordedWhileTheLogIsReadIsToldOf() {
        courier.wake();
        courier.wake();
        office.answerNothing();
        office.answer("wifi");
        assertEquals(List.of("wifi"), office.told);
    }

    @Test
    void whatIsRecordedWhileProgressIsWrittenIsToldOf() {
        courier.wake();
        office.answer("call");
        office.answerNothing();
        office.settled = Promise.promise();
        courier.settle();
        courier.wake();
        assertEquals(0, office.reading.size(), "one thing at a time");
        office.settled.complete(true);
        office.answer("wifi");
        assertEquals(List.of("wifi"), office.told);
    }

    @Test
    void asksNotAgainWhereNothingCameMeanwhile() {
        courier.wake();
        office.answerNothing();
        assertEquals(0, office.reading.size());
    }

    /** Keeps questions to the log, and what is written, until the test answers; everything else is done at once. */
    private static final class OfficeInTest implements Office {
        final Deque<Promise<Page>> reading = new ArrayDeque<>();
        final List<String> told = new ArrayList<>();
        Promise<Boolean> settled = Promise.promise();
        private long last;

        void answerNothing() {
            reading.remove().complete(new Page(last + 1, List.of()));
        }

        void answer(String service) {
            last++;
            WebhookEvent event =
                    new WebhookEvent("id" + last, "org.curbline.service.status.changed", "mn-05-000001", service, "{}");
            reading.remove().complete(new Page(last + 1, List.of(new Logged(last, event))));
        }

        @Override
        public Instant now() {
            return NOW;
        }

        @Override
        public Future<Page> read(long after) {
            Promise<Page> page = Promise.promise();
            reading.add(page);
            return page.future();
        }

        @Override
        public Future<Answer> send(Webhook webhook, WebhookEvent event) {
            told.add(event.service());
            return Future.succeededFuture(new Answer(Answer.Outcome.DELIVERED, 204, "", null));
        }

        @Override
        public Future<Boolean> settle(Webhook webhook, @Nullable WebhookDelivery delivery) {
            return settled.future();
        }

        @Override
        public RetryPlan retries() {
            return new RetryPlan(Duration.ofSeconds(1), Duration.ofSeconds(2), new Random(1));
        }

        @Override
        public Duration disableAfter() {
            return Duration.ofDays(1);
        }

        @Override
        public void count(Answer.Outcome outcome) {}

        @Override
        public void changed() {}

        @Override
        public long after(Duration pause, Runnable then) {
            return 0;
        }

        @Override
        public void cancel(long timer) {}

        @Override
        public Future<Void> pause(Duration pause) {
            return Future.succeededFuture();
        }
    }
}
