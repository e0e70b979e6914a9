package org.curbline.store.writing;

import java.time.Duration;

/**
 * What one attempt to write came to.
 *
 * @param words the store's own words, shortened; empty when stored
 * @param notBefore how long the store asks to be left alone; zero if it does not say
 */
public record WriteAnswer(Verdict verdict, String words, Duration notBefore) {
    private static final int WORDS_KEPT = 300;

    public WriteAnswer {
        words = words.length() <= WORDS_KEPT ? words : words.substring(0, WORDS_KEPT) + "...";
    }

    /** What is to be done now. */
    public enum Verdict {
        /** All lines are stored. */
        STORED,
        /** At least one of the lines will never be taken; others may be stored already. */
        REFUSED,
        /** The store is away or busy: the same again later. */
        TRY_LATER,
        /** The store broke down over it: the same again later, and if it goes on, it may be one of the lines. */
        FAILED,
        /** The store will go on saying no until somebody corrects the configuration. */
        MISCONFIGURED
    }

    /** Whether the store has decided, or else is away. */
    boolean isAboutLines() {
        return switch (verdict) {
            case STORED, REFUSED -> true;
            case TRY_LATER, FAILED, MISCONFIGURED -> false;
        };
    }

    public static WriteAnswer stored() {
        return new WriteAnswer(Verdict.STORED, "", Duration.ZERO);
    }

    public static WriteAnswer refused(String words) {
        return new WriteAnswer(Verdict.REFUSED, words, Duration.ZERO);
    }

    public static WriteAnswer tryLater(String words, Duration notBefore) {
        return new WriteAnswer(Verdict.TRY_LATER, words, notBefore);
    }

    public static WriteAnswer failed(String words) {
        return new WriteAnswer(Verdict.FAILED, words, Duration.ZERO);
    }

    public static WriteAnswer misconfigured(String words) {
        return new WriteAnswer(Verdict.MISCONFIGURED, words, Duration.ZERO);
    }
}
