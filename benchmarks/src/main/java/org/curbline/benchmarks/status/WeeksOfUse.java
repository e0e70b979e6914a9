package org.curbline.benchmarks.status;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.curbline.demand.Calibration;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader;

/**
 * What a store would answer about a city in which everything has worked for ever and is used by chance, at all hours
 * alike: made up as it is asked for, so that it takes no memory. Not thread-safe.
 */
final class WeeksOfUse implements PointReader {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long NANOS = 1_000_000;
    private static final int HOURS_A_DAY = 24;

    private final List<KioskId> kiosks;
    private final long seed;
    private long counts;

    WeeksOfUse(List<KioskId> kiosks, long seed) {
        this.kiosks = kiosks;
        this.seed = seed;
    }

    /** How many hours with a use were handed over. */
    long counts() {
        return counts;
    }

    @Override
    public void forEach(PointsQuestion question, Consumer<StoredPoint> consumer) {
        if (question.measurement() != Measurement.TRANSITION) {
            return;
        }
        long day = Duration.ofDays(1).toMillis();
        long first = Math.floorDiv(question.from().toEpochMilli() + day - 1, day) * day;
        for (long mark = first; mark < question.to().toEpochMilli(); mark += day) {
            for (KioskId kiosk : kiosks) {
                for (Service service : Service.values()) {
                    consumer.accept(new StoredPoint(mark * NANOS, goesOn(kiosk, service)));
                }
            }
        }
    }

    private static Map<String, Object> goesOn(KioskId kiosk, Service service) {
        Map<String, Object> values = new HashMap<>();
        values.put(Columns.KIOSK.name(), kiosk.value());
        values.put(Columns.SERVICE.name(), service.word());
        values.put(Columns.VIEW.name(), "known");
        values.put(Columns.STATE.name(), "up");
        values.put(Columns.BEFORE.name(), "up");
        values.put(Columns.REASON.name(), "reported-up");
        return values;
    }

    @Override
    public void hourly(HourlyQuestion question, Consumer<HourlyRow> consumer) {
        if (question.empty() != null) {
            return; // every use carried something
        }
        double mean = perDay(question.measurement()) / HOURS_A_DAY;
        long begin = question.from().toEpochMilli();
        int hours = (int) ((question.to().toEpochMilli() - begin) / HOUR);
        for (KioskId kiosk : kiosks) {
            SplittableRandom random =
                    new SplittableRandom(seed ^ begin ^ kiosk.value().hashCode() * 0x9E3779B9L);
            for (int hour = 0; hour < hours; hour++) {
                int uses = poisson(mean, random);
                if (uses > 0) {
                    counts++;
                    consumer.accept(new HourlyRow(kiosk.value(), hour, uses));
                }
            }
        }
    }

    private static double perDay(Measurement measurement) {
        Calibration usual = Calibration.NEW_YORK_2025;
        return switch (measurement) {
            case WIFI -> usual.wifiPerDay();
            case CHARGING -> usual.chargingPerDay();
            case CALL -> usual.callsPerDay();
            case TABLET -> usual.tabletPerDay();
            default -> 0;
        };
    }

    private static int poisson(double mean, SplittableRandom random) {
        double limit = Math.exp(-mean);
        int uses = 0;
        for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
            uses++;
        }
        return uses;
    }

    @Override
    public List<StoredPoint> points(PointsQuestion question) {
        return List.of();
    }

    @Override
    public List<StoredPoint> newest(NewestQuestion question) {
        return List.of();
    }

    @Override
    public void lastUses(Measurement measurement, Instant since, Consumer<LastUse> consumer) {
        // the board has heard of them
    }

    @Override
    public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
        // nobody asks here
    }

    @Override
    public void close() {
        // nothing is open
    }
}
