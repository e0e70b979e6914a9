package org.curbline.testservers;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.domain.Authorization;
import com.influxdb.client.domain.Permission;
import com.influxdb.client.domain.PermissionResource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

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
        this.token = setUp(process, url());
    }

    private static String setUp(ServerProcess process, String url) {
        try {
            return InfluxServer.setUp(url);
        } catch (RuntimeException e) {
            process.kill();
            throw e;
        }
    }

    /** @param folder for its data, deleted at the end */
    static InfluxProcess start(Path binary, Path folder) {
        return new InfluxProcess(binary, folder, FreePort.find());
    }

    private ServerProcess launch() {
        List<String> command = List.of(
                binary.toString(),
                "--http-bind-address=127.0.0.1:" + port,
                "--bolt-path=" + folder.resolve("influxd.bolt"),
                "--sqlite-path=" + folder.resolve("influxd.sqlite"),
                "--engine-path=" + folder.resolve("engine"),
                "--storage-retention-check-interval=5s", // usually half an hour
                "--reporting-disabled",
                "--log-level=error");
        return ServerProcess.start(FullDisk.survivable(command), folder.resolve("influxd.log"), this::isHealthy);
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

    /** Lets it write nothing to its disk any more, until {@link #clearDisk}. */
    public void fillDisk() {
        FullDisk.fill(process.pid());
    }

    /** Lets it write again. */
    public void clearDisk() {
        FullDisk.clear(process.pid());
    }

    /** Makes a bucket that keeps everything. */
    public void makeBucket(String name) {
        try (InfluxDBClient client = client()) {
            client.getBucketsApi().createBucket(name, orgId(client));
        }
    }

    /** A token that may see and read everything, and write nothing. */
    public String readingToken() {
        try (InfluxDBClient client = client()) {
            List<Permission> reading =
                    List.of(reading(PermissionResource.TYPE_BUCKETS), reading(PermissionResource.TYPE_ORGS));
            Authorization made = client.getAuthorizationsApi().createAuthorization(orgId(client), reading);
            return Objects.requireNonNull(made.getToken());
        }
    }

    private static Permission reading(String type) {
        PermissionResource resource = new PermissionResource();
        resource.setType(type);
        return new Permission().action(Permission.ActionEnum.READ).resource(resource);
    }

    private InfluxDBClient client() {
        return InfluxDBClientFactory.create(url(), token.toCharArray());
    }

    private static String orgId(InfluxDBClient client) {
        return client.getOrganizationsApi().findOrganizations().get(0).getId();
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
