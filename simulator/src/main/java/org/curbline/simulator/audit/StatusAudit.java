package org.curbline.simulator.audit;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport.State;
import org.curbline.simulator.audit.StatusAnswers.Shown;
import org.curbline.simulator.audit.StatusAnswers.View;
import org.curbline.simulator.audit.StatusReport.Difference;
import org.curbline.simulator.audit.StatusReport.Worked;
import org.curbline.simulator.ledger.KioskTruth;
import org.curbline.simulator.ledger.KioskTruth.Told;
import org.curbline.simulator.ledger.LedgerIndex;

/**
 * Compares what is said of kiosks' services with what the ledger says was true: the history that was seen, the one that
 * is known, and availability, which must follow from it.
 */
public final class StatusAudit {
    private static final int QUESTIONS_AT_ONCE = 8;
    private static final double SECOND = 1;
    /** What a spool told late is known some seconds after. */
    private static final Duration LATE_AT_MOST = Duration.ofSeconds(20);

    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final Askers askers;
    private final StatusAnswers answers;
    private final Duration patience;

    public StatusAudit(StatusAnswers answers) {
        this(answers, LATE_AT_MOST);
    }

    /** @param told hears how far it is */
    StatusAudit(StatusAnswers answers, Consumer<String> told) {
        this(answers, LATE_AT_MOST, told);
    }

    /** @param patience how long to ask again before a difference is one */
    public StatusAudit(StatusAnswers answers, Duration patience) {
        this(answers, patience, Askers.UNHEARD);
    }

    private StatusAudit(StatusAnswers answers, Duration patience, Consumer<String> told) {
        this.askers = new Askers(QUESTIONS_AT_ONCE, told);
        this.answers = answers;
        this.patience = patience;
    }

    /**
     * Compares. Blocks until everything has been asked.
     *
     * @param index the ledger; nobody may write to it meanwhile
     * @throws IOException if nobody can be asked
     */
    public StatusReport compare(LedgerIndex index) throws IOException, InterruptedException {
        return compare(index, Set.of());
    }

    /** @param except kiosks for which others reported, too, so that what is said of them is not of the ledger alone */
    StatusReport compare(LedgerIndex index, Set<KioskId> except) throws IOException, InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        StatusReport report = ask(index, except);
        while (!report.agrees() && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(AGAIN.toMillis());
            report = ask(index, except);
        }
        return report;
    }

    private StatusReport ask(LedgerIndex index, Set<KioskId> except) throws IOException, InterruptedException {
        Map<KioskId, KioskTruth> truths = index.truths();
        List<Callable<OfKiosk>> questions = new ArrayList<>();
        StatusReport.Builder report = new StatusReport.Builder();
        truths.forEach((kiosk, truth) -> {
            if (except.contains(kiosk)) {
                report.leftOut();
            } else {
                questions.add(() -> ask(kiosk, truth, index));
            }
        });
        askers.ask(questions, "audit of status").forEach(each -> each.addTo(report));
        truths.values().forEach(truth -> truth.faults().forEach(report::fault));
        return report.build();
    }

    private OfKiosk ask(KioskId kiosk, KioskTruth truth, LedgerIndex index) throws IOException, InterruptedException {
        List<Told> first = truth.states(Service.WIFI);
        long begin = first.isEmpty() ? Long.MAX_VALUE : first.get(0).state().atMillis();
        long end = Math.min(index.endMillis(), truth.unmadeFrom());
        long live = index.liveFromMillis();
        boolean wasBehind = truth.liveFromMillis() > live;
        if (wasBehind) {
            live = StatusComparison.shownAfter(truth);
        }
        OfKiosk result =
                new OfKiosk(new ArrayList<>(), new EnumMap<>(View.class), new ArrayList<>(), wasBehind && live > end);
        Instant to = Instant.ofEpochMilli(end);
        Duration allowedAge = answers.allowedAge(kiosk);
        for (View view : View.values()) {
            long from = view == View.SEEN ? Math.max(begin, live) : begin;
            if (from < end) {
                Map<Service, List<Shown>> told = answers.history(kiosk, view, Instant.ofEpochMilli(from), to);
                told.forEach((service, shown) -> {
                    StatusComparison comparison = new StatusComparison(truth, service, view, allowedAge, end);
                    comparison
                            .differing(shown)
                            .forEach(differing ->
                                    result.differences.add(Difference.of(kiosk, service, view, differing, truth)));
                });
                result.shown.put(view, told);
            }
        }
        Map<Service, List<Shown>> known = result.shown.get(View.KNOWN);
        if (known != null && begin < end) {
            compareAvailability(kiosk, truth, known, Instant.ofEpochMilli(begin), to, result);
        }
        return result;
    }

    /** Availability must be what the known history says. */
    private void compareAvailability(
            KioskId kiosk, KioskTruth truth, Map<Service, List<Shown>> known, Instant from, Instant to, OfKiosk result)
            throws IOException, InterruptedException {
        Map<Service, Double> worked = answers.workedSeconds(kiosk, from, to);
        for (Service service : Service.values()) {
            double told = known.getOrDefault(service, List.of()).stream()
                            .filter(Shown::isWorking)
                            .mapToLong(shown -> shown.toMillis() - shown.fromMillis())
                            .sum()
                    / 1000.0;
            double answered = Objects.requireNonNullElse(worked.get(service), 0.0);
            if (Math.abs(told - answered) > SECOND) {
                result.differences.add(Difference.ofAvailability(kiosk, service, answered, told));
            }
            result.worked.add(new Worked(
                    answered,
                    truly(truth.states(service), from.toEpochMilli(), to.toEpochMilli()),
                    Duration.between(from, to).toMillis() / 1000.0));
        }
    }

    private static double truly(List<Told> states, long from, long to) {
        long worked = 0;
        for (int i = 0; i < states.size(); i++) {
            long begin = Math.max(from, states.get(i).state().atMillis());
            long end = i + 1 < states.size()
                    ? Math.min(to, states.get(i + 1).state().atMillis())
                    : to;
            worked += states.get(i).state().is() == State.DOWN ? 0 : Math.max(0, end - begin);
        }
        return worked / 1000.0;
    }

    /**
     * What was found at one kiosk.
     *
     * @param behind whether it told of its past for so long that nothing it was seen to be can be compared
     */
    private record OfKiosk(
            List<Difference> differences,
            Map<View, Map<Service, List<Shown>>> shown,
            List<Worked> worked,
            boolean behind) {
        void addTo(StatusReport.Builder report) {
            if (behind) {
                report.behind();
            }
            differences.stream()
                    .sorted(Comparator.comparingLong(Difference::fromMillis))
                    .forEach(report::difference);
            shown.forEach((view, services) ->
                    services.values().forEach(intervals -> report.compared(view, intervals.size())));
            worked.forEach(report::worked);
        }
    }
}
