package org.curbline.testservers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Where a test's {@code @TempDir} is: in memory, if Linux lends so much of it, else where temporary files are. A store
 * writes to a disk what it has made safe, and each of hundreds of tests makes one anew. Tests that kill what writes, or
 * fill its disk, say {@code @TempDir(factory = TempDirFactory.Standard.class)}: theirs is a real disk.
 */
public final class FolderInMemory implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final Path MOUNTS = Path.of("/proc/self/mounts");
    /** All tests that run at a time need some hundred megabytes. */
    private static final long ENOUGH_BYTES = 4L << 30;

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension) throws IOException {
        return make("junit-");
    }

    /** Makes an empty folder that whoever asks deletes. */
    public static Path make(String prefix) throws IOException {
        return isLent() ? Files.createTempDirectory(MEMORY, prefix) : Files.createTempDirectory(prefix);
    }

    private static boolean isLent() throws IOException {
        return Files.isWritable(MEMORY)
                && runsPrograms()
                && Files.getFileStore(MEMORY).getUsableSpace() >= ENOUGH_BYTES;
    }

    /** Some tests write a script there, and run it. */
    private static boolean runsPrograms() throws IOException {
        if (!Files.isReadable(MOUNTS)) {
            return false;
        }
        try (Stream<String> mounts = Files.lines(MOUNTS)) {
            return mounts.map(line -> List.of(line.split(" ", -1)))
                    .anyMatch(mount -> mount.get(1).equals(MEMORY.toString())
                            && !List.of(mount.get(3).split(",", -1)).contains("noexec"));
        }
    }
}
