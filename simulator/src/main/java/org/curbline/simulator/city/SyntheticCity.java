package org.curbline.simulator.city;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.curbline.demand.Borough;
import org.curbline.protocol.KioskId;

/**
 * A city of any size that looks like New York's: boroughs have the shares of October 2025, kiosks stand on land, and
 * many stand a few steps along the avenue from another. The same number and seed make the same city.
 *
 * <p>Assumed, because it is not in the published lists' shape: a district is a band from south to north, and six in ten
 * kiosks have a neighbour within 30 to 130 m.
 */
public final class SyntheticCity {
    /** As many as one process has memory and connections for. */
    public static final int MOST = 100_000;

    private static final double NEIGHBOUR_SHARE = 0.6;
    private static final double METRES_PER_DEGREE = 111_320;
    /** Manhattan's avenues run 29 degrees east of north. */
    private static final double AVENUE_RADIANS = Math.toRadians(29);

    private SyntheticCity() {}

    /**
     * Makes a city.
     *
     * @param kiosks how many, 1 to 100,000
     */
    public static List<KioskSite> of(int kiosks, long seed) {
        if (kiosks < 1) {
            throw new IllegalArgumentException("A city needs at least one kiosk, not " + kiosks);
        }
        if (kiosks > MOST) {
            throw new IllegalArgumentException("A city has at most " + MOST + " kiosks, not " + kiosks);
        }
        Map<Borough, Outline> outlines = Outline.ofNewYork();
        List<KioskSite> sites = new ArrayList<>(kiosks);
        shares(kiosks).forEach((borough, count) -> {
            Outline outline = outlines.get(borough);
            if (outline != null) {
                place(borough, outline, count, new SplittableRandom(seed * 31 + borough.digit()), sites);
            }
        });
        return List.copyOf(sites);
    }

    /** Largest remainders: the counts add up, and none is off by one or more. */
    static Map<Borough, Integer> shares(int kiosks) {
        int live = 0;
        for (Borough borough : Borough.values()) {
            live += borough.liveKiosks();
        }
        Map<Borough, Integer> counts = new EnumMap<>(Borough.class);
        Map<Borough, Long> remainders = new EnumMap<>(Borough.class);
        int placed = 0;
        for (Borough borough : Borough.values()) {
            long product = (long) kiosks * borough.liveKiosks();
            counts.put(borough, (int) (product / live));
            remainders.put(borough, product % live);
            placed += (int) (product / live);
        }
        List<Borough> byRemainder = new ArrayList<>(List.of(Borough.values()));
        byRemainder.sort((a, b) -> Long.compare(remainders.getOrDefault(b, 0L), remainders.getOrDefault(a, 0L)));
        for (int i = 0; i < kiosks - placed; i++) {
            counts.merge(byRemainder.get(i), 1, Integer::sum);
        }
        return counts;
    }

    private static void place(
            Borough borough, Outline outline, int count, RandomGenerator random, List<KioskSite> sites) {
        List<double[]> points = new ArrayList<>(count);
        Map<Integer, Integer> numbers = new HashMap<>();
        for (int i = 0; i < count; i++) {
            double[] point = !points.isEmpty() && random.nextDouble() < NEIGHBOUR_SHARE
                    ? besideOne(points, outline, random)
                    : outline.anywhere(random);
            points.add(point);
            int district =
                    1 + Math.min(borough.districts() - 1, (int) (outline.northing(point[0]) * borough.districts()));
            int number = numbers.merge(district, 1, Integer::sum);
            String id = String.format(Locale.ROOT, "%s-%02d-%06d", borough.prefix(), district, number);
            sites.add(new KioskSite(new KioskId(id), borough, district, rounded(point[0]), rounded(point[1])));
        }
    }

    private static double[] besideOne(List<double[]> points, Outline outline, RandomGenerator random) {
        double[] other = points.get(random.nextInt(points.size()));
        double metres = random.nextDouble(30, 130) * (random.nextBoolean() ? 1 : -1);
        double latitude = other[0] + metres * StrictMath.cos(AVENUE_RADIANS) / METRES_PER_DEGREE;
        double longitude = other[1]
                + metres
                        * StrictMath.sin(AVENUE_RADIANS)
                        / (METRES_PER_DEGREE * StrictMath.cos(Math.toRadians(latitude)));
        return outline.contains(latitude, longitude) ? new double[] {latitude, longitude} : outline.anywhere(random);
    }

    private static double rounded(double degrees) {
        return Math.round(degrees * 1e6) / 1e6;
    }
}
