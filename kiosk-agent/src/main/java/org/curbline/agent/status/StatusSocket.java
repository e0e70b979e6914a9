package org.curbline.agent.status;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.curbline.agent.local.LocalSocket;
import org.curbline.program.Why;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Unix socket on which whoever connects is told how the agent is, as JSON, and sent away. Has a thread that serves
 * one after the other; an agent that hangs is not waited for. Where the socket cannot be made, the agent does its work
 * without it, and it is tried again until it can.
 */
public final class StatusSocket implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StatusSocket.class);
    private static final Duration AT_MOST = Duration.ofSeconds(3);
    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final int LONGEST = 64 * 1024;
    /** No secret is told. */
    private static final String ANYBODY = "rw-rw-rw-";

    private final Path path;
    private final Supplier<Future<AgentStatus>> agent;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable LocalSocket listening;
    private boolean hasFailed;

    private StatusSocket(Path path, Supplier<Future<AgentStatus>> agent) {
        this.path = path;
        this.agent = agent;
    }

    /** Begins to answer, now or as soon as the socket can be made. */
    public static StatusSocket open(Path path, Supplier<Future<AgentStatus>> agent) {
        StatusSocket socket = new StatusSocket(path, agent);
        socket.listen();
        Thread thread = new Thread(socket::serve, "status");
        thread.setDaemon(true);
        thread.start();
        return socket;
    }

    /**
     * Asks the agent behind a socket. Blocking.
     *
     * @throws IOException if it does not answer
     */
    public static AgentStatus ask(Path path) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(LONGEST);
            while (channel.read(buffer) >= 0 && answer.size() < LONGEST) {
                answer.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            if (answer.size() == 0) {
                throw new IOException("it hangs");
            }
            return AgentStatus.parse(answer.toByteArray());
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed.countDown();
        LocalSocket socket = listening;
        if (socket != null) {
            socket.close();
        }
    }

    private synchronized void listen() {
        if (isClosed()) {
            return;
        }
        try {
            listening = LocalSocket.listen(path, ANYBODY);
            if (hasFailed) {
                log.info("How the agent is can be asked at {} now.", path);
            }
        } catch (IOException e) {
            if (!hasFailed) {
                hasFailed = true;
                log.warn("Nobody can ask how the agent is; it is tried again, and all else goes on. {}", Why.of(e));
            }
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void serve() {
        try {
            while (!isClosed()) {
                LocalSocket socket = listening;
                if (socket != null) {
                    answer(socket);
                } else if (!closed.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                    listen();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(LocalSocket socket) throws InterruptedException {
        try (SocketChannel asking = socket.accept()) {
            ByteBuffer answer = ByteBuffer.wrap(
                    agent.get().get(AT_MOST.toMillis(), TimeUnit.MILLISECONDS).json());
            asking.configureBlocking(false); // who does not read holds up nobody
            asking.write(answer);
        } catch (IOException | ExecutionException | TimeoutException e) {
            log.debug("Nobody was told how the agent is.", e);
        }
    }
}
