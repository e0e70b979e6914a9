package org.curbline.benchmarks.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A new PostgreSQL of Debian's package with one empty database. It does not run as root; where we do, it runs as the
 * package's user {@code postgres}.
 */
public final class Postgres implements AutoCloseable {
    private static final String USER = "curbline";

    private final int port;
    private final MeasuredProcess process;

    private Postgres(int port, MeasuredProcess process) {
        this.port = port;
        this.process = process;
    }

    /**
     * Starts one on a free port.
     *
     * @param folder for its data and its log
     * @throws IOException if there is none on this machine, or it cannot be set up
     */
    public static Postgres start(Path folder) throws IOException, InterruptedException {
        Path programs = programs()
                .orElseThrow(() -> new IOException("Several gateways share a PostgreSQL, and"
                        + " /usr/lib/postgresql has none (Debian: apt install postgresql)."));
        Path own = Files.createDirectory(folder.resolve("postgres"));
        if (isRoot()) {
            run(List.of("chown", "postgres", own.toString()));
        }
        String data = own.resolve("data").toString();
        run(asPostgres(programs.resolve("initdb"), "-D", data, "-U", USER, "-A", "trust", "-N"));
        int port = Tools.freePort();
        List<String> command = asPostgres(
                programs.resolve("postgres"),
                "-D",
                data,
                "-k",
                own.toString(),
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(port));
        Postgres started = new Postgres(port, MeasuredProcess.server("postgres", folder, command));
        started.process.awaitPort(port);
        started.awaitReady(programs.resolve("pg_isready"));
        return started;
    }

    /** It listens before it answers. */
    private void awaitReady(Path isReady) throws IOException, InterruptedException {
        List<String> question = List.of(isReady.toString(), "-q", "-h", "127.0.0.1", "-p", Integer.toString(port));
        for (int attempt = 0; new ProcessBuilder(question).start().waitFor() != 0; attempt++) {
            if (attempt == 600) {
                throw new IOException("PostgreSQL is not ready:\n" + process.lastWords());
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** How JDBC reaches it. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=" + USER;
    }

    @Override
    public void close() {
        process.close();
    }

    private static List<String> asPostgres(Path program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"));
        }
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + " failed: " + said);
        }
    }

    private static Optional<Path> programs() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(versions)) {
            return found.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        }
    }
}
