package org.curbline.agent.source;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one program is answered. Whoever answers never waits for it: a thread of its own writes, and if too much is
 * unread the connection ends. Not through {@link java.nio.channels.Channels}, whose streams of one channel wait for
 * each other.
 */
final class Answers implements Taker.Answer {
    private static final Logger log = LoggerFactory.getLogger(Answers.class);
    private static final int MOST_UNREAD = 10_000;

    private final SocketChannel connection;
    private final BlockingQueue<String> unread = new LinkedBlockingQueue<>(MOST_UNREAD);

    Answers(SocketChannel connection) {
        this.connection = connection;
    }

    @Override
    public void taken(long seq) {
        say("{\"taken\":" + seq + "}\n");
    }

    @Override
    public void refused(String why) {
        log.warn("An event was refused: {}", why);
        say("{\"refused\":\"" + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(why)) + "\"}\n");
    }

    /** Writes until the connection ends. */
    void write() {
        try {
            while (connection.isOpen()) {
                String line = next();
                ByteBuffer bytes = ByteBuffer.wrap((line == null ? "" : line).getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    connection.write(bytes);
                }
            }
        } catch (IOException gone) {
            log.debug("A program that wrote events does not hear the answers.", gone);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable String next() throws InterruptedException {
        return unread.poll(1, TimeUnit.SECONDS); // to notice the end
    }

    private void say(String line) {
        if (!unread.offer(line)) {
            log.warn("A program that writes events does not read the answers; it was sent away.");
            try {
                connection.close();
            } catch (IOException e) {
                log.debug("It could not be.", e);
            }
        }
    }
}
