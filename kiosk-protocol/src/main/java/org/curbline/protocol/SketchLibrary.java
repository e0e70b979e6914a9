package org.curbline.protocol;

/**
 * Lets Apache DataSketches run on this Java. Its memory part (3.0.2, the last for Java 17) asks for the version once,
 * when it is loaded, and refuses those after 21, although what it uses of them is still there: the tests of sketches
 * run on a newer Java as well. So it is loaded under the name of one that it knows.
 */
public final class SketchLibrary {
    private static final int LAST_KNOWN = 21;
    private static final String VERSION = "java.version";

    static {
        if (Runtime.version().feature() > LAST_KNOWN) {
            String own = System.getProperty(VERSION);
            System.setProperty(VERSION, Integer.toString(LAST_KNOWN));
            try {
                Class.forName("org.apache.datasketches.memory.internal.ResourceImpl");
            } catch (ClassNotFoundException e) {
                // a program without sketches
            } finally {
                System.setProperty(VERSION, own);
            }
        }
    }

    private SketchLibrary() {}

    /** To be called before the first sketch is made or read. Any thread; does nothing the second time. */
    public static void load() {}
}
