package org.curbline.testservers;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.domain.OnboardingRequest;
import com.influxdb.client.domain.OnboardingResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A real InfluxDB 2: as a container if a Docker engine answers, else as a process of {@code influxd} (named by the
 * environment variable INFLUXD, on the path, or built by {@code .ci/tools/influxd}), else the one at INFLUXDB_URL with
 * INFLUXDB_TOKEN and INFLUXDB_ORG. CURBLINE_TEST_INFLUX=docker, binary or url leaves only that one. If there is none
 * the test is skipped, or fails if CURBLINE_REQUIRE_INFLUX is true.
 */
public final class InfluxServer implements AutoCloseable {
    private static final String IMAGE = "influxdb:2.7";
    private static final String ORG = "curbline-test";

    private final Runnable end;
    private final String url;
    private final String token;
    private final String org;

    InfluxServer(Runnable end, String url, String token, String org) {
        this.end = end;
        this.url = url;
        this.token = token;
        this.org = org;
    }

    /** Starts one, or takes the one that is there. */
    public static InfluxServer start() {
        if (allowed("docker") && DockerClientFactory.instance().isDockerAvailable()) {
            return container();
        }
        Optional<Path> binary = allowed("binary") ? binary() : Optional.empty();
        if (binary.isPresent()) {
            InfluxProcess process = InfluxProcess.start(binary.get(), inMemory());
            return new InfluxServer(process::close, process.url(), process.token(), process.org());
        }
        String url = System.getenv("INFLUXDB_URL");
        if (allowed("url") && url != null) {
            return new InfluxServer(
                    () -> {},
                    url,
                    System.getenv().getOrDefault("INFLUXDB_TOKEN", ""),
                    System.getenv().getOrDefault("INFLUXDB_ORG", ORG));
        }
        throw missing("a Docker engine, an influxd or INFLUXDB_URL");
    }

    private static Path inMemory() {
        try {
            return FolderInMemory.make("influxd-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts one, with its data on the disk, as a process that can be killed, paused and started again; skipped where
     * there is no influxd.
     */
    public static InfluxProcess startProcess() {
        try {
            return startProcess(Files.createTempDirectory("influxd-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Likewise.
     *
     * @param folder for its data, deleted at the end
     */
    public static InfluxProcess startProcess(Path folder) {
        return InfluxProcess.start(binary().orElseThrow(() -> missing("an influxd")), folder);
    }

    private static boolean allowed(String form) {
        String chosen = System.getenv("CURBLINE_TEST_INFLUX");
        return chosen == null
                || chosen.isBlank()
                || chosen.toLowerCase(Locale.ROOT).equals(form);
    }

    private static RuntimeException missing(String what) {
        String reason = "No InfluxDB to test with: there is neither of " + what;
        if (Boolean.parseBoolean(System.getenv("CURBLINE_REQUIRE_INFLUX"))) {
            return new IllegalStateException(reason + ", and CURBLINE_REQUIRE_INFLUX is true");
        }
        System.err.println(reason);
        return Assumptions.abort(reason);
    }

    private static Optional<Path> binary() {
        String named = System.getenv("INFLUXD");
        if (named != null && !named.isBlank()) {
            return Optional.of(Path.of(named));
        }
        Optional<Path> onPath = Executables.find("influxd");
        if (onPath.isPresent()) {
            return onPath;
        }
        String cache =
                System.getenv().getOrDefault("CURBLINE_TOOLS", System.getProperty("user.home") + "/.cache/curbline");
        return Optional.of(Path.of(cache, "influxdb-2.7.12", "influxd")).filter(Files::isExecutable);
    }

    @SuppressWarnings("resource") // closed by the server's own close
    private static InfluxServer container() {
        GenericContainer<?> container = new GenericContainer<>(IMAGE)
                .withExposedPorts(8086)
                .withTmpFs(Map.of("/var/lib/influxdb2", "rw"))
                .waitingFor(Wait.forHttp("/health").forStatusCode(200));
        container.start();
        String url = "http://" + container.getHost() + ":" + container.getMappedPort(8086);
        return new InfluxServer(container::stop, url, setUp(url), ORG);
    }

    /** Sets a new server up; returns its token. */
    static String setUp(String url) {
        OnboardingRequest request = new OnboardingRequest()
                .username("tester")
                .password("tester-tester")
                .org(ORG)
                .bucket("first");
        try (InfluxDBClient client = InfluxDBClientFactory.create(url)) {
            OnboardingResponse response = client.onBoarding(request);
            return Objects.requireNonNull(
                    Objects.requireNonNull(response.getAuth()).getToken());
        }
    }

    static String testOrg() {
        return ORG;
    }

    /** Its address. */
    public String url() {
        return url;
    }

    /** A token that may do everything. */
    public String token() {
        return token;
    }

    /** The organization. */
    public String org() {
        return org;
    }

    @Override
    public void close() {
        end.run();
    }
}
