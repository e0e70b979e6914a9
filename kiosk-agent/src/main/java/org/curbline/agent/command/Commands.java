package org.curbline.agent.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.curbline.agent.command.CommandBook.Entry;
import org.curbline.agent.command.CommandBook.Progress;
import org.curbline.agent.command.Task.Outcome;
import org.curbline.agent.source.Taker;
import org.curbline.agent.time.KioskTime;
import org.curbline.program.Why;
import org.curbline.protocol.Command;
import org.curbline.protocol.CommandReply;
import org.curbline.protocol.CommandReply.Result;
import org.curbline.protocol.EventId;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.wire.EventEncoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the kiosk is told: each command once, however often it comes and whatever ends in between. It is noted
 * before it is acknowledged, and again before it is begun; one that was begun when the agent ended is not begun anew,
 * and replied to as interrupted, and one that still waited is begun by the next agent. All on the agent's thread but
 * {@link #close}; tasks have a thread of their own, one after the other.
 */
public final class Commands implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Commands.class);
    /** So many wait for the time to be known; of more the oldest fail. */
    private static final int MOST_WITHOUT_TIME = 32;

    private final CommandBook book;
    private final KioskTime time;
    private final Executor agent;
    private final Taker replies;
    private final EventEncoder encoder = new EventEncoder();
    private final ExecutorService worker = Executors.newSingleThreadExecutor(Commands::working);
    /** Noted as taken, in this order. */
    private final Queue<Entry> waiting = new ArrayDeque<>();
    /** The one that the worker has. */
    private @Nullable Entry begun;

    private Map<String, Task> tasks;

    /**
     * Nothing is begun before {@link #goOn}.
     *
     * @param agent the agent's thread
     * @param replies takes replies, which are events
     */
    public Commands(CommandBook book, Map<String, Task> tasks, KioskTime time, Executor agent, Taker replies) {
        this.book = book;
        this.tasks = tasks;
        this.time = time;
        this.agent = agent;
        this.replies = replies;
    }

    /** What is done from now on. */
    public void use(Map<String, Task> others) {
        tasks = others;
    }

    /** Goes on where an earlier agent was. */
    public void goOn() {
        for (Entry entry : book.all()) {
            switch (entry.progress()) {
                case TAKEN -> waiting.add(entry);
                case BEGUN -> settle(entry, Outcome.failed("interrupted"));
                case DONE, FAILED -> reply(entry);
                case DONE_REPLIED, FAILED_REPLIED -> {}
            }
        }
        next();
    }

    /** The time is known: what waited for it is begun, unless it has expired. */
    public void timeIsKnown() {
        next();
    }

    /** Takes a message; returns whether it may be acknowledged, as it is safe or is no command. */
    public boolean take(byte[] message) {
        Command command;
        try {
            command = Command.decode(message);
        } catch (IllegalArgumentException e) {
            log.warn("What came was no command: {}", Why.of(e));
            return true;
        }
        Entry known = book.find(command.id());
        if (known != null) {
            if (!known.progress().isOpen()) {
                reply(known);
            }
            return true;
        }
        Command needed =
                new Command(command.id(), command.name(), command.expiresAt(), Tasks.needed(command.parameters()));
        Entry entry = new Entry(command.id(), new String(needed.encode(), StandardCharsets.UTF_8), Progress.TAKEN, "");
        try {
            book.note(entry);
        } catch (IOException e) {
            log.warn("A command could not be noted on the card and is not acknowledged: {}", Why.of(e));
            return false;
        }
        waiting.add(entry);
        next();
        return true;
    }

    /** Begins nothing any more. Any thread, while the agent's still works. */
    @Override
    public void close() {
        boolean isUntouched = !worker.shutdownNow().isEmpty();
        if (isUntouched) {
            agent.execute(this::notBegun);
        }
    }

    private void next() {
        while (begun == null && isOneToBegin() && !worker.isShutdown()) {
            begin(waiting.remove());
        }
    }

    /** Without the time nobody knows whether one has expired, nor can a reply be sent before. */
    private boolean isOneToBegin() {
        return time.now().isPresent() ? !waiting.isEmpty() : waiting.size() > MOST_WITHOUT_TIME;
    }

    private void begin(Entry entry) {
        Command command = Command.decode(entry.message().getBytes(StandardCharsets.UTF_8));
        Task task = tasks.get(command.name());
        Instant now = time.now().orElse(null);
        if (task == null) {
            settle(entry, Outcome.failed("unknown-command"));
        } else if (now == null) {
            settle(entry, Outcome.failed("time-unknown"));
        } else if (command.expiresAt().isBefore(now)) {
            settle(entry, Outcome.failed("too-late"));
        } else {
            Entry noted = entry.at(Progress.BEGUN, "");
            try {
                book.note(noted);
            } catch (IOException e) {
                settle(entry, Outcome.failed("card-fails")); // else it might be done twice
                return;
            }
            log.info("The gateway tells the kiosk to {}.", command.name());
            begun = noted;
            try {
                worker.execute(() -> carryOut(noted, command, task));
            } catch (RejectedExecutionException ending) {
                notBegun();
            }
        }
    }

    /** The worker ended before it touched it: the next agent begins it. */
    private void notBegun() {
        Entry entry = begun;
        if (entry != null) {
            note(entry.at(Progress.TAKEN, ""));
        }
    }

    private void carryOut(Entry entry, Command command, Task task) {
        Outcome outcome;
        try {
            outcome = task.carryOut(command);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return; // the next agent says so
        } catch (RuntimeException e) {
            log.error("The command {} failed in a way it should not.", command.name(), e);
            outcome = Outcome.failed("fault");
        }
        Outcome became = outcome;
        agent.execute(() -> {
            begun = null;
            settle(entry, became);
            next();
        });
    }

    private void settle(Entry entry, Outcome outcome) {
        Entry settled = entry.at(outcome.result() == Result.DONE ? Progress.DONE : Progress.FAILED, outcome.reason());
        note(settled);
        reply(settled);
    }

    private void reply(Entry entry) {
        boolean isDone = entry.progress().isDone();
        String run = replies.run();
        long at = time.millis();
        replies.take(
                EventKind.REPLY,
                seq -> encoder.encode(new CommandReply(
                        new EventId(seq, at, run), entry.id(), isDone ? Result.DONE : Result.FAILED, entry.reason())),
                new Taker.Answer() {
                    @Override
                    public void taken(long seq) {
                        if (!entry.progress().isReplied()) {
                            note(entry.at(isDone ? Progress.DONE_REPLIED : Progress.FAILED_REPLIED, entry.reason()));
                        }
                    }

                    @Override
                    public void refused(String why) {
                        log.warn("The reply to a command waits for the next start of the agent: {}", why);
                    }
                });
    }

    private void note(Entry entry) {
        try {
            book.note(entry);
        } catch (IOException e) {
            log.warn("What became of a command could not be noted on the card: {}", Why.of(e));
        }
    }

    private static Thread working(Runnable work) {
        Thread thread = new Thread(work, "commands");
        thread.setDaemon(true);
        return thread;
    }
}
