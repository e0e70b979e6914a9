package org.curbline.testservers;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Makes the disk full for one running process, and for it alone: no file may grow beyond its limit (RLIMIT_FSIZE), and
 * that is set to 0, so every write to a file fails (EFBIG). What is mapped into memory can still be written within the
 * size its file has. The process must ignore or block the signal SIGXFSZ, as a JVM does by itself.
 */
public final class FullDisk {
    private FullDisk() {}

    /** How a program that does not is started so that it survives this; as it is where there is no {@code prlimit}. */
    static List<String> survivable(List<String> command) {
        if (Executables.find("prlimit").isEmpty()) {
            return command;
        }
        List<String> blocking = new ArrayList<>(List.of("env", "--block-signal=XFSZ"));
        blocking.addAll(command);
        return blocking;
    }

    /** From now on nothing can be written; skips the test where there is no {@code prlimit}. */
    public static void fill(long pid) {
        limit(pid, "0");
    }

    /** From now on a file is written up to this length and not beyond, so that the last write is cut short. */
    public static void fill(long pid, long bytes) {
        limit(pid, Long.toString(bytes));
    }

    /** Makes room again. */
    public static void clear(long pid) {
        limit(pid, "unlimited");
    }

    private static void limit(long pid, String bytes) {
        String prlimit = Executables.find("prlimit")
                .map(Object::toString)
                .orElseGet(() -> Assumptions.abort("prlimit is not on the path (Debian: apt install util-linux)"));
        // Only the soft limit, before the colon: the hard one could not be raised again.
        Command.run(List.of(prlimit, "--pid", Long.toString(pid), "--fsize=" + bytes + ":"))
                .orFail();
    }
}
