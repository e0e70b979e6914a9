package org.curbline.agent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import org.curbline.agent.link.GatewayAccount;
import org.curbline.agent.link.GatewayLink;
import org.curbline.agent.link.Outgoing;
import org.curbline.agent.source.LineSource;
import org.curbline.agent.source.Taker;
import org.curbline.agent.source.radius.RadiusSource;
import org.curbline.agent.spool.Spool;
import org.curbline.agent.spool.SpooledEvent;
import org.curbline.agent.status.AgentStatus;
import org.curbline.agent.status.StatusSocket;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A kiosk at work: sources, spool, link. Events go one way, all on one thread; what a source hands over is taken when
 * the card has it, and leaves the card when the gateway has acknowledged it.
 */
public final class Agent implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Agent.class);
    private static final int EVENTS_A_MESSAGE = 200;
    private static final int BYTES_A_MESSAGE = 48 * 1024;
    /** Events that are not safe yet and wait for it in memory; if the card takes none, more are refused. */
    private static final int MOST_IN_HAND = 5_000;

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "agent"));
    private final KioskId kiosk;
    private final Spool spool;
    private final GatewayLink link;
    private final List<AutoCloseable> sources = new CopyOnWriteArrayList<>();
    private @Nullable StatusSocket statusSocket;
    private final Semaphore inHand = new Semaphore(MOST_IN_HAND);
    private final List<Runnable> whenSafe = new ArrayList<>();
    private final InstantSource clock;
    private @Nullable Instant acknowledged;
    private String cardTrouble = "";
    private final List<Future<?>> repeated = new CopyOnWriteArrayList<>();

    private Agent(GatewayAccount account, Spool spool, RandomGenerator random, InstantSource clock) {
        this.clock = clock;
        this.spool = spool;
        this.kiosk = account.kiosk();
        this.link = new GatewayLink(account, new Spooled(), thread, random);
    }

    /**
     * Starts it. Blocking.
     *
     * @throws NotEnrolledException if nobody has said which kiosk this is
     * @throws IOException if the spool or a source cannot be opened; in a sentence for people
     */
    public static Agent start(AgentSettings settings, InstantSource clock, RandomGenerator random) throws IOException {
        GatewayAccount account = Enrolled.account(settings);
        Spool spool =
                Spool.open(settings.spool().folder(), settings.spool().maxSize().bytes(), random);
        log.info(
                "{} events wait on the card, the next is number {} of run {}.",
                spool.waiting(),
                spool.nextSeq(),
                spool.run());
        Agent agent = new Agent(account, spool, random, clock);
        try {
            agent.open(settings);
            return agent;
        } catch (IOException e) {
            agent.close();
            throw e;
        }
    }

    private void open(AgentSettings settings) throws IOException {
        if (settings.lines().socket().isPresent()) {
            sources.add(LineSource.open(settings.lines().socket().get(), new Taking(), clock));
        }
        if (settings.radius().port().isPresent()) {
            sources.add(RadiusSource.open(radius(settings.radius()), new Taking(), clock));
        }
        if (settings.status().socket().isPresent()) {
            statusSocket = StatusSocket.open(settings.status().socket().get(), () -> thread.submit(this::status));
        }
        every(settings.spool().syncEvery(), this::sync);
        thread.execute(link::open);
    }

    public KioskId kiosk() {
        return kiosk;
    }

    private static RadiusSource.Told radius(AgentSettings.Radius settings) throws IOException {
        String secret = settings.secret()
                .orElseThrow(() -> new IOException(
                        "curbline.agent.radius.secret is not set: without it anybody could account for sessions."));
        return new RadiusSource.Told(
                new InetSocketAddress(settings.host(), settings.port().orElseThrow()),
                secret,
                settings.privateNetworks().orElse(Set.of()),
                settings.silence());
    }

    /** Names the life of this kiosk's memory; see {@link org.curbline.protocol.EventId}. */
    public String run() {
        return spool.run();
    }

    /** Does something again and again on the agent's own thread, so that it stops when that hangs. */
    void every(Duration time, Runnable work) {
        repeated.add(thread.scheduleWithFixedDelay(work, 0, time.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Makes what came since safe; then it is taken, and goes out. */
    private void sync() {
        try {
            spool.sync();
        } catch (IOException e) {
            if (cardTrouble.isEmpty()) {
                log.error("The card cannot be written; what is not safe yet waits.", e);
            }
            cardTrouble = String.valueOf(e.getMessage());
            return;
        } catch (RuntimeException e) {
            log.error("The spool failed in a way it should not; it is tried again.", e);
            return;
        }
        if (!cardTrouble.isEmpty()) {
            log.info("The card can be written again.");
            cardTrouble = "";
        }
        List<Runnable> safe = List.copyOf(whenSafe);
        whenSafe.clear();
        safe.forEach(Runnable::run);
        link.flush();
    }

    private AgentStatus status() {
        return new AgentStatus(
                kiosk.value(),
                spool.run(),
                link.gateway().toString(),
                link.trouble(),
                acknowledged,
                spool.waiting(),
                spool.nextSeq(),
                spool.lost(),
                cardTrouble,
                sources.stream().map(AutoCloseable::toString).toList());
    }

    /** Ends in order: what was taken is safe, and what was acknowledged is not sent again. Blocking. */
    @Override
    public void close() throws IOException {
        if (statusSocket != null) {
            close(statusSocket);
        }
        for (AutoCloseable source : sources) {
            close(source);
        }
        repeated.forEach(each -> each.cancel(false));
        thread.execute(() -> {
            sync();
            link.close();
        });
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                log.warn("The agent does not end in time.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        spool.close();
    }

    private static void close(AutoCloseable source) {
        try {
            source.close();
        } catch (Exception e) {
            log.warn("A source could not be closed.", e);
        }
    }

    /** What sources hand over to. */
    private final class Taking implements Taker {
        @Override
        public String run() {
            return spool.run();
        }

        @Override
        public void take(EventKind kind, LongFunction<byte[]> json, Answer answer) {
            if (!inHand.tryAcquire()) {
                answer.refused(MOST_IN_HAND + " events wait to be safe on the card; try again.");
                return;
            }
            thread.execute(() -> {
                try {
                    long seq = spool.add(kind, json);
                    whenSafe.add(() -> {
                        inHand.release();
                        answer.taken(seq);
                    });
                } catch (IOException e) {
                    inHand.release();
                    answer.refused("The card does not take it: " + e.getMessage());
                }
            });
        }
    }

    /** What the link sends. */
    private final class Spooled implements Outgoing {
        @Override
        public List<SpooledEvent> next() throws IOException {
            return spool.next(EVENTS_A_MESSAGE, BYTES_A_MESSAGE);
        }

        @Override
        public void done(long upTo, int events) throws IOException {
            spool.done(upTo, events);
            acknowledged = clock.instant();
        }

        @Override
        public void again() {
            spool.again();
        }
    }
}
