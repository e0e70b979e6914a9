package org.curbline.telemetry.availability;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.curbline.status.ServiceState;

/**
 * How long services were in which state within a range, and their outages. An outage is a time without a gap in which a
 * service was neither up nor degraded, nor under maintenance; one that reaches over the range's ends is cut off there.
 * Not thread-safe.
 */
public final class Availability {
    private final Map<ServiceState, Long> millis = new EnumMap<>(ServiceState.class);
    private long unwatchedMillis;
    private int services;
    private int outages;
    private long outageMillis;
    private long longestOutageMillis;

    /** Adds what another counted. */
    public void add(Availability other) {
        other.millis.forEach((state, time) -> millis.merge(state, time, Long::sum));
        unwatchedMillis += other.unwatchedMillis;
        services += other.services;
        outages += other.outages;
        outageMillis += other.outageMillis;
        longestOutageMillis = Math.max(longestOutageMillis, other.longestOutageMillis);
    }

    /** How many services of kiosks were counted. */
    public int services() {
        return services;
    }

    public long millis(ServiceState state) {
        return millis.getOrDefault(state, 0L);
    }

    /** How long kiosks were in service while nobody could know how they were: before anything was known of them. */
    public long unwatchedMillis() {
        return unwatchedMillis;
    }

    /** Whether there is a share of the time at all. */
    public boolean isKnown() {
        return meantToWork() > 0;
    }

    /** Why there is no share, as a sentence; empty if there is one. */
    public String whyNone() {
        if (isKnown()) {
            return "";
        }
        if (unwatchedMillis > 0) {
            return "Nothing is known of this time: it was before the first report, or before its kiosks were registered.";
        }
        return millis(ServiceState.MAINTENANCE) > 0
                ? "It was under maintenance all the time."
                : "Nothing was in service.";
    }

    /**
     * The share of the time outside maintenance in which it is known to have worked, from 0 to 1; NaN if nothing was
     * counted.
     */
    public double share() {
        return worked() / (double) meantToWork();
    }

    /**
     * The share of the time outside maintenance of which nobody knows whether it worked; NaN if nothing was counted.
     */
    public double shareUnknown() {
        return millis(ServiceState.UNKNOWN) / (double) meantToWork();
    }

    /** Of the rest of that time the share in which it worked; NaN if nothing is known. */
    public double shareOfKnown() {
        return worked() / (double) (meantToWork() - millis(ServiceState.UNKNOWN));
    }

    public int outages() {
        return outages;
    }

    public long outageMillis() {
        return outageMillis;
    }

    public long longestOutageMillis() {
        return longestOutageMillis;
    }

    /** The mean length of an outage; NaN without one. */
    public double meanTimeToRepairMillis() {
        return outages == 0 ? Double.NaN : outageMillis / (double) outages;
    }

    /** How long it worked for each outage; NaN without one. */
    public double meanTimeBetweenFailuresMillis() {
        return outages == 0 ? Double.NaN : worked() / (double) outages;
    }

    private long meantToWork() {
        return millis.values().stream().mapToLong(Long::longValue).sum() - millis(ServiceState.MAINTENANCE);
    }

    private long worked() {
        return millis(ServiceState.UP) + millis(ServiceState.DEGRADED);
    }

    /** One service's course through the range, interval after interval. */
    static final class Course {
        private final Availability counted = new Availability();
        private long outage;

        /** @param to not before from; an empty interval counts nothing */
        void in(ServiceState state, Instant from, Instant to) {
            long time = to.toEpochMilli() - from.toEpochMilli();
            if (time <= 0) {
                return;
            }
            counted.services = 1;
            counted.millis.merge(state, time, Long::sum);
            switch (state) {
                case UP, DEGRADED, MAINTENANCE -> outage = 0;
                case DOWN, SUSPECT, UNKNOWN -> {
                    counted.outages += outage == 0 ? 1 : 0;
                    outage += time;
                    counted.outageMillis += time;
                    counted.longestOutageMillis = Math.max(counted.longestOutageMillis, outage);
                }
            }
        }

        /** Nobody could know how it was: that is no outage, and counts for nothing else. */
        void unwatched(Instant from, Instant to) {
            long time = to.toEpochMilli() - from.toEpochMilli();
            if (time > 0) {
                counted.services = 1;
                counted.unwatchedMillis += time;
                outage = 0;
            }
        }

        /** It was not in service, which ends an outage. */
        void outOfService() {
            outage = 0;
        }

        Availability counted() {
            return counted;
        }
    }
}
