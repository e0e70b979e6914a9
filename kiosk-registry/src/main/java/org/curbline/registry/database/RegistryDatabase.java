package org.curbline.registry.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database behind the registry: opening, migrating, and changing it one gateway at a time. */
public final class RegistryDatabase implements AutoCloseable {
    private static final String H2 = "jdbc:h2:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    private static final int FEWEST_CONNECTIONS = 2; // migrating takes as many

    /** Where Flyway keeps which migrations were made. */
    private static final String HISTORY = "kiosk_registry_history";

    /** The version of the last that there is: with another in the folder of migrations, this is to be raised. */
    private static final String NEWEST = "7";

    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TRIED_EVERY = Duration.ofMillis(250);

    /** PostgreSQL's word for "it is starting up", or just ending. */
    private static final String NOT_NOW = "57P03";

    /** H2's number for a file that another process has open. */
    private static final int IN_USE = 90020;

    /** The class of what the SQL standard calls connection exceptions. */
    private static final String NOBODY_THERE = "08";

    /** Who holds the lock of this number brings the tables up to date. Any number will do. */
    private static final long MIGRATING = 0x43_75_72_62_6c_69_6e_65L;

    private static final Logger LOG = LoggerFactory.getLogger(RegistryDatabase.class);

    private final String name;
    private final HikariDataSource pool;
    private final Jdbi jdbi;

    private RegistryDatabase(String name, HikariDataSource pool) {
        this.name = name;
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
    }

    /**
     * Blocking.
     *
     * @throws RegistryException if it cannot be reached, or is no registry and cannot be made one
     */
    public static RegistryDatabase open(RegistrySettings settings, Waits waits) {
        String name = withoutParameters(settings.url());
        if (settings.poolSize() < FEWEST_CONNECTIONS) {
            throw new RegistryException("curbline.registry.pool-size must be at least " + FEWEST_CONNECTIONS + ", not "
                    + settings.poolSize());
        }
        HikariConfig config = config(settings);
        if (!settings.url().startsWith(POSTGRESQL)) {
            return new RegistryDatabase(name, migrated(config, name, waits, RegistryDatabase::migrate));
        }
        config.addDataSourceProperty("tcpKeepAlive", "true");
        migrated(config, name, waits, RegistryDatabase::migrateInTurn).close(); // it takes as long as it takes
        limit(config, waits.silent()); // and nothing else does
        return new RegistryDatabase(name, connect(config, name, waits.toCome()));
    }

    /** As {@link #read}, for a question that may have no answer. */
    public <R> @Nullable R find(Function<Handle, @Nullable R> question) {
        return read(handle -> Optional.ofNullable(question.apply(handle))).orElse(null);
    }

    /** Runs a question in a transaction of its own. Blocking. */
    public <R> R read(Function<Handle, R> question) {
        try {
            return jdbi.inTransaction(question::apply);
        } catch (JdbiException e) {
            throw failed("read", e);
        }
    }

    /** Runs a transaction that changes nothing the registry keeps in memory. Blocking. */
    public <R> R write(Function<Handle, R> work) {
        try {
            return jdbi.inTransaction(work::apply);
        } catch (JdbiException e) {
            throw failed("changed", e);
        }
    }

    /** As {@link #write}, for one that may have no result. */
    public <R> @Nullable R findWriting(Function<Handle, @Nullable R> work) {
        return write(handle -> Optional.ofNullable(work.apply(handle))).orElse(null);
    }

    /** Runs a change in a transaction that no other gateway's change overlaps. Blocking. */
    public <R> Committed<R> change(Function<Handle, Change<R>> work) {
        try {
            return jdbi.inTransaction(handle -> {
                long before = lockRevision(handle);
                Change<R> change = work.apply(handle);
                if (!change.isEmpty()) {
                    handle.execute("UPDATE registry_revision SET revision = ? WHERE only_row = 1", before + 1);
                }
                return new Committed<>(change, before);
            });
        } catch (JdbiException e) {
            throw failed("changed", e);
        }
    }

    /** Runs work that does not change what is kept in memory, one gateway at a time. Blocking. */
    public <R> R inOrder(Function<Handle, R> work) {
        return read(handle -> {
            lockRevision(handle);
            return work.apply(handle);
        });
    }

    public static long revision(Handle handle) {
        return handle.createQuery("SELECT revision FROM registry_revision WHERE only_row = 1")
                .mapTo(Long.class)
                .one();
    }

    @Override
    public void close() {
        pool.close();
    }

    /** Its URL without anything secret. */
    @Override
    public String toString() {
        return name;
    }

    private static long lockRevision(Handle handle) {
        return handle.createQuery("SELECT revision FROM registry_revision WHERE only_row = 1 FOR UPDATE")
                .mapTo(Long.class)
                .one();
    }

    private static HikariConfig config(RegistrySettings settings) {
        var config = new HikariConfig();
        config.setPoolName("kiosk-registry");
        config.setJdbcUrl(durable(settings.url()));
        settings.user().ifPresent(config::setUsername);
        settings.password().ifPresent(config::setPassword);
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(1);
        if (settings.url().startsWith(H2)) {
            config.setMaxLifetime(0); // H2 closes with its last connection, and forgets if it is in memory
        }
        config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
        return config;
    }

    /**
     * From a machine that is gone nothing comes, and nobody says so: not to us, and not to PostgreSQL, which would keep
     * what a gateway that is gone had locked. What the operator says counts more, in the URL or to PostgreSQL.
     */
    private static void limit(HikariConfig config, Duration silent) {
        config.addDataSourceProperty("socketTimeout", Long.toString(silent.toSeconds()));
        config.setConnectionInitSql(
                """
                SELECT set_config(name, '%d', false) FROM pg_settings
                WHERE name = 'idle_in_transaction_session_timeout' AND source = 'default'"""
                        .formatted(silent.toMillis()));
    }

