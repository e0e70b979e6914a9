package org.curbline.gateway.quarantine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file system of H2 below which a real one lies, and which fails as told: all that is on a path like
 * {@code failing:/tmp/x}. One for the whole process, as H2 makes its objects itself, so tests must not share it.
 */
public final class DiskThatFails extends FilePathWrapper {
    private static final int NEVER = Integer.MAX_VALUE;
    private static final AtomicInteger WRITES_LEFT = new AtomicInteger(NEVER);
    private static volatile boolean syncsFail;
    private static volatile boolean opensFail;

    /** A path that H2 finds on this disk. */
    public static Path path(Path real) {
        FilePath.register(new DiskThatFails());
        return Path.of("failing:" + real);
    }

    /** From now on nothing can be written. */
    public static void fill() {
        failAfter(0);
    }

    /** So many writes still work; the next is torn in the middle, and none works afterwards. */
    public static void failAfter(int writes) {
        WRITES_LEFT.set(writes);
    }

    /** What is written is there, but cannot be synced. */
    public static void failToSync() {
        syncsFail = true;
    }

    /** Nothing can be written, nor any file be opened. */
    public static void goAway() {
        fill();
        opensFail = true;
    }

    public static void repair() {
        WRITES_LEFT.set(NEVER);
        syncsFail = false;
        opensFail = false;
    }

    @Override
    public String getScheme() {
        return "failing";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        if (opensFail) {
            throw new IOException("Input/output error");
        }
        return new Channel(super.open(mode));
    }

    private static final class Channel extends FileBase {
        private final FileChannel file;

        Channel(FileChannel file) {
            this.file = file;
        }

        @Override
        public synchronized int write(ByteBuffer source, long position) throws IOException {
            int left = WRITES_LEFT.getAndUpdate(before -> before == NEVER ? NEVER : Math.max(before - 1, -1));
            if (left > 0) {
                return file.write(source, position);
            }
            if (left == 0) {
                file.write(source.duplicate().limit(source.position() + source.remaining() / 2), position);
            }
            throw new IOException("No space left on device");
        }

        @Override
        public void force(boolean metaData) throws IOException {
            if (syncsFail) {
                throw new IOException("Input/output error");
            }
            file.force(metaData);
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            if (WRITES_LEFT.get() <= 0) {
                throw new IOException("No space left on device");
            }
            file.truncate(size);
            return this;
        }

        @Override
        public synchronized int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return file.read(target);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            return write(source, file.position());
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public FileChannel position(long newPosition) throws IOException {
            file.position(newPosition);
            return this;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return file.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }
    }
}
