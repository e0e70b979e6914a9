package org.curbline.gateway.quarantine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.h2.message.DbException;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.store.fs.FileUtils;
import org.jspecify.annotations.Nullable;

/**
 * The quarantine's file from one opening to the next. After a write that failed, memory and disk differ and MVStore has
 * closed itself; the file is left then and opened again. One thread at a time; the two figures for every thread.
 */
final class QuarantineFile {
    /** Characters of payloads in a page: thousands of large ones at once would fill the memory. */
    private static final long MOST_LISTED = 4_000_000;

    private static final int COMPACT_EVERY = 256;

    private final MVStore store;
    private final MVMap<Long, String> messages;
    private final MVMap<String, Long> figures;
    private final long firstNewId;
    private long size;
    private long leaving;
    private int commits;
    private volatile long count;
    private volatile long dropped;

    private QuarantineFile(MVStore store) {
        this.store = store;
        this.messages = store.openMap("messages");
        this.figures = store.openMap("figures");
        Long last = messages.lastKey();
        this.firstNewId = Math.max(last == null ? 1 : last + 1, figures.getOrDefault("nextId", 1L));
        this.dropped = figures.getOrDefault("dropped", 0L);
        this.leaving = dropped;
        this.count = messages.sizeAsLong();
        messages.values().forEach(text -> size += text.length());
    }

    /**
     * Opens or makes it.
     *
     * @throws MVStoreException if it cannot be read, or is open elsewhere
     * @throws DbException if its folder cannot be made
     */
    static QuarantineFile open(Path path) {
        String name = path.toString();
        FileUtils.createDirectories(FileUtils.getParent(name));
        MVStore store =
                new MVStore.Builder().fileName(name).autoCommitDisabled().open();
        try {
            store.setRetentionTime(0);
            return new QuarantineFile(store);
        } catch (MVStoreException e) {
            store.closeImmediately();
            throw e;
        }
    }

    boolean isOpen() {
        return !store.isClosed();
    }

    boolean isReadOnly() {
        return store.getFileStore().isReadOnly();
    }

    /** The first id that no message of this file has had when it was opened. */
    long firstNewId() {
        return firstNewId;
    }

    long count() {
        return count;
    }

    long dropped() {
        return dropped;
    }

    List<QuarantinedMessage> list(@Nullable String kiosk, @Nullable String reason, long before, int limit) {
        List<QuarantinedMessage> found = new ArrayList<>();
        long length = 0;
        Iterator<Long> ids = messages.keyIteratorReverse(before - 1);
        while (ids.hasNext() && found.size() < limit && length < MOST_LISTED) {
            QuarantinedMessage message = find(ids.next()).orElse(null);
            if (message != null
                    && (kiosk == null || kiosk.equalsIgnoreCase(message.kiosk()))
                    && (reason == null || reason.equals(message.reason()))) {
                found.add(message);
                length += message.payload().length();
            }
        }
        return found;
    }

    Optional<QuarantinedMessage> find(long id) {
        return Optional.ofNullable(messages.get(id)).map(QuarantinedMessage::parse);
    }

    /** Puts a message in. One that an attempt believed to have failed has put here already is here once, or left. */
    void put(long id, String json) {
        if (id >= firstNewId || messages.containsKey(id)) {
            String before = messages.put(id, json);
            size += json.length() - (before == null ? 0 : before.length());
        }
    }

    void remove(long id) {
        String gone = messages.remove(id);
        if (gone != null) {
            size -= gone.length();
        }
    }

    /** Lets the oldest go until no more characters than these are left. */
    void leaveRoom(long maxSize) {
        while (size > maxSize && messages.firstKey() != null) {
            remove(messages.firstKey());
            leaving++;
        }
    }

    /** Brings everything to the disk. */
    void sync(long nextId) {
        figures.put("nextId", nextId);
        figures.put("dropped", leaving);
        store.commit();
        store.sync();
        count = messages.sizeAsLong();
        dropped = leaving;
        if (++commits % COMPACT_EVERY == 0) {
            store.compact(50, 4 * 1024 * 1024);
        }
    }

    /** Lets go of the file as it is. */
    void leave() {
        store.closeImmediately();
    }

    void close() {
        store.close();
    }
}
