package org.curbline.agent.status;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Unix socket on which whoever connects is told how the agent is, as JSON, and sent away. Has a thread that serves
 * one after the other; an agent that hangs is not waited for.
 */
public final class StatusSocket implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StatusSocket.class);
    private static final Duration AT_MOST = Duration.ofSeconds(3);
    private static final int LONGEST = 64 * 1024;

    private final Path path;
    private final ServerSocketChannel server;
    private final Supplier<Future<AgentStatus>> agent;

    private StatusSocket(Path path, ServerSocketChannel server, Supplier<Future<AgentStatus>> agent) {
        this.path = path;
        this.server = server;
        this.agent = agent;
    }

    /**
     * Begins to answer.
     *
     * @throws IOException if it cannot, in a sentence for people
     */
    public static StatusSocket open(Path path, Supplier<Future<AgentStatus>> agent) throws IOException {
        Files.deleteIfExists(path); // of one that was killed: the spool's lock has said that no other runs
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-")); // no secret is told
        } catch (IOException e) {
            server.close();
            throw new IOException("The socket " + path + " cannot be made: " + e.getMessage(), e);
        }
        StatusSocket socket = new StatusSocket(path, server, agent);
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
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel asking = server.accept()) {
                ByteBuffer answer = ByteBuffer.wrap(agent.get()
                        .get(AT_MOST.toMillis(), TimeUnit.MILLISECONDS)
                        .json());
                asking.configureBlocking(false); // who does not read holds up nobody
                asking.write(answer);
            } catch (ClosedChannelException end) {
                return;
            } catch (IOException | ExecutionException | TimeoutException e) {
                log.debug("Nobody was told how the agent is.", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
