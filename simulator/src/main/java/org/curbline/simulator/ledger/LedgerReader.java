package org.curbline.simulator.ledger;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
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
import org.curbline.program.TextFile;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.wire.EventDecoder;
import org.curbline.protocol.wire.ProtocolLimits;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.Spoil;
import org.curbline.simulator.faults.TrueState;

/**
 * Reads ledgers back. The last line of a file may be cut short, as a kill leaves it, and is then left out; any other
 * unreadable line is an error.
 */
public final class LedgerReader {
    static final String SUFFIX = ".ndjson";
    private static final int WITH_PARTS = 2;
    private static final double MILLIS = 1_000;
    private static final Duration FOREVER = Duration.ofDays(365_000);

    private final EventDecoder decoder = decoder();

    /**
     * The index of every ledger in a folder, and in its folders, in which a run of several processes has its parts.
     *
     * @throws IOException if there is none, or one cannot be read
     */
    public LedgerIndex index(Path folder) throws IOException {
        List<Path> files = files(folder, WITH_PARTS);
        if (files.isEmpty()) {
            throw new IOException("There is no ledger (fleet-*" + SUFFIX + ") in " + folder);
        }
        return index(files);
    }

    /** The index of some ledgers. */
    public LedgerIndex index(List<Path> files) throws IOException {
        LedgerIndex index = new LedgerIndex();
        for (Path file : files) {
            read(file, new IntoIndex(index));
        }
        return index;
    }

