package org.curbline.simulator.ledger;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.curbline.protocol.EventDecoder;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.ProtocolLimits;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.TrueState;

/**
 * Reads ledgers back. The last line of a file may be cut short, as a kill leaves it, and is then left out; any other
 * unreadable line is an error.
 */
public final class LedgerReader {
    static final String SUFFIX = ".ndjson";
    private static final Duration FOREVER = Duration.ofDays(365_000);

    private final EventDecoder decoder = new EventDecoder(new ProtocolLimits(
            ProtocolLimits.DEFAULT.maxPayloadBytes(),
            ProtocolLimits.DEFAULT.maxBatchEvents(),
            ProtocolLimits.DEFAULT.maxNesting(),
            ProtocolLimits.DEFAULT.maxStringLength(),
            FOREVER,
            FOREVER));

    /**
     * The index of every ledger in a folder.
     *
     * @throws IOException if there is none, or one cannot be read
     */
    public LedgerIndex index(Path folder) throws IOException {
        LedgerIndex index = new LedgerIndex();
        List<Path> files = files(folder);
        if (files.isEmpty()) {
            throw new IOException("There is no ledger (fleet-*" + SUFFIX + ") in " + folder);
        }
        for (Path file : files) {
            read(file, new IntoIndex(index));
        }
        return index;
    }

    /** What was generated under some numbers, for the few that a report names. */
    public Map<EventKey, EventFacts> find(Path folder, Set<EventKey> wanted) throws IOException {
        Map<EventKey, EventFacts> found = new HashMap<>();
        if (wanted.isEmpty()) {
            return found;
        }
        for (Path file : files(folder)) {
            read(file, new Entries() {
                @Override
                public void generated(KioskId kiosk, KioskEvent event) {
                    EventKey key =
                            new EventKey(kiosk, event.id().run(), event.id().seq());
                    if (wanted.contains(key)) {
                        found.put(key, EventFacts.of(event));
                    }
                }

                @Override
                public void resolved(EventKey key, boolean acknowledged) {}
            });
        }
        return found;
    }

    /** Everything that one file says, in its order. */
    public void read(Path file, Entries entries) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            for (long number = 1; line != null; number++) {
                String next = lines.readLine();
                try {
                    entry(new JsonObject(line), entries);
                } catch (DecodeException
                        | ClassCastException
                        | NullPointerException
                        | IllegalArgumentException
                        | DateTimeException e) {
                    if (next != null) {
                        throw new IOException("Line " + number + " of " + file + " is not a ledger's", e);
                    }
                }
                line = next;
            }
        }
    }

    private void entry(JsonObject line, Entries entries) {
        String what = line.getString("what");
        if (what.equals("live")) {
            entries.liveFrom(Instant.parse(line.getString("from")));
            return;
        }
        KioskId kiosk = new KioskId(line.getString("kiosk"));
        if (what.equals("generated")) {
            EventKind kind = EventKind.valueOf(line.getString("kind").toUpperCase(Locale.ROOT));
            byte[] json = line.getJsonObject("event").toBuffer().getBytes();
            List<KioskEvent> events =
                    decoder.decode(kind, json, 0, json.length, 0).accepted();
            if (events.size() != 1) {
                throw new IllegalArgumentException("not an event");
            }
            entries.generated(kiosk, events.get(0));
            return;
        }
        if (what.equals("fault")) {
            entries.begins(kiosk, TruthLines.fault(line));
            return;
        }
        if (what.equals("state")) {
            entries.holds(kiosk, TruthLines.state(line));
            return;
        }
        boolean acknowledged = what.equals("acknowledged");
        if (!acknowledged && !what.equals("refused")) {
            throw new IllegalArgumentException(what);
        }
        for (Object seq : line.getJsonArray("seqs")) {
            entries.resolved(new EventKey(kiosk, line.getString("run"), ((Number) seq).longValue()), acknowledged);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    /** What a ledger's lines say. */
    public interface Entries {
        void generated(KioskId kiosk, KioskEvent event);

        void resolved(EventKey key, boolean acknowledged);

        /** The kiosks live in real time from a moment on. */
        default void liveFrom(Instant moment) {}

        /** A fault begins. */
        default void begins(KioskId kiosk, Fault fault) {}

        /** Something becomes true. */
        default void holds(KioskId kiosk, TrueState state) {}
    }

    /** Which event of which kiosk. */
    public record EventKey(KioskId kiosk, String run, long seq) {}

    private record IntoIndex(LedgerIndex index) implements Entries {
        @Override
        public void generated(KioskId kiosk, KioskEvent event) {
            index.generated(kiosk, event, EventFacts.of(event));
        }

        @Override
        public void liveFrom(Instant moment) {
            index.liveFrom(moment.toEpochMilli());
        }

        @Override
        public void begins(KioskId kiosk, Fault fault) {
            index.truth(kiosk).begins(fault);
        }

        @Override
        public void holds(KioskId kiosk, TrueState state) {
            index.truth(kiosk).holds(state);
        }

        @Override
        public void resolved(EventKey key, boolean acknowledged) {
            index.open(key.kiosk(), key.run()).resolved(key.seq(), acknowledged);
        }
    }
}
