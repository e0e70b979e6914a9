package org.curbline.telemetry.usage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import org.curbline.program.http.Period;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader;
import org.curbline.telemetry.bound.RowBudget;
import org.curbline.telemetry.calendar.Bucket;
import org.curbline.telemetry.rollup.Coverage;
import org.curbline.telemetry.rollup.Days;
import org.curbline.telemetry.usage.UsageRequest.By;
import org.curbline.telemetry.usage.UsageRequest.Grouping;

/**
 * Reads ahead how many devices there were: of the weeks of a year, everywhere together and in each borough and
 * district, and of the days of a quarter, without the districts. Blocking; any thread.
 */
final class DevicesAhead {
    /** As far back as pages show weeks, and days. */
    private static final int WEEKS = 53;

    private static final int WEEKS_OF_DAYS = 13;
    /** Should a count ever come to the same of something else. */
    private static final Duration READ_AGAIN = Duration.ofDays(1);

    private final ClientReading clients;
    private final InstantSource clock;
    private final ZoneId cityZone;
    private final Map<Instant, Read> known = new ConcurrentHashMap<>();

    DevicesAhead(ClientReading clients, InstantSource clock, ZoneId cityZone) {
        this.clients = clients;
        this.clock = clock;
        this.cityZone = cityZone;
    }

    /**
     * Makes that all of it is remembered.
     *
     * @return what is to be done for it, week by week, the newest first
     * @throws PointReader.StoreUnavailableException if the store does not answer, likewise of what is returned
     */
    List<Runnable> keep(Coverage coverage) {
        Days days = coverage.days();
        if (!days.areOf(cityZone)) {
            return List.of();
        }
        Instant now = clock.instant();
        Instant today = days.begin(now);
        Instant oldest = days.begin(days.sunday(now), -7 * WEEKS);
        known.keySet().removeIf(sunday -> sunday.isBefore(oldest));
        NavigableMap<Instant, Long> ofWeeks = clients.citysSketches(Measurement.CLIENTS_WEEK, oldest, today);
        NavigableMap<Instant, Long> ofDays = clients.citysSketches(Measurement.CLIENTS_DAY, oldest, today);
        List<Runnable> pieces = new ArrayList<>();
        for (int back = 0; back <= WEEKS; back++) {
            Instant sunday = days.begin(days.sunday(now), -7 * back);
            Instant nextSunday = days.begin(sunday, 7);
            Instant end = nextSunday.isBefore(today) ? nextSunday : today;
            if (ofDays.subMap(sunday, end).isEmpty() || !coverage.hasMerged(sunday, end)) {
                continue;
            }
            List<Long> sketches = new ArrayList<>(ofDays.subMap(sunday, end).values());
            sketches.add(ofWeeks.getOrDefault(sunday, 0L));
            Read read = known.get(sunday);
            if (read == null || !read.sketches.equals(sketches) || read.at.isBefore(now.minus(READ_AGAIN))) {
                boolean inDays = back <= WEEKS_OF_DAYS;
                pieces.add(() -> {
                    keep(new Period(sunday, end, cityZone), coverage, inDays);
                    known.put(sunday, new Read(sketches, now));
                });
            }
        }
        return pieces;
    }

    private void keep(Period week, Coverage coverage, boolean inDays) {
        List<Grouping> groupings = new ArrayList<>(List.of(
                new Grouping(By.NOTHING, null), new Grouping(By.BOROUGH, null), new Grouping(By.DISTRICT, null)));
        if (inDays) {
            groupings.add(new Grouping(By.NOTHING, Bucket.DAY));
            groupings.add(new Grouping(By.BOROUGH, Bucket.DAY));
        }
        for (Grouping grouping : groupings) {
            UsageRequest request = new UsageRequest(
                    List.of(UsedService.WIFI), week, grouping, UsageFilter.NONE, List.of(Measure.CLIENTS), 0, null);
            try (RowBudget.Share unbounded = RowBudget.NONE.open()) {
                clients.read(request, week, coverage, new UsageTally(unbounded), true);
            }
        }
    }

    /**
     * What was read of a week.
     *
     * @param sketches of how many the city's were merged, day by day, and of the week
     */
    private record Read(List<Long> sketches, Instant at) {}
}
