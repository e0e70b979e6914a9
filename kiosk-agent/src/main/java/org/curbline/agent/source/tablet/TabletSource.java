package org.curbline.agent.source.tablet;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.curbline.agent.source.Refusals;
import org.curbline.agent.source.Source;
import org.curbline.agent.source.Taker;
import org.curbline.program.Why;
import org.curbline.protocol.EventId;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.wire.EventEncoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP on loopback alone, where the tablet's shell posts what the tablet was used for, and that it is alive. A use is
 * answered with 201 when it is safe on the card. JSON alone is taken, as no page in the tablet's browser may post that
 * elsewhere without asking, and nobody answers who asks. Has a few threads; posts beyond a bound are answered with 503.
 */
public final class TabletSource implements Source {
    private static final Logger log = LoggerFactory.getLogger(TabletSource.class);
    private static final EventEncoder ENCODER = new EventEncoder();
    private static final String JSON = "application/json";
    private static final int LONGEST_BODY = 1024;
    private static final int MOST_AT_ONCE = 64;
    /**
     * Whoever begins a request and does not end it holds one of them, for as long as Java is told to wait (agent.jvm).
     */
    private static final int MOST_THREADS = 16;

    private final HttpServer server;
    private final Optional<Path> heartbeat;
    private final ExecutorService threads;
    private final Taker taker;
    private final InstantSource clock;
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);
    private final AtomicLong taken = new AtomicLong();
    private final Refusals refusals = new Refusals();
    private volatile @Nullable Instant heard;
    private volatile String trouble = "";

    private TabletSource(
            HttpServer server, Optional<Path> heartbeat, ExecutorService threads, Taker taker, InstantSource clock) {
        this.server = server;
        this.heartbeat = heartbeat;
        this.threads = threads;
        this.taker = taker;
        this.clock = clock;
    }

    /**
     * Begins to listen.
     *
     * @param port of loopback; 0 takes a free one
     * @param heartbeat a file that is touched whenever the shell says anything, for whoever looks whether it lives
     * @throws IOException if it cannot, in a sentence for people
     */
    public static TabletSource open(int port, Optional<Path> heartbeat, Taker taker, InstantSource clock)
            throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MOST_AT_ONCE);
        } catch (IOException e) {
            throw new IOException(
                    "The tablet cannot be heard at port " + port + " of loopback (" + Why.of(e)
                            + "): has another program the port? sudo ss -tlpn 'sport = :" + port + "' says which",
                    e);
        }
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                MOST_THREADS, MOST_THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), TabletSource::thread);
        threads.allowCoreThreadTimeOut(true);
        TabletSource source = new TabletSource(server, heartbeat, threads, taker, clock);
        server.createContext("/", source::unknown);
        server.createContext("/sessions", source::session);
        server.createContext("/heartbeat", source::heartbeat);
        server.setExecutor(threads);
        server.start();
        return source;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "tablet");
        thread.setDaemon(true);
        return thread;
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Override
    public String trouble() {
        return trouble;
    }

    @Override
    public synchronized String toString() {
        Instant last = heard;
        return "tablet at http://127.0.0.1:" + port() + ": " + taken + " events taken, " + refusals.count()
                + " refused, "
                + (last == null
                        ? "not heard yet"
                        : "heard "
                                + Math.max(
                                        0,
                                        Duration.between(last, clock.instant()).toSeconds()) + " s ago");
    }

    private void session(HttpExchange exchange) throws IOException {
        byte[] body = posted(exchange);
        if (body == null) {
            return;
        }
        TabletPost post;
        try {
            post = TabletPost.parse(body);
        } catch (RefusedPostException e) {
            refuse(exchange, 400, Why.of(e));
            return;
        }
        hear();
        if (!room.tryAcquire()) {
            refuse(exchange, 503, "Too much waits for the card; try again.");
            return;
        }
        take(post, exchange);
    }

    private void take(TabletPost post, HttpExchange exchange) {
        long at = clock.millis();
        String run = taker.run();
        taker.take(
                EventKind.TABLET,
                seq -> ENCODER.encode(
                        new TabletSession(new EventId(seq, at, run), post.activity(), post.durationSeconds())),
                new Taker.Answer() {
                    @Override
                    public void taken(long seq) {
                        taken.incrementAndGet();
                        later(() -> answer(exchange, 201, "{\"taken\":" + seq + "}\n"));
                    }

                    @Override
                    public void refused(String why) {
                        later(() -> refuse(exchange, 503, why));
                    }
                });
    }

    private void heartbeat(HttpExchange exchange) throws IOException {
        if (posted(exchange) != null) {
            hear();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        }
    }

    private void hear() {
        heard = clock.instant();
        if (heartbeat.isPresent()) {
            try {
                Files.write(heartbeat.get(), new byte[] {'\n'});
                trouble = "";
            } catch (IOException e) {
                trouble = "the file " + heartbeat.get() + " cannot be touched: " + Why.of(e);
            }
        }
    }

    private void unknown(HttpExchange exchange) throws IOException {
        refuse(exchange, 404, "There are /sessions and /heartbeat.");
    }

    /** The body of what may be posted; null if it was refused. */
    private byte @Nullable [] posted(HttpExchange exchange) throws IOException {
        String path = exchange.getHttpContext().getPath();
        if (!exchange.getRequestURI().getPath().equals(path)) {
            unknown(exchange);
            return null;
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            refuse(exchange, 405, "Only POST is understood here.");
            return null;
        }
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(JSON)) {
            refuse(exchange, 415, "The content type must be " + JSON + ".");
            return null;
        }
        byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
        if (body.length > LONGEST_BODY) {
            refuse(exchange, 413, "A body has at most " + LONGEST_BODY + " bytes.");
            return null;
        }
        return body;
    }

    /** Not on the thread of whoever took it: a client that does not read must not hold that up. */
    private void later(Answering answering) {
        try {
            threads.execute(() -> {
                room.release();
                try {
                    answering.answer();
                } catch (IOException gone) {
                    log.debug("The tablet's shell does not hear the answer.", gone);
                }
            });
        } catch (RejectedExecutionException closed) {
            log.debug("The source was closed before it could answer.", closed);
        }
    }

    private void refuse(HttpExchange exchange, int status, String why) throws IOException {
        if (refusals.add()) {
            log.warn("Something posted for the tablet was refused, {} by now: {}", refusals.count(), why);
        }
        answer(
                exchange,
                status,
                "{\"refused\":\""
                        + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(why)) + "\"}\n");
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", JSON);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private interface Answering {
        void answer() throws IOException;
    }
}
