package org.curbline.demand;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.TreeSet;
import org.curbline.protocol.ClientSalt;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.EventId;

/**
 * Whose devices use a kiosk's WiFi in a day: counted as every kiosk counts them, and kept as nobody may but who wants
 * to check. Not safe for several threads.
 */
final class DeviceDay {
    /** The week of which the simulated city's key is made from the seed; later weeks' follow from it. */
    private static final LocalDate FIRST_WEEK = LocalDate.of(2024, 1, 7);

    private final ZoneId zone;
    private final DeviceDraw drawn;
    private final TreeSet<Long> devices = new TreeSet<>();
    private final DaySketch sketch;

    /** @param drawn whose device comes next */
    DeviceDay(DeviceDraw drawn, ZoneId zone, long seed) {
        this.drawn = drawn;
        this.zone = zone;
        this.sketch = new DaySketch(zone, ClientSalt.of(FIRST_WEEK, key(seed)));
    }

    /** The last millisecond of the day that a moment is in. */
    long end(long millis) {
        return DaySketch.end(millis, zone);
    }

    /** Somebody's device used the WiFi. */
    void used(long millis) {
        long device = drawn.next();
        devices.add(device);
        sketch.used(address(device), millis);
    }

    /** Forgets the day so far. */
    void forget() {
        devices.clear();
        sketch.forget();
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
        return sketch.sketch(id);
    }

    private static byte[] key(long seed) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(ByteBuffer.allocate(Long.BYTES).putLong(seed).array());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static byte[] address(long device) {
        byte[] address = new byte[6];
        for (int i = 0; i < address.length; i++) {
            address[i] = (byte) (device >> (8 * (5 - i)));
        }
        return address;
    }
}
