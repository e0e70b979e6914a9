package org.curbline.store.embedded;

import java.time.Duration;
import org.curbline.store.writing.LineTarget;
import org.curbline.store.writing.WriteAnswer;
import org.curbline.store.writing.WriteAnswer.Verdict;

/** Writes nothing into a log that no table takes in. */
final class WatchfulLines implements LineTarget {
    private final LineTarget target;
    private final Tables tables;

    WatchfulLines(LineTarget target, Tables tables) {
        this.target = target;
        this.tables = tables;
    }

    @Override
    public WriteAnswer write(String lines) {
        WriteAnswer answer = probe();
        return answer.verdict() == Verdict.STORED ? target.write(lines) : answer;
    }

    /** It lives in this process, so there is nobody who could be away. */
    @Override
    public WriteAnswer probe() {
        String trouble = tables.trouble();
        if (trouble.isEmpty()) {
            return WriteAnswer.stored();
        }
        tables.resume();
        return WriteAnswer.tryLater(trouble, Duration.ZERO);
    }

    @Override
    public void close() {
        target.close();
    }
}
