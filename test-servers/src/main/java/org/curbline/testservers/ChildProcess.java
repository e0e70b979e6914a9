package org.curbline.testservers;

import java.io.IOException;
import java.util.List;

/** Processes that end with this JVM at the latest, whatever becomes of the test that started them. */
public final class ChildProcess {
    private ChildProcess() {}

    /** Starts one. */
    public static Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        Thread atExit = new Thread(() -> end(process), "end-" + process.pid());
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
        } catch (IllegalStateException e) {
            end(process);
            throw new IOException("This JVM ends", e);
        }
        var unused = process.onExit().thenRun(() -> Runtime.getRuntime().removeShutdownHook(atExit));
        return process;
    }

    /** As {@code kill -9}, of all that it has started as well. Does not wait. */
    public static void end(Process process) {
        List<ProcessHandle> begotten = process.isAlive() ? process.descendants().toList() : List.of();
        process.destroyForcibly();
        begotten.forEach(ProcessHandle::destroyForcibly);
    }
}
