package org.curbline.agent.source.hostapd;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * hostapd's control socket: a datagram asks, another answers, and what hostapd says unasked, once attached to, comes
 * between them. This end has a name without a file, so there is nothing to clean up. One thread at a time.
 */
final class ControlSocket implements Closeable {
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(2);
    private static final String MARK = "PING";
    private static final String MARK_ANSWER = "PONG";
    private static final int LONGEST = 8 * 1024;
    /** More than can be connected at once; what is beyond is found by asking for all. */
    private static final int MOST_UNHEARD = 4_000;
    /** More datagrams than Linux lets wait: what has come before the time was over is read, though it is over now. */
    private static final int MOST_WAITING = 512;

    private final AFUNIXDatagramSocket socket;
    private final Deque<String> unasked = new ArrayDeque<>();
    private final DatagramPacket datagram = new DatagramPacket(new byte[LONGEST], LONGEST);

    private ControlSocket(AFUNIXDatagramSocket socket) {
        this.socket = socket;
    }

    /**
     * Connects.
     *
     * @param path hostapd's socket for an interface
     * @throws IOException if nobody is there
     */
    static ControlSocket open(Path path) throws IOException {
        AFUNIXDatagramSocket socket = AFUNIXDatagramSocket.newInstance();
        // Between the two, whoever sends to it is told that a pipe is broken: the library then closes the sender's end.
        socket.setShutdownOnClose(false);
        try {
            socket.bind(own(ProcessHandle.current().pid(), path));
            socket.connect(AFUNIXSocketAddress.of(path.toFile())); // from then on nobody else can send to it
            return new ControlSocket(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The name of this end, of a process. */
    static AFUNIXSocketAddress own(long pid, Path path) throws IOException {
        return AFUNIXSocketAddress.inAbstractNamespace("curbline-agent/" + pid + path);
    }

    /**
     * What hostapd answers; empty if that is an empty datagram, as it is where there is no device. Such a datagram the
     * library passes over, so whether it came is known by the answer to what is asked next.
     *
     * @throws IOException if it does not answer, in time
     */
    String ask(String command) throws IOException {
        send(command);
        send(MARK);
        String answer = "";
        long until = System.nanoTime() + ANSWERS_WITHIN.toNanos();
        for (int late = 0; late < MOST_WAITING; ) {
            long left = (until - System.nanoTime()) / 1_000_000;
            String said = receive((int) Math.max(1, left));
            if (left <= 0) {
                late = said == null ? MOST_WAITING : late + 1;
            }
            if (said == null || said.startsWith("<")) {
                hear(said);
            } else if (said.strip().equals(MARK_ANSWER)) {
                return answer;
            } else {
                answer = said;
            }
        }
        throw new IOException("hostapd does not answer");
    }

    /** What was said unasked, without its level; null if nothing was. */
    @Nullable
    String next() throws IOException {
        if (unasked.isEmpty()) {
            hear(receive(1));
        }
        return unasked.poll();
    }

    @Override
    public void close() {
        socket.close();
    }

    private void send(String command) throws IOException {
        byte[] bytes = command.getBytes(StandardCharsets.US_ASCII);
        socket.send(new DatagramPacket(bytes, bytes.length));
    }

    private void hear(@Nullable String said) {
        if (said != null && unasked.size() < MOST_UNHEARD) {
            unasked.add(said.substring(said.indexOf('>') + 1)); // <3>AP-STA-CONNECTED 02:00:5e:10:20:30
        }
    }

    private @Nullable String receive(int withinMillis) throws IOException {
        socket.setSoTimeout(withinMillis);
        datagram.setLength(LONGEST);
        try {
            socket.receive(datagram);
        } catch (SocketTimeoutException nothing) {
            return null;
        }
        return new String(datagram.getData(), 0, datagram.getLength(), StandardCharsets.UTF_8);
    }
}
