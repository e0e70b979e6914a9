package org.curbline.agent.source.calls;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A file that grows by lines, and is now and then renamed and begun anew, or emptied. Reads on from a place that can be
 * written down; a file that was renamed is read to its end first, if it still lies in the folder. One thread at a time.
 */
final class CallFile {
    private static final int MOST_BYTES = 64 * 1024;
    /** By so many bytes before a place it is known whether a file still is the one it was. */
    private static final int TAIL = 128;

    private final Path path;

    CallFile(Path path) {
        this.path = path;
    }

    /** The place behind everything there is now. */
    Place end() throws IOException {
        try {
            return place(path, wholeLines(path));
        } catch (NoSuchFileException notYet) {
            return Place.BEGINNING;
        }
    }

    /**
     * The next lines behind a place, as many as fit in memory; none if there are none yet.
     *
     * @throws IOException if they cannot be read, in a sentence for people
     */
    Read next(Place from) throws IOException {
        Path file = from.equals(Place.BEGINNING) ? path : holding(from);
        if (file == null || !Files.exists(file)) {
            return Files.exists(path) ? read(path, 0) : new Read(List.of(), from);
        }
        Read read = read(file, from.offset);
        boolean isOver = read.lines.isEmpty() && !file.equals(path) && Files.exists(path);
        return isOver ? read(path, 0) : read;
    }

    /** Where the file of a place is now; null if it is gone, or was emptied. */
    private @Nullable Path holding(Place place) throws IOException {
        if (isHolding(path, place)) {
            return path;
        }
        Path folder = path.toAbsolutePath().resolveSibling("");
        try (DirectoryStream<Path> rotated = Files.newDirectoryStream(folder, path.getFileName() + "*")) {
            for (Path each : rotated) {
                if (isHolding(each, place)) {
                    return each.equals(path.toAbsolutePath()) ? path : each;
                }
            }
        }
        return null;
    }

    private static boolean isHolding(Path file, Place place) throws IOException {
        try {
            return place(file, place.offset).equals(place);
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private static Read read(Path file, long offset) throws IOException {
        byte[] bytes = bytes(file, offset, MOST_BYTES);
        List<String> lines = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                lines.add(new String(bytes, begin, i - begin, StandardCharsets.UTF_8));
                begin = i + 1;
            }
        }
        if (begin == 0 && bytes.length == MOST_BYTES) {
            begin = bytes.length; // no line is so long: it is garbage
            lines.add("");
        }
        return new Read(lines, place(file, offset + begin));
    }

    private static long wholeLines(Path file) throws IOException {
        long size = Files.size(file);
        long from = Math.max(0, size - MOST_BYTES);
        byte[] bytes = bytes(file, from, MOST_BYTES);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return from + end;
    }

    /** A place that no file holds, if the file is shorter. */
    private static Place place(Path file, long offset) throws IOException {
        long from = Math.max(0, offset - TAIL);
        byte[] tail = bytes(file, from, (int) (offset - from));
        CRC32 sum = new CRC32();
        sum.update(tail);
        return new Place(from + tail.length, sum.getValue());
    }

    private static byte[] bytes(Path file, long from, int most) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            channel.position(from);
            return Channels.newInputStream(channel).readNBytes(most);
        }
    }

    /**
     * How far was read.
     *
     * @param sum of the bytes before it, by which the file is known again
     */
    record Place(long offset, long sum) {
        static final Place BEGINNING = new Place(0, 0);

        /** @throws IOException if it is none */
        static Place parse(String text) throws IOException {
            String[] words = text.strip().split(" ", -1);
            try {
                return new Place(Long.parseLong(words[0]), Long.parseLong(words[1]));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new IOException("no place: " + text, e);
            }
        }

        @Override
        public String toString() {
            return offset + " " + sum;
        }
    }

    /** @param next where it goes on */
    record Read(List<String> lines, Place next) {}
}
