package org.curbline.agent.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder on the card, held by a lock so that it has one agent. On a card that takes nothing it can be read, and is
 * held and written as soon as the card can be. One thread at a time.
 */
final class DiskFiles implements SpoolFiles {
    private static final Logger log = LoggerFactory.getLogger(DiskFiles.class);
    private static final String LOCK = "lock";

    private final Path folder;
    private @Nullable FileChannel lock;
    private boolean isHeldToWrite;
    private final Map<String, FileChannel> open = new HashMap<>();

    private DiskFiles(Path folder) {
        this.folder = folder;
    }

    /** @throws IOException if nobody may write it, or another agent has it; in a sentence for people */
    static DiskFiles open(Path folder) throws IOException {
        DiskFiles files = new DiskFiles(folder);
        try {
            files.holdToWrite();
        } catch (AccessDeniedException e) {
            throw e;
        } catch (FileSystemException e) {
            log.debug("The folder {} cannot be written now.", folder, e);
            files.holdToRead();
        }
        return files;
    }

    private void holdToWrite() throws IOException {
        if (isHeldToWrite) {
            return;
        }
        Files.createDirectories(folder);
        FileChannel made = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        close(); // what could only be read
        hold(made, false);
        isHeldToWrite = true;
    }

    private void holdToRead() throws IOException {
        if (Files.exists(folder.resolve(LOCK))) { // else nobody has ever had it
            hold(FileChannel.open(folder.resolve(LOCK), StandardOpenOption.READ), true);
        }
    }

    private void hold(FileChannel channel, boolean isShared) throws IOException {
        if (!isHeld(channel, isShared)) {
            channel.close();
            throw new IOException("Another agent runs with the spool in " + folder);
        }
        lock = channel;
    }

    private static boolean isHeld(FileChannel lock, boolean isShared) throws IOException {
        try {
            return lock.tryLock(0, Long.MAX_VALUE, isShared) != null;
        } catch (OverlappingFileLockException withinThisProcess) {
            return false;
        }
    }

    @Override
    public List<String> names() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(LOCK))
                    .toList();
        }
    }

    @Override
    public long size(String name) throws IOException {
        return channel(name).size();
    }

    @Override
    public void read(String name, long from, ByteBuffer into) throws IOException {
        FileChannel channel = channel(name);
        long at = from;
        while (into.hasRemaining()) {
            int read = channel.read(into, at);
            if (read < 0) {
                return;
            }
            at += read;
        }
    }

    @Override
    public void create(String name) throws IOException {
        holdToWrite();
        open.put(
                name,
                FileChannel.open(
                        folder.resolve(name),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE));
    }

    @Override
    public void append(String name, ByteBuffer bytes) throws IOException {
        holdToWrite();
        overwrite(name, channel(name).size(), bytes);
    }

    @Override
    public void overwrite(String name, long at, ByteBuffer bytes) throws IOException {
        holdToWrite();
        FileChannel channel = channel(name);
        long place = at;
        while (bytes.hasRemaining()) {
            place += channel.write(bytes, place);
        }
    }

    @Override
    public void truncate(String name, long size) throws IOException {
        holdToWrite();
        channel(name).truncate(size);
    }

    @Override
    public void force(String name) throws IOException {
        holdToWrite();
        channel(name).force(false);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true); // a new file's name is the folder's content
        }
    }

    @Override
    public void delete(String name) throws IOException {
        holdToWrite();
        FileChannel channel = open.remove(name);
        if (channel != null) {
            channel.close();
        }
        Files.delete(folder.resolve(name));
    }

    @Override
    public void close() throws IOException {
        open.values().forEach(DiskFiles::closeQuietly);
        open.clear();
        FileChannel held = lock;
        lock = null;
        isHeldToWrite = false;
        if (held != null) {
            held.close();
        }
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FileChannel channel(String name) throws IOException {
        FileChannel known = open.get(name);
        if (known == null) {
            known = FileChannel.open(
                    folder.resolve(name),
                    isHeldToWrite
                            ? Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE)
                            : Set.of(StandardOpenOption.READ));
            open.put(name, known);
        }
        return known;
    }
}
