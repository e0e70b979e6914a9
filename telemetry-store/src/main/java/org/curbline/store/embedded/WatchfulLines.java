package org.curbline.store.embedded;

import java.time.Duration;
import org.curbline.store.writing.LineTarget;
import org.curbline.store.writing.WriteAnswer;

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
        String trouble = tables.trouble();
        if (trouble.isEmpty()) {
            return target.write(lines);
        }
        tables.resume();
        return WriteAnswer.tryLater(trouble, Duration.ZERO);
    }

    @Override
    public void close() {
        target.close();
    }
}
