package org.curbline.agent.source.calls;

import java.io.IOException;
import java.io.Reader;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What Asterisk's manager interface says at once: lines of a name, a colon and a value, up to one that is empty. Only
 * this is kept of it; a number does not leave the method that reads it.
 *
 * @param isSuccess whether it answers that something was done
 * @param challenge to prove by that the secret is known; empty if it is none
 * @param isCall whether it says that a call ended
 * @param call null if it says so in a way that is not understood
 */
record ManagerMessage(boolean isSuccess, String challenge, boolean isCall, @Nullable CallRecord call) {
    private static final int LONGEST_LINE = 4 * 1024;
    private static final int MOST_LINES = 500;

    /**
     * Reads the next; null at the end.
     *
     * @throws IOException if it does not come, or is endless
     */
    static @Nullable ManagerMessage read(Reader from, DialPlan plan, List<ZoneId> zones) throws IOException {
        boolean isSuccess = false;
        String event = "";
        String challenge = "";
        String number = "";
        String context = "";
        String end = "";
        String seconds = "";
        String id = "";
        String billed = "";
        String disposition = "";
        String line = line(from);
        for (int lines = 0; line != null && !line.isEmpty(); line = line(from)) {
            if (++lines > MOST_LINES) {
                throw new IOException("a message without end");
            }
            String[] parts = line.split(":", 2);
            String value = parts.length < 2 ? "" : parts[1].strip();
            switch (parts[0].toLowerCase(Locale.ROOT)) {
                case "response" -> isSuccess = value.equalsIgnoreCase("Success");
                case "challenge" -> challenge = value;
                case "event" -> event = value;
                case "destination" -> number = value;
                case "destinationcontext" -> context = value;
                case "endtime" -> end = value;
                case "duration" -> seconds = value;
                case "uniqueid" -> id = value;
                case "billableseconds" -> billed = value;
                case "disposition" -> disposition = value;
                default -> {
                    // from whom, to whom, and much more
                }
            }
        }
        if (line == null) {
            return null;
        }
        boolean isCall = event.equalsIgnoreCase("Cdr");
        EndTime time = new EndTime(end, seconds, id);
        CallRecord call = isCall ? CallRecord.of(plan.kind(number), context, time, zones, billed, disposition) : null;
        return new ManagerMessage(isSuccess, challenge, isCall, call);
    }

    /** A line without its end; null at the end of all. */
    static @Nullable String line(Reader from) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = from.read(); next >= 0; next = from.read()) {
            if (next == '\n') {
                return line.toString();
            }
            if (next != '\r') {
                line.append((char) next);
            }
            if (line.length() > LONGEST_LINE) {
                throw new IOException("a line without end");
            }
        }
        return null;
    }
}
