package org.curbline.telemetry;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes a monthly report, for a job that runs when a month is over. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Writes the report of a month as one HTML file, asking a telemetry service that runs.",
        footer = {
            "",
            "Exit status: 0 written, 1 not written, and why is said; 2 the command is not understood.",
            "",
            "Example, for a crontab:",
            "  0 6 3 * *  telemetry-service report --output /srv/reports/$(date -d '-1 month' +\\%%Y-\\%%m).html"
        })
final class ReportCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final PrintWriter out;
    private final PrintWriter err;

    @Option(
            names = "--month",
            paramLabel = "2026-10",
            description = "Which month; the last one that is over by default.")
    private @Nullable String month;

    @Option(
            names = "--service",
            paramLabel = "URL",
            defaultValue = "http://localhost:8081",
            description = "The telemetry service. Default: ${DEFAULT-VALUE}")
    private URI service = URI.create("http://localhost:8081");

    @Option(names = "--output", paramLabel = "FILE", description = "Where to; to the standard output by default.")
    private @Nullable Path output;

    @Option(
            names = "--language",
            paramLabel = "TAG",
            defaultValue = "en-US",
            description = "How numbers and dates are written. Default: ${DEFAULT-VALUE}")
    private String language = "en-US";

    ReportCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            String query = month == null ? "" : "?month=" + month;
            URI address = URI.create(service.toString().replaceAll("/+$", "") + "/api/v1/reports/monthly" + query);
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(address)
                                    .timeout(PATIENCE)
                                    .header("accept-language", language)
                                    .build(),
                            BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                return failed(address + " answered " + answer.statusCode() + ": " + answer.body());
            }
            write(answer.body());
            return 0;
        } catch (IllegalArgumentException e) {
            return failed("--service and --month cannot be that: " + e.getMessage());
        } catch (IOException e) {
            return failed("The report could not be written: "
                    + (e.getMessage() == null ? "nobody listens at " + service : e.getMessage()));
        }
    }

    /** A file is there whole or as it was before. */
    private void write(String html) throws IOException {
        Path file = output;
        if (file == null) {
            out.print(html);
            out.flush();
            return;
        }
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(beside, html);
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private int failed(String why) {
        err.println(why);
        return 1;
    }
}
