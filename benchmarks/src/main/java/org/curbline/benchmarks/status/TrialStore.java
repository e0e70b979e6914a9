package org.curbline.benchmarks.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.status.ServiceFacts.Report;
import org.curbline.status.Transition;
import org.curbline.status.View;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader;

/**
 * What a store would hold of reports and transitions, in memory: keys, times and answers are a store's. Not
 * thread-safe.
 */
final class TrialStore implements PointReader {
    private static final int NANOS = 1_000_000;

    private final Map<String, Map<Service, ReportSeries>> reports = new TreeMap<>();
    private final UseCounts uses = new UseCounts();
    private final Map<String, NavigableMap<Key, Transition>> transitions = new TreeMap<>();

    void add(KioskId kiosk, ServiceReport report) {
        reports.computeIfAbsent(kiosk.value(), none -> new EnumMap<>(Service.class))
                .computeIfAbsent(report.service(), none -> new ReportSeries())
                .add(report.state(), report.reason(), report.id().atMillis());
    }

    /** Counts a use; what is no use is not counted. */
    void addUse(KioskId kiosk, KioskEvent event) {
        StoredUse use = StoredUse.of(event);
        if (use.isAny()) {
            uses.add(use.measurement(), kiosk.value(), event.id().atMillis(), use.isEmpty());
        }
    }

    /** One of the same key is written over. */
    void add(Transition transition) {
        transitions
                .computeIfAbsent(transition.kiosk().value(), none -> new TreeMap<>(Key.ORDER))
                .put(new Key(transition.at(), transition.service(), transition.view()), transition);
    }

    /** Of one kiosk, in the order of time. */
    List<Transition> transitions(KioskId kiosk, View view) {
        return transitions.getOrDefault(kiosk.value(), new TreeMap<>(Key.ORDER)).values().stream()
                .filter(transition -> transition.view() == view)
                .toList();
    }

    @Override
    public void forEach(PointsQuestion question, Consumer<StoredPoint> consumer) {
        points(question).forEach(consumer);
    }

    @Override
    public List<StoredPoint> points(PointsQuestion question) {
        List<StoredPoint> points = new ArrayList<>();
        if (question.measurement() == Measurement.TRANSITION) {
            of(transitions, question.kiosk()).values().forEach(all -> all.subMap(
                            Key.first(question.from()), Key.first(question.to()))
                    .values()
                    .forEach(transition -> points.add(point(transition))));
        } else if (question.measurement() == Measurement.STATUS) {
            of(reports, question.kiosk())
                    .forEach((kiosk, services) -> services.forEach((service, series) -> {
                        List<Report> found = new ArrayList<>();
                        series.within(
                                question.from().toEpochMilli(), question.to().toEpochMilli(), found);
                        found.forEach(report -> points.add(point(kiosk, service, report)));
                    }));
        }
        points.sort(Comparator.comparingLong(StoredPoint::epochNanos));
        return points;
    }

    @Override
    public List<StoredPoint> newest(NewestQuestion question) {
        List<StoredPoint> newest = new ArrayList<>();
        if (question.measurement() == Measurement.STATUS) {
            of(reports, question.kiosk())
                    .forEach((id, services) -> services.forEach((service, series) -> {
                        Report report = series.newest();
                        if (report != null && !report.at().isBefore(question.since())) {
                            newest.add(point(id, service, report));
                        }
                    }));
        }
        return newest;
    }

    @Override
    public void hourly(HourlyQuestion question, Consumer<HourlyRow> consumer) {
        uses.hourly(
                question.measurement(),
                question.from(),
                question.to(),
                question.empty() != null,
                (kiosk, hour, count) -> consumer.accept(new HourlyRow(kiosk, hour, count)));
    }

    @Override
    public void lastUses(Measurement measurement, Instant since, Consumer<LastUse> consumer) {
        uses.last(measurement, since, (kiosk, at) -> consumer.accept(new LastUse(kiosk, at * (long) NANOS)));
    }

    @Override
    public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
        // nobody asks here
    }

    @Override
    public void close() {
        // nothing is open
    }

    private static <T> Map<String, T> of(Map<String, T> all, String kiosk) {
        if (kiosk.isEmpty()) {
            return all;
        }
        T one = all.get(kiosk);
        return one == null ? Map.of() : Map.of(kiosk, one);
    }

    private static StoredPoint point(String kiosk, Service service, Report report) {
        Map<String, Object> values = new HashMap<>();
        values.put(Columns.KIOSK.name(), kiosk);
        values.put(Columns.SERVICE.name(), service.word());
        values.put(Columns.STATE.name(), report.state().name().toLowerCase(Locale.ROOT));
        values.put(Columns.REASON.name(), report.code());
        return new StoredPoint(report.at().toEpochMilli() * NANOS, values);
    }

    private static StoredPoint point(Transition transition) {
        Map<String, Object> values = new HashMap<>();
        values.put(Columns.KIOSK.name(), transition.kiosk().value());
        values.put(Columns.SERVICE.name(), transition.service().word());
        values.put(Columns.VIEW.name(), transition.view().word());
        values.put(Columns.STATE.name(), transition.state().word());
        values.put(Columns.BEFORE.name(), transition.before().word());
        values.put(Columns.DETAIL.name(), transition.detail());
        if (transition.reason() != null) {
            values.put(Columns.REASON.name(), transition.reason().code());
        }
        return new StoredPoint(transition.at().toEpochMilli() * NANOS, values);
    }

    /** What tells one transition of a kiosk from another. */
    private record Key(Instant at, Service service, View view) {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::at).thenComparing(Key::service).thenComparing(Key::view);

        static Key first(Instant at) {
            return new Key(at, Service.WIFI, View.SEEN);
        }
    }
}
