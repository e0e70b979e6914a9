package org.curbline.store.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.curbline.store.StoreOpenException;
import org.jspecify.annotations.Nullable;

/** One process at a time in a data folder. The lock ends with the process, however that ends. */
final class FolderLock implements AutoCloseable {
    private static final int LONGEST_NUMBER = 20;
    private static final String OWN_NUMBER =
            Long.toString(ProcessHandle.current().pid());

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
            String holder = holder(channel);
            closeQuietly(channel);
            throw new StoreOpenException(
                    "The data folder " + folder + " is in use by another process" + holder
                            + ": end that one, or choose another folder",
                    null);
        }
        sayWhoHolds(channel);
        return new FolderLock(channel);
    }

    private static FileChannel open(Path folder) {
        try {
            Files.createDirectories(folder);
            return FileChannel.open(
                    folder.resolve("in-use.lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StoreOpenException("The data folder " + folder + " cannot be written to: " + words(e), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel, Path folder) {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // this very process has it
        } catch (IOException e) {
            closeQuietly(channel);
            throw new StoreOpenException("The data folder " + folder + " cannot be locked: " + words(e), e);
        }
    }

    private static void sayWhoHolds(FileChannel channel) {
        try {
            channel.truncate(0);
            channel.write(US_ASCII.encode(OWN_NUMBER), 0);
        } catch (IOException e) {
            // whoever comes is told that there is somebody, not who
        }
    }

    /** Its number, as far as it is known; in a container of its own it may have the number that this one has here. */
    private static String holder(FileChannel channel) {
        ByteBuffer number = ByteBuffer.allocate(LONGEST_NUMBER);
        try {
            channel.read(number, 0);
        } catch (IOException e) {
            return "";
        }
        String said = US_ASCII.decode(number.flip()).toString();
        return said.matches("\\d+") && !said.equals(OWN_NUMBER) ? " (" + said + ")" : "";
    }

    /** For people: of these Java says no more than the name of the file. */
    private static String words(IOException failure) {
        if (failure instanceof FileAlreadyExistsException there) {
            return there.getFile() + " is a file";
        }
        return failure instanceof AccessDeniedException denied
                ? "this user may not write to " + denied.getFile()
                : String.valueOf(failure.getMessage());
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
