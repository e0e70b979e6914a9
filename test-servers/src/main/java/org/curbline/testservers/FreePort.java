package org.curbline.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Finds a port on the loopback interface for servers that cannot choose one themselves. */
public final class FreePort {
    private static final int LOWEST = 10_000;
    /** From here on Linux gives ports to outgoing connections, of which tests make thousands. */
    private static final int TOO_HIGH = 32_768;

    /** Nobody may listen on them yet. */
    private static final Set<Integer> FOUND = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    /**
     * A port nobody listens on at this moment, by chance, so that tests side by side do not find the same one; those of
     * one virtual machine never do.
     */
    public static int find() {
        try {
            while (true) {
                int port = ThreadLocalRandom.current().nextInt(LOWEST, TOO_HIGH);
                if (isFree(port) && FOUND.add(port)) {
                    return port;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (BindException taken) {
            return false;
        }
    }
}
