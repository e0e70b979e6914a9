package org.curbline.status.usual;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.curbline.protocol.Service;

/**
 * Kiosks that are used by chance: a Poisson process each, by the hour of the week, some busier than others. Their past
 * is learnt from as the gateway does it.
 */
final class Street {
    static final Instant LEARNT_UNTIL =
            Instant.parse("2026-03-02T05:00:00Z"); // a Monday, six days before the clocks change
    private static final int WEEKS = 4;
    private static final double[] DAY = {
        0.45, 0.35, 0.28, 0.24, 0.24, 0.32, 0.52, 0.78, 0.98, 1.05, 1.12, 1.22, 1.34, 1.38, 1.40, 1.42, 1.48, 1.52,
        1.50, 1.40, 1.22, 1.02, 0.82, 0.62
    };

    final WeekHours hours;
    final List<Kiosk> kiosks = new ArrayList<>();
    final FleetUse fleet = new FleetUse();
    private final SplittableRandom random;

    /**
     * @param perDay uses of a kiosk on an average day
     * @param sigma how much they differ
     * @param own how much a kiosk's own hours differ from the others'
     * @param emptyShare of the uses
     */
    Street(WeekHours hours, int number, double perDay, double sigma, double own, double emptyShare, long seed) {
        this.hours = hours;
        this.random = new SplittableRandom(seed);
        for (int i = 0; i < number; i++) {
            double level = perDay / 24 * Math.exp(sigma * random.nextGaussian() - sigma * sigma / 2);
            double[] perHour = new double[WeekHours.COUNT];
            for (int hour = 0; hour < perHour.length; hour++) {
                perHour[hour] = level * DAY[hour % 24] * Math.exp(own * random.nextGaussian() - own * own / 2);
            }
            kiosks.add(new Kiosk("k" + i, perHour, emptyShare));
        }
    }

    /** Learns from the last weeks, day of the week by day of the week. */
    void learn() {
        for (DayOfWeek day : DayOfWeek.values()) {
            UseTally tally = new UseTally(Service.CALL, day, hours);
            for (int week = 1; week <= WEEKS; week++) {
                LocalDate monday = LEARNT_UNTIL.atZone(hours.zone()).toLocalDate();
                tally.begin(monday.minusWeeks(week).plusDays(day.getValue() - 1));
                kiosks.forEach(kiosk -> tell(kiosk, tally));
            }
            LearntDay learnt = tally.learn();
            fleet.learn(learnt);
            kiosks.forEach(kiosk -> kiosk.usual.learn(day, learnt.kiosks().get(kiosk.id)));
        }
    }

    private void tell(Kiosk kiosk, UseTally tally) {
        if (!kiosk.learnt) {
            return;
        }
        tally.worked(kiosk.id, tally.from(), tally.to());
        Uses uses = kiosk.uses(tally.from(), random);
        for (Use use = uses.next(); use.at.isBefore(tally.to()); use = uses.next()) {
            int hour = (int) Duration.between(tally.from(), use.at).toHours();
            tally.used(kiosk.id, hour, 1, use.carried ? 0 : 1);
        }
    }

    Uses uses(Kiosk kiosk, Instant from) {
        return kiosk.uses(from, random.split());
    }

    record Use(Instant at, boolean carried) {}

    final class Kiosk {
        final String id;
        final double[] perHour;
        final UsualUse usual = new UsualUse(fleet);
        private final double emptyShare;
        private boolean learnt = true;

        private Kiosk(String id, double[] perHour, double emptyShare) {
            this.id = id;
            this.perHour = perHour;
            this.emptyShare = emptyShare;
        }

        /** It was not there yet. */
        void isNew() {
            learnt = false;
        }

        double perYear() {
            double week = 0;
            for (double each : perHour) {
                week += each;
            }
            return week * 365.2425 / 7;
        }

        private Uses uses(Instant from, SplittableRandom source) {
            return new Uses(this, from, source);
        }
    }

    /** One after the other. */
    final class Uses {
        private final Kiosk kiosk;
        private final SplittableRandom source;
        private double at;

        private Uses(Kiosk kiosk, Instant from, SplittableRandom source) {
            this.kiosk = kiosk;
            this.source = source;
            this.at = from.toEpochMilli();
        }

        Use next() {
            double wait = -Math.log(1 - source.nextDouble());
            while (true) {
                long end = hours.endOf((long) at);
                double perMilli = kiosk.perHour[hours.at((long) at)] / 3_600_000;
                double until = (end - at) * perMilli;
                if (wait < until) {
                    at += wait / perMilli;
                    return new Use(Instant.ofEpochMilli((long) at), source.nextDouble() >= kiosk.emptyShare);
                }
                wait -= until;
                at = end;
            }
        }
    }
}
