package org.curbline.benchmarks;

/**
 * How much is asked of a system.
 *
 * @param messages measured; half as many before, to warm up
 * @param inFlight on each connection at most
 * @param secondsAtMost after which no more is sent
 * @param citySeconds how long the city's load lasts
 */
record Workload(
        long messages, int connections, int inFlight, int eventsPerMessage, int secondsAtMost, int citySeconds) {
    /** New York's kiosks, all connected. */
    static final int CITY_KIOSKS = 2_237;

    /** Five times the WiFi sessions of New York's busiest seconds. */
    static final double CITY_WIFI_PER_SECOND = 5 * 43;

    /** Every kiosk says how its services are every 30 s, and that five times as often. */
    static final double CITY_STATUS_PER_SECOND = 5 * CITY_KIOSKS / 30.0;

    /** The same with fewer messages, for a slow system that needs no warming up. */
    Workload part(int divisor) {
        return new Workload(messages / divisor, connections, inFlight, eventsPerMessage, secondsAtMost, citySeconds);
    }

    String connect(int port) {
        return "connect " + port + " 0 " + connections + " " + inFlight + " " + eventsPerMessage;
    }

    String connectCity(int port) {
        return "connect " + port + " 0 " + CITY_KIOSKS + " " + inFlight + " 1";
    }

    String warmUp() {
        return "flat " + messages / 2 + " " + secondsAtMost;
    }

    String flat() {
        return "flat " + messages + " " + secondsAtMost;
    }

    String city(int seconds) {
        return "paced " + CITY_WIFI_PER_SECOND + " " + CITY_STATUS_PER_SECOND + " " + seconds;
    }
}
