package org.curbline.gateway.commands;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.curbline.gateway.commands.Replies.Reply;
import org.curbline.gateway.events.CommandChanged;
import org.curbline.gateway.events.CommandElsewhere;
import org.curbline.gateway.events.LocalEvents;
import org.curbline.gateway.mqtt.CommandLines;
import org.curbline.gateway.pipeline.StoredEvents;
import org.curbline.gateway.pipeline.StoredEventsInbox;
import org.curbline.program.Endings;
import org.curbline.protocol.Command;
import org.curbline.protocol.CommandReply;
import org.curbline.protocol.CommandReply.Result;
import org.curbline.protocol.KioskId;
import org.curbline.registry.command.CommandState;
import org.curbline.registry.command.IssuedCommand;
import org.curbline.registry.command.KioskCommands;
import org.curbline.registry.database.RegistryException;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes commands, sees them to their kiosks, and notes what becomes of each. What is not done yet is in the database
 * and nowhere else: a gateway that is started again goes on with it, and of several gateways that one sends it to which
 * the kiosk is connected. Any thread.
 */
public final class CommandDesk implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CommandDesk.class);
    private static final long LOOK_EVERY_MILLIS = 1_000;
    private static final Duration LAST_WORK = Duration.ofSeconds(5);
    private static final int ID_LENGTH = 16;
    private static final int LETTERS = 26;
    private static final int FIRST_FAILURE = 0x80;
    private static final int LONGEST_MESSAGE = 4_000;

    private final Vertx vertx;
    private final CommandSettings settings;
    private final KioskCommands commands;
    private final CommandLines lines;
    private final Replies replies;
    private final InstantSource clock;
    /** Of one thread, so that what it is given is done in order. */
    private final WorkerExecutor worker;

    private final SecureRandom random = new SecureRandom();
    private final AtomicBoolean looking = new AtomicBoolean();
    private boolean away;
    private boolean started;
    private @Nullable String deployment;

    private CommandDesk(
            Vertx vertx,
            CommandSettings settings,
            KioskCommands commands,
            CommandLines lines,
            PointReader reader,
            InstantSource clock) {
        this.vertx = vertx;
        this.settings = settings;
        this.commands = commands;
        this.lines = lines;
        this.replies = new Replies(reader);
        this.clock = clock;
        this.worker = vertx.createSharedWorkerExecutor("commands", 1, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    /** Starts it. Blocking. */
    public static CommandDesk start(
            Vertx vertx,
            CommandSettings settings,
            KioskCommands commands,
            CommandLines lines,
            PointReader reader,
            InstantSource clock) {
        CommandDesk desk = new CommandDesk(vertx, settings, commands, lines, reader, clock);
        desk.deployment = vertx.deployVerticle(desk.new OnItsLoop()).await();
        lines.tell(desk.new Heard());
        return desk;
    }

    /** Which commands there are. */
    public CommandSettings settings() {
        return settings;
    }

    /**
     * Gives a kiosk a command. Blocking.
     *
     * @return the command, or the one that was given with the same request
     * @throws IllegalArgumentException if it cannot be given, and why
     * @throws RegistryException if it cannot be kept
     */
    public IssuedCommand give(Order order) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant expires = now.plus(order.timeToLive());
        Command command = new Command(newId(), order.name(), expires, order.parameters());
        String message = new String(command.encode(), StandardCharsets.UTF_8);
        if (message.length() > LONGEST_MESSAGE) {
            throw new IllegalArgumentException("The parameters are too long.");
        }
        IssuedCommand issued = commands.issue(new IssuedCommand(
                command.id(),
                order.kiosk().value(),
                order.name(),
                message,
                CommandState.QUEUED,
                now,
                order.by(),
                now,
                expires,
                "",
                order.request()));
        if (issued.id().equals(command.id())) {
            publish(issued);
            lookSoon();
        }
        return issued;
    }

    /** Stops sending; what was begun is ended, unless that takes too long. Idempotent. Blocking. */
    @Override
    public void close() {
        String id = deployment;
        deployment = null;
        if (id != null) {
            lines.tell(null);
            Endings.all(() -> vertx.undeploy(id).await(), this::endWorker);
        }
    }

    private void endWorker() {
        worker.executeBlocking(() -> true, false) // after all that was begun
                .compose(done -> worker.close())
                .timeout(LAST_WORK.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .await();
    }

    private String newId() {
        StringBuilder id = new StringBuilder(ID_LENGTH);
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append((char) ('a' + random.nextInt(LETTERS)));
        }
        return id.toString();
    }

    private void publish(IssuedCommand command) {
        LocalEvents.publish(vertx, CommandChanged.ADDRESS, new CommandChanged(command));
    }

    /** Looks through what is open, on the worker; not again while it waits to begin. */
    private void lookSoon() {
        if (looking.compareAndSet(false, true)) {
            onWorker(() -> {
                looking.set(false);
                look();
            });
        }
    }

    private void look() {
        Instant now = clock.instant();
        for (IssuedCommand command : commands.open()) {
            KioskId kiosk = KioskId.of(command.kiosk());
            boolean unsent = command.state() == CommandState.QUEUED || command.state() == CommandState.SENT;
            if (!command.expires().isAfter(now)) {
                expire(command, now);
            } else if (!started && !unsent) {
                answered(command, now); // what was replied while no gateway was there
            } else if (unsent && lines.isOpen(kiosk) && !lines.isOnItsWay(kiosk, command.id())) {
                advance(command.id(), CommandState.SENT, "");
                lines.send(kiosk, Command.decode(command.message().getBytes(StandardCharsets.UTF_8)));
            }
        }
        started = true;
    }

    private void expire(IssuedCommand command, Instant now) {
        if (!answered(command, now)) {
            String why = command.state() == CommandState.QUEUED
                    ? "The kiosk did not listen in time."
                    : "The kiosk did not reply in time.";
            advance(command.id(), CommandState.EXPIRED, why);
            lines.settled(KioskId.of(command.kiosk()), command.id());
        }
    }

    /** Whether the kiosk has replied, unheard. */
    private boolean answered(IssuedCommand command, Instant now) {
        Reply reply = replies.to(command, now);
        if (reply != null) {
            replied(KioskId.of(command.kiosk()), command.id(), reply);
        }
        return reply != null;
    }

    private void replied(KioskId kiosk, String id, Reply reply) {
        IssuedCommand command = commands.find(id);
        if (command != null && command.kiosk().equals(kiosk.value())) {
            advance(id, reply.result() == Result.DONE ? CommandState.DONE : CommandState.FAILED, reply.reason());
            lines.settled(kiosk, id);
        }
    }

    private void advance(String id, CommandState state, String why) {
        IssuedCommand now = commands.advance(id, state, clock.instant().truncatedTo(ChronoUnit.MILLIS), why);
        if (now != null) {
            publish(now);
        }
    }

    private void onWorker(Runnable work) {
        worker.executeBlocking(
                        () -> {
                            work.run();
                            return true;
                        },
                        false)
                .onSuccess(done -> away = false)
                .onFailure(this::failed);
    }

    /** What failed is found again: open commands by the next look, replies in the store. */
    private void failed(Throwable failure) {
        boolean expected = failure instanceof RegistryException || failure instanceof StoreUnavailableException;
        if (!expected) {
            log.error("A command could not be seen to.", failure);
        } else if (!away) {
            away = true;
            log.warn("Commands wait: {}", failure.getMessage());
        }
    }

    /**
     * A command as it is given.
     *
     * @param parameters texts, {@code Long}s, {@code Double}s and {@code Boolean}s
     * @param by who gives it
     * @param request a key, so that the same request made twice is one command; null if there is none
     */
    public record Order(
            KioskId kiosk,
            String name,
            Map<String, Object> parameters,
            Duration timeToLive,
            String by,
            @Nullable String request) {}

    private final class Heard implements CommandLines.Listener {
        @Override
        public void opened(KioskId kiosk) {
            lookSoon();
        }

        @Override
        public void acknowledged(KioskId kiosk, String command, int reasonCode) {
            boolean refused = reasonCode >= FIRST_FAILURE;
            String why =
                    refused ? "refused-0x" + Integer.toHexString(reasonCode).toUpperCase(Locale.ROOT) : "";
            onWorker(() -> {
                try {
                    advance(command, refused ? CommandState.FAILED : CommandState.ACKNOWLEDGED, why);
                } finally {
                    lines.settled(kiosk, command); // a look before this would have sent it again
                }
            });
        }
    }

    private final class OnItsLoop extends VerticleBase {
        private @Nullable StoredEventsInbox inbox;

        @Override
        public Future<?> start() {
            vertx.setPeriodic(1, LOOK_EVERY_MILLIS, tick -> lookSoon());
            LocalEvents.<CommandElsewhere>consume(vertx, CommandElsewhere.ADDRESS, given -> lookSoon());
            return StoredEventsInbox.open(vertx, this::stored).onSuccess(opened -> inbox = opened);
        }

        @Override
        public Future<?> stop() {
            if (inbox != null) {
                inbox.close();
            }
            return Future.succeededFuture();
        }

        private void stored(StoredEvents events) {
            for (int i = 0; i < events.size(); i++) {
                if (events.event(i) instanceof CommandReply reply) {
                    KioskId kiosk = events.kiosk(i);
                    onWorker(() -> replied(kiosk, reply.command(), new Reply(reply.result(), reply.reason())));
                }
            }
        }
    }
}
