package org.curbline.standalone;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** How many files and connections the system lets this process have open. */
final class OpenFiles {
    /** What the program takes for itself: its libraries, and the store's files. */
    private static final int OWN = 700;

    private OpenFiles() {}

    /**
     * Kiosks without a connection would only wait, and a store that cannot open its files would stand still.
     *
     * @throws StandaloneException if the system allows too few for so many kiosks
     */
    static void require(int kiosks) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long needed = OWN + 2L * kiosks; // both ends of a connection are in this process
            long allowed = system.getMaxFileDescriptorCount();
            if (allowed < needed) {
                throw new StandaloneException(String.format(
                        Locale.ROOT,
                        "%d kiosks need %d open files, and the system allows %d: raise it with 'ulimit -n %d', or"
                                + " simulate fewer with --kiosks.",
                        kiosks,
                        needed,
                        allowed,
                        needed));
            }
        }
    }
}
