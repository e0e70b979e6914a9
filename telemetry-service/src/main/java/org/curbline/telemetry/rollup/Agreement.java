package org.curbline.telemetry.rollup;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.PointsQuestion;
import org.curbline.store.PointReader.StoredPoint;
import org.curbline.store.PointWriter;
import org.curbline.telemetry.rollup.Days.Span;
import org.curbline.telemetry.rollup.RollupWriter.InterruptedWriteException;
import org.curbline.telemetry.rollup.TwoAtOnce.Task;

/** Makes rollups agree with what they are made from: use, and sketches of devices. Blocking. */
final class Agreement {
    static final Duration HOUR = Duration.ofHours(1);
    /** What rollups are made from, those first that have few series: what they leave of the time is soon asked. */
    private static final List<Measurement> MADE_FROM = List.of(
            Measurement.USAGE_CITY_HOUR,
            Measurement.USAGE_AREA_HOUR,
            Measurement.USAGE_HOUR,
            Measurement.CLIENTS,
            Measurement.TABLET,
            Measurement.CALL,
            Measurement.CHARGING,
            Measurement.WIFI);

    private final PointReader reader;
    private final PointWriter writer;
    private final Days days;
    private final Random order;
    private final ClientAgreement clients;

    /** @param order of what is made: another one for each of several services, so that they make different things */
    Agreement(PointReader reader, PointWriter writer, Days days, Random order) {
        this.reader = reader;
        this.writer = writer;
        this.days = days;
        this.order = order;
        this.clients = new ClientAgreement(reader, writer, days);
    }

    /**
     * Makes again what lacks uses.
     *
     * @param from when a day begins
     * @param to when one ends, or a whole hour of a day under way, which is not made as a day
     * @param with what they are to agree with
     * @return how many hours and days were made, each service's and each kind of rollup apart
     * @throws PointReader.StoreUnavailableException if the store does not answer
     */
    int agree(Instant from, Instant to, With with) throws InterruptedException {
        try {
            int made = 0;
            for (Span span : days.alike(from, to)) {
                made += agree(span, with);
            }
            return with == With.HOURS ? made : made + clients.agree(from, to);
        } catch (InterruptedWriteException e) {
            throw e.interruption;
        }
    }

    /**
     * When the oldest is of that from which rollups are made. Before it there is nothing to agree with.
     *
     * @return {@code to} if there is none before it
     * @throws PointReader.StoreUnavailableException if the store does not answer
     */
    Instant oldest(Instant from, Instant to) {
        Instant oldest = to;
        for (Measurement each : MADE_FROM) {
            if (from.isBefore(oldest)) {
                for (StoredPoint first : reader.points(new PointsQuestion(each, from, oldest, "", -1, 1))) {
                    oldest = Instant.ofEpochSecond(0, first.epochNanos());
                }
            }
        }
        return oldest;
    }

    /** Of the points two runs of hours at once, be they of one service or of two: no hour is in both. */
    private int agree(Span span, With with) throws InterruptedException {
        List<UseAgreement> uses = Stream.of(RolledUse.values())
                .map(use -> new UseAgreement(reader, writer, use, days.zone(), span))
                .toList();
        List<UseAgreement.Run> runs = new ArrayList<>(
                uses.stream().flatMap(use -> use.lackingRuns(with).stream()).toList());
        Collections.shuffle(runs, order);
        TwoAtOnce.run(runs.stream().<Task>map(run -> run::make).toList());
        int made = runs.stream().mapToInt(UseAgreement.Run::made).sum();
        for (UseAgreement use : uses) {
            made += use.agree(with);
        }
        return made;
    }

    /** What is counted, to see whether rollups agree. */
    enum With {
        /** Points, and the rollups that are written last: they are few, and have all if nobody was killed meanwhile. */
        POINTS_QUICKLY,
        /** Points, and every rollup. */
        POINTS,
        /** The hours, as their points are gone: kiosks' and areas' do not change any more. */
        HOURS
    }
}
