package org.curbline.benchmarks.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A new PostgreSQL of Debian's package with one empty database, for others to start. It does not run as root; where we
 * do, it runs as the package's user {@code postgres}.
 */
public final class Postgres {
    private static final String USER = "curbline";

    private final Path programs;
    private final Path own;
    private final int port;

    private Postgres(Path programs, Path own, int port) {
        this.programs = programs;
        this.own = own;
        this.port = port;
    }

    /**
     * Makes its files.
     *
     * @param folder where they go
     * @throws IOException if there is none on this machine, or it cannot be set up
     */
    public static Postgres make(Path folder) throws IOException, InterruptedException {
        Path programs = programs()
                .orElseThrow(() -> new IOException("Several gateways share a PostgreSQL, and"
                        + " /usr/lib/postgresql has none (Debian: apt install postgresql)."));
        Path own = Files.createDirectory(folder.resolve("postgres"));
        if (isRoot()) {
            run(List.of("chown", "postgres", own.toString()));
        }
        Postgres made = new Postgres(programs, own, Tools.keptPort());
        run(asPostgres(programs.resolve("initdb"), "-D", made.data(), "-U", USER, "-A", "trust", "-N"));
        return made;
    }

    /** What starts it. */
    public List<String> command() {
        return asPostgres(
                programs.resolve("postgres"),
                "-D",
                data(),
                "-k",
                own.toString(),
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(port));
    }

    /** Whether it runs and answers; it listens before it does. */
    public boolean isReady() throws IOException, InterruptedException {
        String isReady = programs.resolve("pg_isready").toString();
        return new ProcessBuilder(isReady, "-q", "-h", "127.0.0.1", "-p", Integer.toString(port))
                        .start()
                        .waitFor()
                == 0;
    }

    /** Where it listens on the loopback address. */
    public int port() {
        return port;
    }

    /** How JDBC reaches it by a port of the loopback address. */
    public static String jdbcUrl(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=" + USER;
    }

    private String data() {
        return own.resolve("data").toString();
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
