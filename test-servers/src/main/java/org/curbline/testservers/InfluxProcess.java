package org.curbline.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An InfluxDB of one's own, to be treated badly. It keeps its data, address and token over kills and restarts. */
public final class InfluxProcess implements AutoCloseable {
    private final Path binary;
    private final Path folder;
    private final int port;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private ServerProcess process;
    private final String token;

    private InfluxProcess(Path binary, Path folder, int port) {
        this.binary = binary;
        this.folder = folder;
        this.port = port;
        this.process = launch();
        this.token = InfluxServer.setUp(url());
    }

    static InfluxProcess start(Path binary) {
        try {
            return new InfluxProcess(binary, Files.createTempDirectory("influxd-"), FreePort.find());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ServerProcess launch() {
        List<String> command = List.of(
                binary.toString(),
                "--http-bind-address=127.0.0.1:" + port,
                "--bolt-path=" + folder.resolve("influxd.bolt"),
                "--sqlite-path=" + folder.resolve("influxd.sqlite"),
                "--engine-path=" + folder.resolve("engine"),
                "--reporting-disabled",
                "--log-level=error");
        return ServerProcess.start(command, folder.resolve("influxd.log"), this::isHealthy);
    }

    private boolean isHealthy() {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                .timeout(Duration.ofSeconds(1))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // not yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Its address, the same for life. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** A token that may do everything. */
    public String token() {
        return token;
    }

    /** The organization. */
    public String org() {
        return InfluxServer.testOrg();
    }

    /** As {@code kill -9}. */
    public void kill() {
        process.kill();
    }

    /** Stops it in its tracks: connections stay open, and nothing is answered. */
    public void pause() {
        process.signal("STOP");
    }

    /** Lets it go on after {@link #pause}. */
    public void resume() {
        process.signal("CONT");
    }

    /** Starts it again on the same data, after {@link #kill}; returns when it is healthy. */
    public void restart() {
        process.kill();
        process = launch();
    }

    @Override
    public void close() {
        process.kill();
        ServerProcess.delete(folder);
    }
}
