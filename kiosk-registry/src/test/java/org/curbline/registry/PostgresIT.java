package org.curbline.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.curbline.registry.database.RegistryDatabase;
import org.curbline.registry.database.RegistryDatabase.Waits;
import org.curbline.registry.database.RegistryException;
import org.curbline.registry.kiosk.Kiosk;
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
                    new KioskRegistry.UrlAlone(late),
                    InstantSource.system(),
                    new Waits(Duration.ofMinutes(4), Duration.ofSeconds(30))));
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
    void gatewaysMayStartAtOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            String empty = server.createDatabase() + "?user=" + server.user();
            List<CompletableFuture<KioskRegistry>> opening = Stream.generate(() ->
                            CompletableFuture.supplyAsync(() -> KioskRegistry.open(empty, InstantSource.system())))
                    .limit(4)
                    .toList();
            for (CompletableFuture<KioskRegistry> each : opening) {
                each.get(5, TimeUnit.MINUTES).close();
            }
        }
    }

    /** Of each there was an earlier run, which was killed with its machine; that is long ago. */
    @Test
    void gatewaysThatComeBackAtOnceDoNotWaitForEachOther() throws Exception {
        String direct = server.createDatabase() + "?user=" + server.user();
        try (KioskRegistry one = KioskRegistry.open(direct, InstantSource.system());
                KioskRegistry other = KioskRegistry.open(direct, InstantSource.system());
                Connection holding = DriverManager.getConnection(direct)) {
            String enter = "INSERT INTO gateway VALUES ('%s', '%s', now() - interval '1 day')";
            execute(holding, enter.formatted("one-1", "one"));
            execute(holding, enter.formatted("other-1", "other"));
            hold(holding, enter.formatted("one-2", "elsewhere")); // so neither can enter itself
            execute(holding, enter.formatted("other-2", "elsewhere too"));
            CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> living(one, "one"));
            CompletableFuture<Integer> second = CompletableFuture.supplyAsync(() -> living(other, "other"));
            awaitWaiting(direct, 2, Duration.ZERO);
            holding.rollback();
            assertEquals(3, first.get(5, TimeUnit.MINUTES) + second.get(5, TimeUnit.MINUTES));
        }
    }

    private static int living(KioskRegistry registry, String address) {
        return registry.gateways()
                .beat(address + "-2", address, Duration.ofSeconds(10))
                .size();
    }

    /** How long it usually may be silent is seen of a gateway. */
    @Test
    void oneThatIsSilentHoldsNothingUpForEver() throws Exception {
        String direct = server.createDatabase() + "?user=" + server.user();
        Waits shorter = new Waits(Waits.USUAL.toCome(), Duration.ofSeconds(4));
        try (SilentWay way = server.way();
                Connection other = DriverManager.getConnection(direct)) {
            String over = PostgresServer.over(way, direct);
            KioskRegistry usual = KioskRegistry.open(new KioskRegistry.UrlAlone(over), InstantSource.system(), shorter);
            KioskRegistry patient = KioskRegistry.open(
                    new KioskRegistry.UrlAlone(over + "&socketTimeout=0"), InstantSource.system(), shorter);
            hold(other, "SELECT revision FROM registry_revision FOR UPDATE");
            CompletableFuture<Kiosk> asked = CompletableFuture.supplyAsync(() -> usual.discover("mn-05-000001"));
            CompletableFuture<Kiosk> askedForEver = CompletableFuture.supplyAsync(() -> patient.discover("mn-05-2"));
            awaitWaiting(direct, 2, Duration.ZERO);
            way.fallSilent();
            other.rollback();

            assertRefused(asked);
            assertFalse(askedForEver.isDone(), "what the URL says counts");
            CompletableFuture.runAsync(patient::close).get(5, TimeUnit.MINUTES);
            assertRefused(askedForEver);

            way.mend();
            awaitRegistered(usual);
            CompletableFuture.runAsync(usual::close).get(5, TimeUnit.MINUTES);
        }
    }

    @Test
    void aMigrationTakesAsLongAsItTakes() throws Exception {
        String direct = server.createDatabase() + "?user=" + server.user();
        Duration silent = Duration.ofSeconds(1);
        try (Connection other = DriverManager.getConnection(direct)) {
            hold(other, "CREATE TABLE kiosk_stay (made_by TEXT)"); // by the last migration, after all others
            CompletableFuture<KioskRegistry> opening = CompletableFuture.supplyAsync(() -> KioskRegistry.open(
                    new KioskRegistry.UrlAlone(direct), InstantSource.system(), new Waits(Duration.ZERO, silent)));
            awaitWaiting(direct, 1, silent.multipliedBy(4));
            assertFalse(opening.isDone());
            other.rollback();
            opening.get(5, TimeUnit.MINUTES).close();
        }
    }

    @Test
    void whatTheOperatorSaysOfTransactionsCounts() throws Exception {
        String direct = server.createDatabase() + "?user=" + server.user();
        assertEquals("30s", transactionLimit(direct));
        assertEquals("30s", transactionLimit(direct + "&options=-c%20statement_timeout=1h"));
        String option = "&options=-c%20idle_in_transaction_session_timeout=";
        assertEquals("7s", transactionLimit(direct + option + "7s"));
        assertEquals("0", transactionLimit(direct + option + "0"));
        try (Connection other = DriverManager.getConnection(direct)) {
            String name = other.getCatalog();
            execute(other, "ALTER DATABASE " + name + " SET idle_in_transaction_session_timeout = '2min'");
        }
        assertEquals("2min", transactionLimit(direct));
    }

    private static String transactionLimit(String url) {
        try (RegistryDatabase database = RegistryDatabase.open(new KioskRegistry.UrlAlone(url), Waits.USUAL)) {
            return database.read(handle -> handle.createQuery("SHOW idle_in_transaction_session_timeout")
                    .mapTo(String.class)
                    .one());
        }
    }

    private static void execute(Connection connection, String command) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    /** Until it is rolled back. */
    private static void hold(Connection connection, String command) throws SQLException {
        connection.setAutoCommit(false);
        execute(connection, command);
    }

    /**
     * Until so many wait for a lock, each for that long. To be asked in a transaction of its own: in one that goes on,
     * connections made meanwhile are not seen.
     */
    private static void awaitWaiting(String url, int number, Duration time) throws Exception {
        String waiting =
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                    AND state_change <= clock_timestamp() - interval '%d seconds'"""
                        .formatted(time.toSeconds());
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (int found = 0; found < number; TimeUnit.MILLISECONDS.sleep(20)) {
                assertTrue(System.nanoTime() < until, "Not in 5 min: " + number + " wait for a lock");
                try (ResultSet answer = statement.executeQuery(waiting)) {
                    answer.next();
                    found = answer.getInt(1);
                }
            }
        }
    }

    private static void assertRefused(CompletableFuture<?> asked) {
        ExecutionException refused = assertThrows(ExecutionException.class, () -> asked.get(5, TimeUnit.MINUTES));
        assertInstanceOf(RegistryException.class, refused.getCause());
    }

    /** Connections that fell silent while nobody used them are found out one by one. */
    private static void awaitRegistered(KioskRegistry registry) {
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (registry.all().isEmpty()) {
            try {
                registry.discover("mn-05-000003");
            } catch (RegistryException notYet) {
                assertTrue(System.nanoTime() < until, () -> "Not in 5 min: " + notYet);
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
