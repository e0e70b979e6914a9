package org.curbline.demand;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Base64;
import org.apache.datasketches.cpc.CpcSketch;
import org.apache.datasketches.cpc.CpcUnion;
import org.curbline.protocol.ClientSalt;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.EventId;
import org.curbline.protocol.SketchLibrary;

/**
 * Counts the devices of a day as every kiosk counts them, simulated or real: without a list of them. The salt is that
 * of the day's week; whoever keeps {@link #salt} and nothing older has forgotten the weeks before. Not safe for several
 * threads.
 */
public final class DaySketch {
    static {
        SketchLibrary.load();
    }

    private static final int MOST_DEVICES = 4_000;

    private final ZoneId zone;
    private ClientSalt salt;
    private CpcSketch sketch = new CpcSketch(ClientSketch.LG_K);

    /**
     * @param zone the city's, in which a day ends
     * @param salt of this week or an earlier one
     */
    public DaySketch(ZoneId zone, ClientSalt salt) {
        this.zone = zone;
        this.salt = salt;
    }

    /** The last millisecond of the day that a moment is in. */
    public static long end(long millis, ZoneId zone) {
        return day(millis, zone).plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli() - 1;
    }

    /** From midnight until the end of a moment's millisecond. */
    public static int secondsOfDay(long millis, ZoneId zone) {
        long begin = day(millis, zone).atStartOfDay(zone).toInstant().toEpochMilli();
        return (int) ((millis + 1 - begin) / 1_000);
    }

    /**
     * A device used the WiFi.
     *
     * @param address its six bytes
     */
    public void used(byte[] address, long millis) {
        sketch.update(salt(millis).hash(address));
    }

    /** The salt of a moment's week; that of the week before cannot be made any more. */
    public ClientSalt salt(long millis) {
        LocalDate day = day(millis, zone);
        salt = salt.on(day.isBefore(salt.week()) ? salt.week() : day);
        return salt;
    }

    public boolean isEmpty() {
        return sketch.isEmpty();
    }

    /** Whether it counted as many as one message can tell of. */
    public boolean isFull() {
        return estimate() >= MOST_DEVICES;
    }

    /** How many devices it counted, within some percent. */
    public double estimate() {
        return sketch.getEstimate();
    }

    /** Forgets the day so far. */
    public void forget() {
        sketch = new CpcSketch(ClientSketch.LG_K);
    }

    /** The day's devices so far, from midnight on, in the short form of a sketch that was merged. */
    public ClientSketch sketch(EventId id) {
        return new ClientSketch(id, salt(id.atMillis()).name(), secondsOfDay(id.atMillis(), zone), base64());
    }

    /** Its bytes, which say no more than what is published. */
    public String base64() {
        CpcUnion merged = new CpcUnion(ClientSketch.LG_K);
        merged.update(sketch);
        return Base64.getEncoder().encodeToString(merged.getResult().toByteArray());
    }

    /**
     * Counts those, too, that another of the same day and salt had counted.
     *
     * @param base64 what it gave as that
     * @throws IllegalArgumentException if it is none
     */
    public void merge(String base64) {
        CpcUnion merged = new CpcUnion(ClientSketch.LG_K);
        merged.update(sketch);
        try {
            merged.update(CpcSketch.heapify(Base64.getDecoder().decode(base64)));
        } catch (RuntimeException damaged) {
            throw new IllegalArgumentException("no sketch", damaged);
        }
        sketch = merged.getResult();
    }

    private static LocalDate day(long millis, ZoneId zone) {
        return Instant.ofEpochMilli(millis).atZone(zone).toLocalDate();
    }
}
