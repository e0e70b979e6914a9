package org.curbline.gateway.quarantine;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.h2.message.DbException;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bad messages, on disk. {@link #add} completes once the message is synced; many that come together are synced
 * together. While the disk fails they wait here, bounded by the pipelines, whose receipts stay open meanwhile. Safe for
 * every thread; the file is written by one worker only.
 */
public final class Quarantine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Quarantine.class);
    private static final long RETRY_MILLIS = 1_000;

    private final Vertx vertx;
    private final WorkerExecutor worker;
    private final Path path;
    private final long maxSize;
    private final InstantSource clock;
    private final ConcurrentLinkedQueue<WaitingMessage> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile QuarantineFile file;
    private volatile String trouble = "";
    private long nextId;

    private Quarantine(Vertx vertx, QuarantineFile file, QuarantineSettings settings, InstantSource clock) {
        this.vertx = vertx;
        this.file = file;
        this.path = settings.file();
        this.maxSize = settings.maxSize();
        this.clock = clock;
        this.nextId = file.firstNewId();
        this.worker = vertx.createSharedWorkerExecutor("quarantine", 1, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    /** Opens or makes the file. @throws IOException with a sentence for people when it cannot be used */
    public static Quarantine open(Vertx vertx, QuarantineSettings settings, InstantSource clock) throws IOException {
        try {
            QuarantineFile file = QuarantineFile.open(settings.file());
            if (file.isReadOnly()) {
                file.leave();
                throw unusable(settings.file(), "it is read-only", null);
            }
            return new Quarantine(vertx, file, settings, clock);
        } catch (MVStoreException e) {
            boolean isLocked = e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED;
            throw unusable(settings.file(), isLocked ? "another process has it" : e.getMessage(), e);
        } catch (DbException e) {
            throw unusable(settings.file(), e.getMessage(), e);
        }
    }

    private static IOException unusable(Path path, @Nullable String why, @Nullable Exception cause) {
        return new IOException(
                "The quarantine cannot use " + path.toAbsolutePath() + ": " + why
                        + ". Is another gateway running on it, or may this user not write there?",
                cause);
    }

    /**
     * Keeps a message. Completes on the caller's context when it is on disk; when the disk fails, that is when it works
     * again.
     */
    public Future<Void> add(String kiosk, String sender, String topic, String reason, String detail, byte[] payload) {
        Promise<Void> done = ((VertxInternal) vertx).promise();
        waiting.add(new WaitingMessage(kiosk, sender, topic, reason, detail, payload, done));
        schedule();
        return done.future();
    }

    /**
     * The newest messages first, a page of them: fewer than the limit where they are large. Fails with
     * {@link QuarantineUnavailableException} while the disk cannot even be read.
     */
    public Future<List<QuarantinedMessage>> list(@Nullable String kiosk, @Nullable String reason, int limit) {
        return list(kiosk, reason, Long.MAX_VALUE, limit);
    }

    /** The same of those with lower ids alone: the next page. */
    public Future<List<QuarantinedMessage>> list(
            @Nullable String kiosk, @Nullable String reason, long before, int limit) {
        return read(open -> open.list(kiosk, reason, before, limit));
    }

    /** One message. Fails with {@link QuarantineUnavailableException} while the disk cannot even be read. */
    public Future<Optional<QuarantinedMessage>> find(long id) {
        return read(open -> open.find(id));
    }

    /** Takes messages out that were stored after all. Fails with {@link QuarantineUnavailableException}. */
    public Future<Void> remove(Collection<Long> ids) {
        return worker.executeBlocking(
                () -> {
                    try {
                        QuarantineFile open = opened();
                        ids.forEach(open::remove);
                        open.sync(nextId);
                        return null;
                    } catch (RuntimeException e) {
                        failed(List.of(), e);
                        throw new QuarantineUnavailableException(trouble);
                    }
                },
                true);
    }

    /** How many messages are kept. */
    public long count() {
        return file.count();
    }

    /** How many left because the quarantine was full, ever. */
    public long dropped() {
        return file.dropped();
    }

    /** Why messages cannot be kept at the moment; empty when they can. */
    public String trouble() {
        return trouble;
    }

    /** Keeps what is still waiting, if the disk lets it, and closes the file. Blocking; idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            worker.executeBlocking(
                            () -> {
                                keepAll();
                                closeFile(); // here, as closing the worker would interrupt what it writes
                                return null;
                            },
                            true)
                    .await();
            worker.close().await();
        }
    }

    private void closeFile() {
        if (!waiting.isEmpty()) {
            log.warn(
                    "{} bad messages were not kept; unacknowledged as they are, they will come again.", waiting.size());
        }
        try {
            file.close();
        } catch (MVStoreException e) {
            file.leave(); // everything that was promised is on the disk
        }
    }

    /** Reads between two commits, so that nobody sees what may not come to stay. */
    private <T> Future<T> read(Function<QuarantineFile, T> question) {
        return worker.executeBlocking(
                () -> {
                    try {
                        return question.apply(opened());
                    } catch (DbException | MVStoreException e) {
                        throw new QuarantineUnavailableException("The quarantine cannot be read: " + reason(e));
                    }
                },
                true);
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            worker.executeBlocking(
                    () -> {
                        scheduled.set(false);
                        keepAll();
                        return null;
                    },
                    true);
        }
    }

    private void keepAll() {
        List<WaitingMessage> batch = new ArrayList<>();
        for (WaitingMessage next = waiting.poll(); next != null; next = waiting.poll()) {
            batch.add(next);
        }
        if (batch.isEmpty() && trouble.isEmpty()) {
            return;
        }
        try {
            QuarantineFile open = opened();
            for (WaitingMessage message : batch) {
                if (!message.isNumbered()) { // else an attempt before has numbered it
                    message.number(nextId++, clock.instant());
                }
                message.putInto(open);
            }
            open.leaveRoom(maxSize);
            open.sync(nextId);
            recovered();
        } catch (RuntimeException e) { // whatever it is, nothing is lost by trying again
            failed(batch, e);
            return;
        }
        batch.forEach(WaitingMessage::kept);
    }

    private QuarantineFile opened() {
        if (!file.isOpen()) {
            file = QuarantineFile.open(path);
        }
        return file;
    }

    private void recovered() {
        if (!trouble.isEmpty()) {
            trouble = "";
            log.info("The quarantine can be written again.");
        }
    }

    private void failed(List<WaitingMessage> batch, RuntimeException failure) {
        boolean first = trouble.isEmpty();
        trouble = "The quarantine cannot be written: " + reason(failure);
        if (first) {
            Throwable unforeseen =
                    failure instanceof MVStoreException ? null : failure; // a disk's trouble needs no trace
            log.error("{}. Bad messages stay unacknowledged until it can.", trouble, unforeseen);
        }
        waiting.addAll(batch);
        file.leave();
        vertx.setTimer(RETRY_MILLIS, again -> {
            if (!closed.get()) {
                schedule();
            }
        });
    }

    /** The innermost words, which are the disk's; MVStore's own are about chunks. */
    private static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost.getMessage());
    }
}
