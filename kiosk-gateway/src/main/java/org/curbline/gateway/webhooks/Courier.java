package org.curbline.gateway.webhooks;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.curbline.gateway.stream.CloudEvent;
import org.curbline.gateway.stream.EventFilter;
import org.curbline.gateway.webhooks.Answer.Outcome;
import org.curbline.registry.webhook.Webhook;
import org.curbline.registry.webhook.Webhook.Progress;
import org.curbline.registry.webhook.WebhookDelivery;
import org.curbline.registry.webhook.WebhookEvent;
import org.curbline.registry.webhook.WebhookEvent.Logged;
import org.curbline.registry.webhook.WebhookStore.Page;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one receiver what it wants to know, one event after the other. What was told is written down before the next
 * event is begun. On the event loop of the {@link Dispatcher}.
 */
final class Courier {
    private static final Logger log = LoggerFactory.getLogger(Courier.class);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(2);
    private static final int MAX_DETAIL = 500;
    private static final String EVENTS_LOST = "org.curbline.webhook.events.lost";

    private final Office office;
    private final EventFilter wanted;
    private final Deque<Logged> page = new ArrayDeque<>();
    private Webhook webhook;
    private long written;
    private long timer = -1;
    private boolean busy;
    private boolean wokenMeanwhile;
    private boolean over;

    Courier(Office office, Webhook webhook, EventFilter wanted) {
        this.office = office;
        this.webhook = webhook;
        this.wanted = wanted;
        this.written = webhook.progress().done();
    }

    /** With what a person decided, as it carries on with that. */
    Webhook webhook() {
        return webhook;
    }

    /** There may be something to tell. */
    void wake() {
        wokenMeanwhile = busy;
        if (busy || over || timer >= 0) {
            return;
        }
        Instant retryAt = webhook.progress().retryAt();
        if (retryAt != null && office.now().isBefore(retryAt)) {
            later(Duration.between(office.now(), retryAt));
        } else {
            busy = true;
            next();
        }
    }

    /** Whether it has ended: what it knew need not be so any more. */
    boolean isOver() {
        return over;
    }

    /** Ends after what it is doing; what that leads to is not written. */
    void stop() {
        over = true;
        office.cancel(timer);
        timer = -1;
    }

    /** Writes how far it is, if it has passed over many events nobody wanted. */
    void settle() {
        if (!busy && !over && webhook.progress().done() > written) {
            busy = true;
            write(null).onComplete(done -> rest());
        }
    }

    private void next() {
        for (Logged logged = page.peek(); logged != null; logged = page.peek()) {
            WebhookEvent event = logged.event();
            if (logged.number() > webhook.progress().done() + 1) {
                tellLoss(logged.number() - 1);
                return;
            }
            if (wanted.lets(event.type(), event.kiosk(), event.service())) {
                tell(event, logged.number());
                return;
            }
            pass(logged.number());
        }
        wokenMeanwhile = false;
        office.read(webhook.progress().done()).onSuccess(this::turn).onFailure(this::unreadable);
    }

    private void turn(Page read) {
        if (over) {
            return;
        }
        page.addAll(read.events());
        if (!page.isEmpty()) {
            next();
        } else if (read.next() - 1 > webhook.progress().done()) {
            tellLoss(read.next() - 1);
        } else {
            rest();
        }
    }

    private void pass(long number) {
        page.remove();
        webhook = webhook.withProgress(upTo(number));
    }

    /** An event nobody wanted does not end a failure, as nothing was told. */
    private Progress upTo(long number) {
        Progress before = webhook.progress();
        return new Progress(number, before.attempts(), before.failingSince(), null);
    }

    /** Events were forgotten before they could be told: the receiver has to know. */
    private void tellLoss(long to) {
        long from = webhook.progress().done() + 1;
        JsonObject data = new JsonObject()
                .put("webhook", webhook.id())
                .put("atMost", to - from + 1)
                .put("sentence", "So many events, wanted or not, were too old to be kept: ask for the whole state.");
        CloudEvent loss = CloudEvent.aboutTelling(
                "lost/" + webhook.id() + '/' + from + '-' + to, EVENTS_LOST, office.now(), data);
        tell(Webhooks.event(loss), to);
    }

    private void tell(WebhookEvent event, long number) {
        Instant begun = office.now();
        office.send(webhook, event).onSuccess(answer -> {
            if (!over) {
                told(event, number, begun, answer);
            }
        });
    }

    private void told(WebhookEvent event, long number, Instant begun, Answer answer) {
        Progress before = webhook.progress();
        int attempt = before.attempts() + 1;
        String detail = shortened(answer.detail());
        if (answer.outcome() == Outcome.DELIVERED) {
            if (before.failingSince() != null) {
                log.info("Webhook {} is told again, after {} attempts in vain.", webhook.id(), before.attempts());
            }
            webhook = webhook.withProgress(Progress.upTo(number));
            if (!page.isEmpty() && page.element().number() == number) {
                page.remove();
            }
        } else {
            fail(answer, attempt, detail);
        }
        Duration took = Duration.between(begun, office.now());
        WebhookDelivery delivery = new WebhookDelivery(
                begun, event.id(), event.type(), attempt, answer.outcome().word(), answer.status(), detail, took);
        office.count(answer.outcome());
        write(delivery).onComplete(done -> goOn(done.succeeded() && done.result()));
    }

    private void fail(Answer answer, int attempt, String detail) {
        Progress before = webhook.progress();
        Instant now = office.now();
        Instant since = before.failingSince() == null ? now : before.failingSince();
        if (before.failingSince() == null) {
            log.warn("Webhook {} cannot be told: {}", webhook.id(), detail);
        }
        Instant retryAt = now.plus(office.retries().pause(attempt, answer.retryAfter()));
        webhook = webhook.withProgress(new Progress(before.done(), attempt, since, retryAt));
        if (answer.outcome() == Outcome.GONE) {
            disable("The receiver does not want to be told any more. " + detail);
        } else if (!now.isBefore(since.plus(office.disableAfter()))) {
            disable("It could not be told since " + since + ", the last time for this reason: " + detail);
        }
    }

    private void disable(String because) {
        log.warn("Webhook {} is disabled. {}", webhook.id(), because);
        webhook = webhook.disabled(shortened(because));
    }

    /** @param mine whether it is still this courier's to deliver */
    private void goOn(boolean mine) {
        if (!mine || !webhook.isEnabled()) {
            stop();
            office.changed();
        } else {
            busy = false;
            wake();
        }
    }

    /** Unless something may have come after the log was read: nobody says so again. */
    private void rest() {
        busy = false;
        if (wokenMeanwhile) {
            wake();
        }
    }

    private void unreadable(Throwable failure) {
        busy = false;
        if (!over) {
            later(ASK_AGAIN);
        }
    }

    private void later(Duration pause) {
        timer = office.after(pause.plusMillis(1), () -> {
            timer = -1;
            wake();
        });
    }

    /** Until it is written, or somebody else's. */
    private Future<Boolean> write(@Nullable WebhookDelivery delivery) {
        Webhook now = webhook;
        return office.settle(now, delivery)
                .onSuccess(mine -> written = now.progress().done())
                .recover(away -> over
                        ? Future.succeededFuture(false)
                        : office.pause(ASK_AGAIN).compose(waited -> write(delivery)));
    }

    private static String shortened(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ");
        return clean.length() <= MAX_DETAIL ? clean : clean.substring(0, MAX_DETAIL);
    }
}
