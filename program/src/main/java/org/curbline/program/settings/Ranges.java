package org.curbline.program.settings;

import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * What values a key takes, for {@link io.smallrye.config.WithConverter} at a mapping's method: what lies outside is a
 * mistake in the settings like any other, and not a program that runs and does something else.
 */
public final class Ranges {
    private static final long MAX_KEEP_ALIVE_SECONDS = 65_535;

    private Ranges() {}

    private static long number(String value, long min, long max) {
        try {
            long number = Long.parseLong(value.strip());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                max == Long.MAX_VALUE || max == Integer.MAX_VALUE
                        ? "a whole number, at least " + min
                        : "a whole number from " + min + " to " + max);
    }

    private static int integer(String value, int min, int max) {
        return (int) number(value, min, max);
    }

    private static Duration time(String value, String needed, long minMillis, long maxMillis) {
        Duration time = Durations.parse(value);
        if (time.toMillis() < minMillis || time.toMillis() > maxMillis) {
            throw new IllegalArgumentException(needed);
        }
        return time;
    }

    /** A TCP port; 0 takes a free one. */
    public static final class Port implements Converter<Integer> {
        private static final long serialVersionUID = 1;

        @Override
        public Integer convert(String value) {
            return integer(value, 0, 65_535);
        }
    }

    /** 0 or more. */
    public static final class Count implements Converter<Integer> {
        private static final long serialVersionUID = 1;

        @Override
        public Integer convert(String value) {
            return integer(value, 0, Integer.MAX_VALUE);
        }
    }

    /** At least 1. */
    public static final class Positive implements Converter<Integer> {
        private static final long serialVersionUID = 1;

        @Override
        public Integer convert(String value) {
            return integer(value, 1, Integer.MAX_VALUE);
        }
    }

    /** At least 1. */
    public static final class PositiveLong implements Converter<Long> {
        private static final long serialVersionUID = 1;

        @Override
        public Long convert(String value) {
            return number(value, 1, Long.MAX_VALUE);
        }
    }

    /** What MQTT writes into two bytes and does not let be 0. */
    public static final class TwoBytes implements Converter<Integer> {
        private static final long serialVersionUID = 1;

        @Override
        public Integer convert(String value) {
            return integer(value, 1, 65_535);
        }
    }

    /** A millisecond or longer. */
    public static final class Time implements Converter<Duration> {
        private static final long serialVersionUID = 1;

        @Override
        public Duration convert(String value) {
            return time(value, "it must be longer than no time", 1, Long.MAX_VALUE);
        }
    }

    /** What MQTT can say of a keep-alive. */
    public static final class KeepAlive implements Converter<Duration> {
        private static final long serialVersionUID = 1;

        @Override
        public Duration convert(String value) {
            return time(value, "a keep-alive is 1 to 65535 s", 1_000, MAX_KEEP_ALIVE_SECONDS * 1_000);
        }
    }
}
