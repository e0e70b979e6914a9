package org.curbline.store.embedded;

import io.questdb.Bootstrap;
import io.questdb.PropBootstrapConfiguration;
import io.questdb.ServerMain;
import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.CairoException;
import io.questdb.log.LogFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.curbline.store.StoreOpenException;

/** QuestDB, running in this process: only what is needed of it, on the loopback interface, at a port of its choice. */
final class QuestDb implements AutoCloseable {
    /**
     * So often a worker looks for more to do before it naps for a millisecond. QuestDB's own 7,000 takes each of them 7
     * ms of a processor after every write; where writes come often, all the time.
     */
    private static final String NAP_AFTER = "100";

    /**
     * So often, in milliseconds, it looks for what a table has in its log and has not taken in, should the word of that
     * have been lost. QuestDB's own ten seconds are as long as a reader waits, who then hears that the store cannot be
     * asked.
     */
    private static final String LOOK_INTO_LOGS_EVERY = "1000";

    /** Few threads and small buffers, as it lives beside everything else; everything that is not needed is off. */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("cairo.column.pool.capacity", "256"),
            Map.entry("cairo.commit.mode", "sync"),
            Map.entry("cairo.expression.pool.capacity", "512"),
            Map.entry("cairo.lexer.pool.capacity", "256"),
            Map.entry("cairo.mat.view.enabled", "false"),
            Map.entry("cairo.model.pool.capacity", "64"),
            Map.entry("cairo.o3.column.memory.size", "256k"),
            Map.entry("cairo.wal.sequencer.check.interval", LOOK_INTO_LOGS_EVERY),
            Map.entry("cairo.wal.writer.data.append.page.size", "256k"),
            Map.entry("cairo.writer.data.append.page.size", "1m"),
            Map.entry("export.worker.count", "0"),
            Map.entry("http.min.enabled", "false"),
            Map.entry("http.net.bind.to", "127.0.0.1:0"),
            Map.entry("http.security.readonly", "false"),
            Map.entry("http.worker.nap.threshold", NAP_AFTER),
            Map.entry("line.auto.create.new.columns", "false"),
            Map.entry("line.auto.create.new.tables", "false"),
            Map.entry("line.http.max.recv.buffer.size", "64m"),
            Map.entry("line.log.message.on.error", "false"),
            Map.entry("line.tcp.enabled", "false"),
            Map.entry("line.udp.enabled", "false"),
            Map.entry("pg.enabled", "false"),
            Map.entry("shared.network.worker.count", "2"),
            Map.entry("shared.query.worker.count", "1"),
            Map.entry("shared.worker.nap.threshold", NAP_AFTER),
            Map.entry("shared.write.worker.count", "1"),
            Map.entry("telemetry.disable.completely", "true"),
            Map.entry("telemetry.enabled", "false"),
            Map.entry("view.compiler.worker.count", "0"),
            Map.entry("wal.apply.worker.count", "1"),
            Map.entry("wal.apply.worker.nap.threshold", NAP_AFTER));

    private final ServerMain server;
    private final Path logs;
    /**
     * Read by who uses the engine, written by who closes it: its memory is not the JVM's, so nobody may be in there.
     */
    private final ReadWriteLock inUse = new ReentrantReadWriteLock();

    private boolean closed;

    private QuestDb(ServerMain server, Path logs) {
        this.server = server;
        this.logs = logs;
    }

    /** Prints nothing, though QuestDB would. @throws StoreOpenException if it does not start */
    static QuestDb start(Path folder) {
        return Silence.around(() -> launch(folder));
    }

    private static QuestDb launch(Path folder) {
        ServerMain server = null;
        try {
            Path logs = logToFile(folder);
            server = new ServerMain(bootstrap(folder));
            server.start();
            return new QuestDb(server, logs);
        } catch (IOException | CairoException | Bootstrap.BootstrapException e) {
            StoreOpenException failure =
                    new StoreOpenException("The embedded store in " + folder + " does not start: " + e.getMessage(), e);
            if (server != null) {
                closeHalfStarted(server, failure);
            }
            throw failure;
        }
    }

    /** Version 9.3.4 looks for threads that it may not have made yet; why it did not start is what people need. */
    private static void closeHalfStarted(ServerMain server, StoreOpenException failure) {
        try {
            server.close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static Bootstrap bootstrap(Path folder) {
        Map<String, String> environment = new HashMap<>();
        SETTINGS.forEach((key, value) -> environment.put(ServerMain.propertyPathToEnvVarName(key), value));
        PropBootstrapConfiguration configuration = new PropBootstrapConfiguration() {
            @Override
            public Map<String, String> getEnv() {
                return environment;
            }

            @Override
            public boolean useSite() {
                return false;
            }
        };
        return new Bootstrap(configuration, Bootstrap.getServerMainArgs(folder.toString()));
    }

    /** QuestDB does not log through SLF4J; what it has to say goes beside its data. */
    private static Path logToFile(Path folder) throws IOException {
        Path logs = Files.createDirectories(folder.resolve("log"));
        Path configuration = Files.createDirectories(folder.resolve("conf")).resolve("log.conf");
        String text = String.join(
                "\n",
                "writers=file",
                "w.file.class=" + QuestDbLog.class.getName(),
                "w.file.location=" + logs.resolve("questdb.log.${date:yyyyMMdd}"),
                "w.file.level=ERROR,CRITICAL",
                "");
        Files.writeString(configuration, text);
        LogFactory.configureRootDir(folder.toString());
        return logs;
    }

    /** Where it says more than it answers. */
    Path logs() {
        return logs;
    }

    int httpPort() {
        return server.getHttpServerPort();
    }

    /**
     * Does something with the engine, which stays open meanwhile.
     *
     * @throws StoreUnavailableException if it is closed
     */
    <T> T with(Function<CairoEngine, T> use) {
        inUse.readLock().lock();
        try {
            if (closed) {
                throw new StoreUnavailableException("The store is closed", null);
            }
            return use.apply(server.getEngine());
        } finally {
            inUse.readLock().unlock();
        }
    }

    @Override
    public void close() {
        inUse.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                Silence.around(() -> {
                    server.close();
                    return true;
                });
            }
        } finally {
            inUse.writeLock().unlock();
        }
    }
}
