package org.curbline.demand;

import java.util.SplittableRandom;
import org.curbline.protocol.KioskId;

/**
 * Whose device uses a kiosk's WiFi next. Some people are always about one kiosk, others go about its district; how many
 * of either is such that a week of New York has as many devices as it published. That they divide so is assumed. Not
 * safe for several threads.
 */
final class DeviceDraw {
    /** Devices of a week that only use one kiosk, for each session there on an average day. */
    private static final double OF_KIOSK_PER_SESSION = 0.378;
    /** Devices of a week that use any kiosk of a district. */
    private static final int OF_DISTRICT = 800;
    /** Sessions by these. */
    private static final double DISTRICT_SHARE = 0.25;
    /** Some use it much more than others: the power of an even draw. */
    private static final int UNEVEN = 6;

    private static final int DISTRICT_LETTERS = 5;
    private static final long SIX_BYTES = (1L << 48) - 1;

    private final long ofKiosk;
    private final long ofDistrict;
    private final int devicesOfKiosk;
    private final SplittableRandom random;

    /** @param sessionsPerDay how many the kiosk has on an average day */
    DeviceDraw(KioskId kiosk, double sessionsPerDay, long seed) {
        String id = kiosk.value();
        this.ofKiosk = KioskDemand.spread(id);
        this.ofDistrict = KioskDemand.spread(id.substring(0, Math.min(DISTRICT_LETTERS, id.length())));
        this.devicesOfKiosk = (int) Math.max(1, Math.round(sessionsPerDay * OF_KIOSK_PER_SESSION));
        this.random = new SplittableRandom(seed ^ KioskDemand.spread(id + " devices"));
    }

    /** Its address, of 48 bits. */
    long next() {
        boolean local = random.nextDouble() >= DISTRICT_SHARE;
        double drawn = StrictMath.pow(random.nextDouble(), UNEVEN);
        long number = (long) (drawn * (local ? devicesOfKiosk : OF_DISTRICT));
        return new SplittableRandom((local ? ofKiosk : ofDistrict) + number * 31).nextLong() & SIX_BYTES;
    }
}
