package org.curbline.benchmarks.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What is done to whom, one after the other. Pure: the same size and seed make the same plan. */
record ChaosPlan(List<Step> steps) {
    private static final double KILLS = 0.7;
    private static final double STOPS = 0.12;
    private static final double FILLS = 0.08;
    private static final double RIPE = 0.7;
    private static final double REGISTRY = 0.15;
    private static final double BETWEEN = 0.3;

    ChaosPlan {
        steps = List.copyOf(steps);
    }

    /**
     * Makes one that ends with the last kill.
     *
     * @param gateways several share a registry in a PostgreSQL, which is killed and cut off as well, as they are from
     *     each other
     * @param longestPause between two steps
     */
    static ChaosPlan of(int kills, int gateways, long seed, Duration longestPause) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Step> steps = new ArrayList<>();
        int left = kills;
        while (left > 0) {
            Step step = step(random, gateways, longestPause);
            steps.add(step);
            left -= step.act == Act.KILL ? 1 : 0;
        }
        return new ChaosPlan(steps);
    }

    private static Step step(SplittableRandom random, int gateways, Duration longestPause) {
        Duration pause = between(Duration.ofMillis(100), longestPause, random);
        boolean ripe = random.nextDouble() < RIPE;
        double luck = random.nextDouble();
        int gateway = 1 + random.nextInt(gateways);
        boolean registry = gateways > 1 && random.nextDouble() < REGISTRY;
        boolean between = gateways > 1 && random.nextDouble() < BETWEEN;
        if (luck < KILLS) {
            Duration dead = between(Duration.ZERO, Duration.ofMillis(1_500), random);
            Part part = process(random, gateway);
            return new Step(pause, ripe, Act.KILL, registry ? Part.REGISTRY : part, dead);
        }
        if (luck < KILLS + STOPS) {
            Duration still = between(Duration.ofMillis(300), Duration.ofSeconds(12), random);
            Part part = process(random, gateway);
            return new Step(pause, ripe, Act.STOP, between ? Part.BETWEEN_GATEWAYS : part, still);
        }
        Duration length = between(Duration.ofMillis(300), Duration.ofSeconds(5), random);
        boolean first = random.nextBoolean();
        if (luck < KILLS + STOPS + FILLS) {
            return new Step(pause, ripe, Act.FILL, first ? new Part(Kind.GATEWAY, gateway) : Part.STORE, length);
        }
        Kind way = first ? Kind.WAY_TO_GATEWAY : Kind.WAY_TO_STORE;
        Part part = new Part(registry ? Kind.WAY_TO_REGISTRY : way, gateway);
        return new Step(pause, ripe, Act.CUT, between ? Part.BETWEEN_GATEWAYS : part, length);
    }

    private static Part process(SplittableRandom random, int gateway) {
        double luck = random.nextDouble();
        if (luck < 0.4) {
            return new Part(Kind.GATEWAY, gateway);
        }
        return luck < 0.7 ? Part.STORE : Part.TELEMETRY_SERVICE;
    }

    private static Duration between(Duration least, Duration most, SplittableRandom random) {
        return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
    }

    /** What is done. */
    enum Act {
        /** {@code kill -9}, and a new start after a while. */
        KILL,
        /**
         * It stands still for a while, and its connections with it; over a way nothing passes, and nobody is told so.
         */
        STOP,
        /** Its disk is full: for a while no byte can be written to any file. */
        FILL,
        /** Every connection ends, and for a while none can be made. */
        CUT
    }

    /** To what it is done. */
    enum Kind {
        GATEWAY("gateway"),
        STORE("influxd"),
        TELEMETRY_SERVICE("telemetry service"),
        WAY_TO_GATEWAY("way to gateway"),
        WAY_TO_STORE("way to the store of gateway"),
        /** Of several gateways. PostgreSQL is several processes, so it does not stand still. */
        REGISTRY("PostgreSQL"),
        WAY_TO_REGISTRY("way to the registry of gateway"),
        /** All that gateways tell each other, in every direction. */
        WAY_BETWEEN_GATEWAYS("way between gateways");

        private final String title;

        Kind(String title) {
            this.title = title;
        }
    }

    /**
     * One of a kind.
     *
     * @param number of the gateway it belongs to, from 1; 0 if it is all gateways'
     */
    record Part(Kind kind, int number) {
        static final Part STORE = new Part(Kind.STORE, 0);
        static final Part TELEMETRY_SERVICE = new Part(Kind.TELEMETRY_SERVICE, 0);
        static final Part REGISTRY = new Part(Kind.REGISTRY, 0);
        static final Part BETWEEN_GATEWAYS = new Part(Kind.WAY_BETWEEN_GATEWAYS, 0);

        /** Whether it is no program, and carries what programs say to each other. */
        boolean isWay() {
            return switch (kind) {
                case GATEWAY, STORE, TELEMETRY_SERVICE, REGISTRY -> false;
                case WAY_TO_GATEWAY, WAY_TO_STORE, WAY_TO_REGISTRY, WAY_BETWEEN_GATEWAYS -> true;
            };
        }

        String title() {
            return number == 0 ? kind.title : kind.title + ' ' + number;
        }
    }

    /**
     * One thing that is done.
     *
     * @param pause before it
     * @param ripe whether the part must answer first: otherwise it may be hit while it starts
     * @param length until it is started, goes on, has room again or is mended
     */
    record Step(Duration pause, boolean ripe, Act act, Part part, Duration length) {
        String text() {
            return act + " " + part.title() + " for " + length.toMillis() + " ms";
        }
    }
}
