package org.curbline.telemetry.api;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.Problem;
import org.curbline.program.http.ProblemException;
import org.curbline.telemetry.bound.RowBudget;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.usage.UsageAnswer;
import org.curbline.telemetry.usage.UsageExport;
import org.curbline.telemetry.usage.UsageReading;
import org.curbline.telemetry.usage.UsageRequest;

/**
 * Sends all rows there are, however many: the next ones are read when the client has taken those before. A few at a
 * time. Called on HTTP event loops.
 */
final class ExportApi {
    private static final int MOST = 4;
    private static final int UNAVAILABLE = 503;

    /** A store that is away for some seconds does not end what took minutes: 1 + 2 + 4 + 8 + 16 s. */
    private static final int ATTEMPTS = 5;

    private static final String LINES_OF_JSON = "application/x-ndjson";

    private final AtomicInteger open = new AtomicInteger();
    private final Questions questions;
    private final UsageReading usage;
    private final RowBudget rows;
    private final InstantSource clock;
    private final Reckoning reckoning;

    ExportApi(Questions questions, UsageReading usage, RowBudget rows, InstantSource clock, Reckoning reckoning) {
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
        Parameters given = Parameters.of(context);
        UsageRequest request = UsageRequest.of(given, clock, reckoning);
        boolean csv = given.text("format").map("csv"::equals).orElse(true);
        if (open.incrementAndGet() > MOST) {
            open.decrementAndGet();
            throw Problem.unavailable("As many as " + MOST + " exports are being made; try again later.")
                    .asException();
        }
        questions
                .ask(() -> usage.export(request))
                .compose(export -> new Sending(context, export, csv).begin())
                .onComplete(done -> {
                    open.decrementAndGet();
                    if (done.failed()) {
                        context.fail(done.cause()); // what has begun is cut off
                    }
                });
    }

    /** One that is being sent. On its context's event loop, but for what is read. */
    private final class Sending {
        private final RoutingContext context;
        private final HttpServerResponse response;
        private final UsageExport export;
        private final boolean csv;

        Sending(RoutingContext context, UsageExport export, boolean csv) {
            this.context = context;
            this.response = context.response();
            this.export = export;
            this.csv = csv;
        }

        /** Says of what it is when the first rows are there: an export that cannot be made is no empty one. */
        Future<Void> begin() {
            return read(true).compose(first -> {
                Instant to = export.request().period().to();
                TimedAnswer.putTimes(response, export.asOf(), TimedAnswer.finalUntil(export.asOf(), to));
                response.putHeader(HttpHeaders.CONTENT_TYPE, csv ? TelemetryApi.CSV : LINES_OF_JSON)
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                        .putHeader(
                                "Content-Disposition", "attachment; filename=\"usage." + (csv ? "csv\"" : "ndjson\""));
                if (HttpMethod.HEAD.equals(context.request().method())) {
                    return response.end();
                }
                response.setChunked(true);
                return response.write(first).compose(taken -> rest());
            });
        }

        private Future<Void> rest() {
            return export.isOver()
                    ? response.end()
                    : readAgain(0).compose(response::write).compose(taken -> rest());
        }

        private Future<Buffer> read(boolean first) {
            return questions.ask(() -> {
                try (RowBudget.Share share = rows.open()) {
                    UsageAnswer answer = export.next(share);
                    return !csv
                            ? TimedAnswer.lines(json -> JsonAnswers.writeRows(answer, json))
                            : first ? CsvAnswers.usage(answer) : CsvAnswers.more(answer);
                }
            });
        }

        private Future<Buffer> readAgain(int failures) {
            return read(false).recover(failure -> {
                boolean mayPass = failure instanceof ProblemException problem
                        && problem.problem().status() == UNAVAILABLE;
                return mayPass && failures < ATTEMPTS && !response.closed()
                        ? context.vertx()
                                .timer(1L << failures, TimeUnit.SECONDS)
                                .compose(waited -> readAgain(failures + 1))
                        : Future.failedFuture(failure);
            });
        }
    }
}
