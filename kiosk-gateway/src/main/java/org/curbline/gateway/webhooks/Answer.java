package org.curbline.gateway.webhooks;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one attempt.
 *
 * @param status of HTTP; 0 without an answer
 * @param detail a sentence; empty if it was delivered
 * @param retryAfter how long the receiver wants to be left alone; null if it did not say
 */
record Answer(Outcome outcome, int status, String detail, @Nullable Duration retryAfter) {
    static Answer without(String detail) {
        return new Answer(Outcome.FAILED, 0, detail, null);
    }

    /** What became of it. */
    enum Outcome {
        /** The receiver has it. */
        DELIVERED,
        /** To be tried again. */
        FAILED,
        /** Never to be tried again. */
        GONE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
