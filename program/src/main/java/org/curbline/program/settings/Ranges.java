package org.curbline.program.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
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

    private static double real(String value, double max, String needed) {
        try {
            double number = Double.parseDouble(value.strip());
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(needed);
    }

    /** The address of a picture of a map, of which the zoom, the column and the row are to be put in. */
    public static final class TileAddress implements Converter<String> {
        private static final long serialVersionUID = 1;
        private static final String NEEDED =
                "an http or https address, or a path of this server's own, with {z}, {x} and {y} in it, such as https://tiles.example/{z}/{x}/{y}.png";

        @Override
        public String convert(String value) {
            String address = value.strip();
            String one = address;
            boolean isHostSaid = address.indexOf('{') > address.indexOf('/', "https://".length());
            for (String part : List.of("{z}", "{x}", "{y}")) {
                if (!one.contains(part)) {
                    throw new IllegalArgumentException(NEEDED);
                }
                one = one.replace(part, "0");
            }
            try {
                URI picture = new URI(one);
                boolean own = picture.getScheme() == null && picture.getRawAuthority() == null && one.startsWith("/");
                boolean http = "http".equals(picture.getScheme()) || "https".equals(picture.getScheme());
                if (own || (http && isHostSaid && picture.getHost() != null && picture.getRawUserInfo() == null)) {
                    return address;
                }
            } catch (URISyntaxException e) {
                // said below
            }
            throw new IllegalArgumentException(NEEDED);
        }
    }

    /** Where another program answers. */
    public static final class ServerAddress implements Converter<URI> {
        private static final long serialVersionUID = 1;
        private static final String NEEDED = "an http or https address without a path, such as http://gateway:8080";

        @Override
        public URI convert(String value) {
            try {
                URI address = new URI(value.strip()).parseServerAuthority();
                boolean http =
                        "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
                if (http
                        && address.getHost() != null
                        && address.getRawUserInfo() == null
                        && address.getRawPath().matches("/?")
                        && address.getRawQuery() == null
                        && address.getRawFragment() == null) {
                    return address;
                }
            } catch (URISyntaxException e) {
                // said below
            }
            throw new IllegalArgumentException(NEEDED);
        }
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

    /**
     * Below what a count is small: 0 for nothing, or 3 and more. Of what is smaller than 2 everybody knows that it is
     * 1.
     */
    public static final class SmallestCount implements Converter<Integer> {
        private static final long serialVersionUID = 1;

        @Override
        public Integer convert(String value) {
            int count = integer(value, 0, Integer.MAX_VALUE);
            if (count == 1 || count == 2) {
                throw new IllegalArgumentException("0, or a whole number, at least 3");
            }
            return count;
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

    /** A millisecond or longer, or no time at all. */
    public static final class TimeOrNone implements Converter<Duration> {
        private static final long serialVersionUID = 1;

        @Override
        public Duration convert(String value) {
            return time(value, "it cannot be shorter than no time", 0, Long.MAX_VALUE);
        }
    }

    /** Whole weeks, from one to a year's 52. */
    public static final class Weeks implements Converter<Duration> {
        private static final long serialVersionUID = 1;
        private static final long WEEK_MILLIS = 7 * 24 * 3_600_000L;

        @Override
        public Duration convert(String value) {
            String needed = "whole weeks from 7d to 364d, such as 28d";
            Duration weeks = time(value, needed, WEEK_MILLIS, 52 * WEEK_MILLIS);
            if (weeks.toMillis() % WEEK_MILLIS != 0) {
                throw new IllegalArgumentException(needed);
            }
            return weeks;
        }
    }

    /** A part of a whole, from 0 to 1. */
    public static final class Share implements Converter<Double> {
        private static final long serialVersionUID = 1;

        @Override
        public Double convert(String value) {
            return real(value, 1, "a number from 0 to 1, such as 0.95");
        }
    }

    /** How often something may be in a year: a day's once at most. */
    public static final class TimesAYear implements Converter<Double> {
        private static final long serialVersionUID = 1;

        @Override
        public Double convert(String value) {
            return real(value, 365, "a number from 0 to 365, such as 0.1");
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
