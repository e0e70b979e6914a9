package org.curbline.simulator.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SplittableRandom;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.jspecify.annotations.Nullable;

/**
 * Faults drawn by seed, concentrated as New York's: in July 2018 53.7 % of its kiosks had no hour down, 37.2 % one, 1.8
 * % more than 15 days, and the worst 5 % caused 96 % of all downtime. Which kind it is, how lengths lie between two
 * published ones, and that a fault nobody hears of lasts days (2 to 14), is assumed.
 */
public final class DrawnFaults implements FaultPlan {
    private static final long MONTH_MILLIS = Duration.ofDays(30).toMillis();
    /** The highest rate there is: a month in ten minutes. */
    public static final double MOST_OFTEN = 4_320;

    private static final double NO_FAULT = 0.537;
    /** The published shares of kiosks by their hours down in a month, and how long that is. */
    private static final List<Band> LENGTHS = List.of(
            new Band(NO_FAULT + 0.372, 0.5, 1),
            new Band(NO_FAULT + 0.403, 1.5, 6.5),
            new Band(NO_FAULT + 0.414, 6.5, 24.5),
            new Band(NO_FAULT + 0.431, 24.5, 168.5),
            new Band(NO_FAULT + 0.444, 168.5, 372.5),
            new Band(1, 372.5, 648));

    private static final double LONGEST_SHARE = 0.9;
    private static final List<Service> SERVICES = List.of(Service.values());

    private final List<FaultKind> kinds;
    private final long periodMillis;

    /**
     * One draw for each kiosk and month, or more often.
     *
     * @param kinds of which it is, each as likely
     * @param rate how many times as often as in New York, up to 4,320: then a month's faults come in ten minutes. None
     *     takes more than nine tenths of the time for one draw
     * @throws IllegalArgumentException if there is no kind, or the rate is out of bounds
     */
    public DrawnFaults(Set<FaultKind> kinds, double rate) {
        if (kinds.isEmpty() || !(rate > 0) || rate > MOST_OFTEN) {
            throw new IllegalArgumentException(
                    "Faults have at least one kind, and a rate above 0 and of at most " + (int) MOST_OFTEN);
        }
        this.kinds = new ArrayList<>(EnumSet.copyOf(kinds));
        this.periodMillis = (long) (MONTH_MILLIS / rate);
    }

    @Override
    public Iterator<Fault> of(KioskId kiosk, long seed, long startMillis) {
        return new Iterator<>() {
            private long period;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Fault next() {
                for (int tries = 0; tries < Integer.MAX_VALUE; tries++) {
                    Fault fault = draw(kiosk, seed, period, startMillis + period * periodMillis);
                    period++;
                    if (fault != null) {
                        return fault;
                    }
                }
                throw new NoSuchElementException();
            }
        };
    }

    private @Nullable Fault draw(KioskId kiosk, long seed, long period, long fromMillis) {
        SplittableRandom random = new SplittableRandom(Draws.spread(seed)
                ^ Draws.spread(kiosk.value().hashCode() * 0x9E3779B9L)
                ^ Draws.spread(period * 31 + 7));
        FaultKind kind = kinds.get(random.nextInt(kinds.size()));
        Service service = SERVICES.get(random.nextInt(SERVICES.size()));
        long clock = Draws.hours(2, 12, random) * (random.nextBoolean() ? 1 : -1);
        double luck = random.nextDouble();
        if (luck < NO_FAULT) {
            return null;
        }
        long length = (long) Math.min((double) length(kind, luck, random), periodMillis * LONGEST_SHARE);
        long begin = fromMillis + (long) (random.nextDouble() * (periodMillis - length));
        return new Fault(
                kind,
                kind.isOfService() ? service : null,
                begin,
                begin + length,
                kind == FaultKind.WRONG_CLOCK ? clock : 0);
    }

    private static long length(FaultKind kind, double luck, SplittableRandom random) {
        if (kind.isHidden()) {
            return Draws.hours(48, 336, random);
        }
        Band band =
                LENGTHS.stream().filter(each -> luck < each.upTo).findFirst().orElseThrow();
        return Draws.hours(band.shortest, band.longest, random);
    }

    /**
     * Faults of a length, in hours.
     *
     * @param upTo the part of all kiosks whose fault is at most so long
     */
    private record Band(double upTo, double shortest, double longest) {}
}
