package org.curbline.agent.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A spool in real files, of which a kill takes what was not made safe: it is held back in this process's memory, but
 * for pieces that reach the file early, torn at any byte and with holes before them.
 */
public final class TornSpool {
    /** Nothing is to leave as it is full. */
    private static final int MOST_BYTES = 64 << 20;

    private TornSpool() {}

    /** Opens one. */
    public static Spool open(Path folder, UUID boot) throws IOException {
        return Spool.open(new TornFiles(folder), MOST_BYTES, new SecureRandom(), boot);
    }

    private static final class TornFiles implements SpoolFiles {
        private final Path folder;
        private final DiskFiles card;
        private final Map<String, byte[]> heldBack = new HashMap<>();
        /** How long each file is, as far as it is safe. */
        private final Map<String, Long> safe = new HashMap<>();

        private final SplittableRandom random = new SplittableRandom();

        TornFiles(Path folder) throws IOException {
            this.folder = folder;
            this.card = DiskFiles.open(folder);
        }

        @Override
        public List<String> names() throws IOException {
            return card.names();
        }

        /** What reached the file early is not counted: it is overwritten, once it is made safe. */
        @Override
        public long size(String name) throws IOException {
            return safe.computeIfAbsent(name, this::cardSize) + held(name).length;
        }

        private long cardSize(String name) {
            try {
                return card.size(name);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void read(String name, long from, ByteBuffer into) throws IOException {
            long end = size(name) - held(name).length;
            if (from < end) {
                int limit = into.limit();
                into.limit((int) Math.min(limit, into.position() + end - from));
                card.read(name, from, into);
                into.limit(limit);
            }
            long at = Math.max(0, from - end);
            int length = (int) Math.min(into.remaining(), Math.max(0, held(name).length - at));
            into.put(held(name), (int) at, length);
        }

        @Override
        public void create(String name) throws IOException {
            card.create(name);
            safe.put(name, 0L);
        }

        @Override
        public void append(String name, ByteBuffer bytes) throws IOException {
            byte[] before = held(name);
            byte[] all = Arrays.copyOf(before, before.length + bytes.remaining());
            bytes.get(all, before.length, bytes.remaining());
            heldBack.put(name, all);
            if (random.nextInt(3) == 0) {
                int from = random.nextInt(all.length);
                int to = from + random.nextInt(all.length - from) + 1;
                write(name, size(name) - all.length + from, ByteBuffer.wrap(all, from, to - from));
            }
        }

        @Override
        public void overwrite(String name, long at, ByteBuffer bytes) throws IOException {
            throw new IOException("Nothing fails here");
        }

        @Override
        public void truncate(String name, long to) throws IOException {
            long end = size(name) - held(name).length;
            heldBack.put(name, Arrays.copyOf(held(name), (int) Math.max(0, to - end)));
            card.truncate(name, Math.min(to, end));
            safe.put(name, Math.min(to, end));
        }

        @Override
        public void force(String name) throws IOException {
            byte[] all = held(name);
            long end = size(name) - all.length;
            write(name, end, ByteBuffer.wrap(all));
            card.force(name);
            heldBack.remove(name);
            safe.put(name, end + all.length);
        }

        @Override
        public void delete(String name) throws IOException {
            card.delete(name);
            heldBack.remove(name);
            safe.remove(name);
        }

        @Override
        public void close() throws IOException {
            card.close();
        }

        private byte[] held(String name) {
            return heldBack.getOrDefault(name, new byte[0]);
        }

        private void write(String name, long at, ByteBuffer bytes) throws IOException {
            try (FileChannel channel = FileChannel.open(folder.resolve(name), StandardOpenOption.WRITE)) {
                long place = at;
                while (bytes.hasRemaining()) {
                    place += channel.write(bytes, place);
                }
            }
        }
    }
}
