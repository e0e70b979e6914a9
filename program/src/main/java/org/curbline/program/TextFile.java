package org.curbline.program;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text in UTF-8 that people give a program in a file. */
public final class TextFile {
    private TextFile() {}

    /** @throws IOException as {@link #named} */
    public static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw named(file, e);
        }
    }

    /** Java names no file that is no text, and none that is a folder; so a sentence does, whatever else fails. */
    public static IOException named(Path file, IOException failure) {
        boolean isNone = failure instanceof CharacterCodingException || Files.isDirectory(file);
        return isNone ? new IOException("Cannot use " + file + ": " + Why.of(failure), failure) : failure;
    }
}
