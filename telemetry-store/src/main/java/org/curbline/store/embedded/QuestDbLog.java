package org.curbline.store.embedded;

import io.questdb.log.LogError;
import io.questdb.log.LogFactory;
import io.questdb.log.LogRecordUtf8Sink;
import io.questdb.log.LogRollingFileWriter;
import io.questdb.mp.RingQueue;
import io.questdb.mp.SCSequence;
import org.jspecify.annotations.Nullable;

/**
 * Writes QuestDB's log into files, of a week at most. While the disk is full nothing is written: QuestDB's own writer
 * prints why, thousands of times a second. Made by QuestDB, which finds it by its name; its log's one thread calls.
 */
public final class QuestDbLog extends LogRollingFileWriter {
    /** Set by QuestDB, from the writer's setting of this name. */
    private volatile @Nullable String location;

    public QuestDbLog(RingQueue<LogRecordUtf8Sink> records, SCSequence written, int level) {
        super(records, written, level);
    }

    @Override
    public void bindProperties(LogFactory factory) {
        setLocation(location);
        setRollEvery("day");
        setRollSize("4m");
        setLifeDuration("7d");
        super.bindProperties(factory);
    }

    @Override
    public boolean runSerially() {
        try {
            return super.runSerially();
        } catch (LogError e) {
            return false; // nothing was done: it naps, and is tried again
        }
    }
}
