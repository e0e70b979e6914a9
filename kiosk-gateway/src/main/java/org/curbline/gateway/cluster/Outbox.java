package org.curbline.gateway.cluster;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.curbline.gateway.stream.CloudEvent;
import org.curbline.protocol.KioskId;
import org.jspecify.annotations.Nullable;

/**
 * What is to be told to one other gateway. At most one message is on its way; what changes meanwhile is told with the
 * next, each kiosk once. When a message is not taken, nothing is collected any more, and the whole is told once the
 * other takes messages again. So it holds a kiosk's id for each kiosk at most, and {@link #MOST_EVENTS} events. On the
 * context of {@link Peers}.
 */
final class Outbox {
    static final byte TAKEN = 1;
    static final byte BEGIN_ANEW = 2;
    static final byte NOT_UNDERSTOOD = 3;

    static final int MOST_EVENTS = 10_000;
    private static final int AT_ONCE = 250;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STILL_HERE = Duration.ofSeconds(1);

    private final String self;
    private final String to;
    private final Peers peers;
    private final Set<KioskId> changed = new LinkedHashSet<>();
    private final Deque<CloudEvent> events = new ArrayDeque<>();
    private boolean registry;
    private long number;
    private @Nullable String wholeAfter;
    private boolean hasTaken;
    private boolean missed;
    private boolean sending;
    private Instant next = Instant.MIN;

    Outbox(String self, String to, Peers peers) {
        this.self = self;
        this.to = to;
        this.peers = peers;
    }

    void changed(KioskId kiosk) {
        if (number > 0) {
            changed.add(kiosk);
        }
    }

    void told(CloudEvent event) {
        if (number > 0 && events.size() < MOST_EVENTS) {
            events.add(event);
        } else {
            missed |= hasTaken;
            events.clear();
        }
    }

    void registryChanged() {
        registry = true;
        flush();
    }

    /** Whether nothing is left that could be sent. */
    boolean isEmpty() {
        return number == 0 || (!sending && wholeAfter == null && changed.isEmpty() && events.isEmpty() && !registry);
    }

    /** Sends what there is to be sent; to be called several times a second. */
    void flush() {
        Instant now = peers.now();
        if (sending || (number == 0 && now.isBefore(next)) || peers.isOver()) {
            return;
        }
        Dispatch dispatch = compose();
        if (isNothing(dispatch) && now.isBefore(next)) {
            number--;
            return;
        }
        sending = true;
        next = now.plus(STILL_HERE);
        peers.ask(to, DispatchCodec.encode(dispatch), PATIENCE).onComplete((answer, failure) -> {
            sending = false;
            if (failure == null && answer.length() == 1 && answer.getByte(0) == TAKEN) {
                hasTaken = true;
                if (dispatch.whole() || !changed.isEmpty() || !events.isEmpty() || registry) {
                    flush();
                }
            } else {
                beginAnew(answer, dispatch);
            }
        });
    }

    /** Whether it says only that this gateway is still here. */
    private static boolean isNothing(Dispatch dispatch) {
        return dispatch.number() > 2
                && dispatch.kiosks().isEmpty()
                && dispatch.events().isEmpty()
                && !dispatch.registry()
                && !dispatch.whole()
                && !dispatch.missed();
    }

    private Dispatch compose() {
        number++;
        if (number == 1) {
            // Nothing but a word: whether it is heard at all. It costs little, however often nobody hears it.
            wholeAfter = "";
            return new Dispatch(self, number, true, false, false, List.of(), List.of());
        }
        List<KioskId> kiosks = wholeAfter == null ? some(changed) : whole(wholeAfter);
        List<KioskNews> news = kiosks.stream().map(peers.fleet()::news).toList();
        Dispatch dispatch = new Dispatch(self, number, wholeAfter != null, missed, registry, news, some(events));
        missed = false;
        registry = false;
        return dispatch;
    }

    private List<KioskId> whole(String after) {
        List<KioskId> kiosks = peers.fleet().after(after, AT_ONCE);
        wholeAfter =
                kiosks.size() < AT_ONCE ? null : kiosks.get(kiosks.size() - 1).value();
        return kiosks;
    }

    private static <T> List<T> some(Iterable<T> waiting) {
        List<T> some = new ArrayList<>();
        Iterator<T> each = waiting.iterator();
        while (each.hasNext() && some.size() < AT_ONCE) {
            some.add(each.next());
            each.remove();
        }
        return some;
    }

    private void beginAnew(@Nullable Buffer answer, Dispatch dispatch) {
        boolean atOnce = answer != null && answer.length() == 1 && answer.getByte(0) == BEGIN_ANEW;
        missed |= hasTaken && (!dispatch.events().isEmpty() || !events.isEmpty() || dispatch.missed());
        registry |= dispatch.registry();
        number = 0;
        wholeAfter = null;
        changed.clear();
        events.clear();
        next = atOnce ? Instant.MIN : peers.now().plus(PAUSE);
    }
}
