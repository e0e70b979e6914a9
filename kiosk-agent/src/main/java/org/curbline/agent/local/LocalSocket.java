package org.curbline.agent.local;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.curbline.program.Why;

/** A Unix socket at which the agent listens. Safe for several threads. */
public final class LocalSocket implements AutoCloseable {
    private final Path path;
    private final ServerSocketChannel server;

    private LocalSocket(Path path, ServerSocketChannel server) {
        this.path = path;
        this.server = server;
    }

    /**
     * Begins to listen, in place of an agent that was killed: the spool's lock has said that no other runs. Whoever
     * sees the socket in its place is heard, and only who may.
     *
     * @param rights such as {@code rw-rw----}, whatever the umask
     * @throws IOException if it cannot, in a sentence for people
     */
    public static LocalSocket listen(Path path, String rights) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            Files.deleteIfExists(path);
            Path made = path.resolveSibling(path.getFileName() + ".new");
            Files.deleteIfExists(made);
            server.bind(UnixDomainSocketAddress.of(made));
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(rights));
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            server.close();
            throw new IOException(
                    "The socket " + path + " cannot be made (" + Why.of(e)
                            + "): is its folder there, and may this user write to it?",
                    e);
        }
        return new LocalSocket(path, server);
    }

    /**
     * Whoever comes next. Blocking.
     *
     * @throws java.nio.channels.ClosedChannelException once it is closed
     */
    public SocketChannel accept() throws IOException {
        return server.accept();
    }

    public boolean isOpen() {
        return server.isOpen();
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
    }
}
