package org.curbline.program;

/** How something of several parts ends. */
public final class Endings {
    private Endings() {}

    /**
     * Ends all parts in this order, also after one that cannot be ended in order.
     *
     * @throws RuntimeException what the first of those failed with, and what the others did among what it suppresses
     */
    public static void all(Runnable... parts) {
        RuntimeException first = null;
        for (Runnable part : parts) {
            try {
                part.run();
            } catch (Exception e) { // await() throws what the future failed with, whatever that is
                if (first == null) {
                    first = e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
