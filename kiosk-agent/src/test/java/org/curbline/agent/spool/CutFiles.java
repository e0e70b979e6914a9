package org.curbline.agent.spool;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * A card whose power can be cut: of what was written and not forced each piece is then there, or not, or torn, or
 * zeros; files that were made may be gone, and those that were deleted may be back.
 */
final class CutFiles implements SpoolFiles {
    private final Map<String, Content> files = new HashMap<>();
    /** Deleted, and not yet for good. */
    private final Map<String, Content> deleted = new HashMap<>();

    private long written;
    private int failing;
    private int failingForces;
    private boolean isReadOnly;

    /** What the power's end leaves. */
    void cut(SplittableRandom random) {
        deleted.forEach((name, content) -> {
            if (random.nextBoolean()) {
                files.put(name, content);
            }
        });
        deleted.clear();
        files.values().removeIf(content -> !content.named && random.nextBoolean());
        files.values().forEach(content -> content.cut(random));
    }

    /** The next so many appends fail half way, as on a card that is full or broken. */
    void failNext(int appends) {
        failing = appends;
    }

    /** As a card that is mounted read-only: nothing can be changed. */
    void readOnly(boolean now) {
        isReadOnly = now;
    }

    private void requireWritable() throws IOException {
        if (isReadOnly) {
            throw new IOException("Read-only file system");
        }
    }

    /** The next so many attempts to make something safe fail, and the system takes it for safe nevertheless. */
    void failNextForces(int forces) {
        failingForces = forces;
    }

    /** As it would be if of one file only so many bytes had been written. */
    CutFiles copyUpTo(String name, int bytes) {
        CutFiles copy = new CutFiles();
        files.forEach((each, content) -> {
            Content copied = new Content();
            copied.append(ByteBuffer.wrap(content.bytes, 0, each.equals(name) ? bytes : content.size));
            copied.force();
            copy.files.put(each, copied);
        });
        return copy;
    }

    /** Bytes given to be written, ever. */
    long written() {
        return written;
    }

    /** Destroys some bytes in a file. */
    void damage(String name, int from, int length) {
        Arrays.fill(content(name).bytes, from, from + length, (byte) 0x5A);
    }

    @Override
    public List<String> names() {
        return List.copyOf(files.keySet());
    }

    @Override
    public long size(String name) {
        return content(name).size;
    }

    @Override
    public void read(String name, long from, ByteBuffer into) {
        Content content = content(name);
        int length = (int) Math.min(into.remaining(), content.size - from);
        into.put(content.bytes, (int) from, length);
    }

    @Override
    public void create(String name) throws IOException {
        requireWritable();
        if (files.containsKey(name)) {
            throw new IOException(name + " is there already");
        }
        files.put(name, new Content());
    }

    @Override
    public void append(String name, ByteBuffer bytes) throws IOException {
        requireWritable();
        if (failing > 0) {
            failing--;
            content(name).append(bytes.slice(bytes.position(), bytes.remaining() / 2));
            throw new IOException("No space left on device");
        }
        written += bytes.remaining();
        content(name).append(bytes);
    }

    @Override
    public void truncate(String name, long size) throws IOException {
        requireWritable();
        content(name).truncate((int) size);
    }

    @Override
    public void overwrite(String name, long at, ByteBuffer bytes) throws IOException {
        requireWritable();
        written += bytes.remaining();
        content(name).overwrite((int) at, bytes);
    }

    @Override
    public void force(String name) throws IOException {
        requireWritable();
        if (failingForces > 0) {
            failingForces--;
            content(name).forgetDirty();
            throw new IOException("Input/output error");
        }
        content(name).force();
        deleted.clear(); // the folder is forced, too
        files.values().forEach(each -> each.named = true);
    }

    @Override
    public void delete(String name) throws IOException {
        requireWritable();
        Content content = files.remove(name);
        if (content == null) {
            throw new FileNotFoundException(name);
        }
        deleted.put(name, content);
    }

    @Override
    public void close() {}

    private Content content(String name) {
        return Objects.requireNonNull(files.get(name), name);
    }

    private static final class Content {
        byte[] bytes = new byte[1024];
        int size;
        int forced;
        boolean named;
        /** Where each piece that is not forced ends. */
        final List<Integer> pieces = new ArrayList<>();
        /** Bytes that are in the system's memory alone, whatever is forced. */
        final BitSet forgotten = new BitSet();

        void append(ByteBuffer more) {
            int length = more.remaining();
            if (size + length > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + length));
            }
            more.get(bytes, size, length);
            size += length;
            pieces.add(size);
        }

        void overwrite(int at, ByteBuffer more) {
            int length = more.remaining();
            more.get(bytes, at, length);
            forgotten.clear(at, at + length);
        }

        /** As a system does whose attempt to write pages has failed: they are clean then, and not on the card. */
        void forgetDirty() {
            forgotten.set(forced, size);
        }

        void truncate(int to) {
            size = to;
            forced = Math.min(forced, to);
            pieces.removeIf(end -> end > to);
            if (to > forced && !pieces.contains(to)) {
                pieces.add(to);
            }
        }

        void force() {
            forced = size;
            pieces.clear();
        }

        void cut(SplittableRandom random) {
            forgotten.stream().filter(at -> at < size).forEach(at -> bytes[at] = 0);
            forgotten.clear();
            int begin = forced;
            int kept = pieces.isEmpty() ? 0 : random.nextInt(pieces.size() + 1);
            for (int i = 0; i < kept; i++) {
                int end = pieces.get(i);
                switch (random.nextInt(3)) {
                    case 0 -> Arrays.fill(bytes, begin, end, (byte) 0);
                    case 1 -> Arrays.fill(bytes, begin + random.nextInt(end - begin), end, (byte) 0);
                    default -> {} // it is there
                }
                begin = end;
            }
            size = begin;
            force();
        }
    }
}
