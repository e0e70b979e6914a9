package org.curbline.agent.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.curbline.agent.spool.Records.Found;
import org.curbline.program.Why;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events on the card, from when they are taken until the gateway has acknowledged them. Written behind one another and
 * made safe together, as a card wears by the block: an event is taken, and may be published, once {@link #sync} has
 * returned. Numbers have no gap, over power cuts too; a spool that lost its memory begins a run of its own. When it is
 * full the oldest events leave, and are counted. One thread at a time.
 */
public final class Spool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Spool.class);
    private static final String SUFFIX = ".spool";
    private static final String RUN_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final int RUN_LENGTH = 10;

    private final SpoolFiles files;
    private final long maxBytes;
    private final long segmentBytes;
    private final UUID boot;
    private final Deque<Segment> segments = new ArrayDeque<>();
    private final Dates dates;
    private final Ahead ahead = new Ahead();
    private final Tally tally;
    private final SpoolCursor cursor;
    private final Map<String, Bookmark> bookmarks = new TreeMap<>();
    private String run = "";
    private long nextSeq;
    private long doneWritten = -1;
    private long safeUpTo = -1;
    private long safeWritten = -1;
    private Losses lossesWritten = Losses.NONE;
    /** Files of which nothing could be read, not even the run. */
    private final List<String> unreadable = new ArrayList<>();

    private boolean isInOrder;
    private boolean dirty;
    /** What stands at the end of the last file and is not safe yet. */
    private final List<ByteBuffer> unsafe = new ArrayList<>();

    private boolean isToBeWrittenAgain;

    private Spool(SpoolFiles files, long maxBytes, UUID boot) {
        this.files = files;
        this.maxBytes = maxBytes;
        this.segmentBytes = Math.max(16 * 1024, maxBytes / 16);
        this.boot = boot;
        this.dates = new Dates(boot);
        this.tally = new Tally(dates, ahead);
        this.cursor = new SpoolCursor(files, segments, dates, tally.holes());
    }

    /**
     * Opens the spool of a folder, and makes it if it is not there. From a card that takes nothing, what is safe there
     * is given out; {@link #sync} says that it takes nothing, until it does. Blocking.
     *
     * @param maxBytes how much of the card it may take
     * @param random names the run of a spool that is new
     * @param boot names this start of the computer
     * @throws IOException if it cannot be read, or nobody may write it; in a sentence for people
     */
    public static Spool open(Path folder, long maxBytes, RandomGenerator random, UUID boot) throws IOException {
        return open(DiskFiles.open(folder), maxBytes, random, boot);
    }

    static Spool open(SpoolFiles files, long maxBytes, RandomGenerator random, UUID boot) throws IOException {
        Spool spool = new Spool(files, maxBytes, boot);
        spool.recover(random);
        return spool;
    }

    /** The run that every event names. */
    public String run() {
        return run;
    }

    /** Events that wait to be acknowledged. */
    public long waiting() {
        return tally.waiting(nextSeq - 1);
    }

    /** Events of this run that were taken and never acknowledged, as it was full or the card is damaged. */
    public long lost() {
        return tally.lost(nextSeq - 1);
    }

    /**
     * Events of this run that will never be dated, as the computer was started anew before it knew the time: they are
     * not sent.
     */
    public long undatable() {
        return tally.undatable(nextSeq - 1);
    }

    /** How many of those that are lost, or have no time, the card had not counted when it was opened. */
    public long lostSinceOpened() {
        return tally.news(nextSeq - 1);
    }

    /** What is added to the time since this start of the computer, if that was {@link #dated} before. */
    public OptionalLong offset() {
        return dates.offset();
    }

    /** The number of the next event. */
    public long nextSeq() {
        return nextSeq;
    }

    /**
     * Writes an event, which is not safe before {@link #sync}.
     *
     * @return the event's number
     * @throws IOException if the card does not take it; then it is not taken
     */
    public long add(Draft draft) throws IOException {
        return write(List.of(draft), null);
    }

    /**
     * Writes events and how far their source was read, of which a power cut leaves all or nothing; else as
     * {@link #add(Draft)}.
     *
     * @param drafts together a small part of the spool
     */
    public long add(List<Draft> drafts, Bookmark bookmark) throws IOException {
        return write(drafts, bookmark);
    }

    /** How far a source was read when the newest of its events were written. */
    public Optional<String> bookmark(String source) {
        return Optional.ofNullable(bookmarks.get(source)).map(Bookmark::place);
    }

    /**
     * The time is known: events get theirs, also after a restart of the computer. Safe when it returns.
     *
     * @param offset what it is, less the time since the start of the computer
     */
    public void dated(long offset) throws IOException {
        if (dates.isNeededAbove(tally.doneUpTo())) {
            putInOrder();
            append(Records.time(boot, offset));
            sync();
        }
        dates.know(offset);
    }

    private long write(List<Draft> drafts, @Nullable Bookmark bookmark) throws IOException {
        putInOrder();
        if (segments.getLast().bytes() >= segmentBytes) {
            roll();
        } else if (!segments.getLast().isBegun()) {
            appendBegin(safeUpTo); // the card did not take it before
        }
        long first = nextSeq;
        List<SpooledEvent> events = new ArrayList<>(drafts.size());
        List<ByteBuffer> records = new ArrayList<>(drafts.size() + 1);
        if (bookmark != null) {
            records.add(Records.bookmark(drafts.isEmpty() ? -1 : first + drafts.size() - 1, bookmark));
        }
        for (Draft draft : drafts) {
            SpooledEvent event = draft.numbered(first + events.size());
            events.add(event);
            records.add(draft.record(event, boot));
        }
        append(Records.joined(records));
        if (bookmark != null) {
            bookmarks.put(bookmark.source(), bookmark);
        }
        for (int i = 0; i < events.size(); i++) {
            came(events.get(i), drafts.get(i).assumedOffset() == null);
        }
        makeRoom();
        return first;
    }

    private void came(SpooledEvent event, boolean isDated) {
        if (isDated) {
            ahead.came(event);
        } else {
            dates.came(event.seq());
        }
        segments.getLast().holds(event.seq());
        nextSeq = event.seq() + 1;
    }

    /** Makes everything that was written safe. One write to the card, or none if there is nothing. */
    public void sync() throws IOException {
        putInOrder();
        if (dirty) {
            if (segments.getLast().isBegun()) {
                appendDone(safeUpTo);
            } else {
                appendBegin(safeUpTo); // it may be the only file there is by now
            }
            force();
            safeUpTo = nextSeq - 1;
        }
    }

    /**
     * The next events that are safe and were not given out, in the order of their numbers.
     *
     * @param maxBytes of all together
     */
    public List<SpooledEvent> next(int most, int maxBytes) throws IOException {
        long before = lost();
        List<SpooledEvent> events = cursor.next(tally.doneUpTo(), safeUpTo, most, maxBytes, ahead::isAhead);
        sayDamaged(lost() - before);
        return events;
    }

    /**
     * Events of one kind that have just come, are safe, and go ahead of older ones.
     *
     * @param backlog as long as no more wait than that, none does
     */
    public List<SpooledEvent> fresh(int backlog, int most, int maxBytes) {
        long given = Math.max(cursor.given(), tally.doneUpTo());
        return safeUpTo - given <= backlog ? List.of() : ahead.next(given, safeUpTo, most, maxBytes);
    }

    /** Gives out again what was not acknowledged. */
    public void again() {
        cursor.rewind();
        ahead.again();
    }

    /** Events with these numbers, which went ahead, were acknowledged. */
    public void doneAhead(long[] numbers) throws IOException {
        ahead.done(numbers);
        done(tally.doneUpTo());
    }

    /** Every event up to a number was acknowledged, as far as there is a hope of it. */
    public void done(long upTo) throws IOException {
        tally.done(upTo);
        boolean isRoomMade = false;
        while (isInOrder && segments.size() > 1 && segments.getFirst().lastSeq() <= tally.doneUpTo()) {
            removeFirst();
            isRoomMade = true;
        }
        if (isRoomMade && !segments.getLast().isBegun()) {
            appendBegin(safeUpTo); // the run and the bookmarks were in what left
            force();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (isInOrder) {
                dirty |= tally.doneUpTo() > doneWritten; // so that nothing is sent again
                dirty |= safeUpTo > safeWritten; // so that it is known to be safe on a card that is read-only then
                sync();
            }
        } finally {
            files.close();
        }
    }

    private void recover(RandomGenerator random) throws IOException {
        List<String> names = files.names().stream()
                .filter(name -> name.endsWith(SUFFIX))
                .sorted()
                .toList();
        long damaged = 0;
        for (int i = 0; i < names.size(); i++) {
            Segment segment = new Segment(names.get(i));
            segments.add(segment);
            damaged += segment.recover(files, i == names.size() - 1, this::found);
        }
        if (damaged > 0) {
            log.warn("{} bytes of the spool are damaged and were left out.", damaged);
        }
        if (run.isEmpty()) {
            unreadable.addAll(names);
            segments.clear();
            run = newRun(random);
        }
        dates.allFound();
        tally.allFound(nextSeq);
        sayDamaged(tally.missing(nextSeq - 1));
        sayUndatable(tally.hopeless(nextSeq - 1));
        try {
            putInOrder();
        } catch (IOException e) {
            log.error(
                    "The card takes nothing: {}. What is safe there of the {} events that wait goes out, and no other is"
                            + " taken.",
                    Why.of(e),
                    waiting());
        }
    }

    /** What the end before this start left, before anything else is written. */
    private void putInOrder() throws IOException {
        if (isInOrder) {
            return;
        }
        long number = unreadable.isEmpty() ? 1 : number(unreadable.get(unreadable.size() - 1)) + 1;
        for (String name : List.copyOf(unreadable)) {
            files.delete(name);
            unreadable.remove(name);
        }
        if (segments.isEmpty()) {
            begin(number);
        }
        segments.getLast().cut(files);
        if (!segments.getLast().isBegun()) {
            appendBegin(nextSeq - 1);
        }
        force(); // what was found may be in the memory of the system alone
        safeUpTo = nextSeq - 1;
        isInOrder = true;
    }

    private void sayDamaged(long events) {
        if (events > 0) {
            log.warn("{} events on the card are damaged and were given up; {} of this run are lost.", events, lost());
        }
    }

    private static void sayUndatable(long events) {
        if (events > 0) {
            log.warn(
                    "{} events came before the time was known, and the computer was started anew before it was: they"
                            + " cannot be dated and are given up.",
                    events);
        }
    }

    private void found(Found record) {
        dates.found(record);
        if (record.type() == Records.BEGIN) {
            run = record.run();
            nextSeq = Math.max(nextSeq, record.seq());
            tally.holes().begins(record.seq());
        } else if (record.type() == Records.DONE) {
            run = record.run();
            tally.foundDone(record.seq());
            safeUpTo = Math.max(safeUpTo, Records.safeUpTo(record));
            nextSeq = Math.max(nextSeq, Math.max(record.seq(), safeUpTo) + 1);
        } else if (record.type() == Records.LOST) {
            lossesWritten = Records.losses(record);
            tally.foundLost(record.seq(), lossesWritten);
        } else if (record.type() == Records.BOOKMARK) {
            Bookmark bookmark = Records.bookmark(record);
            bookmarks.put(bookmark.source(), bookmark);
        } else if (record.kind() != null) {
            nextSeq = Math.max(nextSeq, record.seq() + 1);
            tally.holes().found(record.seq());
        }
    }

    private void roll() throws IOException {
        sync();
        long next = number(segments.getLast().name()) + 1;
        begin(next);
    }

    private void begin(long number) throws IOException {
        Segment segment = new Segment("%012d%s".formatted(number, SUFFIX));
        files.create(segment.name());
        segments.add(segment);
        appendBegin(nextSeq - 1);
        force();
    }

    /** All of it or nothing. */
    private void appendBegin(long safe) throws IOException {
        List<ByteBuffer> records = new ArrayList<>();
        records.add(Records.begin(nextSeq, run));
        for (Bookmark bookmark : bookmarks.values()) {
            records.add(Records.bookmark(-1, bookmark)); // the file that has it will go
        }
        if (tally.losses().all() > 0) {
            records.add(lostRecord());
        }
        appendDone(safe, records);
        segments.getLast().begun();
    }

    /** What was lost stands before what says that it is done: that is never there without it. */
    private void appendDone(long safe) throws IOException {
        List<ByteBuffer> records = new ArrayList<>();
        if (!tally.losses().equals(lossesWritten)) {
            records.add(lostRecord());
        }
        appendDone(safe, records);
    }

    private void appendDone(long safe, List<ByteBuffer> behind) throws IOException {
        behind.add(Records.done(tally.doneUpTo(), safe, run));
        append(Records.joined(behind));
        doneWritten = tally.doneUpTo();
        safeWritten = safe;
        lossesWritten = tally.losses();
    }

    private ByteBuffer lostRecord() {
        return Records.lost(tally.doneUpTo(), tally.losses());
    }

    private void append(ByteBuffer record) throws IOException {
        int bytes = record.remaining();
        Segment last = segments.getLast();
        try {
            files.append(last.name(), record);
        } catch (IOException e) {
            files.truncate(last.name(), last.bytes()); // half a record would hide those behind it
            throw e;
        }
        unsafe.add(record.flip());
        last.grew(bytes);
        dirty = true;
    }

    private void force() throws IOException {
        Segment last = segments.getLast();
        if (isToBeWrittenAgain) {
            long at = last.bytes()
                    - unsafe.stream().mapToLong(ByteBuffer::remaining).sum();
            for (ByteBuffer record : unsafe) {
                files.overwrite(last.name(), at, record.duplicate());
                at += record.remaining();
            }
        }
        isToBeWrittenAgain = true;
        files.force(last.name());
        isToBeWrittenAgain = false;
        unsafe.clear();
        dirty = false;
    }

    private void makeRoom() throws IOException {
        long bytes = segments.stream().mapToLong(Segment::bytes).sum();
        while (bytes > maxBytes && segments.size() > 1) {
            Segment oldest = segments.getFirst();
            bytes -= oldest.bytes();
            long leaving = tally.giveUp(oldest.lastSeq());
            if (leaving > 0) {
                log.warn(
                        "The spool is full; its {} oldest events were given up, {} of this run are lost.",
                        leaving,
                        lost());
            }
            removeFirst();
        }
    }

    private void removeFirst() throws IOException {
        keepCount();
        Segment first = segments.removeFirst();
        files.delete(first.name());
        cursor.removed(first);
    }

    /** What was lost with a file is counted on the card before that goes, as far as the card takes it. */
    private void keepCount() {
        if (!tally.losses().equals(lossesWritten)) {
            try {
                dirty = true;
                sync();
            } catch (IOException e) {
                log.warn("The card does not take how many events were lost: {}", Why.of(e));
            }
        }
    }

    private static long number(String name) {
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    private static String newRun(RandomGenerator random) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < RUN_LENGTH; i++) {
            letters.append(RUN_LETTERS.charAt(random.nextInt(RUN_LETTERS.length())));
        }
        return letters.toString();
    }
}
