package org.curbline.simulator;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many files and connections the system lets this process have open. */
final class OpenFiles {
    /** What the program takes for itself: its libraries, and the ledger. */
    private static final int OWN = 300;
    /** A kiosk's own, and both ends in a proxy. */
    private static final int OVER_A_LINK = 3;

    private OpenFiles() {}

    /** @param overLinks whether kiosks connect through proxies in the same process */
    static int processesFor(int kiosks, boolean overLinks) {
        return processesFor(kiosks, overLinks, allowed());
    }

    /** @throws IllegalArgumentException if the system allows not even one kiosk */
    static int processesFor(int kiosks, boolean overLinks, long allowed) {
        long room = (allowed - OWN) / (overLinks ? OVER_A_LINK : 1);
        if (room < 1) {
            throw new IllegalArgumentException("The system allows " + allowed
                    + " open files, which is too few for a kiosk: raise it with 'ulimit -n 1024'.");
        }
        return Math.toIntExact((kiosks + room - 1) / room);
    }

    private static long allowed() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : Integer.MAX_VALUE;
    }
}
