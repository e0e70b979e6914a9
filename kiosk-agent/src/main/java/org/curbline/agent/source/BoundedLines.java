package org.curbline.agent.source;

import java.io.BufferedReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Lines of somebody who may never end one. */
final class BoundedLines {
    private BoundedLines() {}

    /**
     * The next line that is not blank; null at the end.
     *
     * @throws IOException if it is longer than allowed: where the next one begins nobody knows then
     */
    static @Nullable String next(BufferedReader from, int longest) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = from.read(); next >= 0; next = from.read()) {
            if (next != '\n') {
                line.append((char) next);
                if (line.length() > longest) {
                    throw new IOException("A line is longer than " + longest + " characters");
                }
            } else if (!line.toString().isBlank()) {
                return line.toString();
            } else {
                line.setLength(0);
            }
        }
        return line.toString().isBlank() ? null : line.toString();
    }
}
