package org.curbline.agent.source.wifi;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.curbline.agent.source.PageTaker;
import org.curbline.agent.source.Rounds;
import org.curbline.agent.source.Taker;
import org.curbline.demand.DaySketch;
import org.curbline.protocol.ClientSalt;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.EventId;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.wire.EventEncoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the devices that use the WiFi, by a sketch that holds no list of them, and tells it when the day ends. An
 * address is in memory from when it is heard until the next round, and nowhere else. The sketch so far is on the card
 * once an hour and when the agent ends, so that a restart does not forget the day. As long as nobody knows what day it
 * is, addresses wait.
 */
public final class DeviceCount implements Rounds.Round {
    private static final Logger log = LoggerFactory.getLogger(DeviceCount.class);
    private static final EventEncoder ENCODER = new EventEncoder();
    private static final String NAME = "devices";
    private static final int ADDRESS_DIGITS = 12;
    private static final int MOST_WAITING = 4_000;
    private static final long KEEP_EVERY_MILLIS = Duration.ofHours(1).toMillis();
    /** The gateway takes nothing that is older. */
    private static final long OLDEST_MILLIS = Duration.ofDays(59).toMillis();

    private final DevicesKey key;
    private final ZoneId zone;
    private final PageTaker taker;
    private final Supplier<Optional<Instant>> time;
    private final Set<Long> waiting = new HashSet<>();
    private final Deque<Told> told = new ArrayDeque<>();
    /** What an earlier run left on the card; null until it was asked. */
    private @Nullable String keptBefore;

    private @Nullable DaySketch sketch;
    private @Nullable LocalDate keyWeek;
    private long dayEnd;
    private long keptMillis;
    private boolean isChanged;
    private boolean isOnItsWay;
    private long lost;
    private String state = "nothing is counted yet";

    /**
     * @param key the file with the key
     * @param zone the city's, in which days end
     * @param time the true time, while it is known
     */
    public DeviceCount(Path key, ZoneId zone, PageTaker taker, Supplier<Optional<Instant>> time) {
        this.key = new DevicesKey(key);
        this.zone = zone;
        this.taker = taker;
        this.time = time;
    }

    /**
     * A device uses the WiFi. Any thread.
     *
     * @param address in any of the usual forms; what is none is passed over
     */
    public synchronized void used(String address) {
        String digits = address.replaceAll("[:.-]", "");
        if (digits.length() != ADDRESS_DIGITS || !digits.chars().allMatch(each -> Character.digit(each, 16) >= 0)) {
            return;
        }
        if (waiting.size() < MOST_WAITING) {
            waiting.add(Long.parseLong(digits, 16));
        } else {
            lost++;
        }
    }

    @Override
    public void go() throws IOException {
        if (keptBefore == null) { // not under the lock: who answers for the card may wait for that
            keptBefore = taker.bookmark(NAME).orElse("");
        }
        round(keptBefore);
    }

    private synchronized void round(String kept) throws IOException {
        Optional<Instant> now = time.get();
        if (now.isEmpty()) {
            state = "they wait for the time to be known";
            return;
        }
        long at = now.get().toEpochMilli();
        DaySketch day = sketch == null ? begin(at, kept) : sketch;
        count(day, Math.min(at, dayEnd));
        if (at > dayEnd) {
            tell(day, dayEnd);
            dayEnd = DaySketch.end(at, zone);
        }
        offer();
        if (isChanged && at - keptMillis >= KEEP_EVERY_MILLIS) {
            keep(day, at);
        }
        state = "the day's count is kept";
        forgetLastWeek(day.salt(at)); // with each round, until it can
    }

    @Override
    public synchronized void end() {
        Optional<Instant> now = time.get();
        DaySketch day = sketch;
        if (now.isPresent() && day != null) {
            count(day, Math.min(now.get().toEpochMilli(), dayEnd));
            keep(day, now.get().toEpochMilli());
        }
    }

    @Override
    public synchronized String toString() {
        return "devices: " + state + (told.isEmpty() ? "" : ", a count waits for the card")
                + (lost == 0 ? "" : ", " + lost + " were NOT counted");
    }

    private DaySketch begin(long at, String kept) throws IOException {
        ClientSalt salt = key.read();
        keyWeek = salt.week();
        DaySketch begun = new DaySketch(zone, salt);
        dayEnd = DaySketch.end(at, zone);
        if (!kept.isEmpty()) {
            goOn(begun, kept, at);
        }
        sketch = begun;
        return begun;
    }

    /** With what an earlier run had counted: of this day, or of one that ended meanwhile. */
    private void goOn(DaySketch begun, String kept, long at) {
        String[] words = kept.split(" ", -1);
        try {
            long end = Long.parseLong(words[0]);
            if (end == dayEnd && words[1].equals(begun.salt(at).name())) {
                begun.merge(words[2]);
            } else if (end < at && end > at - OLDEST_MILLIS) {
                told.add(new Told(end, words[1], words[2]));
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            log.warn("The day's count of devices on the card is not understood and begins anew.");
        }
    }

    private void count(DaySketch day, long millis) {
        for (long address : waiting) {
            byte[] bytes = new byte[6];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (address >> (8 * (5 - i)));
            }
            day.used(bytes, millis);
            isChanged = true;
            if (day.isFull()) {
                tell(day, millis);
            }
        }
        waiting.clear();
    }

    private void tell(DaySketch day, long millis) {
        if (!day.isEmpty()) {
            told.add(new Told(millis, day.salt(millis).name(), day.base64()));
        }
        day.forget();
        isChanged = false;
    }

    private void forgetLastWeek(ClientSalt salt) throws IOException {
        if (!salt.week().equals(keyWeek)) {
            key.write(salt);
            keyWeek = salt.week();
        }
    }

    private void offer() {
        Told oldest = told.peek();
        if (oldest == null || isOnItsWay) {
            return;
        }
        String run = taker.run();
        isOnItsWay = true;
        PageTaker.Entry event = new PageTaker.Entry(
                EventKind.CLIENTS,
                seq -> ENCODER.encode(new ClientSketch(
                        new EventId(seq, oldest.millis, run),
                        oldest.salt,
                        DaySketch.secondsOfDay(oldest.millis, zone),
                        oldest.sketch)));
        taker.take(new PageTaker.Page(NAME, List.of(event), ""), new Taker.Answer() {
            @Override
            public void taken(long seq) {
                settle(true);
            }

            @Override
            public void refused(String why) {
                settle(false); // offered again with the next round
            }
        });
    }

    private synchronized void settle(boolean isTaken) {
        isOnItsWay = false;
        if (isTaken) {
            told.remove();
        }
    }

    private void keep(DaySketch day, long at) {
        if (!told.isEmpty() || day.isEmpty()) {
            return; // what was told comes first
        }
        keptMillis = at;
        isChanged = false;
        String text = dayEnd + " " + day.salt(Math.min(at, dayEnd)).name() + " " + day.base64();
        taker.take(new PageTaker.Page(NAME, List.of(), text), new Taker.Answer() {
            @Override
            public void taken(long seq) {
                log.debug("The day's count of devices is on the card.");
            }

            @Override
            public void refused(String why) {
                again();
            }
        });
    }

    private synchronized void again() {
        keptMillis = 0;
        isChanged = true;
    }

    /** A day's count, or a part of one, that is to be told. */
    private record Told(long millis, String salt, String sketch) {}
}
