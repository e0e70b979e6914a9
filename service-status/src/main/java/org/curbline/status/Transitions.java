package org.curbline.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.status.ServiceFacts.Report;
import org.curbline.store.Column;
import org.curbline.store.Column.Tag;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.NewestQuestion;
import org.curbline.store.PointReader.PointsQuestion;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.curbline.store.PointReader.StoredPoint;
import org.jspecify.annotations.Nullable;

/**
 * Transitions and reports in the store. The key of a transition is kiosk, service, view and moment: computed again, it
 * is written onto itself. Any thread; reading blocks and throws {@link PointReader.StoreUnavailableException} if the
 * store cannot be asked.
 */
public final class Transitions {
    /** Later than anything that is stored. */
    static final Instant FOR_EVER = Instant.parse("2200-01-01T00:00:00Z");

    private static final int PAGE = 20_000;
    private static final int NANOS_A_MILLI = 1_000_000;
    private static final List<Column> REPORT_FIELDS = List.of(Columns.STATE, Columns.REASON);
    private static final List<Column> TRANSITION_FIELDS =
            List.of(Columns.STATE, Columns.REASON, Columns.DETAIL, Columns.BEFORE);
    private static final List<Column> CHANGE_FIELDS = List.of(Columns.STATE, Columns.BEFORE);
    private static final Map<String, Service> SERVICES = byWord(Service.values(), Service::word);
    private static final Map<String, ServiceState> STATES = byWord(ServiceState.values(), ServiceState::word);
    private static final Map<String, StateReason> REASONS = byWord(StateReason.values(), StateReason::code);
    private static final Map<String, View> VIEWS = byWord(View.values(), View::word);
    private static final Map<String, ServiceReport.State> REPORTED =
            byWord(ServiceReport.State.values(), state -> state.name().toLowerCase(Locale.ROOT));

    private final PointReader reader;

    public Transitions(PointReader reader) {
        this.reader = reader;
    }

    /** Adds a transition to what will be written. */
    public static void add(Transition transition, PointBatch batch) {
        batch.begin(Measurement.TRANSITION)
                .tag(Columns.KIOSK, transition.kiosk().value())
                .tag(Columns.SERVICE, transition.service().word())
                .tag(Columns.VIEW, transition.view().word());
        batch.field(Columns.STATE, transition.state().word());
        if (transition.reason() != null) {
            batch.field(Columns.REASON, transition.reason().code());
        }
        if (!transition.detail().isEmpty()) {
            batch.field(Columns.DETAIL, transition.detail());
        }
        batch.field(Columns.BEFORE, transition.before().word());
        batch.end(transition.at().toEpochMilli() * NANOS_A_MILLI);
    }

    /**
     * Hands over transitions in the order of time.
     *
     * @param kiosk whose; empty means everybody's
     * @param from inclusive
     * @param to exclusive
     */
    public void forEach(String kiosk, Set<View> views, Instant from, Instant to, Consumer<Transition> consumer) {
        forEach(kiosk, views, from, to, TRANSITION_FIELDS, consumer);
    }

    /** Likewise, but not why: their reason is null, and they have no detail. Of many services it costs much less. */
    public void forEachChange(String kiosk, Set<View> views, Instant from, Instant to, Consumer<Transition> consumer) {
        forEach(kiosk, views, from, to, CHANGE_FIELDS, consumer);
    }

    private void forEach(
            String kiosk,
            Set<View> views,
            Instant from,
            Instant to,
            List<Column> fields,
            Consumer<Transition> consumer) {
        Set<String> words = views.stream().map(View::word).collect(Collectors.toSet());
        Map<Tag, Set<String>> among = Map.of(Columns.VIEW, words);
        PointsQuestion question = new PointsQuestion(Measurement.TRANSITION, from, to, kiosk, -1, PAGE, among, fields);
        reader.forEach(question, point -> {
            Transition transition = transition(point);
            if (transition != null && views.contains(transition.view())) {
                consumer.accept(transition);
            }
        });
    }

    /** When the oldest one is of that is kept; null if there is none. */
    public @Nullable Instant first() {
        List<StoredPoint> oldest =
                reader.points(new PointsQuestion(Measurement.TRANSITION, Instant.EPOCH, FOR_EVER, "", -1, 1));
        return oldest.isEmpty() ? null : moment(oldest.get(0));
    }

    /** Hands over the kiosks' reports, likewise. */
    public void forEachReport(String kiosk, Instant from, Instant to, Consumer<Heard> consumer) {
        reader.forEach(new PointsQuestion(Measurement.STATUS, from, to, kiosk, -1, PAGE), point -> {
            Heard heard = heard(point);
            if (heard != null) {
                consumer.accept(heard);
            }
        });
    }

    /**
     * Of every service that reported since then, the newest report.
     *
     * @param kiosk whose; empty means everybody's
     */
    public List<Heard> newestReports(String kiosk, Instant since) {
        List<Heard> newest = new ArrayList<>();
        for (StoredPoint point :
                reader.newest(new NewestQuestion(Measurement.STATUS, kiosk, since, Map.of(), REPORT_FIELDS))) {
            Heard heard = heard(point);
            if (heard != null) {
                newest.add(heard);
            }
        }
        return newest;
    }

    /**
     * Of every service that reported since then, the newest report and what was told of it last. Each is a long answer
     * for a large fleet, so the store is asked for both at once.
     */
    public List<Left> left(Instant since) {
        CompletableFuture<List<Heard>> reports = CompletableFuture.supplyAsync(() -> newestReports("", since));
        Map<String, Transition> told = toldLast(since);
        try {
            return reports.join().stream()
                    .map(heard -> new Left(
                            heard,
                            told.get(series(heard.kiosk, heard.service, View.SEEN)),
                            told.get(series(heard.kiosk, heard.service, View.SUSPICION))))
                    .toList();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreUnavailableException away ? away : e;
        }
    }

