package org.curbline.telemetry;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.curbline.store.Column.Whole;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.telemetry.calendar.Bucket;
import org.curbline.telemetry.rollup.RolledUse;
import org.jspecify.annotations.Nullable;

/** Made-up use of some kiosks, and what answers about it must be, reckoned event by event. */
final class UseLedger {
    private static final List<String> KINDS = List.of("one", "two", "");

    private final List<Use> uses = new ArrayList<>();
    private final Random random;
    private int seq;

    UseLedger(Random random) {
        this.random = random;
    }

    List<Use> uses() {
        return uses;
    }

    /** At any time of a period; one in four at the very beginning or end of an hour. */
    void makeUp(int events, List<String> kiosks, Instant from, Instant to) {
        long millis = ChronoUnit.MILLIS.between(from, to);
        for (int i = 0; i < events; i++) {
            Instant at = from.plusMillis(random.nextLong(millis));
            if (random.nextInt(4) == 0) {
                long between = seq % 2 == 0 ? 3_600 : 900; // clocks' hours begin at quarters of UTC's, too
                at = at.minusMillis(Math.floorMod(at.toEpochMilli(), between * 1_000))
                        .minusMillis(random.nextInt(2));
            }
            RolledUse service = List.of(RolledUse.values()).get(random.nextInt(4));
            String kiosk = kiosks.get(random.nextInt(kiosks.size()));
            String kind = KINDS.get(random.nextInt(KINDS.size()));
            List<Long> sums = service.sums().stream()
                    .map(column -> random.nextLong(1L << 40))
                    .toList();
            uses.add(new Use(service, kiosk, kind, at, ++seq, sums));
        }
    }

    /** By service, key and beginning of the bucket: the count, then the sums of all columns. */
    Map<String, List<Long>> expected(
            Instant from, Instant to, Function<Use, String> key, @Nullable Function<Use, Instant> start) {
        Map<String, long[]> sums = new TreeMap<>();
        for (Use use : uses) {
            if (!use.at.isBefore(from) && use.at.isBefore(to)) {
                String group =
                        use.service.word() + '|' + key.apply(use) + '|' + (start == null ? null : start.apply(use));
                long[] sum = sums.computeIfAbsent(group, none -> new long[5]);
                sum[0]++;
                for (int i = 0; i < use.sums.size(); i++) {
                    Whole column = use.service.sums().get(i);
                    sum[1 + RolledUse.SUMMED.indexOf(column)] += use.sums.get(i);
                }
            }
        }
        Map<String, List<Long>> expected = new TreeMap<>();
        sums.forEach(
                (group, sum) -> expected.put(group, Arrays.stream(sum).boxed().toList()));
        return expected;
    }

    static Instant start(Use use, Bucket bucket, ZoneId zone) {
        ZonedDateTime at = use.at.atZone(zone);
        ZonedDateTime midnight = at.toLocalDate().atStartOfDay(zone);
        return switch (bucket.length()) {
            case HOUR -> at.truncatedTo(ChronoUnit.HOURS).toInstant();
            case DAY -> midnight.toInstant();
            case WEEK -> {
                ZonedDateTime day = midnight;
                while (day.getDayOfWeek() != bucket.firstDay()) {
                    day = day.minusDays(1);
                }
                yield day.toInstant();
            }
            case MONTH -> midnight.withDayOfMonth(1).toInstant();
        };
    }

    /** @param seq of the kiosk; two events may be of one millisecond */
    record Use(RolledUse service, String kiosk, String kind, Instant at, int seq, List<Long> sums) {
        void addTo(PointBatch batch) {
            batch.begin(service.points());
            service.points().tags().forEach(tag -> {
                if (tag.equals(service.kind())) {
                    batch.tag(tag, kind);
                } else if (tag.equals(Columns.KIOSK)) {
                    batch.tag(tag, kiosk);
                } else {
                    batch.tag(tag, "answered");
                }
            });
            batch.field(Columns.SEQ, seq);
            for (int i = 0; i < sums.size(); i++) {
                batch.field(service.sums().get(i), sums.get(i));
            }
            batch.end(at.toEpochMilli() * 1_000_000 + seq);
        }

        String hourOfDay(ZoneId zone) {
            return String.format(Locale.ROOT, "%02d", at.atZone(zone).getHour());
        }

        String weekday(ZoneId zone) {
            return Integer.toString(at.atZone(zone).getDayOfWeek().getValue());
        }
    }
}
