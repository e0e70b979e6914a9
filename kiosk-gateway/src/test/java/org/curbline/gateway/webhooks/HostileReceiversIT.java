package org.curbline.gateway.webhooks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.curbline.registry.webhook.Webhook;
import org.curbline.registry.webhook.WebhookDelivery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Receivers that hang, break off, or do not end: what they cost, and whom. */
class HostileReceiversIT {
    private final Rig rig = new Rig("answer-timeout", "60s");

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void oneThatHangsSlowsNobodyElse() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Rig hasty = new Rig("answer-timeout", "2s");
                RawReceiver hanging = new RawReceiver(out -> over.await(1, TimeUnit.MINUTES));
                Receiver other = new Receiver()) {
            Webhook hangs = hasty.add(hanging.url());
            hasty.add(other.url());
            hasty.happens(20);
            assertEquals(20, other.next(20).size());
            Rig.await(() -> hanging.connections.get() > 1, "it was tried again");
            assertEquals(
                    20,
                    hasty.deliveries(hangs).stream()
                                    .filter(each -> each.outcome().equals("delivered"))
                                    .count()
                            + 20);
            assertEquals(
                    "It did not answer within 2000 ms.",
                    hasty.deliveries(hangs).get(0).detail());
            over.countDown();
        }
    }

    @Test
    void oneThatBreaksOffItsAnswerHasNotAccepted() throws Exception {
        try (RawReceiver breaking =
                new RawReceiver(out -> say(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"))) {
            WebhookDelivery failed = firstDelivery(rig, breaking);
            assertEquals("failed", failed.outcome());
            assertEquals("It broke off its answer 200.", failed.detail());
        }
    }

    @Test
    void oneThatAnswersWithoutEndIsNotReadToTheEnd() throws Exception {
        AtomicLong said = new AtomicLong();
        try (RawReceiver endless = new RawReceiver(out -> {
            say(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "1000\r\n" + "x".repeat(4096) + "\r\n";
            while (said.addAndGet(chunk.length()) < 1L << 30) {
                say(out, chunk);
            }
        })) {
            assertEquals("delivered", firstDelivery(rig, endless).outcome());
            assertTrue(said.get() < 64 << 20, said + " bytes were said");
        }
    }

    @Test
    void oneWhoseHeadersDoNotEndFails() throws Exception {
        try (RawReceiver endless = new RawReceiver(out -> {
            say(out, "HTTP/1.1 200 OK\r\n");
            for (int i = 0; i < 1_000_000; i++) {
                say(out, "x-header-" + i + ": " + "y".repeat(1000) + "\r\n");
            }
        })) {
            WebhookDelivery failed = firstDelivery(rig, endless);
            assertEquals("failed", failed.outcome());
        }
    }

    @Test
    void oneThatDripsIsGivenUp() throws Exception {
        try (Rig hasty = new Rig("answer-timeout", "2s");
                RawReceiver dripping = new RawReceiver(out -> {
                    say(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
                    for (int i = 0; i < 99; i++) {
                        say(out, "x");
                        TimeUnit.MILLISECONDS.sleep(200);
                    }
                })) {
            assertEquals(
                    "It did not answer within 2000 ms.",
                    firstDelivery(hasty, dripping).detail());
        }
    }

    @Test
    void oneThatAnswersWhenItIsNoLongerThisGatewaysTurnIsToldOnceItIsAgain() throws Exception {
        BlockingQueue<HttpServerRequest> held = new LinkedBlockingQueue<>();
        try (Rig slow = new Rig("takeover", "60s", "answer-timeout", "60s");
                Receiver receiver = new Receiver()) {
            receiver.answers(held::add);
            slow.add(receiver.url());
            slow.happens(1);
            String told = receiver.next().header("webhook-id");
            slow.sql("UPDATE webhook_log SET delivered_by = ''"); // as another gateway leaves it that had its turn
            receiver.answers(204);
            Objects.requireNonNull(held.poll(60, TimeUnit.SECONDS))
                    .response()
                    .setStatusCode(204)
                    .end();
            assertEquals(told, receiver.next().header("webhook-id"), "nobody wrote that it was told");
            slow.happens(1);
            assertFalse(receiver.next().header("webhook-id").equals(told));
        }
    }

    private static WebhookDelivery firstDelivery(Rig rig, RawReceiver receiver) throws InterruptedException {
        Webhook webhook = rig.add(receiver.url());
        rig.happens(1);
        Rig.await(() -> !rig.deliveries(webhook).isEmpty(), "the first delivery is told of");
        List<WebhookDelivery> deliveries = rig.deliveries(webhook);
        return deliveries.get(deliveries.size() - 1);
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(US_ASCII));
        out.flush();
    }

    /** Does as it likes with each connection, after having read something. */
    private static final class RawReceiver implements AutoCloseable {
        final AtomicLong connections = new AtomicLong();
        private final ServerSocket server;

        RawReceiver(Manners manners) throws IOException {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread thread = new Thread(() -> accept(manners), "raw-receiver");
            thread.setDaemon(true);
            thread.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getLocalPort() + "/";
        }

        private void accept(Manners manners) {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    connections.incrementAndGet();
                    Thread thread = new Thread(() -> serve(socket, manners), "raw-connection");
                    thread.setDaemon(true);
                    thread.start();
                } catch (IOException e) {
                    return; // closed
                }
            }
        }

        private static void serve(Socket socket, Manners manners) {
            try (socket) {
                socket.getInputStream().read(new byte[4096]);
                manners.answer(socket.getOutputStream());
            } catch (IOException e) {
                // the sender has gone
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    /** How a receiver behaves. */
    private interface Manners {
        void answer(OutputStream out) throws IOException, InterruptedException;
    }
}
