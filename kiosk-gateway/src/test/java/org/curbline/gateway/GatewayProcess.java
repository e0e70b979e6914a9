package org.curbline.gateway;

import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.curbline.testservers.ChildProcess;
import org.curbline.testservers.FreePort;
import org.jspecify.annotations.Nullable;

/** The gateway's program in a process of its own, to be stopped, killed and started again. */
final class GatewayProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    final int mqttPort;
    final int httpPort;
    private final Path output;
    private final Map<String, String> settings = new TreeMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private String classPath = System.getProperty("java.class.path");
    private @Nullable Process process;

    /** @param told by key, without {@code curbline.} */
    GatewayProcess(String name, Path folder, Map<String, String> told) {
        int[] ports = freePorts(2);
        this.mqttPort = ports[0];
        this.httpPort = ports[1];
        this.output = folder.resolve(name + ".log");
        settings.put("mqtt.host", "127.0.0.1");
        settings.put("mqtt.port", Integer.toString(mqttPort));
        settings.put("mqtt.access", "OPEN");
        settings.put("mqtt.accept-unknown", "true");
        settings.put("mqtt.event-loops", "1");
        settings.put("gateway.http-host", "127.0.0.1");
        settings.put("gateway.http-port", Integer.toString(httpPort));
        settings.put("quarantine.file", folder.resolve(name + ".quarantine").toString());
        settings.putAll(told);
    }

    /** So many different ports that nobody listens on at this moment. */
    static int[] freePorts(int number) {
        return IntStream.generate(FreePort::find).distinct().limit(number).toArray();
    }

    /** As {@code deploy/gateway} starts one that is alone. */
    GatewayProcess withoutHazelcast() {
        classPath = Stream.of(classPath.split(File.pathSeparator))
                .filter(entry -> !entry.contains("hazelcast"))
                .collect(Collectors.joining(File.pathSeparator));
        return this;
    }

    /** @param key without {@code curbline.} */
    GatewayProcess with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** Starts it and does not wait. */
    GatewayProcess start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "@" + Path.of("..", "deploy", "gateway-cluster.jvm"),
                "-Dlogback.configurationFile=logback-gateway.xml",
                "-cp",
                classPath,
                GatewayMain.class.getName()));
        settings.forEach((key, value) -> command.addAll(List.of("--set", "curbline." + key + '=' + value)));
        process = ChildProcess.start(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile())));
        return this;
    }

    GatewayProcess awaitReady() throws IOException, InterruptedException {
        await("it is ready", () -> {
            if (!running().isAlive()) {
                throw new AssertionError("It has ended. It said:\n" + said());
            }
            try {
                return ask("/health/ready").statusCode() == 200;
            } catch (IOException notYet) {
                return false;
            }
        });
        return this;
    }

    void awaitEnd() throws IOException, InterruptedException {
        if (!running().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("It goes on. It said:\n" + said());
        }
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        running().destroyForcibly().waitFor();
    }

    /** SIGTERM, and waits for the end. */
    void stop() throws InterruptedException {
        running().destroy();
        running().waitFor();
    }

    /** SIGSTOP or SIGCONT. */
    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder(
                        "kill", "-" + name, Long.toString(running().pid()))
                .start()
                .waitFor();
        if (status != 0) {
            throw new AssertionError("kill answered " + status);
        }
    }

    JsonObject get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(path);
        if (answer.statusCode() != 200) {
            throw new IOException(path + " is answered " + answer.statusCode() + ' ' + answer.body());
        }
        return new JsonObject(answer.body());
    }

    /** @param name with its tags, as {@code /metrics} shows it */
    double meter(String name) throws IOException, InterruptedException {
        return ask("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + ' '))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .sum();
    }

    JsonObject send(String method, String path, JsonObject body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.encode()))
                .build();
        return new JsonObject(http.send(request, BodyHandlers.ofString()).body());
    }

    String said() throws IOException {
        return Files.readString(output);
    }

    /** Waits until something is so. */
    void await(String what, Condition condition) throws IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("Not in " + PATIENCE + ": " + what + ". It said:\n" + said());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private HttpResponse<String> ask(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri(path)).timeout(PATIENCE).build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + httpPort + path);
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("It was not started");
        }
        return process;
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /** Something that becomes true. */
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }
}
