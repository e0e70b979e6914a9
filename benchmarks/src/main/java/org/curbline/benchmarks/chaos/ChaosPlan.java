package org.curbline.benchmarks.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What is done to whom, one after the other. Pure: the same kills, seed and pause make the same plan. */
record ChaosPlan(List<Step> steps) {
    private static final double KILLS = 0.75;
    private static final double STOPS = 0.15;
    private static final double RIPE = 0.7;

    ChaosPlan {
        steps = List.copyOf(steps);
    }

    /**
     * Makes one that ends with the last kill.
     *
     * @param longestPause between two steps
     */
    static ChaosPlan of(int kills, long seed, Duration longestPause) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Step> steps = new ArrayList<>();
        int left = kills;
        while (left > 0) {
            Step step = step(random, longestPause);
            steps.add(step);
            left -= step.act == Act.KILL ? 1 : 0;
        }
        return new ChaosPlan(steps);
    }

    private static Step step(SplittableRandom random, Duration longestPause) {
        Duration pause = between(Duration.ofMillis(100), longestPause, random);
        boolean ripe = random.nextDouble() < RIPE;
        double luck = random.nextDouble();
        if (luck < KILLS) {
            Duration dead = between(Duration.ZERO, Duration.ofMillis(1_500), random);
            return new Step(pause, ripe, Act.KILL, process(random), dead);
        }
        if (luck < KILLS + STOPS) {
            Duration still = between(Duration.ofMillis(300), Duration.ofSeconds(8), random);
            return new Step(pause, ripe, Act.STOP, process(random), still);
        }
        Part way = random.nextBoolean() ? Part.WAY_TO_GATEWAY : Part.WAY_TO_STORE;
        return new Step(pause, ripe, Act.CUT, way, between(Duration.ofMillis(300), Duration.ofSeconds(5), random));
    }

    private static Part process(SplittableRandom random) {
        double luck = random.nextDouble();
        if (luck < 0.4) {
            return Part.GATEWAY;
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
        /** It stands still for a while, and its connections with it. */
        STOP,
        /** Every connection ends, and for a while none can be made. */
        CUT
    }

    /** To what it is done. */
    enum Part {
        GATEWAY("gateway"),
        STORE("influxd"),
        TELEMETRY_SERVICE("telemetry service"),
        WAY_TO_GATEWAY("way to the gateway"),
        WAY_TO_STORE("way to the store");

        private final String title;

        Part(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /**
     * One thing that is done.
     *
     * @param pause before it
     * @param ripe whether the part must answer first: otherwise it may be hit while it starts
     * @param length until it is started, goes on or is mended
     */
    record Step(Duration pause, boolean ripe, Act act, Part part, Duration length) {
        String text() {
            return act + " " + part.title + " for " + length.toMillis() + " ms";
        }
    }
}
