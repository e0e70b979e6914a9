package org.curbline.telemetry.availability;

import org.curbline.status.ServiceState;
import org.jspecify.annotations.Nullable;

/**
 * How long services were in which state within a range, and their outages. An outage is a time without a gap in which a
 * service was neither up nor degraded, nor under maintenance; one that reaches over the range's ends is cut off there.
 * Not thread-safe.
 */
public final class Availability {
    private long upMillis;
    private long degradedMillis;
    private long downMillis;
    private long suspectMillis;
    private long unknownMillis;
    private long maintenanceMillis;
    private long unwatchedMillis;
    private int services;
    private int outages;
    private long outageMillis;
    private long longestOutageMillis;

    /** Adds what another counted. */
    public void add(Availability other) {
        upMillis += other.upMillis;
        degradedMillis += other.degradedMillis;
        downMillis += other.downMillis;
        suspectMillis += other.suspectMillis;
        unknownMillis += other.unknownMillis;
        maintenanceMillis += other.maintenanceMillis;
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
        return switch (state) {
            case UP -> upMillis;
            case DEGRADED -> degradedMillis;
            case DOWN -> downMillis;
            case SUSPECT -> suspectMillis;
            case UNKNOWN -> unknownMillis;
            case MAINTENANCE -> maintenanceMillis;
        };
    }

    /** How long kiosks were in service while nobody could know how they were: before anything was known of them. */
    public long unwatchedMillis() {
        return unwatchedMillis;
    }

    /** The share of the time in service that is counted, from 0 to 1: all but the unwatched; NaN without any. */
    public double shareWatched() {
        long watched = meantToWork() + maintenanceMillis;
        return watched / (double) (watched + unwatchedMillis);
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
        return maintenanceMillis > 0 ? "It was under maintenance all the time." : "Nothing was in service.";
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
        return unknownMillis / (double) meantToWork();
    }

    /** Of the rest of that time the share in which it worked; NaN if nothing is known. */
    public double shareOfKnown() {
        return worked() / (double) (meantToWork() - unknownMillis);
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
        return worked() + downMillis + suspectMillis + unknownMillis;
    }

    private long worked() {
        return upMillis + degradedMillis;
    }

    void addService() {
        services++;
    }

    /** Nobody could know how it was: that counts for nothing else. */
    void unwatched(long time) {
        unwatchedMillis += time;
    }

    /** It worked, or was not meant to. */
    void worked(ServiceState state, long time) {
        count(state, time);
    }

    /**
     * It did not work.
     *
     * @param outage for how long by then, without a gap
     */
    void failed(ServiceState state, long time, long outage) {
        count(state, time);
        outages += outage == time ? 1 : 0;
        outageMillis += time;
        longestOutageMillis = Math.max(longestOutageMillis, outage);
    }

    /**
     * As if each of some services had been in one state all the time, and nothing else.
     *
     * @param state null if nobody could know it
     */
    void throughout(@Nullable ServiceState state, int services, long time) {
        this.services += services;
        if (state == null) {
            unwatched(services * time);
            return;
        }
        count(state, services * time);
        if (state == ServiceState.DOWN || state == ServiceState.SUSPECT || state == ServiceState.UNKNOWN) {
            outages += services;
            outageMillis += services * time;
            longestOutageMillis = Math.max(longestOutageMillis, time);
        }
    }

    private void count(ServiceState state, long time) {
        switch (state) {
            case UP -> upMillis += time;
            case DEGRADED -> degradedMillis += time;
            case DOWN -> downMillis += time;
            case SUSPECT -> suspectMillis += time;
            case UNKNOWN -> unknownMillis += time;
            case MAINTENANCE -> maintenanceMillis += time;
        }
    }
}
