package org.curbline.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Where the programs lie that are measured beside our own. */
public final class Tools {
    private static final int ATTEMPTS = 1_000;
    /** Linux begins to give away ports at 32768. Programs that run side by side begin at different ones. */
    private static final AtomicInteger NEXT_KEPT =
            new AtomicInteger(20_000 + (int) (ProcessHandle.current().pid() % 100) * 100);

    private Tools() {}

    /** InfluxDB's server: the environment variable {@code INFLUXD}, the path, or what {@code .ci} has built. */
    public static Optional<Path> influxd() {
        return find("influxd", "INFLUXD", cache("influxdb-2.7.12/influxd"));
    }

    /** Telegraf: the environment variable {@code TELEGRAF}, the path, or what {@code .ci} has built. */
    public static Optional<Path> telegraf() {
        return find("telegraf", "TELEGRAF", cache("telegraf-1.37.2/telegraf"));
    }

    /** The broker Mosquitto: the environment variable {@code MOSQUITTO}, the path, or where Debian puts it. */
    public static Optional<Path> mosquitto() {
        return find("mosquitto", "MOSQUITTO", Path.of("/usr/sbin/mosquitto"));
    }

    /** A port that was free a moment ago. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A free port of those that the system gives to no outgoing connection: it is still free when its server was down
     * for a while.
     */
    public static int keptPort() {
        IOException last = new IOException("not tried");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try (ServerSocket socket =
                    new ServerSocket(NEXT_KEPT.getAndIncrement(), 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                last = e; // somebody has it
            }
        }
        throw new UncheckedIOException("No port is free before " + NEXT_KEPT.get(), last);
    }

    private static Path cache(String below) {
        return Path.of(System.getProperty("user.home"), ".cache", "curbline").resolve(below);
    }

    private static Optional<Path> find(String program, String variable, Path usual) {
        String named = System.getenv(variable);
        if (named != null && !named.isBlank()) {
            return Optional.of(Path.of(named));
        }
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(
                        Stream.of(path.split(":", -1))
                                .map(folder -> Path.of(folder).resolve(program)),
                        Stream.of(usual))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
