package org.curbline.benchmarks.status;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.curbline.gateway.status.StatusBoard;
import org.curbline.gateway.status.UseLesson;
import org.curbline.protocol.Call;
import org.curbline.protocol.ChargingSession;
import org.curbline.protocol.EventId;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.WifiSession;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.status.Judgement;
import org.curbline.status.StatusRule;
import org.curbline.status.Transition;
import org.curbline.status.Transitions;
import org.curbline.status.usual.Doubt;
import org.curbline.status.usual.WeekHours;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What it takes to learn a city's usual use: time of a processor, and heap. */
@Command(
        name = "benchmarks/learning",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description = "Measures how long a gateway takes to learn what use is usual, and what that takes of its heap.")
public final class LearningBenchmark implements Callable<Integer> {
    private static final Instant NOW = Instant.parse("2026-11-26T07:00:00Z");
    private static final WeekHours HOURS = new WeekHours(ZoneId.of("America/New_York"));
    private static final StatusRule RULE = new StatusRule(Duration.ofMinutes(2), Duration.ofSeconds(30));
    private static final double MEGABYTE = 1024 * 1024;
    private static final int MORE_THAN_HANDING_OUT_TAKES = 2_000;

    @Option(names = "--kiosks", description = "Kiosks of the city.")
    private int kiosks = 2_237;

    @Option(names = "--weeks", description = "Weeks that are learnt from.")
    private int weeks = 4;

    private LearningBenchmark() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new LearningBenchmark()).execute(args));
    }

    @Override
    public Integer call() {
        TrialClock clock = new TrialClock(NOW.toEpochMilli());
        try (KioskRegistry registry = KioskRegistry.open("jdbc:h2:mem:" + UUID.randomUUID(), clock)) {
            List<KioskId> ids = new ArrayList<>();
            SyntheticCity.of(kiosks, 1).forEach(site -> {
                registry.put(new Kiosk(site.id().value(), Lifecycle.ACTIVE, "", null, null, null, Origin.ADDED));
                ids.add(site.id());
            });
            StatusBoard board = new StatusBoard(RULE, new Doubt(HOURS, 0.1), registry, clock, new Unheard());
            ids.forEach(kiosk -> worksAndIsUsed(kiosk, board));
            measure(new WeeksOfUse(ids, 1), registry, board);
        }
        return 0;
    }

    private void measure(WeeksOfUse use, KioskRegistry registry, StatusBoard board) {
        UseLesson.Sources sources = new UseLesson.Sources(use, new Transitions(use), registry, board::find);
        double before = heap();
        double atWork = 0;
        long nanos = 0;
        for (DayOfWeek day : DayOfWeek.values()) {
            UseLesson lesson = new UseLesson(sources, RULE.allowedAge(), HOURS, day, dates(day));
            long begin = System.nanoTime();
            while (!lesson.isOver()) {
                lesson.step();
            }
            nanos += System.nanoTime() - begin;
            atWork = Math.max(atWork, heap() - before);
            begin = System.nanoTime();
            lesson.learnt().forEach(board::learnt);
            for (int tick = 0; tick < MORE_THAN_HANDING_OUT_TAKES; tick++) {
                board.tick();
            }
            nanos += System.nanoTime() - begin;
        }
        System.out.printf(
                Locale.ROOT,
                "%,d kiosks, %d services, %d weeks: %,d hours with a use%n"
                        + "learnt in %.1f s of a processor, besides what the store takes%n"
                        + "heap: %.1f MB of what was learnt, %.1f MB while learning; %.1f MB of registry and board%n",
                kiosks,
                Service.values().length,
                weeks,
                use.counts(),
                nanos / 1e9,
                heap() - before,
                atWork,
                before);
    }

    private List<LocalDate> dates(DayOfWeek day) {
        LocalDate last = NOW.atZone(HOURS.zone()).toLocalDate().minusDays(1);
        while (last.getDayOfWeek() != day) {
            last = last.minusDays(1);
        }
        List<LocalDate> dates = new ArrayList<>();
        for (int week = 0; week < weeks; week++) {
            dates.add(last.minusWeeks(week));
        }
        return dates;
    }

    private static void worksAndIsUsed(KioskId kiosk, StatusBoard board) {
        long at = NOW.toEpochMilli();
        int seq = 0;
        for (Service service : Service.values()) {
            board.stored(kiosk, new ServiceReport(new EventId(++seq, at), service, ServiceReport.State.UP, ""));
        }
        board.stored(kiosk, new WifiSession(new EventId(++seq, at), 60, 1, 1, WifiSession.Network.OPEN));
        board.stored(kiosk, new ChargingSession(new EventId(++seq, at), 1, 60, 1));
        board.stored(kiosk, new Call(new EventId(++seq, at), Call.CallKind.LOCAL, 60, Call.Outcome.COMPLETED));
        board.stored(kiosk, new TabletSession(new EventId(++seq, at), TabletSession.Activity.MAPS, 60));
    }

    /** Megabytes in use. */
    private static double heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / MEGABYTE;
    }

    /** Nobody asks for transitions. */
    private static final class Unheard implements StatusBoard.Changes {
        @Override
        public void changed(Transition transition, Judgement before) {
            // nothing is kept
        }

        @Override
        public void late(KioskId kiosk, Instant from) {
            // nothing comes late
        }
    }
}
