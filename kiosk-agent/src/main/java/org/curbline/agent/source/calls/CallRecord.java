package org.curbline.agent.source.calls;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.curbline.protocol.Call.CallKind;
import org.curbline.protocol.Call.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A line of Asterisk's {@code Master.csv}, of which only this is kept: neither number, nor name, nor channel.
 *
 * @param endMillis when it ended
 * @param context the part of Asterisk's dial plan it came by
 */
record CallRecord(long endMillis, String context, CallKind kind, int seconds, Outcome outcome) {
    private static final int DESTINATION = 2;
    private static final int CONTEXT = 3;
    private static final int END = 11;
    private static final int SECONDS = 12;
    private static final int BILLED_SECONDS = 13;
    private static final int DISPOSITION = 14;
    private static final int LEAST_FIELDS = 16;
    /** Written with {@code loguniqueid}. */
    private static final int ID = 16;

    private static final int LONGEST_SECONDS = 7 * 86_400;
    /** Later than any time that an event can have. */
    private static final long LATEST_MILLIS =
            Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

    /** Null if it is none; of a line that is none nothing may be repeated, as there may be a number in it. */
    static @Nullable CallRecord parse(String line, DialPlan plan, List<ZoneId> zones) {
        List<String> fields = fields(line);
        if (fields.size() < LEAST_FIELDS) {
            return null;
        }
        return of(
                plan.kind(fields.get(DESTINATION)),
                fields.get(CONTEXT),
                new EndTime(fields.get(END), fields.get(SECONDS), fields.size() > ID ? fields.get(ID) : ""),
                zones,
                fields.get(BILLED_SECONDS),
                fields.get(DISPOSITION));
    }

    /** From what Asterisk says, in its words; null if it is not understood. */
    static @Nullable CallRecord of(
            CallKind kind, String context, EndTime end, List<ZoneId> zones, String billedSeconds, String disposition) {
        Outcome outcome = outcome(disposition);
        if (outcome == null) {
            return null;
        }
        try {
            long endMillis = end.instant(zones).toEpochMilli();
            int billed = Integer.parseInt(billedSeconds);
            if (billed < 0 || endMillis > LATEST_MILLIS) {
                return null;
            }
            int seconds = outcome == Outcome.COMPLETED ? Math.min(billed, LONGEST_SECONDS) : 0;
            return new CallRecord(endMillis, context, kind, seconds, outcome);
        } catch (DateTimeException | NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Outcome outcome(String disposition) {
        return switch (disposition) {
            case "ANSWERED" -> Outcome.COMPLETED;
            case "NO ANSWER", "BUSY" -> Outcome.UNANSWERED;
            case "FAILED", "CONGESTION" -> Outcome.FAILED;
            default -> null;
        };
    }

    /** As Asterisk writes them: quoted, quotes within doubled, or bare. */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean isQuoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && isQuoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append(c);
                i++;
            } else if (c == '"') {
                isQuoted = !isQuoted;
            } else if (c == ',' && !isQuoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return isQuoted ? List.of() : fields;
    }
}
