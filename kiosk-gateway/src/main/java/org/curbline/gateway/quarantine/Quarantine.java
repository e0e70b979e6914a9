package org.curbline.gateway.quarantine;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.curbline.protocol.KioskTopic;
import org.curbline.protocol.PersonalData;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bad messages, on disk. {@link #add} completes once the message is synced; many that come together are synced
 * together. What waits here is bounded by the pipelines, whose receipts stay open meanwhile. Safe for every thread; the
 * file is touched by one worker only.
 */
public final class Quarantine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Quarantine.class);
    private static final long RETRY_MILLIS = 1_000;
    private static final int COMPACT_EVERY = 256;

    private final Vertx vertx;
    private final WorkerExecutor worker;
    private final MVStore file;
    private final MVMap<Long, String> messages;
    private final MVMap<String, Long> figures;
    private final long maxSize;
    private final InstantSource clock;
    private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicLong dropped;
    private volatile String trouble = "";
    private long nextId;
    private long size;
    private int commits;

    private Quarantine(Vertx vertx, MVStore file, long maxSize, InstantSource clock) {
        this.vertx = vertx;
        this.file = file;
        this.maxSize = maxSize;
        this.clock = clock;
        this.messages = file.openMap("messages");
        this.figures = file.openMap("figures");
        this.worker = vertx.createSharedWorkerExecutor("quarantine", 1, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        Long last = messages.lastKey();
        this.nextId = Math.max(last == null ? 1 : last + 1, figures.getOrDefault("nextId", 1L));
        this.dropped = new AtomicLong(figures.getOrDefault("dropped", 0L));
        messages.values().forEach(text -> size += text.length());
    }

    /** Opens or makes the file. @throws IOException with a sentence for people when it cannot be used */
    public static Quarantine open(Vertx vertx, QuarantineSettings settings, InstantSource clock) throws IOException {
        Path path = settings.file().toAbsolutePath();
        try {
            Files.createDirectories(path.getParent());
            MVStore file = new MVStore.Builder()
                    .fileName(path.toString())
                    .autoCommitDisabled()
                    .open();
            file.setRetentionTime(0);
            return new Quarantine(vertx, file, settings.maxSize(), clock);
        } catch (IOException | MVStoreException e) {
            throw new IOException(
                    "The quarantine cannot use " + path + ": " + e.getMessage()
                            + ". Is another gateway running on it, or may this user not write there?",
                    e);
        }
    }

    /**
     * Keeps a message. Completes on the caller's context when it is on disk; when the disk fails, that is when it works
     * again.
     */
    public Future<Void> add(String kiosk, String sender, String topic, String reason, String detail, byte[] payload) {
        Promise<Void> done = ((VertxInternal) vertx).promise();
        waiting.add(new Waiting(kiosk, sender, topic, reason, detail, payload, done));
        schedule();
        return done.future();
    }

    /** The newest messages first. Blocking. */
    public List<QuarantinedMessage> list(@Nullable String kiosk, @Nullable String reason, int limit) {
        List<QuarantinedMessage> found = new ArrayList<>();
        Iterator<Long> ids = messages.keyIteratorReverse(null);
        while (ids.hasNext() && found.size() < limit) {
            QuarantinedMessage message = find(ids.next());
            if (message != null
                    && (kiosk == null || kiosk.equalsIgnoreCase(message.kiosk()))
                    && (reason == null || reason.equals(message.reason()))) {
                found.add(message);
            }
        }
        return found;
    }

    /** One message. Blocking. */
    public @Nullable QuarantinedMessage find(long id) {
        String json = messages.get(id);
        return json == null ? null : QuarantinedMessage.parse(json);
    }

    /** Takes messages out that were stored after all. */
    public Future<Void> remove(Collection<Long> ids) {
        return worker.executeBlocking(
                () -> {
                    for (Long id : ids) {
                        forget(id);
                    }
                    sync();
                    return null;
                },
                true);
    }

    /** How many messages are kept. */
    public long count() {
        return messages.sizeAsLong();
    }

    /** How many left because the quarantine was full, ever. */
    public long dropped() {
        return dropped.get();
    }

    /** Why messages cannot be kept at the moment; empty when they can. */
    public String trouble() {
        return trouble;
    }

    /** Keeps what is still waiting and closes the file. Blocking. */
    @Override
    public void close() {
        if (!file.isClosed()) {
            worker.executeBlocking(
                            () -> {
                                keepAll();
                                file.close(); // here, as closing the worker would interrupt what it writes
                                return null;
                            },
                            true)
                    .await();
            worker.close().await();
        }
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
        List<Waiting> batch = new ArrayList<>();
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            batch.add(next);
        }
        if (batch.isEmpty()) {
            return;
        }
        try {
            batch.forEach(this::keep);
            leaveRoom();
            sync();
            recovered();
            batch.forEach(kept -> kept.done.tryComplete());
        } catch (MVStoreException e) {
            failed(batch, e);
        }
    }

    private void keep(Waiting message) {
        long id = nextId++;
        String json = new QuarantinedMessage(
                        id,
                        clock.instant(),
                        message.kiosk,
                        message.sender.equals(message.kiosk) ? message.sender : PersonalData.redact(message.sender),
                        KioskTopic.parse(message.topic) == null
                                ? PersonalData.redact(message.topic)
                                : message.topic, // a kiosk's id has many digits and is nobody's number
                        message.reason,
                        message.detail,
                        QuarantinedMessage.text(message.payload))
                .toJson()
                .encode();
        messages.put(id, json);
        size += json.length();
    }

    private void leaveRoom() {
        while (size > maxSize && messages.firstKey() != null) {
            forget(messages.firstKey());
            dropped.incrementAndGet();
        }
    }

    private void forget(long id) {
        String gone = messages.remove(id);
        if (gone != null) {
            size -= gone.length();
        }
    }

    private void sync() {
        figures.put("nextId", nextId);
        figures.put("dropped", dropped.get());
        file.commit();
        file.sync();
        if (++commits % COMPACT_EVERY == 0) {
            file.compact(50, 4 * 1024 * 1024);
        }
    }

    private void recovered() {
        if (!trouble.isEmpty()) {
            trouble = "";
            log.info("The quarantine can be written again.");
        }
    }

    private void failed(List<Waiting> batch, MVStoreException e) {
        if (trouble.isEmpty()) {
            trouble = "the quarantine cannot be written: " + e.getMessage();
            log.error("The quarantine cannot be written; bad messages stay unacknowledged until it can.", e);
        }
        file.rollback();
        waiting.addAll(batch);
        vertx.setTimer(RETRY_MILLIS, again -> schedule());
    }

    /** A message on its way to the file. */
    private static final class Waiting {
        private final String kiosk;
        private final String sender;
        private final String topic;
        private final String reason;
        private final String detail;
        private final byte[] payload;
        private final Promise<Void> done;

        Waiting(
                String kiosk,
                String sender,
                String topic,
                String reason,
                String detail,
                byte[] payload,
                Promise<Void> done) {
            this.kiosk = kiosk;
            this.sender = sender;
            this.topic = topic;
            this.reason = reason;
            this.detail = detail;
            this.payload = payload;
            this.done = done;
        }
    }
}
