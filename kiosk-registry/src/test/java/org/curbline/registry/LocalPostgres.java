package org.curbline.registry;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL server of this machine's own binaries, with its data in a folder of its own, on a free port. */
final class LocalPostgres {
    private final Path binaries;
    private final Path folder;
    private final Path data;
    private final int port;

    private LocalPostgres(Path binaries, Path folder, int port) {
        this.binaries = binaries;
        this.folder = folder;
        this.data = folder.resolve("data");
        this.port = port;
    }

    /** Where the newest installed PostgreSQL has its programs; empty if there is none. */
    static Optional<Path> binaries() {
        Path installed = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(installed)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(installed)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static LocalPostgres start(Path binaries, Path folder) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        if (isRoot()) {
            // The server refuses root: its folder belongs to the account the package made.
            run("chown", "postgres", folder.toString());
        }
        var server = new LocalPostgres(binaries, folder, port);
        server.tool(
                "initdb",
                "-D",
                server.data.toString(),
                "-U",
                "curbline",
                "-A",
                "trust",
                "-N",
                "--no-locale",
                "-E",
                "UTF8");
        String options = "-p " + port + " -k " + folder + " -c listen_addresses=127.0.0.1 -c fsync=off";
        server.tool(
                "pg_ctl",
                "start",
                "-w",
                "-D",
                server.data.toString(),
                "-l",
                folder.resolve("log").toString(),
                "-o",
                options);
        return server;
    }

    /** The URL of a new, empty database. */
    String createDatabase(String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return url(name);
    }

    void stop() throws IOException, InterruptedException {
        tool("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data.toString());
        if (isRoot()) {
            run("chown", "-R", "root", folder.toString());
        }
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=curbline";
    }

    private void tool(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(binaries.resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        // Output goes to a file: the server would hold a pipe open for as long as it lives.
        Path output = Files.createTempFile("local-postgres", ".out");
        try {
            int status = new ProcessBuilder(command)
                    .directory(new File("/"))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + Files.readString(output));
            }
        } finally {
            Files.delete(output);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }
}
