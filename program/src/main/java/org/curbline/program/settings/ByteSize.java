package org.curbline.program.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory, storage or message.
 *
 * @param bytes not negative
 */
public record ByteSize(long bytes) {
    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,12})\\s*(B|KiB|MiB|GiB)?");

    /**
     * Reads {@code 512}, {@code 64KiB}, {@code 1MiB}, {@code 2GiB}.
     *
     * @throws IllegalArgumentException if it is written otherwise
     */
    public static ByteSize parse(String text) {
        Matcher written = WRITTEN.matcher(text.strip());
        if (!written.matches()) {
            throw new IllegalArgumentException("a size is written like 512, 64KiB, 1MiB or 2GiB");
        }
        long number = Long.parseLong(written.group(1));
        String unit = written.group(2) == null ? "B" : written.group(2);
        return new ByteSize(
                switch (unit) {
                    case "KiB" -> number << 10;
                    case "MiB" -> number << 20;
                    case "GiB" -> Math.multiplyExact(number, 1L << 30);
                    default -> number;
                });
    }

    @Override
    public String toString() {
        return bytes + " B";
    }
}
