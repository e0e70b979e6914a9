package org.curbline.agent.source;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongFunction;
import org.curbline.protocol.EventKind;

/** Takes everything in memory and says at once that it is safe, unless it is full. Any thread. */
public final class FakeCard implements Taker, PageTaker {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final Map<String, String> bookmarks = new ConcurrentHashMap<>();
    private volatile boolean isFull;
    private volatile boolean isMute;
    private volatile Runnable whenAsked = () -> {};
    private long seq;

    /** What was taken: the kind, and the JSON. */
    public List<String> taken() {
        return taken;
    }

    /** Waits until so many were taken; how many there are then. */
    public synchronized int awaitTaken(int events) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (taken.size() < events && System.nanoTime() < until) {
            wait(100);
        }
        return taken.size();
    }

    public void full(boolean full) {
        isFull = full;
    }

    @Override
    public String run() {
        return "r1";
    }

    @Override
    public synchronized void take(EventKind kind, LongFunction<byte[]> json, Answer answer) {
        if (isFull) {
            answer.refused("full");
        } else {
            taken.add(kind + " " + new String(json.apply(seq), StandardCharsets.UTF_8));
            notifyAll();
            answer.taken(seq++);
        }
    }

    /** Takes pages and does not say so, as if the agent were killed between. */
    public void mute(boolean mute) {
        isMute = mute;
    }

    /** By source; to be changed. */
    public Map<String, String> bookmarks() {
        return bookmarks;
    }

    /** What is to be done by who asks for a bookmark. */
    public void whenAsked(Runnable work) {
        whenAsked = work;
    }

    @Override
    public Optional<String> bookmark(String source) {
        whenAsked.run();
        return Optional.ofNullable(bookmarks.get(source));
    }

    @Override
    public synchronized void take(Page page, Answer answer) {
        if (isFull) {
            answer.refused("full");
            return;
        }
        for (Entry event : page.events()) {
            taken.add(event.kind() + " " + new String(event.json().apply(seq++), StandardCharsets.UTF_8));
        }
        bookmarks.put(page.source(), page.bookmark());
        notifyAll();
        if (!isMute) {
            answer.taken(seq);
        }
    }
}
