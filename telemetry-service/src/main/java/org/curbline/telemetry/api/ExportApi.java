package org.curbline.telemetry.api;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.curbline.program.http.CsvBody;
import org.curbline.program.http.HttpFace;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.Problem;
import org.curbline.program.http.ProblemException;
import org.curbline.telemetry.bound.RowBudget;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.usage.UsageAnswer;
import org.curbline.telemetry.usage.UsageExport;
import org.curbline.telemetry.usage.UsageReading;
import org.curbline.telemetry.usage.UsageRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends all rows there are, however many: the next ones are read when the client has taken those before. A few at a
 * time. Called on HTTP event loops.
 */
final class ExportApi {
    private static final Logger LOG = LoggerFactory.getLogger(ExportApi.class);
    private static final int MOST = 4;
    private static final int UNAVAILABLE = 503;

    /** A store that is away for some seconds does not end what took minutes: 1 + 2 + 4 + 8 + 16 s. */
    private static final int ATTEMPTS = 5;

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final int PIECE_BYTES = 64 * 1024;

    /** Its answers have no chunks: one that is cut off would look complete. */
    private static final Problem NO_CHUNKS = new Problem(
            505, "HTTP version not supported", "An export needs HTTP/1.1, which tells a cut-off answer apart.", null);

    private static final String LINES_OF_JSON = "application/x-ndjson";

    private final AtomicInteger open = new AtomicInteger();
    private final Questions questions;
    private final UsageReading usage;
    private final RowBudget rows;
    private final InstantSource clock;
    private final Reckoning reckoning;
    private final Duration pause;

    ExportApi(Questions questions, UsageReading usage, RowBudget rows, InstantSource clock, Reckoning reckoning) {
        this(questions, usage, rows, clock, reckoning, PAUSE);
    }

    /** @param pause before a store that is away is asked again for the first time */
    ExportApi(
            Questions questions,
            UsageReading usage,
            RowBudget rows,
            InstantSource clock,
            Reckoning reckoning,
            Duration pause) {
        this.pause = pause;
        this.questions = questions;
        this.usage = usage;
        this.rows = rows;
        this.clock = clock;
        this.reckoning = reckoning;
    }

    Map<String, Handler<RoutingContext>> operations() {
        return Map.of("exportUsage", this::exportUsage);
    }

    private void exportUsage(RoutingContext context) {
        if (context.request().version() == HttpVersion.HTTP_1_0) {
            throw NO_CHUNKS.asException();
        }
        Parameters given = Parameters.of(context);
        UsageRequest request = UsageRequest.of(given, clock, reckoning);
        boolean csv = given.text("format").map("csv"::equals).orElse(true);
        if (open.incrementAndGet() > MOST) {
            open.decrementAndGet();
            throw Problem.unavailable("As many as " + MOST + " exports are being made; try again later.")
                    .asException();
        }
        Sending sending = new Sending(context, csv);
        sending.ended.onComplete(done -> open.decrementAndGet());
        sending.begin(request);
    }

    private Buffer next(UsageExport export, boolean csv, boolean first) {
        try (RowBudget.Share share = rows.open()) {
            UsageAnswer answer = export.next(share);
            return !csv
                    ? TimedAnswer.lines(json -> JsonAnswers.writeRows(answer, json))
                    : first ? CsvAnswers.usage(answer) : CsvAnswers.more(answer);
        }
    }

    private record Begun(UsageExport export, Buffer first) {}

    /** One that is being sent, a step after another: on its context's event loop, but for what is read. */
    private final class Sending {
        private final RoutingContext context;
        private final HttpServerResponse response;
        private final boolean csv;
        private final Promise<Void> end = Promise.promise();
        private final Future<Void> ended = end.future();

        Sending(RoutingContext context, boolean csv) {
            this.context = context;
            this.response = context.response();
            this.csv = csv;
        }

        /** Says of what it is when the first rows are there: an export that cannot be made is no empty one. */
        void begin(UsageRequest request) {
            boolean headOnly = HttpFace.isHeadOnly(context);
            questions
                    .ask(() -> {
                        UsageExport export = usage.export(request);
                        return new Begun(export, headOnly ? Buffer.buffer() : next(export, csv, true));
                    })
                    .onSuccess(begun -> {
                        putHead(begun.export);
                        if (headOnly) {
                            finish();
                        } else {
                            response.setChunked(true);
                            send(begun.export, begun.first, 0);
                        }
                    })
                    .onFailure(this::fail);
        }

        private void putHead(UsageExport export) {
            Instant to = export.request().period().to();
            TimedAnswer.putTimes(response, export.asOf(), TimedAnswer.finalUntil(export.asOf(), to));
            response.putHeader(HttpHeaders.CONTENT_TYPE, csv ? CsvBody.CONTENT_TYPE : LINES_OF_JSON)
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .putHeader("Content-Disposition", "attachment; filename=\"usage." + (csv ? "csv\"" : "ndjson\""));
        }

        /** Piece by piece: whoever takes a large one slowly would seem to take nothing. */
        private void send(UsageExport export, Buffer part, int from) {
            if (from < part.length()) {
                int to = Math.min(from + PIECE_BYTES, part.length());
                response.write(part.slice(from, to))
                        .onSuccess(taken -> send(export, part, to))
                        .onFailure(gone -> end.complete());
            } else if (export.isOver()) {
                finish();
            } else {
                read(export, 0);
            }
        }

        /** However long it takes: it goes on after a time limit, and one must not be read by two. */
        private void read(UsageExport export, int failures) {
            questions
                    .begin(() -> next(export, csv, false))
                    .onSuccess(part -> send(export, part, 0))
                    .onFailure(failure -> {
                        if (failures < ATTEMPTS && isAway(failure)) {
                            context.vertx()
                                    .setTimer(pause.toMillis() << failures, waited -> readAgain(export, failures + 1));
                        } else {
                            LOG.warn("An export is cut off: {}", failure.getMessage());
                            fail(failure);
                        }
                    });
        }

        private void readAgain(UsageExport export, int failures) {
            if (response.closed()) {
                end.complete();
            } else {
                read(export, failures);
            }
        }

        private void finish() {
            response.end().onComplete(done -> end.complete());
        }

        /** An answer that has begun is cut off by it. */
        private void fail(Throwable failure) {
            end.complete();
            context.fail(failure);
        }
    }

    private static boolean isAway(Throwable failure) {
        return failure instanceof ProblemException stated && stated.problem().status() == UNAVAILABLE;
    }
}