    /** Connections to a database whose tables are up to date. */
    private static HikariDataSource migrated(HikariConfig config, String name, Waits waits, Migration migration) {
        HikariDataSource pool = connect(config, name, waits.toCome());
        try {
            migration.run(pool);
            return pool;
        } catch (SQLException | FlywayException e) {
            pool.close();
            throw new RegistryException(
                    "The registry database " + name + " could not be brought up to date: " + reason(e), e);
        }
    }

    private static HikariDataSource connect(HikariConfig config, String name, Duration patience) {
        try {
            return connectInTime(config, name, patience);
        } catch (PoolInitializationException e) {
            throw new RegistryException(
                    isInUse(e)
                            ? "The registry database " + name
                                    + " is in use by another process: end that one, or choose another with"
                                    + " curbline.registry.url"
                            : "The registry database " + name + " cannot be opened: " + reason(e),
                    e);
        } catch (RuntimeException e) {
            // Hikari reports a URL no driver understands as a plain RuntimeException.
            throw new RegistryException("The registry database " + name + " cannot be used: " + reason(e), e);
        }
    }

    /** After a reboot everything starts at once. What will not pass by itself, such as a wrong password, ends it. */
    private static HikariDataSource connectInTime(HikariConfig config, String name, Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        for (boolean told = false; ; told = true) {
            try {
                return new HikariDataSource(config);
            } catch (PoolInitializationException e) {
                if (!mayPass(e) || System.nanoTime() > until) {
                    throw e;
                }
                if (!told) {
                    LOG.warn(
                            "The registry database {} is not there yet, and is tried again for {} s: {}",
                            name,
                            patience.toSeconds(),
                            reason(e));
                }
                LockSupport.parkNanos(TRIED_EVERY.toNanos());
            }
        }
    }

    private static boolean isInUse(PoolInitializationException e) {
        return e.getCause() instanceof SQLException cause && cause.getErrorCode() == IN_USE;
    }

    private static boolean mayPass(PoolInitializationException e) {
        return e.getCause() instanceof SQLException cause
                && cause.getSQLState() != null
                && (cause.getSQLState().equals(NOT_NOW) || cause.getSQLState().startsWith(NOBODY_THERE))
                && !Thread.currentThread().isInterrupted();
    }

    /**
     * When gateways start at once, Flyway takes what the others are making for what somebody left there. A gateway that
     * vanishes meanwhile holds nobody up for long: PostgreSQL asks whether it is still there.
     */
    private static void migrateInTurn(HikariDataSource pool) throws SQLException {
        if (isUpToDate(pool)) {
            return;
        }
        try (Connection turn = DriverManager.getConnection(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
                Statement statement = turn.createStatement()) {
            statement.execute("SET tcp_keepalives_idle = 10");
            statement.execute("SET tcp_keepalives_interval = 5");
            statement.execute("SET tcp_keepalives_count = 4");
            statement.execute("SELECT pg_advisory_lock(" + MIGRATING + ")"); // until this connection is closed
            migrate(pool);
        }
    }

    private static void migrate(DataSource pool) {
        if (isUpToDate(pool)) {
            return;
        }
        Flyway.configure(RegistryDatabase.class.getClassLoader())
                .dataSource(pool)
                .locations("classpath:org/curbline/registry/migration")
                .table(HISTORY)
                .baselineOnMigrate(true) // the database may hold other people's tables, too
                .baselineVersion("0")
                .load()
                .migrate();
    }

    /** To load Flyway takes longer than to open the rest. Whatever else is there, or is not, is for Flyway to judge. */
    private static boolean isUpToDate(DataSource pool) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet last = statement.executeQuery("SELECT \"version\", \"success\" FROM \"" + HISTORY
                        + "\" ORDER BY \"installed_rank\" DESC LIMIT 1")) {
            return last.next() && NEWEST.equals(last.getString(1)) && last.getBoolean(2);
        } catch (SQLException e) {
            return false;
        }
    }

    /** H2 by itself writes a commit half a second later, and closes under our feet when the JVM is told to stop. */
    private static String durable(String url) {
        if (!url.startsWith(H2)) {
            return url;
        }
        String upper = url.toUpperCase(Locale.ROOT);
        return url
                + (upper.contains(";WRITE_DELAY=") ? "" : ";WRITE_DELAY=0")
                + (upper.contains(";DB_CLOSE_ON_EXIT=") ? "" : ";DB_CLOSE_ON_EXIT=FALSE");
    }

    /** A JDBC URL may carry a password among its parameters. */
    private static String withoutParameters(String url) {
        return url.split("[;?]", 2)[0].replaceAll("//[^/@]*@", "//");
    }

    private RegistryException failed(String verb, JdbiException e) {
        return new RegistryException("The registry in " + name + " could not be " + verb + ": " + reason(e), e);
    }

    private static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null
                ? root.getClass().getSimpleName()
                : message.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /** Brings the tables up to date. */
    @FunctionalInterface
    private interface Migration {
        void run(HikariDataSource pool) throws SQLException;
    }

    /** A change, and the revision the database had before it. */
    public record Committed<R>(Change<R> change, long before) {}

    /**
     * How long it is waited for.
     *
     * @param toCome at the start, if it is not there yet
     * @param silent while it does not say anything: then it counts as away; whole seconds
     */
    public record Waits(Duration toCome, Duration silent) {
        public static final Waits USUAL = new Waits(Duration.ofSeconds(20), Duration.ofSeconds(30));
    }
}
