package org.curbline.store.writing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP server that takes lines as a store does, but answers as it was told to, and then well. */
final class StoreThatMisbehaves implements AutoCloseable {
    static {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // else 40 ms for every answer with a body
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Behaviour> next = new ConcurrentLinkedQueue<>();
    private final Set<String> stored = new TreeSet<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Behaviour otherwise = Behaviour.storing();

    StoreThatMisbehaves() {
        this(0);
    }

    StoreThatMisbehaves(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/api/v2/write", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** How it answers one request. */
    @FunctionalInterface
    interface Behaviour {
        void answer(StoreThatMisbehaves store, HttpExchange exchange, List<String> lines)
                throws IOException, InterruptedException;

        static Behaviour storing() {
            return (store, exchange, lines) -> {
                store.keep(lines);
                exchange.sendResponseHeaders(204, -1);
            };
        }

        /** Says no, and stores nothing. */
        static Behaviour status(int status, String... headers) {
            return (store, exchange, lines) -> {
                for (int i = 0; i < headers.length; i += 2) {
                    exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
                }
                say(exchange, status, "words of " + status);
            };
        }

        /** Says no in these words. */
        static Behaviour saying(int status, String words) {
            return (store, exchange, lines) -> say(exchange, status, words);
        }

        /** Takes the lines without the culprit and refuses the request: as InfluxDB's 422. */
        static Behaviour partly(int status, String culprit) {
            return (store, exchange, lines) -> {
                List<String> good =
                        lines.stream().filter(line -> !line.contains(culprit)).toList();
                store.keep(good);
                if (good.size() == lines.size()) {
                    exchange.sendResponseHeaders(204, -1);
                } else {
                    say(exchange, status, "dislikes " + culprit);
                }
            };
        }

        /** Takes nothing if the culprit is among the lines: as InfluxDB's 400. */
        static Behaviour wholly(int status, String culprit) {
            return (store, exchange, lines) -> {
                if (lines.stream().anyMatch(line -> line.contains(culprit))) {
                    say(exchange, status, "dislikes " + culprit);
                } else {
                    storing().answer(store, exchange, lines);
                }
            };
        }

        /** Takes no more than so many lines at once. */
        static Behaviour atMost(int count) {
            return (store, exchange, lines) -> {
                if (lines.size() > count) {
                    say(exchange, 413, "too large");
                } else {
                    storing().answer(store, exchange, lines);
                }
            };
        }

        /** Never answers. */
        static Behaviour hanging() {
            return (store, exchange, lines) -> store.closing.await();
        }

        /** Stores, and hangs up instead of saying so. */
        static Behaviour storingAndHangingUp() {
            return (store, exchange, lines) -> {
                store.keep(lines);
                exchange.close();
            };
        }

        /** Begins an answer that never ends. */
        static Behaviour dribbling() {
            return (store, exchange, lines) -> {
                exchange.sendResponseHeaders(503, 1000);
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
                store.closing.await();
            };
        }

        private static void say(HttpExchange exchange, int status, String message) throws IOException {
            byte[] body = ("{\"code\":\"code\",\"message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** One request is answered so, after those already told. */
    StoreThatMisbehaves then(Behaviour behaviour) {
        next.add(behaviour);
        return this;
    }

    /** Every request that nothing else was told for. */
    StoreThatMisbehaves otherwise(Behaviour behaviour) {
        otherwise = behaviour;
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    int requests() {
        return requests.get();
    }

    /** Every line stored, once, sorted. */
    synchronized List<String> stored() {
        return new ArrayList<>(stored);
    }

    private synchronized void keep(List<String> lines) {
        stored.addAll(lines);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.incrementAndGet();
            Behaviour told = next.poll();
            Behaviour behaviour = told == null ? otherwise : told;
            behaviour.answer(
                    this, exchange, body.lines().filter(line -> !line.isEmpty()).toList());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
