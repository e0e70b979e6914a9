package org.curbline.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Flags of a Java virtual machine, so that what is measured is printed and is what {@code deploy/gateway} ships. */
final class JvmFlags {
    private JvmFlags() {}

    /** The words of a line; {@code @FILE} stands for the lines of a file, as {@code java} reads them. */
    static List<String> read(String line) throws IOException {
        List<String> flags = new ArrayList<>();
        for (String word : line.strip().split(" +", -1)) {
            if (word.startsWith("@")) {
                Files.readAllLines(Path.of(word.substring(1))).stream()
                        .filter(each -> !each.isBlank() && !each.startsWith("#"))
                        .forEach(flags::add);
            } else {
                flags.add(word);
            }
        }
        return flags;
    }
}