    /** What was seen last, and each suspicion that was not taken back. */
    private Map<String, Transition> toldLast(Instant since) {
        Map<String, Transition> told = new HashMap<>();
        // As was known later is not asked for: it is half of what the store has.
        Map<Tag, Set<String>> views = Map.of(Columns.VIEW, Set.of(View.SEEN.word(), View.SUSPICION.word()));
        for (StoredPoint point :
                reader.newest(new NewestQuestion(Measurement.TRANSITION, "", since, views, TRANSITION_FIELDS))) {
            Transition transition = transition(point);
            if (transition != null && (transition.view() == View.SEEN || transition.state() == ServiceState.SUSPECT)) {
                told.put(series(transition.kiosk(), transition.service(), transition.view()), transition);
            }
        }
        return told;
    }

    /**
     * Hands over which kiosks told of the past, and of which moment first, in the order in which they did.
     *
     * @param since when they did, inclusive
     */
    public void forEachLate(Instant since, Consumer<Mark> consumer) {
        forEachMark(Measurement.LATE, since, consumer);
    }

    /**
     * Hands over of which kiosks transitions of the past were told, likewise: who remembers what is
     * {@linkplain View#NOW_KNOWN known} of a time reads that kiosk anew, from that moment on.
     */
    public void forEachCorrection(Instant since, Consumer<Mark> consumer) {
        forEachMark(Measurement.CORRECTION, since, consumer);
    }

    /** Adds such a mark to what will be written. */
    public static void addCorrection(KioskId kiosk, Instant oldest, Instant when, PointBatch batch) {
        batch.begin(Measurement.CORRECTION).tag(Columns.KIOSK, kiosk.value());
        batch.field(Columns.OLDEST, oldest.toEpochMilli());
        batch.end(when.toEpochMilli() * NANOS_A_MILLI);
    }

    private void forEachMark(Measurement measurement, Instant since, Consumer<Mark> consumer) {
        reader.forEach(new PointsQuestion(measurement, since, FOR_EVER, "", -1, PAGE), point -> {
            String kiosk = text(point, Columns.KIOSK);
            if (KioskId.isValid(kiosk) && point.values().get(Columns.OLDEST.name()) instanceof Long oldest) {
                consumer.accept(new Mark(KioskId.of(kiosk), Instant.ofEpochMilli(oldest), moment(point)));
            }
        });
    }

    private static String series(KioskId kiosk, Service service, View view) {
        return kiosk.value() + ' ' + service.word() + ' ' + view.word();
    }

    private static @Nullable Transition transition(StoredPoint point) {
        Service service = SERVICES.get(text(point, Columns.SERVICE));
        ServiceState state = STATES.get(text(point, Columns.STATE));
        ServiceState before = STATES.get(text(point, Columns.BEFORE));
        View view = VIEWS.get(text(point, Columns.VIEW));
        String kiosk = text(point, Columns.KIOSK);
        if (service == null || state == null || before == null || view == null || !KioskId.isValid(kiosk)) {
            return null; // another version's words
        }
        return new Transition(
                KioskId.of(kiosk),
                service,
                view,
                moment(point),
                before,
                state,
                REASONS.get(text(point, Columns.REASON)),
                text(point, Columns.DETAIL));
    }

    private static @Nullable Heard heard(StoredPoint point) {
        Service service = SERVICES.get(text(point, Columns.SERVICE));
        ServiceReport.State state = REPORTED.get(text(point, Columns.STATE));
        String kiosk = text(point, Columns.KIOSK);
        if (service == null || state == null || !KioskId.isValid(kiosk)) {
            return null; // another version's words; the next report tells
        }
        Report report = new Report(state, text(point, Columns.REASON), moment(point));
        return new Heard(KioskId.of(kiosk), service, report);
    }

    private static Instant moment(StoredPoint point) {
        return Instant.ofEpochMilli(Math.floorDiv(point.epochNanos(), NANOS_A_MILLI));
    }

    private static String text(StoredPoint point, Column column) {
        return point.values().getOrDefault(column.name(), "").toString();
    }

    private static <E> Map<String, E> byWord(E[] values, Function<E, String> word) {
        return Stream.of(values).collect(Collectors.toUnmodifiableMap(word, Function.identity()));
    }

    /**
     * That something of a kiosk's past came to be known.
     *
     * @param oldest the oldest moment of it
     * @param when it did
     */
    public record Mark(KioskId kiosk, Instant oldest, Instant when) {}

    /** A report, and of which service. */
    public record Heard(KioskId kiosk, Service service, Report report) {}

    /**
     * What an earlier gateway left of a service.
     *
     * @param heard its newest report
     * @param seen what was seen of it last; null if that was not told
     * @param suspicion why its kiosk's word was not believed, and when that was told last; null if it was
     */
    public record Left(Heard heard, @Nullable Transition seen, @Nullable Transition suspicion) {
        /** What was said last, as the rule would have said it. */
        public Judgement said() {
            return seen == null || seen.reason() == null
                    ? StatusRule.unknown(StateReason.NEVER_REPORTED)
                    : new Judgement(seen.state(), seen.reason(), seen.detail(), Instant.MAX);
        }

        /** From when on. */
        public Instant since() {
            return seen == null ? heard.report.at() : seen.at();
        }
    }
}
