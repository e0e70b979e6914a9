package org.curbline.agent.source.wifi;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.curbline.agent.source.PageTaker;
import org.curbline.agent.source.PageTaker.Entry;
import org.curbline.agent.source.PageTaker.Page;
import org.curbline.agent.source.Taker;
import org.curbline.agent.source.wifi.StayReport.Phase;
import org.curbline.protocol.EventId;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.WifiSession;
import org.curbline.protocol.wire.EventEncoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sessions of what is said of stays, and tells each once. What was told, and what ended and may still be joined
 * by a stay elsewhere, is on the card together with the events, so that it holds over a restart and a power cut.
 * Thread-safe.
 */
public final class WifiSessions {
    private static final Logger log = LoggerFactory.getLogger(WifiSessions.class);
    private static final EventEncoder ENCODER = new EventEncoder();
    private static final int MOST_STAYS = 2_000;
    /** How many visits the card knows at once: those of some hours, or of ten minutes of the busiest kiosk. */
    private static final int SLOTS = 100;
    /** What the protocol allows of one session. */
    private static final int LONGEST_SECONDS = 7 * 86_400;

    private static final long MOST_BYTES = 1L << 50;

    private final Told told;
    private final String name;
    private final PageTaker taker;
    private final InstantSource clock;
    private final Visits visits;
    private final Visit[] slots = new Visit[SLOTS];
    private int lastSlot = -1;
    private volatile boolean isRead;

    /**
     * @param name of the source, always the same
     * @param silence after which an access point is taken for dead that used to say how stays go
     */
    public WifiSessions(String name, Told told, Duration silence, PageTaker taker, InstantSource clock) {
        this.told = told;
        this.name = name;
        this.taker = taker;
        this.clock = clock;
        this.visits = new Visits(MOST_STAYS, silence, told.roamWithin);
    }

    /** How many stays go on. */
    public synchronized int goingOn() {
        return visits.size();
    }

    /**
     * Something is said of a stay.
     *
     * @param atMillis when it was so
     * @param whenSafe is called once that needs not be said again, soon or at once, on any thread; never, if it must
     * @throws IOException if the card does not say what it knows; then it is not heard
     */
    public void hear(StayReport report, long atMillis, Runnable whenSafe) throws IOException {
        read();
        heard(report, atMillis, whenSafe);
    }

    private synchronized void heard(StayReport report, long atMillis, Runnable whenSafe) {
        told.devices.accept(report.whose().device());
        Visit visit = visits.hear(report, atMillis);
        if (!report.network().isEmpty()) {
            visit.isPrivate(told.privateNetworks.contains(report.network()));
        }
        if (report.phase() != Phase.ENDED) {
            whenSafe.run();
        } else if (visits.isDue(visit, clock.millis())) {
            tell(visit, whenSafe);
        } else if (!visit.isWriting()) {
            if (visit.isUntold() && !visit.isKept()) {
                keep(visit, whenSafe);
            } else {
                whenSafe.run(); // it is safe already, and the access point did not hear so
            }
        }
    }

    /** An access point began or ended: its stays are over. */
    public synchronized void lose(String accessPoint) {
        visits.lose(accessPoint);
    }

    /**
     * Tells what is complete by now. To be called every second or so.
     *
     * @throws IOException if the card does not say what it knows
     */
    public void look() throws IOException {
        read();
        lookRound();
    }

    private synchronized void lookRound() {
        long now = clock.millis();
        visits.silent(now);
        visits.due(now).forEach(visit -> tell(visit, () -> {}));
    }

    /**
     * What the card knows from an earlier run; once. Not under the lock: who answers for the card may wait for that.
     */
    private void read() throws IOException {
        if (isRead) {
            return;
        }
        Visit[] found = new Visit[SLOTS];
        for (int i = 0; i < SLOTS; i++) {
            Optional<String> text = taker.bookmark(slotName(i));
            if (text.isPresent()) {
                try {
                    found[i] = Visit.parse(text.get(), i);
                } catch (IllegalArgumentException e) {
                    log.warn("A session on the card is not understood and is left out.");
                }
            }
        }
        know(found);
    }

    private synchronized void know(Visit[] found) {
        if (isRead) {
            return;
        }
        for (Visit visit : found) {
            if (visit != null) {
                slots[visit.slot()] = visit;
                visits.know(visit);
            }
        }
        isRead = true;
    }

    private void tell(Visit visit, Runnable whenSafe) {
        Use use = visit.untold();
        long at = dated(visit.heardMillis());
        String run = taker.run();
        WifiSession.Network network = visit.isPrivate() ? WifiSession.Network.PRIVATE : WifiSession.Network.OPEN;
        Entry event = new Entry(
                EventKind.WIFI,
                seq -> ENCODER.encode(new WifiSession(
                        new EventId(seq, at, run),
                        (int) Math.min(use.seconds(), LONGEST_SECONDS),
                        Math.min(use.downBytes(), MOST_BYTES),
                        Math.min(use.upBytes(), MOST_BYTES),
                        network)));
        visit.telling();
        write(visit, List.of(event), visit.text(true), () -> visit.told(use), whenSafe);
    }

    private void keep(Visit visit, Runnable whenSafe) {
        String text = visit.text(false);
        visit.keeping();
        write(visit, List.of(), text, () -> visit.kept(text), whenSafe);
    }

    private void write(Visit visit, List<Entry> events, String text, Runnable whenWritten, Runnable whenSafe) {
        taker.take(new Page(slotName(slot(visit)), events, text), new Taker.Answer() {
            @Override
            public void taken(long seq) {
                settle(whenWritten);
                whenSafe.run();
            }

            @Override
            public void refused(String why) {
                settle(visit::notWritten); // written again with the next look, or when it is said again
            }
        });
    }

    private synchronized void settle(Runnable work) {
        work.run();
    }

    /** The one it has, or the one that was written longest ago and is not needed. */
    private int slot(Visit visit) {
        if (visit.slot() >= 0 && slots[visit.slot()] == visit) {
            return visit.slot();
        }
        int free = (lastSlot + 1) % SLOTS;
        for (int tries = 0; tries < SLOTS && isNeeded(free); tries++) {
            free = (free + 1) % SLOTS;
        }
        lastSlot = free;
        slots[free] = visit;
        visit.isAt(free);
        return free;
    }

    private boolean isNeeded(int slot) {
        return slots[slot] != null && slots[slot].isOnlyKept();
    }

    private String slotName(int slot) {
        return name + '-' + slot;
    }

    /** A time that an earlier run wrote down may be of another clock. */
    private long dated(long millis) {
        long now = clock.millis();
        return millis > now || millis < now - Visits.LONGEST_UNCOUNTED.toMillis() ? now : millis;
    }

    /**
     * What it is told.
     *
     * @param privateNetworks SSIDs; every other is open
     * @param roamWithin how long a device may be away within one session, at the same or another access point
     * @param devices is told of each address, if one is known, whenever something is said of it
     */
    public record Told(Set<String> privateNetworks, Duration roamWithin, Consumer<String> devices) {}
}
