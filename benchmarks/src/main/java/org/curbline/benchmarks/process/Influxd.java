package org.curbline.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A new InfluxDB 2 server, set up, with one empty bucket. */
public final class Influxd implements AutoCloseable {
    public static final String ORG = "curbline";
    public static final String BUCKET = "curbline";
    public static final String TOKEN = "of-the-benchmark-only";

    /** That of points: how large the parts are in which the server keeps them follows from it. */
    private static final Duration RETENTION = Duration.ofDays(60);

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String url;
    private final MeasuredProcess process;

    private Influxd(String url, MeasuredProcess process) {
        this.url = url;
        this.process = process;
    }

    /** Starts a server on a free port with its data below the folder, and sets it up unless it was before. */
    public static Influxd start(Path binary, Path folder) throws InterruptedException {
        int port = Tools.freePort();
        boolean known = Files.exists(folder.resolve("influxd.bolt"));
        MeasuredProcess process = MeasuredProcess.server("influxd", folder, command(binary, folder, port));
        Influxd influxd = new Influxd("http://127.0.0.1:" + port, process);
        try {
            process.awaitPort(port);
            if (!known) {
                setUp(influxd.url);
            }
            return influxd;
        } catch (InterruptedException | RuntimeException e) {
            process.close();
            throw e;
        }
    }

    /** What starts one with its data below the folder. */
    public static List<String> command(Path binary, Path folder, int port) {
        return List.of(
                binary.toString(),
                "--http-bind-address=127.0.0.1:" + port,
                "--bolt-path=" + folder.resolve("influxd.bolt"),
                "--sqlite-path=" + folder.resolve("influxd.sqlite"),
                "--engine-path=" + folder.resolve("engine"),
                "--reporting-disabled",
                "--log-level=error");
    }

    public String url() {
        return url;
    }

    public MeasuredProcess process() {
        return process;
    }

    /** How many events are stored. */
    public long stored() throws InterruptedException {
        String query = URLEncoder.encode("SELECT count(seq) FROM wifi, status", StandardCharsets.UTF_8);
        String answer = send(HttpRequest.newBuilder(URI.create(url + "/query?db=" + BUCKET + "&q=" + query))
                .header("Authorization", "Token " + TOKEN)
                .header("Accept", "application/csv")
                .build());
        return answer.lines()
                .map(line -> line.substring(line.lastIndexOf(',') + 1))
                .filter(count -> count.matches("[0-9]+"))
                .mapToLong(Long::parseLong)
                .sum();
    }

    @Override
    public void close() {
        process.close();
    }

    /** Sets up a new server that listens. */
    public static void setUp(String url) throws InterruptedException {
        String request = "{\"username\":\"benchmark\",\"password\":\"benchmark\",\"org\":\"" + ORG + "\",\"bucket\":\""
                + BUCKET + "\",\"retentionPeriodSeconds\":" + RETENTION.toSeconds() + ",\"token\":\"" + TOKEN + "\"}";
        for (int attempt = 0; ; attempt++) {
            try {
                send(HttpRequest.newBuilder(URI.create(url + "/api/v2/setup"))
                        .POST(HttpRequest.BodyPublishers.ofString(request))
                        .build());
                return;
            } catch (IllegalStateException e) {
                if (attempt == 100) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(100); // it listens before it is ready
            }
        }
    }

    private static String send(HttpRequest request) throws InterruptedException {
        try {
            var answer = HTTP.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException("InfluxDB answers " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
