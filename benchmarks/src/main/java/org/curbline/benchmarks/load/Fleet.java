package org.curbline.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.curbline.protocol.KioskId;

/** The connections of one load generator, and the two ways of loading them. One thread. */
final class Fleet {
    private static final long NANOS_A_SECOND = 1_000_000_000L;

    private final List<KioskClient> kiosks = new ArrayList<>();
    private final Latencies latencies = new Latencies();
    private final Selector selector;
    private final int eventsPerMessage;
    private int reporting;

    private Fleet(Selector selector, int eventsPerMessage) {
        this.selector = selector;
        this.eventsPerMessage = eventsPerMessage;
    }

    /** @param first the number of the first kiosk */
    static Fleet connect(int port, int first, int connections, int mostInFlight, int eventsPerMessage)
            throws IOException {
        Fleet fleet = new Fleet(Selector.open(), eventsPerMessage);
        for (int i = first; i < first + connections; i++) {
            KioskId id = KioskId.of(String.format(Locale.ROOT, "mn-%02d-%06d", 1 + i % 12, i));
            fleet.kiosks.add(KioskClient.connect(port, fleet.selector, id, mostInFlight, fleet.latencies));
        }
        return fleet;
    }

    /**
     * Sends as fast as acknowledgements come, every connection with as much in flight as it may.
     *
     * @param messages how many in all
     * @param atMost after which no more are sent
     * @return what {@link LoadResult#parse} reads
     */
    String flat(long messages, Duration atMost) throws IOException {
        latencies.clear();
        long eventsBefore = events();
        long start = System.nanoTime();
        long left = messages;
        for (KioskClient kiosk : kiosks) {
            left -= refill(kiosk, left);
        }
        while (left > 0 || !allIdle()) {
            if (System.nanoTime() - start > atMost.toNanos()) {
                left = 0;
            }
            long[] remaining = {left};
            selector.select(
                    key -> {
                        KioskClient kiosk = (KioskClient) key.attachment();
                        remaining[0] -= serve(kiosk, remaining[0]);
                    },
                    100);
            left = remaining[0];
        }
        return latencies.line(events() - eventsBefore, System.nanoTime() - start);
    }

    /**
     * Sends messages at random moments, at a given rate on average, whether acknowledgements come or not. Late sending
     * counts into the time to the acknowledgement.
     *
     * @param wifiPerSecond messages with one WiFi session each, over all kiosks
     * @param statusPerSecond messages with the status of all services of a kiosk
     */
    String paced(double wifiPerSecond, double statusPerSecond, Duration duration) throws IOException {
        latencies.clear();
        long eventsBefore = events();
        SplittableRandom random = new SplittableRandom(42);
        double perSecond = wifiPerSecond + statusPerSecond;
        long start = System.nanoTime();
        long due = start;
        while (due - start < duration.toNanos() || !allIdle()) {
            long now = System.nanoTime();
            while (due <= now && due - start < duration.toNanos()) {
                boolean used = random.nextDouble(perSecond) < wifiPerSecond;
                KioskClient kiosk = used ? kiosks.get(random.nextInt(kiosks.size())) : nextToReport();
                if (used) {
                    kiosk.wifi(1, System.currentTimeMillis(), due);
                } else {
                    kiosk.status(System.currentTimeMillis(), due);
                }
                kiosk.flush();
                due += (long) (-Math.log(1 - random.nextDouble()) / perSecond * NANOS_A_SECOND);
            }
            long wait = Math.max(1, Math.min(100, (due - System.nanoTime()) / 1_000_000));
            selector.select(key -> serve((KioskClient) key.attachment(), 0), wait);
        }
        return latencies.line(events() - eventsBefore, System.nanoTime() - start);
    }

    /** One after the other, so that none is silent for long. */
    private KioskClient nextToReport() {
        reporting = (reporting + 1) % kiosks.size();
        return kiosks.get(reporting);
    }

    /** Lets every kiosk say once how its services are. */
    String report() throws IOException {
        latencies.clear();
        long eventsBefore = events();
        long start = System.nanoTime();
        for (KioskClient kiosk : kiosks) {
            kiosk.status(System.currentTimeMillis(), System.nanoTime());
            kiosk.flush();
        }
        while (!allIdle()) {
            selector.select(key -> serve((KioskClient) key.attachment(), 0), 100);
        }
        return latencies.line(events() - eventsBefore, System.nanoTime() - start);
    }

    /** Ends all connections, without a word. */
    void disconnect() throws IOException {
        for (KioskClient kiosk : kiosks) {
            kiosk.close();
        }
        selector.selectNow(); // only this lets go of their sockets
        selector.close();
    }

    private long serve(KioskClient kiosk, long left) {
        try {
            kiosk.read();
            return refill(kiosk, left);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long refill(KioskClient kiosk, long left) throws IOException {
        long now = System.nanoTime();
        long nowMillis = System.currentTimeMillis();
        long filled = 0;
        while (filled < left && kiosk.mayPublish()) {
            kiosk.wifi(eventsPerMessage, nowMillis, now);
            filled++;
        }
        kiosk.flush();
        return filled;
    }

    private long events() {
        return kiosks.stream().mapToLong(KioskClient::events).sum();
    }

    private boolean allIdle() {
        for (KioskClient kiosk : kiosks) {
            if (!kiosk.isIdle()) {
                return false;
            }
        }
        return true;
    }
}
