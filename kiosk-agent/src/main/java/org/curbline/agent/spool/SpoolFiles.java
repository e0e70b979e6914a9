package org.curbline.agent.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The files of one folder, as far as a spool needs them. What was written is safe from a power cut once it was forced;
 * before that any part of it may be gone.
 */
interface SpoolFiles extends AutoCloseable {
    /** The names of all files, in no order. */
    List<String> names() throws IOException;

    long size(String name) throws IOException;

    /** Reads from a place on as much as fits or there is. */
    void read(String name, long from, ByteBuffer into) throws IOException;

    /** Makes an empty file, which a power cut may take away until the folder was forced. */
    void create(String name) throws IOException;

    void append(String name, ByteBuffer bytes) throws IOException;

    /** Writes over what stands at a place, within the file. */
    void overwrite(String name, long at, ByteBuffer bytes) throws IOException;

    /** Cuts off what stands behind a place. */
    void truncate(String name, long size) throws IOException;

    /**
     * Makes what was written to a file safe, and that the file is there. If that fails, the system may take what was
     * written for safe nevertheless, and a further attempt succeed without it: it must be written again first.
     */
    void force(String name) throws IOException;

    void delete(String name) throws IOException;

    @Override
    void close() throws IOException;
}
