package org.curbline.simulator.faults;

import java.time.Duration;
import java.util.SplittableRandom;

/** Random values of the shapes faults have. */
final class Draws {
    private Draws() {}

    /** Milliseconds; as likely between one hour and two as between ten and twenty. */
    static long hours(double shortest, double longest, SplittableRandom random) {
        double hours = shortest * StrictMath.pow(longest / shortest, random.nextDouble());
        return (long) (hours * Duration.ofHours(1).toMillis());
    }

    /** Of a number, another that looks like no other's. */
    static long spread(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
