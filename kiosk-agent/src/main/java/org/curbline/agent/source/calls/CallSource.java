package org.curbline.agent.source.calls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.curbline.agent.source.PageTaker;
import org.curbline.agent.source.PageTaker.Entry;
import org.curbline.agent.source.PageTaker.Page;
import org.curbline.agent.source.Rounds;
import org.curbline.agent.source.Taker;
import org.curbline.agent.source.calls.CallFile.Place;
import org.curbline.agent.source.calls.CallFile.Read;
import org.curbline.protocol.Call;
import org.curbline.protocol.EventId;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.wire.EventEncoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the file where Asterisk writes down each call, from where it had come to before a restart; what was in it
 * before the first start is nobody's business. How far it has come is on the card together with what came before, so
 * each call is told once, whenever the agent is killed. What the card does not take is read again.
 */
public final class CallSource implements Rounds.Round {
    private static final Logger log = LoggerFactory.getLogger(CallSource.class);
    private static final EventEncoder ENCODER = new EventEncoder();
    private static final String NAME = "calls";

    private final Told told;
    private final CallFile file;
    private final PageTaker taker;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong unread = new AtomicLong();
    private volatile @Nullable Place place;
    private volatile boolean isMarked;
    private volatile boolean isOnItsWay;
    private volatile String refused = "";

    public CallSource(Told told, PageTaker taker) {
        this.told = told;
        this.file = new CallFile(told.file);
        this.taker = taker;
    }

    @Override
    public void go() throws IOException {
        if (isOnItsWay) {
            return;
        }
        Place from = place == null ? begin() : place;
        place = from;
        Read read = file.next(from);
        if (!read.lines().isEmpty() || !isMarked) {
            handOver(read);
        } else {
            place = read.next();
        }
        if (read.lines().isEmpty() && !Files.exists(told.file)) {
            throw new IOException(told.file + " is not there; Asterisk writes it with cdr_csv, once there was a call");
        }
    }

    @Override
    public String toString() {
        return "calls in " + told.file + ": " + taken + " events taken"
                + (refused.isEmpty() ? "" : ", more wait for the card") + ", " + unread + " lines not understood";
    }

    private void handOver(Read read) {
        List<Entry> events = new ArrayList<>();
        int garbage = 0;
        for (String line : read.lines()) {
            CallRecord call = CallRecord.parse(line, told.plan, told.zones);
            if (call == null) {
                garbage++;
            } else if (told.context.isEmpty() || told.context.get().equals(call.context())) {
                events.add(entry(call));
            }
        }
        isOnItsWay = true;
        taker.take(new Page(NAME, events, read.next().toString()), new Handed(read.next(), events.size(), garbage));
    }

    private Entry entry(CallRecord call) {
        String run = taker.run();
        return new Entry(
                EventKind.CALL,
                seq -> ENCODER.encode(new Call(
                        new EventId(seq, call.endMillis(), run), call.kind(), call.seconds(), call.outcome())));
    }

    private Place begin() throws IOException {
        Optional<String> known = taker.bookmark(NAME);
        if (known.isEmpty()) {
            log.info("Calls are followed in {} from now on.", told.file);
            return file.end();
        }
        try {
            Place before = Place.parse(known.get());
            isMarked = true;
            return before;
        } catch (IOException damaged) {
            log.warn("How far {} was read is not understood; it is followed from its end.", told.file);
            return file.end();
        }
    }

    /** What becomes of a page; on the taker's thread. */
    private final class Handed implements Taker.Answer {
        private final Place next;
        private final int events;
        private final int garbage;

        Handed(Place next, int events, int garbage) {
            this.next = next;
            this.events = events;
            this.garbage = garbage;
        }

        @Override
        public void taken(long seq) {
            if (garbage > 0 && unread.getAndAdd(garbage) == 0) {
                log.warn("A line of {} is no call; such lines are left out, and counted.", told.file);
            }
            taken.addAndGet(events);
            refused = "";
            isMarked = true;
            place = next;
            isOnItsWay = false;
        }

        @Override
        public void refused(String why) {
            if (refused.isEmpty()) {
                log.warn("Calls are read again until the card takes them: {}", why);
            }
            refused = why;
            isOnItsWay = false;
        }
    }

    /**
     * What it is told.
     *
     * @param file Asterisk's {@code Master.csv}
     * @param plan says what kind of call a number is
     * @param context only calls that came by this part of Asterisk's dial plan; all, if empty
     * @param zones whose time Asterisk may say it in, the first where nothing tells
     */
    public record Told(Path file, DialPlan plan, Optional<String> context, List<ZoneId> zones) {}
}
