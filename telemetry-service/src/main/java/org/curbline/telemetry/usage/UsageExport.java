package org.curbline.telemetry.usage;

import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import org.curbline.program.http.Period;
import org.curbline.program.http.Problem;
import org.curbline.program.http.ProblemException;
import org.curbline.telemetry.bound.RowBudget;
import org.curbline.telemetry.calendar.Bucket;
import org.curbline.telemetry.usage.UsageAnswer.Row;

/**
 * All rows of a question with buckets, however many, by time: some buckets are read after another, so that few rows are
 * in memory at once. Blocking. Not thread-safe, but any thread may go on.
 */
public final class UsageExport {
    /** Worth asking a store for: a bucket costs it less beside others. Some thirty megabytes. */
    private static final int ENOUGH_ROWS = 30_000;
    /** Of as many buckets together, where there are few rows. */
    private static final int MOST_BUCKETS = 1_000;

    private static final int BAD_REQUEST = 400;

    private final UsageRequest request;
    private final Bucket bucket;
    private final Instant asOf;
    private final Reading reading;
    private Instant begin;
    private int buckets = 1;

    /**
     * @param request without top and comparison, which are of all rows together
     * @param asOf what was stored before is counted, in every part
     */
    UsageExport(UsageRequest request, Instant asOf, Reading reading) {
        this.request = request;
        this.bucket = Objects.requireNonNull(request.grouping().bucket(), "An export is cut into buckets");
        this.asOf = asOf;
        this.reading = reading;
        this.begin = request.period().from();
    }

    public UsageRequest request() {
        return request;
    }

    /** What was stored before is counted. */
    public Instant asOf() {
        return asOf;
    }

    public boolean isOver() {
        return !begin.isBefore(request.period().to());
    }

    /**
     * The next rows, by time, then services in their order, then keys; none only when it is over. After a failure the
     * same may be asked for again.
     *
     * @param share of what all answers may have together
     * @throws org.curbline.store.PointReader.StoreUnavailableException if the store does not answer
     * @throws ProblemException if one bucket alone has too many rows
     */
    public UsageAnswer next(RowBudget.Share share) {
        while (true) {
            Instant end = end();
            UsageRequest part =
                    request.of(new Period(begin, end, request.period().zone()));
            try {
                UsageAnswer answer = reading.read(part, share);
                begin = end;
                int rows = answer.rows().size();
                buckets = (int) Math.min(
                        MOST_BUCKETS, Math.max(1, Math.min(2L * buckets, (long) buckets * ENOUGH_ROWS / (rows + 1))));
                if (rows > 0 || isOver()) {
                    answer.rows().sort(Comparator.comparing(UsageExport::start)); // of equals the order stays
                    return answer;
                }
            } catch (ProblemException e) {
                if (e.problem().status() != BAD_REQUEST) {
                    throw e;
                }
                if (buckets == 1) {
                    throw Problem.badParameter(
                                    "by",
                                    "One " + bucket.word()
                                            + " alone has more rows than are read at a time: ask for one service, or"
                                            + " for fewer kiosks.")
                            .asException();
                }
                buckets = Math.max(1, buckets / 8); // the city has grown all at once
                share.close();
            }
        }
    }

    private Instant end() {
        Instant end = begin;
        Instant to = request.period().to();
        for (int i = 0; i < buckets && end.isBefore(to); i++) {
            end = bucket.after(end, request.period().zone());
        }
        return end.isBefore(to) ? end : to;
    }

    private static Instant start(Row row) {
        return Objects.requireNonNull(row.start(), "rows of buckets have a start");
    }

    /** Answers for a part of the time. */
    interface Reading {
        UsageAnswer read(UsageRequest part, RowBudget.Share share);
    }
}
