package org.curbline.agent.source;

import java.io.IOException;

/** Where events come from. Its {@code toString} says how it goes, a sentence for people. Any thread may ask. */
public interface Source extends AutoCloseable {
    /** What is amiss with it, a sentence's part for people; empty if nothing is. */
    String trouble();

    @Override
    void close() throws IOException;
}
