package org.curbline.registry;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.curbline.testservers.PostgresServer;
import org.curbline.testservers.SilentWay;
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

    @Test
    void oneThatIsSilentHoldsNothingUpForEver() throws Exception {
        String direct = server.createDatabase() + "?user=" + server.user();
        try (SilentWay way = server.way();
                Connection other = DriverManager.getConnection(direct);
                Statement statement = other.createStatement()) {
            String over = PostgresServer.over(way, direct);
            KioskRegistry usual = KioskRegistry.open(over, InstantSource.system());
            KioskRegistry patient = KioskRegistry.open(over + "&socketTimeout=0", InstantSource.system());
            other.setAutoCommit(false);
            statement.execute("SELECT revision FROM registry_revision FOR UPDATE");
            CompletableFuture<Kiosk> asked = CompletableFuture.supplyAsync(() -> usual.discover("mn-05-000001"));
            CompletableFuture<Kiosk> askedForEver = CompletableFuture.supplyAsync(() -> patient.discover("mn-05-2"));
            awaitWaiting(statement, 2);
            way.fallSilent();
            other.rollback();

            assertRefused(asked);
            assertFalse(askedForEver.isDone(), "what the URL says counts");
            CompletableFuture.runAsync(patient::close).get(1, TimeUnit.MINUTES);
            assertRefused(askedForEver);

            way.mend();
            awaitRegistered(usual);
            CompletableFuture.runAsync(usual::close).get(1, TimeUnit.MINUTES);
        }
    }

    private static void awaitWaiting(Statement statement, int queries) throws Exception {
        String waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
        for (int found = 0; found < queries; TimeUnit.MILLISECONDS.sleep(20)) {
            try (ResultSet answer = statement.executeQuery(waiting)) {
                answer.next();
                found = answer.getInt(1);
            }
        }
    }

    private static void assertRefused(CompletableFuture<?> asked) {
        ExecutionException refused = assertThrows(ExecutionException.class, () -> asked.get(2, TimeUnit.MINUTES));
        assertInstanceOf(RegistryException.class, refused.getCause());
    }

    /** Connections that fell silent while nobody used them are found out one by one. */
    private static void awaitRegistered(KioskRegistry registry) {
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (registry.all().isEmpty()) {
            try {
                registry.discover("mn-05-000003");
            } catch (RegistryException notYet) {
                assertTrue(System.nanoTime() < until, () -> "Not in 2 min: " + notYet);
            }
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
