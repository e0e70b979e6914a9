package org.curbline.registry;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.curbline.testservers.PostgresServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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

    @Test
    void isWaitedForWhileItStarts() throws Exception {
        String late = server.createDatabase() + "?user=" + server.user();
        CompletableFuture<KioskRegistry> opening = server.whileAway(() -> {
            CompletableFuture<KioskRegistry> begun = CompletableFuture.supplyAsync(() -> KioskRegistry.open(
                    new KioskRegistry.UrlAlone(late), InstantSource.system(), Duration.ofMinutes(4)));
            CompletableFuture<Void> usual = CompletableFuture.runAsync(
                    () -> KioskRegistry.open(late, InstantSource.system()).close());
            assertThrows(TimeoutException.class, () -> usual.get(1, TimeUnit.SECONDS), "it waits, too");
            assertFalse(begun.isDone());
            return begun;
        });
        try (KioskRegistry registry = opening.get(5, TimeUnit.MINUTES)) {
            assertTrue(registry.all().isEmpty());
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
