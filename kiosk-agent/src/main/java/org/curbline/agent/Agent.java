package org.curbline.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.curbline.agent.check.Checks;
import org.curbline.agent.command.CommandBook;
import org.curbline.agent.command.Commands;
import org.curbline.agent.command.Diagnostics;
import org.curbline.agent.command.Task;
import org.curbline.agent.command.Tasks;
import org.curbline.agent.link.GatewayAccount;
import org.curbline.agent.link.GatewayLink;
import org.curbline.agent.source.health.HealthSource;
import org.curbline.agent.spool.Spool;
import org.curbline.agent.status.AgentStatus;
import org.curbline.agent.status.SourceStatus;
import org.curbline.agent.status.StatusSocket;
import org.curbline.agent.time.ComputerClock;
import org.curbline.agent.time.KioskTime;
import org.curbline.program.Why;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A kiosk at work: sources, spool, link. Events go one way, all on one thread; what a source hands over is taken when
 * the card has it, and leaves the card when the gateway has acknowledged it.
 */
public final class Agent implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Agent.class);
    private static final String COMMANDS = "commands.json";
    private static final Path ROOT = Path.of("/");
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    /** Events that are not safe yet and wait for it in memory; if the card takes none, more are refused. */
    private static final int MOST_IN_HAND = 5_000;

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "agent"));
    private final KioskId kiosk;
    private final Spool spool;
    private final GatewayLink link;
    private final Commands commands;
    private volatile @Nullable Sources sources;
    private volatile @Nullable Checks checks;
    private @Nullable Future<?> syncing;
    private AgentSettings settings;
    private @Nullable StatusSocket statusSocket;
    private final Intake intake;
    private final Path root;
    private final RandomGenerator random;
    private final ComputerClock computer;
    private final KioskTime time;
    private final ScheduledExecutorService clockWatch = Executors.newSingleThreadScheduledExecutor(Agent::watching);
    private OptionalLong dated = OptionalLong.empty();
    private @Nullable Instant acknowledged;
    private String cardTrouble = "";
    /** How many lost events the newest report of health has told. */
    private long lostTold;

    private final List<Future<?>> repeated = new CopyOnWriteArrayList<>();

    private Agent(
            GatewayAccount account,
            Spool spool,
            RandomGenerator random,
            ComputerClock computer,
            AgentSettings settings,
            Path root) {
        this.random = random;
        this.root = root;
        this.settings = settings;
        this.computer = computer;
        this.time = new KioskTime(computer, settings.clock().trust(), spool.offset());
        this.spool = spool;
        this.intake = new Intake(thread, spool, time, MOST_IN_HAND);
        this.kiosk = account.kiosk();
        this.link = new GatewayLink(
                account, new SpoolOutgoing(spool, this::acknowledged, this::connected), this::told, thread, random);
        this.commands = new Commands(
                CommandBook.open(settings.spool().folder().resolve(COMMANDS)),
                tasks(settings),
                time,
                thread,
                intake.part(() -> 0));
    }

    private Map<String, Task> tasks(AgentSettings settings) {
        AgentSettings.Commands told = settings.commands();
        Map<Service, List<String>> restarts = new EnumMap<>(Service.class);
        told.restart().wifi().ifPresent(words -> restarts.put(Service.WIFI, words));
        told.restart().charging().ifPresent(words -> restarts.put(Service.CHARGING, words));
        told.restart().call().ifPresent(words -> restarts.put(Service.CALL, words));
        told.restart().tablet().ifPresent(words -> restarts.put(Service.TABLET, words));
        Diagnostics diagnostics = new Diagnostics(
                told.diagnostics(), () -> thread.submit(this::status).get().text(computer.instant()), computer);
        return Tasks.of(restarts, told.identify().orElse(List.of()), told.atMost(), new Reports(), diagnostics);
    }

    private void acknowledged() {
        acknowledged = computer.instant();
    }

    private void connected(@Nullable Instant gatewayTime) {
        if (gatewayTime != null) {
            time.gatewaySays(gatewayTime);
            date();
        }
        Sources opened = sources;
        if (opened != null && lost() > lostTold) {
            opened.reportHealth();
        }
    }

    /** For the report of the computer's health, which tells it. */
    private HealthSource.Kept kept() {
        lostTold = lost();
        return new HealthSource.Kept(spool.waiting(), lostTold);
    }

    private long lost() {
        return spool.lost() + spool.undatable();
    }

    private boolean told(byte[] message) {
        boolean isSafe = commands.take(message);
        sync(); // a reply waits for nothing else
        return isSafe;
    }

    /**
     * Starts it. Blocking.
     *
     * @throws NotEnrolledException if nobody has said which kiosk this is
     * @throws IOException if the spool cannot be opened, or what a source is told cannot be; in a sentence for people
     */
    public static Agent start(AgentSettings settings, ComputerClock clock, RandomGenerator random) throws IOException {
        return start(settings, clock, random, ROOT);
    }

    /** Starts one on a computer that says of itself what is below a folder. */
    static Agent start(AgentSettings settings, ComputerClock clock, RandomGenerator random, Path root)
            throws IOException {
        Enrolled.account(settings); // before a folder is made for nobody
        Spool spool =
                Spool.open(settings.spool().folder(), settings.spool().maxSize().bytes(), random, clock.boot());
        return start(settings, spool, clock, random, root);
    }

    /** Starts one with a spool that is open. */
    static Agent start(AgentSettings settings, Spool spool, ComputerClock clock, RandomGenerator random)
            throws IOException {
        return start(settings, spool, clock, random, ROOT);
    }

    private static Agent start(
            AgentSettings settings, Spool spool, ComputerClock clock, RandomGenerator random, Path root)
            throws IOException {
        log.info(
                "{} events wait on the card, the next is number {} of run {}.",
                spool.waiting(),
                spool.nextSeq(),
                spool.run());
        Agent agent = new Agent(Enrolled.account(settings), spool, random, clock, settings, root);
        try {
            agent.open(settings);
            return agent;
        } catch (IOException e) {
            agent.close();
            throw e;
        }
    }

    private void open(AgentSettings settings) throws IOException {
        use(settings, Sources::openSoonerOrLater);
        if (settings.status().socket().isPresent()) {
            statusSocket = StatusSocket.open(settings.status().socket().get(), () -> thread.submit(this::status));
        }
        repeated.add(clockWatch.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS));
        every(LOOK_EVERY, this::date);
        thread.execute(commands::goOn);
        thread.execute(link::open);
    }

    /**
     * Goes on with other settings: sources, checks, commands and intervals are taken up anew, and nothing that was
     * taken is lost. Blocking, on any thread.
     *
     * @throws IOException if a source cannot be opened, in a sentence for people; then all is as it was, and a former
     *     source that cannot be opened any more is tried again until it can
     */
    synchronized void reload(AgentSettings now) throws IOException {
        if (thread.isShutdown()) {
            return; // whoever wants it came too late
        }
        List<String> fixed = Fixed.changed(settings, now);
        if (!fixed.isEmpty()) {
            log.warn("To use another {} the agent must be started anew.", String.join(", ", fixed));
        }
        stopUsing();
        try {
            use(now, Sources::open);
            settings = now;
            log.info("The settings were read again.");
        } catch (IOException e) {
            stopUsing();
            use(settings, Sources::openSoonerOrLater);
            throw new IOException("The settings cannot be used, and the former go on: " + Why.of(e), e);
        }
    }

    private void use(AgentSettings now, OpensSources opens) throws IOException {
        sources = opens.open(
                now, new Sources.Kiosk(kiosk, computer, root, time, random, intake::part, intake::part, this::kept));
        checks = Checks.start(Checking.told(now.checks()), intake.part(() -> 0), time, computer, random);
        thread.execute(() -> commands.use(tasks(now)));
        syncing = thread.scheduleWithFixedDelay(
                this::sync, 0, now.spool().syncEvery().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stopUsing() {
        Sources opened = sources;
        if (opened != null) {
            opened.close();
        }
        sources = null;
        Checks made = checks;
        if (made != null) {
            made.close();
        }
        Future<?> running = syncing;
        if (running != null) {
            running.cancel(false);
        }
    }

    public KioskId kiosk() {
        return kiosk;
    }

    /** Names the life of this kiosk's memory; see {@link org.curbline.protocol.EventId}. */
    public String run() {
        return spool.run();
    }

    /** Does something again and again on the agent's own thread, so that it stops when that hangs. */
    void every(Duration time, Runnable work) {
        repeated.add(thread.scheduleWithFixedDelay(work, 0, time.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void look() {
        try {
            time.look();
        } catch (RuntimeException e) {
            log.error("The clock could not be looked at; it is tried again.", e);
        }
    }

    /** What waits for its time gets it. */
    private void date() {
        OptionalLong offset = time.offset();
        boolean isNews = offset.isPresent()
                && (dated.isEmpty() || Math.abs(offset.getAsLong() - dated.getAsLong()) > LOOK_EVERY.toMillis());
        if (!isNews) {
            return;
        }
        commands.timeIsKnown();
        try {
            spool.dated(offset.getAsLong());
            dated = offset;
            link.flush();
        } catch (IOException e) {
            log.warn("The time could not be kept on the card, and events go on waiting for it: {}", Why.of(e));
        }
    }

    /** Makes what came since safe; then it is taken, and goes out. */
    private void sync() {
        try {
            spool.sync();
        } catch (IOException e) {
            if (cardTrouble.isEmpty()) {
                log.error("The card cannot be written; what is not safe yet waits.", e);
            }
            cardTrouble = Why.of(e);
            return;
        } catch (RuntimeException e) {
            log.error("The spool failed in a way it should not; it is tried again.", e);
            return;
        }
        if (!cardTrouble.isEmpty()) {
            log.info("The card can be written again.");
            cardTrouble = "";
        }
        intake.safe();
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
                spool.lostSinceOpened(),
                cardTrouble,
                time.describe(),
                time.offset().isPresent(),
                spool.undatable(),
                described());
    }

    private List<SourceStatus> described() {
        Sources opened = sources;
        Checks made = checks;
        List<SourceStatus> all = new ArrayList<>(opened == null ? List.of() : opened.describe());
        all.addAll(made == null ? List.of() : made.describe());
        return all;
    }

    /** Ends in order: what was taken is safe, and what was acknowledged is not sent again. Blocking. */
    @Override
    public synchronized void close() throws IOException {
        try {
            if (statusSocket != null) {
                statusSocket.close();
            }
        } catch (IOException e) {
            log.warn("The status socket could not be closed.", e);
        }
        stopUsing();
        clockWatch.shutdownNow();
        commands.close();
        repeated.forEach(each -> each.cancel(false));
        thread.execute(() -> {
            date();
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

    private static Thread watching(Runnable work) {
        Thread thread = new Thread(work, "clock");
        thread.setDaemon(true);
        return thread;
    }

    private interface OpensSources {
        Sources open(AgentSettings settings, Sources.Kiosk kiosk) throws IOException;
    }

    /** Those that are made at the moment. */
    private final class Reports implements Tasks.Reporting {
        @Override
        public boolean now() {
            Checks made = checks;
            return made != null && made.now();
        }

        @Override
        public boolean every(Duration interval) {
            Checks made = checks;
            return made != null && made.every(interval);
        }
    }
}
