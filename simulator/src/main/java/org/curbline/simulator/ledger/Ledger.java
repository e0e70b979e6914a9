package org.curbline.simulator.ledger;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.wire.EventEncoder;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.Spoil;
import org.curbline.simulator.faults.TrueState;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what a fleet generates and what became of it, in one file for each run, and keeps the index an audit
 * needs. Lines are gathered in memory, a megabyte at most; {@link #flush} hands them to the operating system, and must
 * be called before what was written down is sent, so that no killed simulator leaves behind an event that its ledger
 * does not know.
 *
 * <p>A file that cannot be written, as on a full disk, ends where that was: it never has a hole, nor a line twice. The
 * index goes on.
 *
 * <p>Safe for every thread. Event loops call it: it writes to the page cache, a copy, and never waits for the disk.
 */
public final class Ledger implements AutoCloseable {
    private static final int ROOM = 64 * 1024;
    private static final int MOST_PENDING = 1024 * 1024;

    private final Path file;
    private final LedgerIndex index;
    private final FileChannel channel;

    @GuardedBy("this")
    private byte[] pending = new byte[ROOM];

    @GuardedBy("this")
    private int length;

    @GuardedBy("this")
    private @Nullable IOException failure;

    /** Whether lines had no room any more, so that none may follow. */
    @GuardedBy("this")
    private boolean ended;

    Ledger(Path file, LedgerIndex index, FileChannel channel) {
        this.file = file;
        this.index = index;
        this.channel = channel;
    }

    /**
     * Begins the ledger of a run: {@code fleet-RUN.ndjson} in the folder, which is made if it is missing.
     *
     * @throws IOException if the file cannot be written, or exists already
     */
    public static Ledger begin(Path folder, String run) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("fleet-" + run + LedgerReader.SUFFIX);
        return new Ledger(
                file,
                new LedgerIndex(),
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /**
     * Goes on with the ledger of a run that was killed. A last line that was cut short is taken out.
     *
     * @param index what it says so far
     * @throws IOException if the file cannot be written
     */
    public static Ledger resume(Path file, LedgerIndex index) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        channel.truncate(endOfLastLine(channel));
        channel.position(channel.size());
        return new Ledger(file, index, channel);
    }

    private static long endOfLastLine(FileChannel channel) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        long end = channel.size();
        while (end > 0) {
            one.clear();
            channel.read(one, end - 1);
            if (one.get(0) == '\n') {
                return end;
            }
            end--;
        }
        return 0;
    }

    public Path file() {
        return file;
    }

    public LedgerIndex index() {
        return index;
    }

    /**
     * An event that a kiosk will send.
     *
     * @param json the event as it will stand in the message
     */
    public void generated(KioskId kiosk, KioskEvent event, byte[] json) {
        generated(kiosk, event, json, null);
    }

    /**
     * An event that a kiosk will send.
     *
     * @param json the event as it would stand in the message if nothing were done to it
     * @param spoil what is done to it before it is sent; null for nothing
     */
    public void generated(KioskId kiosk, KioskEvent event, byte[] json, @Nullable Spoil spoil) {
        EventFacts facts = EventFacts.of(event);
        index.generated(kiosk, event, facts);
        if (spoil != null) {
            index.spoiled(kiosk, event, spoil);
        }
        String more = spoil == null ? "" : ",\"spoiled\":\"" + spoil.word() + "\",\"reason\":\"" + spoil.reason() + '"';
        event("generated", kiosk, event, json, more);
    }

    /** Of which devices a kiosk made a sketch: what no real kiosk may ever tell. */
    public void counted(KioskId kiosk, ClientSketch sketch, List<Long> devices) {
        Counted counted = new Counted(kiosk, sketch.id(), sketch.salt(), devices);
        index.counted(counted);
        line(counted.line());
    }

    /**
     * An event that left its kiosk, and was not sent or not answered. It may have arrived all the same.
     *
     * @param why a word
     */
    public void dropped(KioskId kiosk, KioskEvent event, String why) {
        index.dropped(kiosk, event, why);
        event("dropped", kiosk, event, new EventEncoder().encode(event), ",\"why\":\"" + why + '"');
    }

    private void event(String what, KioskId kiosk, KioskEvent event, byte[] json, String more) {
        String kind = event.kind().name().toLowerCase(Locale.ROOT);
        synchronized (this) {
            put("{\"what\":\"" + what + "\",\"kiosk\":\"" + kiosk + "\",\"kind\":\"" + kind + "\",\"event\":");
            put(json, json.length);
            put(more + "}\n");
        }
    }

    /** How the run began; what a gateway kept before is of no concern to it. */
    public void begun(Beginning how) {
        index.begun(how.at().toEpochMilli());
        line(new JsonObject()
                .put("what", "begun")
                .put("at", how.at().toString())
                .put("run", how.run())
                .put("start", how.start().toString())
                .put("seed", how.seed()));
    }

    /** Simulated time is real time from a moment on. */
    public void liveFrom(Instant moment) {
        index.liveFrom(moment.toEpochMilli());
        line(new JsonObject().put("what", "live").put("from", moment.toString()));
    }

    /** A kiosk lives in real time from a moment on. */
    public void live(KioskId kiosk, long fromMillis) {
        index.truth(kiosk).live(fromMillis);
        line(TruthLines.live(kiosk, fromMillis));
    }

    /** Simulated time was real time, and what had happened at a kiosk was not yet told. */
    public void behind(KioskId kiosk, long atMillis) {
        index.truth(kiosk).behind();
        line(TruthLines.behind(kiosk, atMillis));
    }

    /**
     * A kiosk sends over a link.
     *
     * @param late how much later than over none something may be heard
     */
    public void link(KioskId kiosk, String name, Duration late) {
        index.truth(kiosk).late(late.toMillis());
        line(new JsonObject()
                .put("what", "link")
                .put("kiosk", kiosk.value())
                .put("link", name)
                .put("lateSeconds", late.toMillis() / 1000.0));
    }

    /** A fault begins. */
    public void begins(KioskId kiosk, Fault fault) {
        index.truth(kiosk).begins(fault);
        line(TruthLines.of(kiosk, fault));
    }

    /** The fault that happened at a kiosk ended, as somebody wanted it to. */
    public void ended(KioskId kiosk, long atMillis) {
        index.truth(kiosk).ended(atMillis);
        line(TruthLines.ended(kiosk, atMillis));
    }

    /** Somebody cut a kiosk's connection, which is no fault; it comes back by itself. */
    public void cut(KioskId kiosk, long atMillis) {
        index.truth(kiosk).cut(atMillis);
        line(TruthLines.cut(kiosk, atMillis));
    }

    /** Something becomes true. */
    public void holds(KioskId kiosk, TrueState state) {
        index.truth(kiosk).holds(state);
        line(TruthLines.of(kiosk, state));
    }

    /** The run ended while a kiosk's spool was full: what happened after its last event was never made into events. */
    public void unmade(KioskId kiosk, long fromMillis) {
        index.truth(kiosk).unmade(fromMillis);
        line(TruthLines.unmade(kiosk, fromMillis));
    }

    /** What the gateway acknowledged as stored: the numbers of one message. */
    public void acknowledged(KioskId kiosk, String run, long[] seqs) {
        Account account = index.open(kiosk, run);
        for (long seq : seqs) {
            account.resolved(seq, true);
        }
        numbers("acknowledged", kiosk, run, seqs, "");
    }

    /**
     * What the gateway will not store, and the kiosk therefore no longer keeps.
     *
     * @param reason the PUBACK's reason code
     */
    public void refused(KioskId kiosk, String run, long[] seqs, int reason) {
        Account account = index.open(kiosk, run);
        for (long seq : seqs) {
            account.resolved(seq, false);
        }
        numbers("refused", kiosk, run, seqs, ",\"reason\":" + reason);
    }

    /** What a kiosk sent, or will send, once more than it had to: the numbers of one message. */
    public void again(KioskId kiosk, String run, long[] seqs) {
        Account account = index.open(kiosk, run);
        for (long seq : seqs) {
            account.again(seq);
        }
        numbers("again", kiosk, run, seqs, "");
    }

    /**
     * Hands all lines to the operating system. They outlive this process, though not the machine's power.
     *
     * @throws IOException with a sentence if they cannot be written, or could not be once before
     */
    public synchronized void flush() throws IOException {
        if (failure == null) {
            write();
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Why it can no longer be written; null as long as it can. */
    public synchronized @Nullable IOException failure() {
        return failure;
    }

    /**
     * Flushes, also if that failed before: there may be room again. Idempotent.
     *
     * @throws IOException with a sentence if lines are missing; it is closed all the same
     */
    @Override
    public synchronized void close() throws IOException {
        if (!channel.isOpen()) {
            return;
        }
        try (channel) {
            write();
            if (failure != null && (ended || length > 0)) {
                throw failure;
            }
        }
    }

    @GuardedBy("this")
    private void write() {
        ByteBuffer bytes = ByteBuffer.wrap(pending, 0, length);
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            failure = failure == null ? refusal(e) : failure;
        }
        length = bytes.compact().position(); // a full disk takes some of it
    }

    private IOException refusal(IOException e) {
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new IOException("The ledger " + file + " cannot be written: " + why, e);
    }

    private void numbers(String what, KioskId kiosk, String run, long[] seqs, String more) {
        String numbers = Arrays.toString(seqs).replace(" ", "");
        synchronized (this) {
            put("{\"what\":\"" + what + "\",\"kiosk\":\"" + kiosk + "\",\"run\":\"" + run + "\",\"seqs\":" + numbers
                    + more + "}\n");
        }
    }

    private synchronized void line(JsonObject line) {
        put(line.encode());
        put("\n");
    }

    @GuardedBy("this")
    private void put(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        put(bytes, bytes.length);
    }

    @GuardedBy("this")
    private void put(byte[] bytes, int count) {
        if (length > MOST_PENDING && failure == null) {
            write();
        }
        ended |= length > MOST_PENDING;
        if (ended) {
            return;
        }
        if (length + count > pending.length) {
            pending = Arrays.copyOf(pending, Math.max(pending.length * 2, length + count));
        }
        System.arraycopy(bytes, 0, pending, length, count);
        length += count;
    }
}
