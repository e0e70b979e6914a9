package org.curbline.simulator.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.curbline.protocol.CommandReply;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.Spoil;
import org.curbline.simulator.faults.TrueState;
import org.curbline.simulator.ledger.LedgerReader.EventKey;
import org.jspecify.annotations.Nullable;

/** What a ledger knows of a run that was killed, so that it can go on. Not safe for several threads. */
public final class Past {
    private final LedgerIndex index = new LedgerIndex();
    private final Map<KioskId, OfKiosk> kiosks = new HashMap<>();
    private @Nullable Beginning beginning;

    private Past() {}

    /** @throws IOException if the ledger cannot be read, or does not say how it began */
    public static Past read(Path file) throws IOException {
        Past past = new Past();
        LedgerReader reader = new LedgerReader();
        reader.read(file, LedgerReader.into(past.index));
        reader.read(file, past.new Collected());
        if (past.beginning == null) {
            throw new IOException(file + " does not say how its run began, so it cannot go on");
        }
        return past;
    }

    public Beginning beginning() {
        if (beginning == null) {
            throw new IllegalStateException("Nothing was read");
        }
        return beginning;
    }

    public LedgerIndex index() {
        return index;
    }

    /** What it knows of a kiosk; nothing of one that had made nothing. */
    public OfKiosk of(KioskId kiosk) {
        return kiosks.computeIfAbsent(kiosk, none -> new OfKiosk());
    }

    /** Where simulated time had come to, about; never later than it had. */
    public Instant reached() {
        long known = index.endMillis();
        return known == Long.MIN_VALUE
                ? kiosks.values().stream()
                        .map(kiosk -> kiosk.last)
                        .filter(last -> last != null)
                        .map(last -> Instant.ofEpochMilli(last.id().atMillis()))
                        .max(Instant::compareTo)
                        .orElse(beginning().start())
                : Instant.ofEpochMilli(known);
    }

    /** What is known of one kiosk. */
    public static final class OfKiosk {
        private final Map<EventKey, Unresolved> unresolved = new LinkedHashMap<>();
        private final List<CommandReply> replies = new ArrayList<>();
        private @Nullable KioskEvent last;
        private long events;
        private final Deque<Fault> byHand = new ArrayDeque<>();
        private int truths;

        /** How many events it had made. */
        public long events() {
            return events;
        }

        /** The last of them; null if there was none. */
        public @Nullable KioskEvent last() {
            return last;
        }

        /** What it had replied to commands. */
        public List<CommandReply> replies() {
            return List.copyOf(replies);
        }

        /** What its spool held, in the order in which it was made. */
        public List<Unresolved> unresolved() {
            return List.copyOf(unresolved.values());
        }

        /** The faults that somebody made happen, in the order of time. */
        public List<Fault> byHand() {
            return List.copyOf(byHand);
        }

        /** The last of these; null if there was none. */
        public @Nullable Fault lastByHand() {
            return byHand.peekLast();
        }

        /** How many faults and states were told of it. */
        public int truths() {
            return truths;
        }
    }

    /**
     * An event that was neither acknowledged nor refused nor dropped.
     *
     * @param number of all events that its kiosk made, from 1
     * @param spoil what is done to it before it is sent; null for nothing
     */
    public record Unresolved(KioskEvent event, long number, @Nullable Spoil spoil) {}

    private final class Collected implements LedgerReader.Entries {
        @Override
        public void begun(Beginning how) {
            beginning = how;
        }

        @Override
        public void generated(KioskId kiosk, KioskEvent event) {
            OfKiosk of = of(kiosk);
            of.events++;
            of.last = event;
            of.unresolved.put(key(kiosk, event), new Unresolved(event, of.events, null));
            if (event instanceof CommandReply reply) {
                of.replies.add(reply);
            }
        }

        @Override
        public void spoiled(KioskId kiosk, KioskEvent event, Spoil spoil) {
            of(kiosk).unresolved.put(key(kiosk, event), new Unresolved(event, of(kiosk).events, spoil));
        }

        @Override
        public void resolved(EventKey key, boolean acknowledged) {
            of(key.kiosk()).unresolved.remove(key);
        }

        @Override
        public void dropped(KioskId kiosk, KioskEvent event, String why) {
            of(kiosk).unresolved.remove(key(kiosk, event));
        }

        @Override
        public void begins(KioskId kiosk, Fault fault) {
            of(kiosk).truths++;
            if (fault.byHand()) {
                of(kiosk).byHand.add(fault);
            }
        }

        @Override
        public void ended(KioskId kiosk, long atMillis) {
            Deque<Fault> made = of(kiosk).byHand;
            Fault last = made.peekLast();
            if (last != null && last.toMillis() > atMillis) { // else it is told of behind its end, with it
                made.removeLast();
                made.add(last.until(atMillis));
            }
        }

        @Override
        public void holds(KioskId kiosk, TrueState state) {
            of(kiosk).truths++;
        }

        private EventKey key(KioskId kiosk, KioskEvent event) {
            return new EventKey(kiosk, event.id().run(), event.id().seq());
        }
    }
}
