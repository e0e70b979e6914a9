package org.curbline.store.embedded;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import org.curbline.store.PointReader;
import org.curbline.store.PointWriter;
import org.curbline.store.Retention;
import org.curbline.store.StoreOpenException;
import org.curbline.store.TelemetryStore;
import org.curbline.store.writing.Backoff;
import org.curbline.store.writing.HttpConnections;
import org.curbline.store.writing.InfluxLines;
import org.curbline.store.writing.LineTarget;
import org.curbline.store.writing.PersistentWriter;

/**
 * A store within this process, its data in one folder. What was stored is there when the folder is opened again, also
 * after the process was killed: every commit is synced to disk.
 */
public final class EmbeddedStore implements TelemetryStore {
    private static final Duration TO_ANSWER = Duration.ofSeconds(30);

    private final FolderLock lock;
    private final QuestDb questDb;
    private final PointWriter writer;
    private final PointReader reader;

    private EmbeddedStore(FolderLock lock, QuestDb questDb, Tables tables, InstantSource clock) {
        this.lock = lock;
        this.questDb = questDb;
        this.reader = new SqlReader(questDb, tables);
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), new Random());
        LineTarget target = new WatchfulLines(lines(questDb.httpPort()), tables);
        this.writer = new PersistentWriter("The embedded store", target, backoff, clock);
    }

    /**
     * Opens the store in a folder, which is made when missing. Takes a second or two.
     *
     * @param retention how long points are kept, rounded up to whole days; rollups as long as they usually are
     * @throws StoreOpenException if the folder is in use or cannot be written to
     */
    public static EmbeddedStore open(Path directory, Duration retention, InstantSource clock) {
        return open(directory, Retention.of(retention), clock);
    }

    /**
     * Opens the store in a folder, which is made when missing. Takes a second or two.
     *
     * @param retention how long what is kept, rounded up to whole days
     * @throws StoreOpenException if the folder is in use or cannot be written to
     */
    public static EmbeddedStore open(Path directory, Retention retention, InstantSource clock) {
        Path folder = directory.toAbsolutePath().normalize();
        FolderLock lock = FolderLock.take(folder);
        QuestDb questDb = null;
        try {
            questDb = QuestDb.start(folder);
            return new EmbeddedStore(lock, questDb, Tables.make(questDb, retention), clock);
        } catch (StoreOpenException e) {
            if (questDb != null) {
                questDb.close();
            }
            lock.close();
            throw e;
        }
    }

    private static LineTarget lines(int port) {
        HttpConnections connections = new HttpConnections(TO_ANSWER);
        InfluxDBClient client = InfluxDBClientFactory.create(InfluxDBClientOptions.builder()
                .url("http://127.0.0.1:" + port)
                .okHttpClient(connections.builder())
                .build());
        return new InfluxLines(client, connections, "-", "-"); // QuestDB knows neither organisations nor buckets
    }

    @Override
    public PointWriter writer() {
        return writer;
    }

    @Override
    public PointReader reader() {
        return reader;
    }

    @Override
    public void close() {
        try (lock) { // also where QuestDB cannot end in order, as its disk is full
            writer.close();
            reader.close();
            questDb.close();
        }
    }
}
