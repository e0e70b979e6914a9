package org.curbline.simulator;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.curbline.simulator.kiosk.Target;
import picocli.CommandLine.TypeConversionException;

/** What people write on the command line, and what they are told when something fails. */
final class Conversions {
    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final int LAST_PORT = 65_535;

    private Conversions() {}

    /** Such as {@code 20s}, {@code 5m}, {@code 1h} or {@code PT20S}. */
    static Duration duration(String text) {
        Matcher written = WRITTEN.matcher(text);
        if (written.matches()) {
            long number = Long.parseLong(written.group(1));
            return switch (written.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException("'" + text + "' is no duration: write 20s, 5m, 1h or PT20S");
        }
    }

    /** Such as {@code localhost:1883}. */
    static Target target(String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon > 0 && port > 0 && port <= LAST_PORT) {
                return new Target(text.substring(0, colon), port);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new TypeConversionException("'" + text + "' is no target: write HOST:PORT, such as localhost:1883");
    }

    /** What went wrong, in one sentence. */
    static String sentence(Throwable failure) {
        if (failure instanceof FileSystemException file) {
            String why = file.getReason() == null ? file.getClass().getSimpleName() : file.getReason();
            return "Cannot use " + file.getFile() + ": " + why;
        }
        if (failure instanceof IOException || failure instanceof IllegalArgumentException) {
            return String.valueOf(failure.getMessage());
        }
        return "The simulator failed: " + failure;
    }
}
