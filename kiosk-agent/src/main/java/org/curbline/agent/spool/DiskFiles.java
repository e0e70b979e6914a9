package org.curbline.agent.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A folder on the card, held by a lock so that it has one agent. One thread at a time. */
final class DiskFiles implements SpoolFiles {
    private static final String LOCK = "lock";

    private final Path folder;
    private final FileChannel lock;
    private final Map<String, FileChannel> open = new HashMap<>();

    private DiskFiles(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** @throws IOException if it cannot be written, or another agent has it; in a sentence for people */
    static DiskFiles open(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileChannel lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isHeld(lock)) {
            lock.close();
            throw new IOException("Another agent runs with the spool in " + folder);
        }
        return new DiskFiles(folder, lock);
    }

    private static boolean isHeld(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException withinThisProcess) {
            return false;
        }
    }

    @Override
    public List<String> names() throws IOException {
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
        overwrite(name, channel(name).size(), bytes);
    }

    @Override
    public void overwrite(String name, long at, ByteBuffer bytes) throws IOException {
        FileChannel channel = channel(name);
        long place = at;
        while (bytes.hasRemaining()) {
            place += channel.write(bytes, place);
        }
    }

    @Override
    public void truncate(String name, long size) throws IOException {
        channel(name).truncate(size);
    }

    @Override
    public void force(String name) throws IOException {
        channel(name).force(false);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true); // a new file's name is the folder's content
        }
    }

    @Override
    public void delete(String name) throws IOException {
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
        lock.close();
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
            known = FileChannel.open(folder.resolve(name), StandardOpenOption.READ, StandardOpenOption.WRITE);
            open.put(name, known);
        }
        return known;
    }
}
