package org.curbline.simulator.demand;

import java.time.Duration;
import java.util.SplittableRandom;

/** Random values of the shapes use has. */
final class Draw {
    private Draw() {}

    /** Log-normal with a given mean; sigma is that of the logarithm. */
    static double logNormal(double mean, double sigma, SplittableRandom random) {
        return mean * Math.exp(sigma * random.nextGaussian() - sigma * sigma / 2);
    }

    /** Whole seconds, at least 1, log-normal about a mean and never more than the longest. */
    static int seconds(Duration mean, double sigma, Duration longest, SplittableRandom random) {
        double seconds = logNormal((double) mean.toSeconds(), sigma, random);
        return (int) Math.max(1, Math.min((double) longest.toSeconds(), Math.rint(seconds)));
    }

    /** One of some values, by their weights. */
    static <T> T oneOf(T[] values, int[] weights, SplittableRandom random) {
        int sum = 0;
        for (int weight : weights) {
            sum += weight;
        }
        int drawn = random.nextInt(sum);
        for (int i = 0; i < weights.length; i++) {
            drawn -= weights[i];
            if (drawn < 0) {
                return values[i];
            }
        }
        return values[0];
    }

    /** With one digit after the point, as a kiosk's sensor gives it. */
    static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
