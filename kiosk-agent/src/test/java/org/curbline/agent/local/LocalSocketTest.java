package org.curbline.agent.local;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSocketTest {
    private final Path path;

    LocalSocketTest(@TempDir Path folder) {
        path = folder.resolve("a.sock");
    }

    @Test
    void listensInPlaceOfOneThatWasKilledAndLeavesNothing() throws IOException {
        Files.createFile(path);
        LocalSocket socket = LocalSocket.listen(path, "rw-rw----");
        try (SocketChannel asking = SocketChannel.open(UnixDomainSocketAddress.of(path));
                SocketChannel asked = socket.accept()) {
            assertTrue(asking.isConnected() && asked.isConnected());
            assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        }
        socket.close();
        assertFalse(socket.isOpen());
        assertThrows(ClosedChannelException.class, socket::accept);
        assertTrue(Files.notExists(path));
    }

    @Test
    void whoeverSeesItIsHeardIfTheyMay() throws Exception {
        for (int i = 0; i < 500; i++) {
            var looks = new CountDownLatch(1);
            CompletableFuture<Void> heard = CompletableFuture.runAsync(() -> connectAsSoonAsItIsSeen(looks));
            looks.await();
            try (LocalSocket socket = LocalSocket.listen(path, "rw-------")) {
                heard.get(1, TimeUnit.MINUTES);
                assertTrue(socket.isOpen());
            }
        }
        assertTrue(Files.notExists(path.resolveSibling("a.sock.new")));
    }

    private void connectAsSoonAsItIsSeen(CountDownLatch looks) {
        while (Files.notExists(path)) {
            looks.countDown();
        }
        assertDoesNotThrow(() -> {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
        });
    }

    @Test
    void folderThatCannotBeHadIsSaidInASentence() throws IOException {
        Path noFolder = Files.createFile(path).resolve("b.sock");
        IOException why = assertThrows(IOException.class, () -> LocalSocket.listen(noFolder, "rw-------"));
        assertTrue(
                String.valueOf(why.getMessage())
                        .matches("The socket " + noFolder
                                + " cannot be made \\(.*Not a directory\\): is its folder there, and may.*"),
                why::toString);
    }
}
