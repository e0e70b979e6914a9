package org.curbline.registry;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class PostgresIT extends KioskRegistryContract {
    private static @Nullable LocalPostgres server;
    private static int databases;

    private @Nullable String url;

    @BeforeAll
    static void startServer(@TempDir Path folder) throws IOException, InterruptedException {
        Optional<Path> binaries = LocalPostgres.binaries();
        if (binaries.isEmpty() && !"true".equals(System.getenv("CI"))) {
            System.out.println("PostgresIT is skipped: no PostgreSQL in /usr/lib/postgresql (apt install postgresql)");
            abort("no PostgreSQL in /usr/lib/postgresql");
        }
        server = LocalPostgres.start(
                binaries.orElseThrow(() -> new AssertionError("CI must have a PostgreSQL in /usr/lib/postgresql")),
                folder);
    }

    @AfterAll
    static void stopServer() throws IOException, InterruptedException {
        if (server != null) {
            server.stop();
        }
    }

    @Override
    KioskRegistry open(InstantSource clock) throws SQLException {
        if (url == null && server != null) {
            url = server.createDatabase("registry_" + ++databases);
        }
        if (url == null) {
            throw new IllegalStateException("The server did not start");
        }
        return KioskRegistry.open(url, clock);
    }
}
