package org.curbline.simulator;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.TypeConversionException;

/**
 * Which of several processes this is.
 *
 * @param number from 1
 * @param count how many there are
 */
record Part(int number, int count) {
    /** As {@code 2/3}. */
    static Part parse(String text) {
        String[] numbers = text.split("/", 2);
        try {
            Part part = new Part(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[numbers.length - 1]));
            if (part.number >= 1 && part.number <= part.count) {
                return part;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new TypeConversionException("'" + text + "' is no part: write one like 2/3");
    }

    /** What falls to it, so that every part has some of everything. */
    <T> List<T> share(List<T> all) {
        return IntStream.iterate(number - 1, i -> i < all.size(), i -> i + count)
                .mapToObj(all::get)
                .toList();
    }

    /** Where its ledgers are. */
    Path ledger(Path folder) {
        return folder.resolve("part-" + number);
    }

    @Override
    public String toString() {
        return number + "/" + count;
    }
}
