package org.curbline.agent.source.tablet;

import java.util.List;
import java.util.function.LongFunction;
import org.curbline.agent.source.Taker;
import org.curbline.protocol.EventKind;

/** Takes everything, and says that it is safe when it is told to. */
record SlowCard(List<Runnable> unsafe) implements Taker {
    @Override
    public String run() {
        return "r1";
    }

    @Override
    public void take(EventKind kind, LongFunction<byte[]> json, Answer answer) {
        synchronized (unsafe) {
            unsafe.add(() -> answer.taken(0));
        }
    }
}
