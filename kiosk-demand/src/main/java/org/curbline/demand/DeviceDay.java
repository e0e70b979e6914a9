package org.curbline.demand;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import org.apache.datasketches.cpc.CpcSketch;
import org.apache.datasketches.cpc.CpcUnion;
import org.curbline.protocol.ClientSalt;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.EventId;
import org.curbline.protocol.SketchLibrary;
import org.jspecify.annotations.Nullable;

/**
 * Whose devices use a kiosk's WiFi in a day: counted as a kiosk counts them, and kept as nobody may but who wants to
 * check. Not safe for several threads.
 */
final class DeviceDay {
    static {
        SketchLibrary.load();
    }

    /** The week of which the simulated city's key is made from the seed; later weeks' follow from it. */
    private static final LocalDate FIRST_WEEK = LocalDate.of(2024, 1, 7);

    private final ZoneId zone;
    private final long seed;
    private final DeviceDraw drawn;
    private final TreeSet<Long> devices = new TreeSet<>();
    private CpcSketch sketch = new CpcSketch(ClientSketch.LG_K);
    private @Nullable ClientSalt salt;

    /** @param drawn whose device comes next */
    DeviceDay(DeviceDraw drawn, ZoneId zone, long seed) {
        this.drawn = drawn;
        this.zone = zone;
        this.seed = seed;
    }

    /** The last millisecond of the day that a moment is in. */
    long end(long millis) {
        LocalDate day = day(millis);
        return day.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli() - 1;
    }

    /** Somebody's device used the WiFi. */
    void used(long millis) {
        long device = drawn.next();
        devices.add(device);
        sketch.update(salt(millis).hash(address(device)));
    }

    /** Forgets the day so far. */
    void forget() {
        devices.clear();
        sketch = new CpcSketch(ClientSketch.LG_K);
    }

    boolean isEmpty() {
        return devices.isEmpty();
    }

    /** The addresses of the day's devices. */
    List<Long> devices() {
        return List.copyOf(devices);
    }

    /** The day's sketch, in the short form of one that was merged. */
    ClientSketch sketch(EventId id) {
        CpcUnion merged = new CpcUnion(ClientSketch.LG_K);
        merged.update(sketch);
        long begin = day(id.atMillis()).atStartOfDay(zone).toInstant().toEpochMilli();
        return new ClientSketch(
                id,
                salt(id.atMillis()).name(),
                (int) ((id.atMillis() + 1 - begin) / 1000),
                Base64.getEncoder().encodeToString(merged.getResult().toByteArray()));
    }

    private ClientSalt salt(long millis) {
        LocalDate day = day(millis);
        ClientSalt known = salt == null ? ClientSalt.of(FIRST_WEEK, key()) : salt;
        known = known.on(day.isBefore(FIRST_WEEK) ? FIRST_WEEK : day);
        salt = known;
        return known;
    }

    private byte[] key() {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(ByteBuffer.allocate(Long.BYTES).putLong(seed).array());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private LocalDate day(long millis) {
        return Instant.ofEpochMilli(millis).atZone(zone).toLocalDate();
    }

    private static byte[] address(long device) {
        byte[] address = new byte[6];
        for (int i = 0; i < address.length; i++) {
            address[i] = (byte) (device >> (8 * (5 - i)));
        }
        return address;
    }
}
