package org.curbline.store.writing;

import com.influxdb.exceptions.InfluxException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a failed call means, by the HTTP status that came back, or by none having come. */
public final class Answers {
    /** A disk that takes nothing is no line's fault, though a smaller write may still find room. */
    private static final Pattern ABOUT_THE_DISK = Pattern.compile(
            "no space left|no room|disk quota|file too large|too many open files|read-only file system"
                    + "|input/output error|permission denied",
            Pattern.CASE_INSENSITIVE);

    private Answers() {}

    public static WriteAnswer of(InfluxException failure) {
        int status = failure.status();
        String words = status == 0 ? "no answer: " + words(failure) : words(failure);
        return switch (status) {
            case 400, 413, 422 -> WriteAnswer.refused(words);
            case 401, 403, 404, 405, 501 -> WriteAnswer.misconfigured(words);
            case 500 ->
                ABOUT_THE_DISK.matcher(words).find()
                        ? WriteAnswer.tryLater(words, Duration.ZERO)
                        : WriteAnswer.failed(words);
            default -> WriteAnswer.tryLater(words, retryAfter(failure.headers()));
        };
    }

    /** For people, who know nothing of Java's exceptions. */
    public static String words(Throwable failure) {
        Throwable said = failure;
        while (said instanceof InfluxException around && around.status() == 0 && said.getCause() != null) {
            said = said.getCause(); // of which the one around it says no more, but names its class
        }
        if (said instanceof InterruptedIOException) {
            return "nothing came in time";
        }
        String message = said.getMessage(); // with a status it begins "HTTP status code: 503; Message: "
        return message == null || message.isBlank() ? "it broke off" : message;
    }

    /** Only the form in seconds; a date would need the two clocks to agree. */
    private static Duration retryAfter(@Nullable Map<String, String> headers) {
        if (headers == null) {
            return Duration.ZERO;
        }
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (header.getKey().toLowerCase(Locale.ROOT).equals("retry-after")
                    && header.getValue().matches("\\d{1,6}")) {
                return Duration.ofSeconds(Long.parseLong(header.getValue()));
            }
        }
        return Duration.ZERO;
    }
}