    /**
     * The newest ledger in a folder.
     *
     * @throws IOException if there is none
     */
    public static Path newest(Path folder) throws IOException {
        Path newest = null;
        for (Path file : files(folder, 1)) {
            if (newest == null || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(newest)) > 0) {
                newest = file;
            }
        }
        if (newest == null) {
            throw new IOException("There is no ledger (fleet-*" + SUFFIX + ") in " + folder);
        }
        return newest;
    }

    /** Reads what a kiosk made at whatever time. */
    static EventDecoder decoder() {
        return new EventDecoder(new ProtocolLimits(
                ProtocolLimits.DEFAULT.maxPayloadBytes(),
                ProtocolLimits.DEFAULT.maxBatchEvents(),
                ProtocolLimits.DEFAULT.maxNesting(),
                ProtocolLimits.DEFAULT.maxStringLength(),
                FOREVER,
                FOREVER));
    }

    /** Gathers what a ledger says in an index. */
    static Entries into(LedgerIndex index) {
        return new IntoIndex(index);
    }

    /** What was generated under some numbers, for the few that a report names. */
    public Map<EventKey, EventFacts> find(Path folder, Set<EventKey> wanted) throws IOException {
        Map<EventKey, EventFacts> found = new HashMap<>();
        if (wanted.isEmpty()) {
            return found;
        }
        for (Path file : files(folder, WITH_PARTS)) {
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
        } catch (CharacterCodingException e) {
            throw TextFile.named(file, e);
        }
    }

    private void entry(JsonObject line, Entries entries) {
        String what = line.getString("what");
        if (what.equals("live") && !line.containsKey("kiosk")) {
            entries.liveFrom(Instant.parse(line.getString("from")));
            return;
        }
        if (what.equals("begun")) {
            entries.begun(new Beginning(
                    Instant.parse(line.getString("at")),
                    line.getString("run"),
                    Instant.parse(line.getString("start")),
                    line.getLong("seed")));
            return;
        }
        KioskId kiosk = new KioskId(line.getString("kiosk"));
        if (what.equals("generated")) {
            KioskEvent event = event(line);
            entries.generated(kiosk, event);
            if (line.containsKey("spoiled")) {
                entries.spoiled(kiosk, event, Spoil.of(line.getString("spoiled")));
            }
            return;
        }
        if (what.equals("link")) {
            entries.link(kiosk, Math.round(line.getDouble("lateSeconds") * MILLIS));
            return;
        }
        if (what.equals("dropped")) {
            entries.dropped(kiosk, event(line), line.getString("why"));
            return;
        }
        if (what.equals("counted")) {
            entries.counted(Counted.of(line));
            return;
        }
        if (what.equals("fault")) {
            entries.begins(kiosk, TruthLines.fault(line));
            return;
        }
        if (what.equals("ended")) {
            entries.ended(kiosk, TruthLines.at(line));
            return;
        }
        if (what.equals("cut")) {
            entries.cut(kiosk, TruthLines.at(line));
            return;
        }
        if (what.equals("live")) {
            entries.live(kiosk, TruthLines.from(line));
            return;
        }
        if (what.equals("behind")) {
            entries.behind(kiosk);
            return;
        }
        if (what.equals("unmade")) {
            entries.unmade(kiosk, TruthLines.from(line));
            return;
        }
        if (what.equals("state")) {
            entries.holds(kiosk, TruthLines.state(line));
            return;
        }
        for (Object seq : line.getJsonArray("seqs")) {
            EventKey key = new EventKey(kiosk, line.getString("run"), ((Number) seq).longValue());
            switch (what) {
                case "acknowledged" -> entries.resolved(key, true);
                case "refused" -> entries.resolved(key, false);
                case "again" -> entries.again(key);
                default -> throw new IllegalArgumentException(what);
            }
        }
    }

    private KioskEvent event(JsonObject line) {
        EventKind kind = EventKind.valueOf(line.getString("kind").toUpperCase(Locale.ROOT));
        byte[] json = line.getJsonObject("event").toBuffer().getBytes();
        List<KioskEvent> events = decoder.decode(kind, json, 0, json.length, 0).accepted();
        if (events.size() != 1) {
            throw new IllegalArgumentException("not an event");
        }
        return events.get(0);
    }

    private static List<Path> files(Path folder, int depth) throws IOException {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    /** What a ledger's lines say. */
    public interface Entries {
        void generated(KioskId kiosk, KioskEvent event);

        void resolved(EventKey key, boolean acknowledged);

        /** What was done to the event that was just generated, before it was sent. */
        default void spoiled(KioskId kiosk, KioskEvent event, Spoil spoil) {}

        /** An event left its kiosk unsent, or unanswered. */
        default void dropped(KioskId kiosk, KioskEvent event, String why) {}

        /** Of which devices a sketch was made. */
        default void counted(Counted sketch) {}

        /** It was sent once more than it had to be. */
        default void again(EventKey key) {}

        /** How the run began. */
        default void begun(Beginning how) {}

        /** A kiosk sends over a link that may make it late by so much. */
        default void link(KioskId kiosk, long lateMillis) {}

        /** Simulated time is real time from a moment on. */
        default void liveFrom(Instant moment) {}

        /** A kiosk lives in real time from a moment on. */
        default void live(KioskId kiosk, long fromMillis) {}

        /** Simulated time was real time, and what had happened at a kiosk was not yet told. */
        default void behind(KioskId kiosk) {}

        /** A fault begins. */
        default void begins(KioskId kiosk, Fault fault) {}

        /** The fault that happened at a kiosk was ended by hand. */
        default void ended(KioskId kiosk, long atMillis) {}

        /** Somebody cut a kiosk's connection. */
        default void cut(KioskId kiosk, long atMillis) {}

        /** Something becomes true. */
        default void holds(KioskId kiosk, TrueState state) {}

        /** What happened at a kiosk from a moment on was never made into events. */
        default void unmade(KioskId kiosk, long fromMillis) {}
    }

    /** Which event of which kiosk. */
    public record EventKey(KioskId kiosk, String run, long seq) {}

    private record IntoIndex(LedgerIndex index) implements Entries {
        @Override
        public void generated(KioskId kiosk, KioskEvent event) {
            index.generated(kiosk, event, EventFacts.of(event));
        }

        @Override
        public void spoiled(KioskId kiosk, KioskEvent event, Spoil spoil) {
            index.spoiled(kiosk, event, spoil);
        }

        @Override
        public void dropped(KioskId kiosk, KioskEvent event, String why) {
            index.dropped(kiosk, event, why);
        }

        @Override
        public void counted(Counted sketch) {
            index.counted(sketch);
        }

        @Override
        public void again(EventKey key) {
            index.open(key.kiosk(), key.run()).again(key.seq());
        }

        @Override
        public void link(KioskId kiosk, long lateMillis) {
            index.truth(kiosk).late(lateMillis);
        }

        @Override
        public void begun(Beginning how) {
            index.begun(how.at().toEpochMilli());
        }

        @Override
        public void liveFrom(Instant moment) {
            index.liveFrom(moment.toEpochMilli());
        }

        @Override
        public void live(KioskId kiosk, long fromMillis) {
            index.truth(kiosk).live(fromMillis);
        }

        @Override
        public void behind(KioskId kiosk) {
            index.truth(kiosk).behind();
        }

        @Override
        public void begins(KioskId kiosk, Fault fault) {
            index.truth(kiosk).begins(fault);
        }

        @Override
        public void ended(KioskId kiosk, long atMillis) {
            index.truth(kiosk).ended(atMillis);
        }

        @Override
        public void cut(KioskId kiosk, long atMillis) {
            index.truth(kiosk).cut(atMillis);
        }

        @Override
        public void holds(KioskId kiosk, TrueState state) {
            index.truth(kiosk).holds(state);
        }

        @Override
        public void unmade(KioskId kiosk, long fromMillis) {
            index.truth(kiosk).unmade(fromMillis);
        }

        @Override
        public void resolved(EventKey key, boolean acknowledged) {
            index.open(key.kiosk(), key.run()).resolved(key.seq(), acknowledged);
        }
    }
}
