package org.curbline.gateway.commands;

import java.time.Duration;
import java.time.Instant;
import org.curbline.protocol.CommandReply.Result;
import org.curbline.registry.command.IssuedCommand;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.PointsQuestion;
import org.curbline.store.PointReader.StoredPoint;
import org.jspecify.annotations.Nullable;

/** The replies in the store, for those that nobody heard when they came. */
final class Replies {
    private static final int PAGE = 1_000;
    /** A kiosk's clock may be so far off. */
    private static final Duration CLOCK = Duration.ofHours(1);

    private final PointReader reader;

    Replies(PointReader reader) {
        this.reader = reader;
    }

    /** The reply to a command; null if there is none. Blocking. */
    @Nullable
    Reply to(IssuedCommand command, Instant now) {
        Reply[] found = new Reply[1];
        Instant from = command.issued().minus(CLOCK);
        PointsQuestion question =
                new PointsQuestion(Measurement.REPLY, from, now.plus(CLOCK), command.kiosk(), -1, PAGE);
        reader.forEach(question, point -> {
            if (command.id().equals(text(point, Columns.COMMAND.name()))) {
                boolean done = text(point, Columns.RESULT.name()).equals("done");
                found[0] = new Reply(done ? Result.DONE : Result.FAILED, text(point, Columns.REASON.name()));
            }
        });
        return found[0];
    }

    private static String text(StoredPoint point, String column) {
        return point.values().getOrDefault(column, "").toString();
    }

    /** What a kiosk said of a command. */
    record Reply(Result result, String reason) {}
}
