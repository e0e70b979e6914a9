package org.curbline.demand;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Random values of the shapes use has. Of {@code StrictMath}, as everything that is drawn: {@code Math} may differ in
 * the last digit from one processor to another, and so would the city.
 */
final class Draw {
    private Draw() {}

    /** Log-normal with a given mean; sigma is that of the logarithm. */
    static double logNormal(double mean, double sigma, SplittableRandom random) {
        return mean * StrictMath.exp(sigma * random.nextGaussian() - sigma * sigma / 2);
    }

    /** Gamma with mean 1 (Marsaglia and Tsang, ACM Transactions on Mathematical Software 26, 2000). */
    static double gamma(double shape, SplittableRandom random) {
        double d = shape + 1 - 1.0 / 3; // of shape + 1, then brought down, as shape may be below 1
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double normal = random.nextGaussian();
            double v = StrictMath.pow(1 + c * normal, 3);
            double luck = random.nextDouble();
            if (v > 0 && StrictMath.log(1 - luck) < normal * normal / 2 + d - d * v + d * StrictMath.log(v)) {
                return d * v * StrictMath.pow(random.nextDouble(), 1 / shape) / shape;
            }
        }
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
