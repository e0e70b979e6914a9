package org.curbline.agent.source;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongFunction;
import org.curbline.protocol.EventKind;

/** Takes everything in memory and says at once that it is safe, unless it is full. Any thread. */
public final class FakeCard implements Taker {
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private volatile boolean isFull;
    private long seq;

    /** What was taken: the kind, and the JSON. */
    public List<String> taken() {
        return taken;
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
            answer.taken(seq++);
        }
    }
}
