package org.curbline.registry;

import java.sql.SQLException;
import java.time.InstantSource;
import org.curbline.testservers.PostgresServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresIT extends KioskRegistryContract {
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static PostgresServer server;

    private @Nullable String url;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    KioskRegistry open(InstantSource clock) throws SQLException {
        if (url == null) {
            url = server.createDatabase() + "?user=" + server.user();
        }
        return KioskRegistry.open(url, clock);
    }
}
