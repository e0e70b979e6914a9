package org.curbline.store.embedded;

import java.time.Duration;
import java.util.regex.Pattern;
import org.curbline.store.writing.LineTarget;
import org.curbline.store.writing.WriteAnswer;
import org.curbline.store.writing.WriteAnswer.Verdict;

/** Writes nothing into a log that no table takes in, and holds what the disk refuses against no line. */
final class WatchfulLines implements LineTarget {
    /** Linux' numbers for a disk that fails, may not be written, is full, is read-only, or beyond a quota. */
    private static final Pattern OF_THE_DISK = Pattern.compile("errno: (5|13|28|30|122)\\b");

    private final LineTarget target;
    private final Tables tables;

    WatchfulLines(LineTarget target, Tables tables) {
        this.target = target;
        this.tables = tables;
    }

    @Override
    public WriteAnswer write(String lines) {
        WriteAnswer answer = probe();
        if (answer.verdict() != Verdict.STORED) {
            return answer;
        }
        WriteAnswer written = target.write(lines);
        return written.verdict() == Verdict.FAILED
                        && OF_THE_DISK.matcher(written.words()).find()
                ? WriteAnswer.tryLater(
                        "a file was refused, is there room on the disk, and can it be written? " + written.words(),
                        Duration.ZERO)
                : written;
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
