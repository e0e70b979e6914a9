package org.curbline.gateway.cluster;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** A wire that can be cut at each gateway, and that counts. */
public final class WireInMemory implements Wire {
    private final Map<String, End> ends = new ConcurrentHashMap<>();
    private final Set<String> cut = ConcurrentHashMap.newKeySet();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong largest = new AtomicLong();
    private final Map<String, Integer> underWay = new ConcurrentHashMap<>();
    private final AtomicLong mostAtOnce = new AtomicLong();
    private volatile Duration delay = Duration.ZERO;

    /** A gateway's place among those on this wire. */
    public Cluster join(Vertx vertx, String id, Duration lostAfter) {
        return new Cluster(vertx, new Peers.Self(id, id + ":1"), this, lostAfter);
    }

    /** Of all messages together. */
    long bytes() {
        return bytes.get();
    }

    /** Bytes of the largest message. */
    long largest() {
        return largest.get();
    }

    /** How many messages were on their way to one gateway at once, at most. */
    long mostAtOnce() {
        return mostAtOnce.get();
    }

    /** From now on nothing comes to this gateway. */
    public void cut(String gateway) {
        cut.add(gateway);
    }

    void mend(String gateway) {
        cut.remove(gateway);
    }

    /** Whether a message is on its way to this gateway. */
    boolean isUnderWay(String gateway) {
        return underWay.getOrDefault(gateway, 0) > 0;
    }

    /** From now on every message is under way for so long. */
    void slow(Duration each) {
        delay = each;
    }

    @Override
    public Future<Void> open(String self, UnaryOperator<Buffer> answer) {
        ends.put(self, new End(Objects.requireNonNull(Vertx.currentContext()), answer));
        return Future.succeededFuture();
    }

    @Override
    public Future<Buffer> ask(String gateway, Buffer message, Duration patience) {
        End end = ends.get(gateway);
        if (end == null || cut.contains(gateway)) {
            return Future.failedFuture("No answer");
        }
        bytes.addAndGet(message.length());
        largest.accumulateAndGet(message.length(), Math::max);
        mostAtOnce.accumulateAndGet(underWay.merge(gateway, 1, Integer::sum), Math::max);
        Promise<Buffer> answered = Promise.promise();
        Context asking = Vertx.currentContext();
        try {
            end.after(delay, () -> {
                Buffer answer = end.answer.apply(message);
                underWay.merge(gateway, -1, Integer::sum);
                if (asking == null) {
                    answered.complete(answer);
                } else {
                    asking.runOnContext(back -> answered.complete(answer));
                }
            });
        } catch (RejectedExecutionException gone) {
            return Future.failedFuture(gone);
        }
        return answered.future();
    }

    private record End(Context context, UnaryOperator<Buffer> answer) {
        void after(Duration delay, Runnable work) {
            if (delay.isZero()) {
                context.runOnContext(now -> work.run());
            } else {
                context.owner().setTimer(delay.toMillis(), over -> context.runOnContext(now -> work.run()));
            }
        }
    }
}
