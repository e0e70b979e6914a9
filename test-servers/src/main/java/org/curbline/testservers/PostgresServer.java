package org.curbline.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL of one's own, of Debian's package, with its data in a temporary folder. PostgreSQL does not run as root;
 * where the tests do, it runs as the package's user {@code postgres}. Skips the test where it is not installed, but in
 * CI, where it must be.
 */
public final class PostgresServer implements AutoCloseable {
    private static final String USER = "curbline";

    private final Path programs;
    private final Path folder;
    private final int port;
    private ServerProcess process;
    private final AtomicInteger databases = new AtomicInteger();

    private PostgresServer(Path programs, Path folder, int port, ServerProcess process) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** Starts one, with an empty database. */
    public static PostgresServer start() {
        Path programs = programs().orElseThrow(PostgresServer::missing);
        try {
            Path folder = Files.createTempDirectory("postgres-");
            if (isRoot()) {
                Command.run(List.of("chown", "postgres", folder.toString())).orFail();
            }
            Path data = folder.resolve("data");
            Command.run(asPostgres(programs.resolve("initdb"), "-D", data.toString(), "-U", USER, "-A", "trust", "-N"))
                    .orFail();
            int port = FreePort.find();
            return new PostgresServer(programs, folder, port, launch(programs, folder, data, port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerProcess launch(Path programs, Path folder, Path data, int port) {
        List<String> command = asPostgres(
                programs.resolve("postgres"),
                "-D",
                data.toString(),
                "-k",
                folder.toString(),
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-c",
                "fsync=off");
        Path log = Path.of(folder + ".log");
        String ready = programs.resolve("pg_isready").toString();
        return ServerProcess.start(
                command,
                log,
                () -> Command.run(List.of(ready, "-q", "-h", "127.0.0.1", "-p", Integer.toString(port)))
                                .exitCode()
                        == 0);
    }

    private static List<String> asPostgres(Path program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            // setpriv becomes the program, so that a signal to the process reaches it
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"));
        }
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static RuntimeException missing() {
        String reason = "No PostgreSQL to test with: /usr/lib/postgresql has none (Debian: apt install postgresql)";
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(reason);
        }
        System.err.println(reason);
        return Assumptions.abort(reason);
    }

    private static Optional<Path> programs() throws UncheckedIOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(versions)) {
            return found.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How JDBC reaches it. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** How JDBC reaches one of its databases over a way to it. */
    public static String over(SilentWay way, String jdbcUrl) {
        return jdbcUrl.replaceFirst("127\\.0\\.0\\.1:[0-9]+", "127.0.0.1:" + way.port());
    }

    /** A way to it that can fall silent. */
    public SilentWay way() {
        return SilentWay.to(port);
    }

    /** Makes another empty database, for a test of its own. @return how JDBC reaches it */
    public String createDatabase() {
        String name = "test_" + databases.incrementAndGet();
        Command.run(List.of(
                        programs.resolve("psql").toString(),
                        "-q",
                        "-h",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port),
                        "-U",
                        USER,
                        "-d",
                        "postgres",
                        "-c",
                        "CREATE DATABASE " + name))
                .orFail();
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
    }

    /** Ends it, and starts it again with all it had. */
    public <T> T whileAway(Supplier<T> meanwhile) {
        end();
        T done = meanwhile.get();
        process = launch(programs, folder, folder.resolve("data"), port);
        return done;
    }

    /** The user, who may do everything and needs no password. */
    public String user() {
        return USER;
    }

    private void end() {
        process.signal("INT"); // at once, whoever is connected
        process.stop();
    }

    @Override
    public void close() {
        end();
        ServerProcess.delete(folder);
        ServerProcess.delete(Path.of(folder + ".log"));
    }
}
