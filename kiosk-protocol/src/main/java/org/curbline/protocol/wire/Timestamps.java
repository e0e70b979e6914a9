package org.curbline.protocol.wire;

/**
 * RFC 3339 times in UTC, {@code 2026-11-23T16:04:05.123Z}: years 0000 to 9999, {@code T} and {@code Z} in capitals,
 * none to nine digits of a second, no leap second. Stored to the millisecond; what is finer is cut off.
 */
final class Timestamps {
    /** What {@link #parse} gives for a text that is no time. */
    static final long INVALID = Long.MIN_VALUE;

    /** How many characters {@link #write} writes. */
    static final int LENGTH = 24;

    private static final int LENGTH_TO_SECONDS = 19;
    private static final int MILLIS_PER_DAY = 86_400_000;
    private static final int DAYS_PER_ERA = 146_097;
    private static final int DAYS_TO_1970 = 719_468;

    private Timestamps() {}

    /** Milliseconds since the epoch, or {@link #INVALID}. */
    static long parse(char[] text, int offset, int length) {
        int end = offset + length - 1;
        if (length <= LENGTH_TO_SECONDS || text[end] != 'Z' || !hasSeparators(text, offset)) {
            return INVALID;
        }
        int year = digits(text, offset, 4);
        int month = digits(text, offset + 5, 2);
        int day = digits(text, offset + 8, 2);
        int hour = digits(text, offset + 11, 2);
        int minute = digits(text, offset + 14, 2);
        int second = digits(text, offset + 17, 2);
        int millis = fraction(text, offset + LENGTH_TO_SECONDS, end);
        boolean isDate = year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(month, year);
        boolean isTime = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
        if (!isDate || !isTime || millis < 0) {
            return INVALID;
        }
        long seconds = daysSinceEpoch(year, month, day) * 86_400 + hour * 3_600L + minute * 60L + second;
        return seconds * 1_000 + millis;
    }

    /**
     * Writes a time at a place with room for {@link #LENGTH} characters.
     *
     * @throws IllegalArgumentException if it does not lie in the years 0000 to 9999
     */
    static void write(long millis, byte[] target, int at) {
        long dayNumber = Math.floorDiv(millis, (long) MILLIS_PER_DAY) + DAYS_TO_1970;
        int inDay = (int) Math.floorMod(millis, (long) MILLIS_PER_DAY);
        long era = Math.floorDiv(dayNumber, (long) DAYS_PER_ERA);
        int dayOfEra = (int) Math.floorMod(dayNumber, (long) DAYS_PER_ERA);
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayOfYear + 2) / 153;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        if (year < 0 || year > 9_999) {
            throw new IllegalArgumentException("A time outside the years 0000 to 9999 cannot be written");
        }
        put(target, at, (int) year, 4, '-');
        put(target, at + 5, month, 2, '-');
        put(target, at + 8, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1, 2, 'T');
        put(target, at + 11, inDay / 3_600_000, 2, ':');
        put(target, at + 14, inDay / 60_000 % 60, 2, ':');
        put(target, at + 17, inDay / 1_000 % 60, 2, '.');
        put(target, at + 20, inDay % 1_000, 3, 'Z');
    }

    private static boolean hasSeparators(char[] text, int offset) {
        return text[offset + 4] == '-'
                && text[offset + 7] == '-'
                && text[offset + 10] == 'T'
                && text[offset + 13] == ':'
                && text[offset + 16] == ':';
    }

    /** The number that stands there, or something negative if not all are digits. */
    private static int digits(char[] text, int from, int count) {
        int value = 0;
        for (int i = from; i < from + count; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** The milliseconds of {@code .123456789} or of nothing, or something negative. */
    private static int fraction(char[] text, int from, int end) {
        if (from == end) {
            return 0;
        }
        int count = end - from - 1;
        if (text[from] != '.' || count < 1 || count > 9) {
            return -1;
        }
        int value = digits(text, from + 1, count);
        for (int i = count; i < 9 && value > 0; i++) {
            value *= 10;
        }
        return value < 0 ? -1 : value / 1_000_000;
    }

    private static int daysIn(int month, int year) {
        return switch (month) {
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /** Days since 1970-01-01, counting years from March so that the leap day is the last of a year. */
    private static long daysSinceEpoch(int year, int month, int day) {
        int yearFromMarch = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(yearFromMarch, 400);
        int yearOfEra = Math.floorMod(yearFromMarch, 400);
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return (long) era * DAYS_PER_ERA + dayOfEra - DAYS_TO_1970;
    }

    private static void put(byte[] target, int at, int value, int count, char after) {
        int rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        target[at + count] = (byte) after;
    }
}
