package org.curbline.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.jspecify.annotations.Nullable;

/** Kiosks that send messages made by somebody else, as fast as acknowledgements come. One thread. */
public final class MessageSender {
    private final List<KioskClient> kiosks = new ArrayList<>();
    private final Latencies latencies = new Latencies();
    private final BitSet unfinished = new BitSet();
    private final Selector selector;
    private final Messages messages;
    private long events;

    private MessageSender(Selector selector, Messages messages) {
        this.selector = selector;
        this.messages = messages;
    }

    /** Connects every kiosk, sends until none has a message left, and waits for the last acknowledgement. */
    public static LoadResult send(int port, List<KioskId> kiosks, int mostInFlight, Messages messages)
            throws IOException {
        try (Selector selector = Selector.open()) {
            MessageSender sender = new MessageSender(selector, messages);
            for (KioskId kiosk : kiosks) {
                sender.kiosks.add(KioskClient.connect(port, selector, kiosk, mostInFlight, sender.latencies));
            }
            LoadResult result = sender.send();
            for (KioskClient kiosk : sender.kiosks) {
                kiosk.close();
            }
            return result;
        }
    }

    private LoadResult send() throws IOException {
        long start = System.nanoTime();
        unfinished.set(0, kiosks.size());
        for (int i = 0; i < kiosks.size(); i++) {
            kiosks.get(i).number(i);
            refill(kiosks.get(i));
        }
        while (!unfinished.isEmpty() || !kiosks.stream().allMatch(KioskClient::isIdle)) {
            selector.select(key -> serve((KioskClient) key.attachment()), 100);
        }
        return LoadResult.parse(latencies.line(events, System.nanoTime() - start));
    }

    private void serve(KioskClient kiosk) {
        try {
            kiosk.read();
            refill(kiosk);
            if (!unfinished.get(kiosk.number()) && kiosk.isIdle()) {
                kiosk.close(); // a gateway ends the connection of who is silent for long
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void refill(KioskClient kiosk) throws IOException {
        while (unfinished.get(kiosk.number()) && kiosk.mayPublish()) {
            Message message = messages.next(kiosk.number());
            if (message == null) {
                unfinished.clear(kiosk.number());
            } else {
                kiosk.publish(message.kind, message.payload, System.nanoTime());
                events += message.events;
            }
        }
        kiosk.flush();
    }

    /** Where messages come from. */
    @FunctionalInterface
    public interface Messages {
        /** @return null when the kiosk of that number has no more */
        @Nullable
        Message next(int kiosk);
    }

    /**
     * One message.
     *
     * @param events in it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Message(EventKind kind, byte[] payload, int events) {}
}
