package org.curbline.store.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.curbline.store.StoreOpenException;
import org.jspecify.annotations.Nullable;

/** One process at a time in a data folder. The lock ends with the process, however that ends. */
final class FolderLock implements AutoCloseable {
    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes the folder when missing.
     *
     * @throws StoreOpenException if it cannot be written to, or somebody is in it
     */
    static FolderLock take(Path folder) {
        FileChannel channel = open(folder);
        if (tryLock(channel, folder) == null) {
            closeQuietly(channel);
            throw new StoreOpenException("The data folder " + folder + " is in use by another process", null);
        }
        return new FolderLock(channel);
    }

    private static FileChannel open(Path folder) {
        try {
            Files.createDirectories(folder);
            return FileChannel.open(folder.resolve("in-use.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StoreOpenException("The data folder " + folder + " cannot be written to: " + e, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel, Path folder) {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // this very process has it
        } catch (IOException e) {
            closeQuietly(channel);
            throw new StoreOpenException("The data folder " + folder + " cannot be locked: " + e, e);
        }
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // nothing was written through it
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }
}
