package org.curbline.gateway.webhooks;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.curbline.gateway.webhooks.Answer.Outcome;
import org.curbline.registry.webhook.Webhook;
import org.curbline.registry.webhook.WebhookEvent;
import org.jspecify.annotations.Nullable;

/**
 * Sends one event to one receiver: signed, to an address that was looked at, following no redirect, and with bounds on
 * the time and the memory the answer may take. On the event loop it is called on.
 */
final class Sender implements AutoCloseable {
    private static final String MEDIA_TYPE = "application/cloudevents+json; charset=utf-8";
    private static final Duration CONNECTING = Duration.ofSeconds(5);
    /** Shorter than what servers usually keep an idle connection for, so that none closes it under our feet. */
    private static final int KEPT_ALIVE_SECONDS = 4;
    /** What is read of an answer; nobody looks at it. */
    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final AddressGuard guard;
    private final Duration patience;
    private final InstantSource clock;
    private final HttpClient client;

    Sender(Vertx vertx, WebhookSettings settings, AddressGuard guard, InstantSource clock) {
        this.vertx = vertx;
        this.guard = guard;
        this.patience = settings.answerTimeout();
        this.clock = clock;
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) CONNECTING.toMillis())
                .setKeepAliveTimeout(KEPT_ALIVE_SECONDS)
                .setDecompressionSupported(false);
        settings.trustedCertificates()
                .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        this.client = vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setHttp1MaxSize(2 * settings.maxWebhooks()))
                .withConnectHandler(connection -> connection.exceptionHandler(told -> {})) // as the attempt's failure
                .build();
    }

    /** Whether events may go there as things are now; fails with a sentence if not. */
    Future<Void> permit(String url) {
        Destination destination;
        try {
            destination = Destination.of(url);
        } catch (ForbiddenReceiverException e) {
            return Future.failedFuture(e);
        }
        return guard.permitted(destination.name())
                .<Void>mapEmpty()
                .recover(failure -> Future.failedFuture(
                        failure instanceof UnknownHostException
                                ? new ForbiddenReceiverException(destination.name() + " has no address.")
                                : failure));
    }

    /** Sends. Never fails. */
    Future<Answer> send(Webhook webhook, WebhookEvent event) {
        Destination destination;
        try {
            destination = Destination.of(webhook.url());
        } catch (ForbiddenReceiverException e) {
            return Future.succeededFuture(Answer.without(String.valueOf(e.getMessage())));
        }
        Promise<Answer> answer = Promise.promise();
        AtomicReference<@Nullable HttpClientRequest> sent = new AtomicReference<>();
        long timer = vertx.setTimer(patience.toMillis(), late -> {
            answer.tryComplete(Answer.without("It did not answer within " + patience.toMillis() + " ms."));
            HttpClientRequest request = sent.get();
            if (request != null) {
                request.reset();
            }
        });
        guard.permitted(destination.name())
                .compose(address -> client.request(options(destination, address, webhook, event)))
                .compose(request -> {
                    sent.set(request);
                    if (answer.future().isComplete()) {
                        request.reset();
                    }
                    request.exceptionHandler(broken -> answer.tryComplete(Answer.without(sentence(broken))));
                    return request.send(event.body());
                })
                .onSuccess(response -> read(response, answer))
                .onFailure(failure -> answer.tryComplete(Answer.without(sentence(failure))));
        return answer.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    @Override
    public void close() {
        client.close().await();
    }

    private RequestOptions options(Destination to, InetAddress address, Webhook webhook, WebhookEvent event) {
        long now = clock.instant().getEpochSecond();
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(to.port(), address.getHostAddress()))
                .setHost(to.host())
                .setPort(to.port())
                .setSsl(to.secure())
                .setURI(to.path())
                .setFollowRedirects(false)
                .putHeader("Content-Type", MEDIA_TYPE)
                .putHeader("User-Agent", "Curbline-Webhooks/1")
                .putHeader("webhook-id", event.id())
                .putHeader("webhook-timestamp", Long.toString(now))
                .putHeader("webhook-signature", signatures(webhook.secrets(), event, now));
    }

    /** While a secret is being changed the former one signs, too. */
    private String signatures(Webhook.Secrets secrets, WebhookEvent event, long now) {
        String current = WebhookSecret.of(secrets.current()).sign(event.id(), now, event.body());
        if (secrets.former() == null
                || secrets.formerUntil() == null
                || !clock.instant().isBefore(secrets.formerUntil())) {
            return current;
        }
        return current + ' ' + WebhookSecret.of(secrets.former()).sign(event.id(), now, event.body());
    }

    /** Reads the answer to its end, or as far as anybody needs it. */
    private void read(HttpClientResponse response, Promise<Answer> answer) {
        Answer given = given(response);
        int[] length = {0};
        response.exceptionHandler(
                broken -> answer.tryComplete(Answer.without("It broke off its answer " + response.statusCode() + ".")));
        response.endHandler(end -> answer.tryComplete(given));
        response.handler((Buffer some) -> {
            length[0] += some.length();
            if (length[0] > MAX_ANSWER_BYTES && answer.tryComplete(given)) {
                response.request().reset();
            }
        });
    }

    private Answer given(HttpClientResponse response) {
        int status = response.statusCode();
        String said = "It answered " + status + ' ' + response.statusMessage();
        if (status / 100 == 2) {
            return new Answer(Outcome.DELIVERED, status, "", null);
        }
        if (status == 410) {
            return new Answer(Outcome.GONE, status, said + '.', null);
        }
        String location = response.getHeader("Location");
        String redirect = location == null ? "" : " (to " + location + ')';
        return new Answer(
                Outcome.FAILED,
                status,
                status / 100 == 3 ? said + redirect + ": redirects are not followed." : said + '.',
                RetryAfter.of(response.getHeader("Retry-After"), clock.instant()));
    }

    private static String sentence(Throwable failure) {
        if (failure instanceof ForbiddenReceiverException) {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof UnknownHostException) {
            return "Its host has no address: " + failure.getMessage();
        }
        return (failure instanceof SSLException ? "No secure connection: " : "No answer: ") + failure.getMessage();
    }
}
