package org.curbline.telemetry.api;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.curbline.program.http.CsvBody;
import org.curbline.status.ServiceState;
import org.curbline.store.Column;
import org.curbline.telemetry.availability.Availability;
import org.curbline.telemetry.availability.AvailabilityAnswer;
import org.curbline.telemetry.availability.AvailabilityRequest;
import org.curbline.telemetry.usage.EventsAnswer;
import org.curbline.telemetry.usage.Measure;
import org.curbline.telemetry.usage.UsageAnswer;
import org.curbline.telemetry.usage.UsageAnswer.Used;
import org.curbline.telemetry.usage.UsageRequest;
import org.curbline.telemetry.usage.UsedService;

/** Answers in CSV (RFC 4180), a line of names first. What does not apply to a row is left blank. */
final class CsvAnswers {
    private CsvAnswers() {}

    static Buffer usage(UsageAnswer answer) {
        return CsvBody.of(names(answer.request()), lines(answer));
    }

    /** Without the line of names, as they go on. */
    static Buffer more(UsageAnswer answer) {
        return CsvBody.of(List.of(), lines(answer));
    }

    private static List<Measure> measures(UsageRequest request) {
        return request.measures().stream()
                .filter(measure -> request.services().stream().anyMatch(measure::isOf))
                .toList();
    }

    private static List<String> names(UsageRequest request) {
        UsageRequest.By by = request.grouping().by();
        List<Measure> measures = measures(request);
        List<String> header = new ArrayList<>(List.of("service"));
        if (by != UsageRequest.By.NOTHING) {
            header.add(by.key());
        }
        if (request.grouping().bucket() != null) {
            header.add("start");
        }
        measures.forEach(measure -> header.addAll(measure.columns()));
        if (request.comparison() != null) {
            measures.forEach(measure -> measure.columns().forEach(column -> header.add("previous." + column)));
        }
        return header;
    }

    private static Stream<List<Object>> lines(UsageAnswer answer) {
        UsageRequest request = answer.request();
        UsageRequest.By by = request.grouping().by();
        List<Measure> measures = measures(request);
        return answer.rows().stream().map(row -> {
            List<Object> line = new ArrayList<>(List.of(row.service().word()));
            if (by != UsageRequest.By.NOTHING) {
                line.add(JsonAnswers.key(by, row));
            }
            if (row.start() != null) {
                line.add(JsonAnswers.start(row.start(), request.period()));
            }
            measures.forEach(measure -> line.addAll(told(measure, row.service(), row.used())));
            if (row.previous() != null) {
                Used previous = row.previous();
                measures.forEach(measure -> line.addAll(told(measure, row.service(), previous)));
            }
            return line;
        });
    }

    private static List<Object> told(Measure measure, UsedService service, Used used) {
        List<Object> told = new ArrayList<>();
        for (Number each : measure.told(used)) {
            told.add(each == null || !measure.isOf(service) ? "" : each);
        }
        return told;
    }

    static Buffer availability(AvailabilityAnswer answer) {
        AvailabilityRequest request = answer.request();
        List<String> counted = counted();
        List<String> header = new ArrayList<>(List.of("service", request.by().word()));
        header.addAll(counted);
        if (request.compared() != null) {
            counted.forEach(column -> header.add("previous." + column));
        }
        return CsvBody.of(header, answer.rows().stream().map(row -> {
            List<Object> line = new ArrayList<>(List.of(row.service(), row.key()));
            line.addAll(counted(request, row));
            if (request.compared() != null) {
                line.addAll(
                        row.previous() == null
                                ? Collections.nCopies(counted.size(), "")
                                : counted(request, row.previous()));
            }
            return line;
        }));
    }

    private static List<String> counted() {
        List<String> columns = new ArrayList<>(List.of("from", "to", "kiosks"));
        for (ServiceState state : ServiceState.values()) {
            columns.add(state.word() + "Seconds");
        }
        columns.addAll(List.of(
                "unwatchedSeconds",
                "availability",
                "targetMet",
                "unknownShare",
                "availabilityOfKnown",
                "outages",
                "outageSeconds",
                "longestOutageSeconds",
                "meanTimeToRepairSeconds",
                "meanTimeBetweenFailuresSeconds",
                "why"));
        return columns;
    }

    private static List<Object> counted(AvailabilityRequest request, AvailabilityAnswer.Row row) {
        Availability counted = row.counted();
        List<Object> line = new ArrayList<>(List.of(row.from(), row.to(), counted.services()));
        for (ServiceState state : ServiceState.values()) {
            line.add(JsonAnswers.seconds(counted.millis(state)));
        }
        line.add(JsonAnswers.seconds(counted.unwatchedMillis()));
        boolean none = !counted.isKnown();
        line.add(none ? "" : counted.share());
        line.add(none ? "" : counted.share() >= request.target());
        line.add(none ? "" : counted.shareUnknown());
        line.add(Double.isNaN(counted.shareOfKnown()) ? "" : counted.shareOfKnown());
        line.add(counted.outages());
        line.add(JsonAnswers.seconds(counted.outageMillis()));
        line.add(JsonAnswers.seconds(counted.longestOutageMillis()));
        line.add(counted.outages() == 0 ? "" : JsonAnswers.seconds(Math.round(counted.meanTimeToRepairMillis())));
        line.add(
                counted.outages() == 0 ? "" : JsonAnswers.seconds(Math.round(counted.meanTimeBetweenFailuresMillis())));
        line.add(counted.whyNone());
        return line;
    }

    static String events(EventsAnswer answer) {
        List<String> columns = Stream.concat(
                        answer.request().service().measurement().tags().stream(),
                        answer.request().service().measurement().fields().stream())
                .map(Column::name)
                .toList();
        List<String> header = new ArrayList<>(List.of("at", "timestampNanos"));
        header.addAll(columns);
        return CsvBody.of(header, answer.events().stream().map(point -> {
                    List<Object> line =
                            new ArrayList<>(List.of(JsonAnswers.at(point.epochNanos()), point.epochNanos()));
                    columns.forEach(column -> line.add(point.values().getOrDefault(column, "")));
                    return line;
                }))
                .toString();
    }
}
