package org.curbline.telemetry.open;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.curbline.program.http.Period;
import org.curbline.store.Measurement.Columns;
import org.curbline.telemetry.calendar.Bucket;
import org.curbline.telemetry.clients.DeviceCount;
import org.curbline.telemetry.usage.Measure;
import org.curbline.telemetry.usage.UsageAnswer;
import org.curbline.telemetry.usage.UsageAnswer.Row;
import org.curbline.telemetry.usage.UsageAnswer.Used;
import org.curbline.telemetry.usage.UsageFilter;
import org.curbline.telemetry.usage.UsageReading;
import org.curbline.telemetry.usage.UsageRequest;
import org.curbline.telemetry.usage.UsageRequest.By;
import org.curbline.telemetry.usage.UsageRequest.Grouping;
import org.curbline.telemetry.usage.UsedService;

/**
 * Reads the city's weeks of WiFi use, from Sunday to Sunday by its clocks. Weeks that cannot change any more are
 * remembered and not asked for again. Blocking; any thread.
 */
public final class WeeksReading {
    private static final int WEEKS_AT_ONCE = 26;
    private static final Bucket WEEK = Bucket.week(DayOfWeek.SUNDAY);

    private final UsageReading usage;
    private final InstantSource clock;
    private final OpenDataRule rule;
    private final ZoneId zone;

    @GuardedBy("this")
    private final List<WeekOfUse> remembered = new ArrayList<>();

    public WeeksReading(UsageReading usage, InstantSource clock, OpenDataRule rule, ZoneId zone) {
        this.usage = usage;
        this.clock = clock;
        this.rule = rule;
        this.zone = zone;
    }

    /** @throws org.curbline.store.PointReader.StoreUnavailableException if the store does not answer */
    public synchronized Weeks read() {
        Instant now = clock.instant();
        Instant oldest = now.minus(rule.kept()).isBefore(Instant.EPOCH) ? Instant.EPOCH : now.minus(rule.kept());
        LocalDate begin = remembered.isEmpty()
                ? firstSunday(oldest)
                : remembered.get(remembered.size() - 1).end();
        LocalDate end = sundayUntil(now.minus(rule.settling()));
        Instant asOf = now;
        Instant finalUntil = midnight(end);
        List<WeekOfUse> weeks = new ArrayList<>(remembered);
        for (LocalDate from = begin; from.isBefore(end); from = from.plusWeeks(WEEKS_AT_ONCE)) {
            LocalDate to = from.plusWeeks(WEEKS_AT_ONCE).isBefore(end) ? from.plusWeeks(WEEKS_AT_ONCE) : end;
            UsageAnswer answer = usage.asFarAsKept(question(from, to, Bucket.DAY, Measure.usual()));
            UsageAnswer devices = usage.asFarAsKept(question(from, to, WEEK, List.of(Measure.CLIENTS)));
            asOf = answer.asOf().isBefore(asOf) ? answer.asOf() : asOf;
            finalUntil = answer.finalUntil().isBefore(finalUntil) ? answer.finalUntil() : finalUntil;
            weeks.addAll(weeks(from, to, answer, devices));
        }
        for (WeekOfUse week : List.copyOf(weeks.subList(remembered.size(), weeks.size()))) {
            if (!midnight(week.end()).isAfter(finalUntil)) {
                remembered.add(week);
            }
        }
        return new Weeks(rows(weeks, finalUntil.atZone(zone).toLocalDate(), oldest), asOf, finalUntil);
    }

    private List<WeeklyUsage> rows(List<WeekOfUse> weeks, LocalDate finalUntil, Instant oldest) {
        LocalDate firstUsed = weeks.stream()
                .filter(week -> week.sessions() > 0)
                .map(WeekOfUse::end)
                .findFirst()
                .orElse(LocalDate.MAX);
        boolean sinceTheFirst = sundayFrom(oldest.plus(Duration.ofDays(14))).isBefore(firstUsed);
        return new Withholding(rule.smallestCount(), finalUntil)
                .rows(firstUsed.equals(LocalDate.MAX) ? List.of() : weeks, sinceTheFirst);
    }

    private UsageRequest question(LocalDate from, LocalDate to, Bucket bucket, List<Measure> measures) {
        return new UsageRequest(
                List.of(UsedService.WIFI),
                new Period(midnight(from), midnight(to), zone),
                new Grouping(By.NOTHING, bucket),
                UsageFilter.NONE,
                measures,
                0,
                null);
    }

    private List<WeekOfUse> weeks(LocalDate from, LocalDate to, UsageAnswer answer, UsageAnswer devices) {
        TreeMap<LocalDate, WeekOfUse> weeks = new TreeMap<>();
        for (LocalDate end = from.plusWeeks(1); !end.isAfter(to); end = end.plusWeeks(1)) {
            weeks.put(end, new WeekOfUse(end, 0, 0, 0, 0));
        }
        for (Row row : answer.rows()) {
            if (row.start() != null) {
                LocalDate end = row.start().atZone(zone).toLocalDate().with(TemporalAdjusters.next(DayOfWeek.SUNDAY));
                weeks.computeIfPresent(end, (same, week) -> with(week, row.used()));
            }
        }
        for (Row row : devices.rows()) {
            DeviceCount clients = row.used().clients();
            if (row.start() != null && clients != null) {
                LocalDate end = row.start().atZone(zone).toLocalDate().plusWeeks(1);
                weeks.computeIfPresent(end, (same, week) -> week.withClients(clients.estimate()));
            }
        }
        return List.copyOf(weeks.values());
    }

    private static WeekOfUse with(WeekOfUse week, Used day) {
        return new WeekOfUse(
                week.end(),
                Math.addExact(week.sessions(), day.count()),
                Math.addExact(week.seconds(), day.sum(Columns.DURATION)),
                Math.addExact(week.downBytes(), day.sum(Columns.DOWN)),
                Math.addExact(week.upBytes(), day.sum(Columns.UP)));
    }

    /** Where the first week begins. */
    private LocalDate firstSunday(Instant oldest) {
        LocalDate kept = sundayFrom(oldest);
        if (rule.firstWeek() == null) {
            return kept;
        }
        LocalDate chosen = rule.firstWeek().with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
        return chosen.isBefore(kept) ? kept : chosen;
    }

    private LocalDate sundayFrom(Instant time) {
        return time.atZone(zone).toLocalDate().with(TemporalAdjusters.nextOrSame(DayOfWeek.SUNDAY));
    }

    private LocalDate sundayUntil(Instant time) {
        return time.atZone(zone).toLocalDate().with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
    }

    private Instant midnight(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }

    /**
     * @param asOf what was stored before is counted
     * @param finalUntil weeks that ended by then can no longer change; where the report ends at the latest
     */
    public record Weeks(List<WeeklyUsage> rows, Instant asOf, Instant finalUntil) {}
}
