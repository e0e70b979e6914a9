package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.curbline.testservers.ChildProcess;
import org.curbline.testservers.FreePort;

/** A real tinyproxy that makes connections for whoever knows the password, and notes to which ports. */
final class TinyProxy implements AutoCloseable {
    static final String USER = "kiosk";
    static final String PASSWORD = "p-w";
    private static final int PATIENCE_SECONDS = 60;
    private static final Pattern ASKED = Pattern.compile("Request \\(file descriptor \\d+\\): CONNECT [^ :]+:(\\d+) ");

    private final int port = FreePort.find();
    private final Path log;
    private final Process process;

    TinyProxy(Path folder) throws IOException, InterruptedException {
        log = folder.resolve("tinyproxy.log");
        Path settings = Files.writeString(
                folder.resolve("tinyproxy.conf"),
                """
                Port %d
                Listen 127.0.0.1
                Timeout 600
                LogFile "%s"
                LogLevel Connect
                BasicAuth %s %s
                """
                        .formatted(port, log, USER, PASSWORD));
        process = begun(settings, folder.resolve("tinyproxy.out"));
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!listens()) {
            assertTrue(process.isAlive() && System.nanoTime() < until, "tinyproxy does not run");
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    /** The ports to which it was asked to make connections, one after the other, by whomever. */
    List<Integer> asked() throws IOException {
        return ASKED.matcher(Files.readString(log))
                .results()
                .map(MatchResult::group)
                .map(text -> Integer.valueOf(
                        text.substring(text.lastIndexOf(':') + 1).strip()))
                .toList();
    }

    @Override
    public void close() {
        process.destroy();
    }

    private static Process begun(Path settings, Path output) {
        try {
            return ChildProcess.start(new ProcessBuilder("tinyproxy", "-d", "-c", settings.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile()));
        } catch (IOException notThere) {
            assertTrue(System.getenv("CI") == null, "Debian: apt install tinyproxy");
            assumeTrue(false, "Debian: apt install tinyproxy");
            throw new IllegalStateException(notThere);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
