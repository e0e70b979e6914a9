package org.curbline.agent.source.calls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.curbline.agent.source.Outbox;
import org.curbline.agent.source.Rounds;
import org.curbline.agent.source.Taker;
import org.curbline.agent.source.calls.CallFile.Place;
import org.curbline.agent.source.calls.CallFile.Read;
import org.curbline.protocol.Call;
import org.curbline.protocol.EventKind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the file where Asterisk writes down each call, from where it had come to before a restart; what was in it
 * before the first start is nobody's business. How far it has come is written down when what came before is safe: so
 * nothing is left out, and after a kill in the moment between, the calls of a second are told again.
 */
public final class CallSource implements Rounds.Round {
    private static final Logger log = LoggerFactory.getLogger(CallSource.class);

    private final Told told;
    private final CallFile file;
    private final Outbox outbox;
    private final AtomicInteger unsafe = new AtomicInteger();
    private @Nullable Place place;
    private @Nullable Place written;
    private long unread;

    public CallSource(Told told, Taker taker) {
        this.told = told;
        this.file = new CallFile(told.file);
        this.outbox = new Outbox(taker);
    }

    @Override
    public void go() throws IOException {
        outbox.again();
        if (unsafe.get() > 0) {
            return;
        }
        Place from = place == null ? begin() : place;
        place = from;
        if (!from.equals(written)) {
            write(from);
        }
        Read read = file.next(from);
        read.lines().forEach(this::tell);
        place = read.next();
        if (read.lines().isEmpty() && !Files.exists(told.file)) {
            throw new IOException(told.file + " is not there; Asterisk writes it with cdr_csv, once there was a call");
        }
    }

    @Override
    public String toString() {
        return "calls in " + told.file + ": " + outbox.describe() + ", " + unread + " lines not understood";
    }

    private void tell(String line) {
        CallRecord call = CallRecord.parse(line, told.plan, told.zone);
        if (call == null) {
            unread++;
            if (unread == 1) {
                log.warn("A line of {} is no call; such lines are left out, and counted.", told.file);
            }
        } else if (told.context.isEmpty() || told.context.get().equals(call.context())) {
            unsafe.incrementAndGet();
            outbox.add(
                    EventKind.CALL,
                    call.endMillis(),
                    id -> new Call(id, call.kind(), call.seconds(), call.outcome()),
                    unsafe::decrementAndGet);
        }
    }

    private Place begin() throws IOException {
        try {
            Place known = Place.parse(Files.readString(told.position, StandardCharsets.US_ASCII));
            written = known;
            return known;
        } catch (NoSuchFileException first) {
            log.info("Calls are followed in {} from now on.", told.file);
            return file.end();
        } catch (IOException damaged) {
            log.warn(
                    "How far {} was read cannot be read in {}; it is followed from its end.", told.file, told.position);
            return file.end();
        }
    }

    /** The whole of it or nothing, over power cuts too. */
    private void write(Place now) throws IOException {
        Path beside = told.position.resolveSibling(told.position.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.wrap(now.toString().getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        Files.move(beside, told.position, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        written = now;
    }

    /**
     * What it is told.
     *
     * @param file Asterisk's {@code Master.csv}
     * @param position where it is written down how far that was read
     * @param plan says what kind of call a number is
     * @param context only calls that came by this part of Asterisk's dial plan; all, if empty
     * @param zone whose time Asterisk writes
     */
    public record Told(Path file, Path position, DialPlan plan, Optional<String> context, ZoneId zone) {}
}
