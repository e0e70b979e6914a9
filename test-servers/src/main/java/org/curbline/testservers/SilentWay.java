package org.curbline.testservers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A TCP way to a server on this machine that can fall silent, as when the server's machine is gone: nothing passes any
 * more, and neither side is told so. Any thread.
 */
public final class SilentWay implements AutoCloseable {
    private static final int CHUNK = 8_192;

    private final ServerSocket entrance;
    private final int serverPort;
    private final Queue<Passage> passages = new ConcurrentLinkedQueue<>();
    private volatile boolean silent;

    private SilentWay(ServerSocket entrance, int serverPort) {
        this.entrance = entrance;
        this.serverPort = serverPort;
    }

    /** Opens one, over which everything passes. */
    public static SilentWay to(int serverPort) {
        try {
            SilentWay way = new SilentWay(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), serverPort);
            start(way::accept);
            return way;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it begins. */
    public int port() {
        return entrance.getLocalPort();
    }

    /** Over no connection, present or new, anything passes any more. */
    public void fallSilent() {
        silent = true;
        passages.forEach(passage -> passage.silent = true);
    }

    /** Over new connections everything passes; those of before stay silent. */
    public void mend() {
        silent = false;
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        passages.forEach(Passage::close);
    }

    private void accept() {
        try {
            while (true) {
                begin(entrance.accept());
            }
        } catch (IOException closed) {
            passages.forEach(Passage::close);
        }
    }

    private void begin(Socket here) throws IOException {
        Passage passage;
        try {
            passage = new Passage(here, new Socket(InetAddress.getLoopbackAddress(), serverPort));
        } catch (IOException nobodyListens) {
            here.close();
            return;
        }
        passages.add(passage);
        passage.silent = silent;
        start(() -> passage.carry(passage.here, passage.there));
        start(() -> passage.carry(passage.there, passage.here));
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "silent-way");
        thread.setDaemon(true);
        thread.start();
    }

    private static final class Passage {
        private final Socket here;
        private final Socket there;
        private volatile boolean silent;

        Passage(Socket here, Socket there) {
            this.here = here;
            this.there = there;
        }

        void carry(Socket from, Socket to) {
            byte[] chunk = new byte[CHUNK];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                    if (!silent) {
                        out.write(chunk, 0, read);
                    }
                }
            } catch (IOException ended) {
                // as its end is told below
            }
            if (!silent) {
                close();
            }
        }

        void close() {
            try (here;
                    there) {
                silent = true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
