package org.curbline.status.usual;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.curbline.protocol.Service;
import org.curbline.status.usual.LearntDay.OfFleet;

/**
 * Counts the use of one service by every kiosk on one day of the week, date after date, and learns from it. Only whole
 * hours in which the service worked are counted: nobody learns from an outage that nobody comes. Not thread-safe.
 */
public final class UseTally {
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final Service service;
    private final DayOfWeek day;
    private final WeekHours hours;
    private final Map<String, Counts> kiosks = new HashMap<>();
    private long begin;
    private long end;

    public UseTally(Service service, DayOfWeek day, WeekHours hours) {
        this.service = service;
        this.day = day;
        this.hours = hours;
    }

    /** Goes on with a date of this day of the week. */
    public void begin(LocalDate date) {
        begin = date.atStartOfDay(hours.zone()).toInstant().toEpochMilli();
        end = date.plusDays(1).atStartOfDay(hours.zone()).toInstant().toEpochMilli();
        kiosks.values().forEach(counts -> counts.worked = 0);
    }

    /** When the date that is counted begins; its hours are counted from here. */
    public Instant from() {
        return Instant.ofEpochMilli(begin);
    }

    /** When it ends. */
    public Instant to() {
        return Instant.ofEpochMilli(end);
    }

    /**
     * The service worked. To be told of a date before its use.
     *
     * @param to not later than its last use: of what is silent by now nobody knows whether it works
     */
    public void worked(String kiosk, Instant from, Instant to) {
        long first = Math.max(0, Math.floorDiv(from.toEpochMilli() - begin + HOUR - 1, HOUR));
        long last = Math.floorDiv(Math.min(end, to.toEpochMilli()) - begin, HOUR);
        for (long hour = first; hour < last; hour++) {
            Counts counts = kiosks.computeIfAbsent(kiosk, none -> new Counts());
            if ((counts.worked & 1 << hour) == 0) {
                counts.worked |= 1 << hour;
                counts.times[hourOfDay(hour)]++;
            }
        }
    }

    /** Whether any kiosk's worked for an hour of the date that is counted. */
    public boolean hasWorked() {
        return kiosks.values().stream().anyMatch(counts -> counts.worked != 0);
    }

    /**
     * It was used.
     *
     * @param hour counted from the beginning of the date
     * @param empty how many of the uses carried nothing
     */
    public void used(String kiosk, int hour, long uses, long empty) {
        Counts counts = kiosks.get(kiosk);
        if (counts != null && (counts.worked & 1 << hour) != 0) {
            counts.uses[hourOfDay(hour)] += (int) uses;
            counts.empty += empty;
        }
    }

    private int hourOfDay(long hour) {
        return hours.at(begin + hour * HOUR) % WeekHours.A_DAY;
    }

    /** What is known by now. */
    public LearntDay learn() {
        double[] perHour = perHour();
        Spread levels = Spread.NONE;
        double uses = 0;
        double empty = 0;
        Map<String, byte[]> learnt = new HashMap<>();
        for (Map.Entry<String, Counts> each : kiosks.entrySet()) {
            Counts counts = each.getValue();
            levels = levels.plus(counts.expected(perHour), counts.sum());
            uses += counts.sum();
            empty += counts.empty;
            learnt.put(each.getKey(), counts.learnt());
        }
        List<Double> ofFleet = Arrays.stream(perHour).boxed().toList();
        OfFleet fleet = new OfFleet(ofFleet, levels, spread(perHour, FleetUse.levelShape(levels)), uses, empty);
        return new LearntDay(service, day, fleet, learnt);
    }

    private double[] perHour() {
        double[] perHour = new double[WeekHours.A_DAY];
        Arrays.setAll(perHour, hour -> {
            double uses = 0;
            double times = 0;
            for (Counts counts : kiosks.values()) {
                uses += counts.uses[hour];
                times += counts.times[hour];
            }
            return times > 0 ? uses / times : 0;
        });
        return perHour;
    }

    /** How much hours differ from a kiosk's level times the fleet's hour. */
    private Spread spread(double[] perHour, double levelShape) {
        Spread spread = Spread.NONE;
        for (Counts counts : kiosks.values()) {
            double level = (levelShape + counts.sum()) / (levelShape + counts.expected(perHour));
            long known = counts.known();
            for (int hour = 0; hour < WeekHours.A_DAY && known > 1; hour++) {
                if (counts.times[hour] > 0) {
                    double mean = level * perHour[hour] * counts.times[hour];
                    double fitted = known / (known - 1.0); // the level was made of these hours
                    spread = spread.plus(mean, mean + (counts.uses[hour] - mean) * Math.sqrt(fitted));
                }
            }
        }
        return spread;
    }

    /** One kiosk's. */
    private static final class Counts {
        private final int[] uses = new int[WeekHours.A_DAY];
        private final byte[] times = new byte[WeekHours.A_DAY];
        private long empty;
        private int worked; // a bit for each hour of the date

        double sum() {
            return Arrays.stream(uses).sum();
        }

        double expected(double[] perHour) {
            double expected = 0;
            for (int hour = 0; hour < WeekHours.A_DAY; hour++) {
                expected += times[hour] * perHour[hour];
            }
            return expected;
        }

        long known() {
            long known = 0;
            for (byte each : times) {
                known += each > 0 ? 1 : 0;
            }
            return known;
        }

        byte[] learnt() {
            byte[] learnt = new byte[LearntDay.BYTES];
            double all = 0;
            for (int hour = 0; hour < WeekHours.A_DAY; hour++) {
                if (times[hour] > 0) {
                    learnt[hour] = Magnitude.of(uses[hour] / (double) times[hour]);
                    all += times[hour];
                }
            }
            learnt[LearntDay.WEEKS] = Magnitude.of(known() == 0 ? 0 : all / known());
            learnt[LearntDay.EMPTY] = Magnitude.of((double) empty);
            return learnt;
        }
    }
}
